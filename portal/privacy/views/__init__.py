"""The pages of people's own data, and the office's desk for erasures."""
