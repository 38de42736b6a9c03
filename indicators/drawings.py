"""The charts of one indicator, of the same figures as its table."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from indicators.reading import Story
from portal.lib.charts import NARROW, NARROW_STRIP, STRIP, WIDE, Band, Series, Size, Spread
from portal.lib.charts import line as draw_line
from portal.lib.charts import strip as draw_strip


def lines(story: Story) -> list[SafeString]:
    """Wide and narrow; a page shows one of them. Nothing where there is nothing to draw."""
    return [drawn for size in (WIDE, NARROW) if (drawn := line(story, size))]


def line(story: Story, size: Size = WIDE) -> SafeString:
    """Year by year."""
    own = Series(_("Own school"), _("Own"), [year.own.on_chart for year in story.years])
    medians = [year.median.on_chart for year in story.years]
    low = [year.low.on_chart for year in story.years]
    high = [year.high.on_chart for year in story.years]
    return draw_line(
        f"line-{size.css}",
        f"{story.indicator.name} {story.span}",
        [year.period for year in story.years],
        own=own if story.has_own else None,
        group=Series(_("%(group)s, median") % {"group": story.group_label}, _("Median"), medians),
        band=Band(_("Middle half"), _("Middle half"), low, high) if story.has_middle else None,
        size=size,
    )


def strips(story: Story) -> list[SafeString]:
    """Where one's own figure of the last year lies. Nothing without it, or without quartiles."""
    year = story.last
    if year.own.exact is None:
        return []
    spread = Spread(
        median=year.median.on_chart,
        low=year.low.on_chart,
        high=year.high.on_chart,
        median_name=_("median"),
        half_name=_("middle half"),
        own=year.own.on_chart,
        own_name=_("own"),
    )
    name = f"{story.indicator.name} {year.period}"
    sizes = (STRIP, NARROW_STRIP)
    return [svg for size in sizes if (svg := draw_strip(f"strip-{size.css}", name, spread, size))]
