"""Data collections: forms, rounds, responses, checks, review."""
