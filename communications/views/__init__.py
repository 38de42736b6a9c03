"""The doors of the post and of what the association tells."""
