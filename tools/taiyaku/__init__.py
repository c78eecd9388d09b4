"""Check, compare, translate and publish data that exists in two languages."""

__version__ = "0.1.0"
