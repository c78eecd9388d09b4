"""What we know of languages, as data with sources."""
