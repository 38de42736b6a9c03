"""Mentoring and networks: programmes, matching, pairs, peer groups."""
