"""The strategy names goals, not people."""

NOT_PERSONAL = {"Strategy", "Goal", "Theme", "Measure"}
