from strategy.models.tree import Goal, Measure, Strategy, Theme

__all__ = ["Goal", "Measure", "Strategy", "Theme"]
