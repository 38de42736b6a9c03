"""The doors of the figures: the office's desk, where they are released."""
