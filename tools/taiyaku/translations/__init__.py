"""Translations: what a text's state is, what its locale file and its ledger say, and how the three are brought together."""
