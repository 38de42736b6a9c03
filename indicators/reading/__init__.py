"""What a person reads of the figures: overviews, the story of one indicator, tables of elements."""

from indicators.reading.overviews import Overview, overview
from indicators.reading.stories import Story, story
from indicators.reading.tables import Table, table

__all__ = ["Overview", "Story", "Table", "overview", "story", "table"]
