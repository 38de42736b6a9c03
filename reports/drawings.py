"""Charts of reports: the same figures as the tables beside them. A chart that would show nothing is
empty."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from indicators.figures import Figure, Year
from portal.lib.charts import (
    PAPER,
    TILE,
    TILE_STRIP,
    Band,
    Bar,
    Series,
    Size,
    Spread,
    bars,
    line,
    spark,
    strip,
)
from reports.ground import Key
from reports.telling import span

#: Units of a chart that is half a page wide, and how many millimetres that is.
HALF, HALF_MM = 264.0, 82.0
FONT = 8.5
SUMMARY_STRIP = Size(150, 16, 6, has_words=False)


def half(height: float) -> Size:
    """Half a page wide, and so many millimetres high."""
    return Size(HALF, height * HALF / HALF_MM, FONT, has_words=False)


def own_and_median(key: Key, years: Sequence[Year], size: Size) -> SafeString:
    """Year by year; of a single year bars."""
    name = f"{key.number} {key.title} {span([year.period for year in years])}"
    known = [year for year in years if year.own.exact is not None or year.median.exact is not None]
    if len(known) == 1:
        return bars(f"chart-{key.number}", name, _bars(known[0]), size)
    own = [year.own.on_chart for year in years]
    return line(
        f"chart-{key.number}",
        name,
        [year.period for year in years],
        own=Series(_("Own school"), _("Own"), own)
        if any(year.own.shown for year in years)
        else None,
        group=Series(_("Median of the members"), _("Median"), [y.median.on_chart for y in years]),
        band=_band(years),
        size=size,
    )


def sums(key: Key, periods: Sequence[str], figures: Sequence[Figure], size: Size) -> SafeString:
    """Of all schools together, year by year; of a single year there is no line to draw."""
    name = f"{key.number} {key.title} {span(periods)}"
    known = [figure for figure in figures if figure.exact is not None]
    if len(known) == 1:
        rows = [
            Bar(p, f.on_chart, "mine")
            for p, f in zip(periods, figures, strict=True)
            if f.exact is not None
        ]
        return bars(f"chart-{key.number}", name, rows, size)
    total = Series(_("All schools together"), _("Together"), [each.on_chart for each in figures])
    return line(f"chart-{key.number}", name, list(periods), own=total, size=size)


def course(key: Key, periods: Sequence[str], figures: Sequence[Figure]) -> SafeString:
    """A few years in small, for a tile."""
    return spark(
        f"course-{key.number}", key.title, periods, [each.on_chart for each in figures], TILE
    )


def place(key: Key, year: Year, size: Size = TILE_STRIP, mark: str = "place") -> SafeString:
    """Where the middle half lies, with one's own figure where there is one."""
    has_own = year.own.exact is not None
    spread = Spread(
        median=year.median.on_chart,
        low=year.low.on_chart,
        high=year.high.on_chart,
        median_name=_("median"),
        half_name=_("middle half"),
        own=year.own.on_chart if has_own else None,
        own_name=_("own") if has_own else "",
    )
    return strip(f"{mark}-{key.number}", f"{key.title} {year.period}", spread, size)


def wide() -> Size:
    return PAPER


def _bars(year: Year) -> list[Bar]:
    rows = [Bar(_("Own"), year.own.on_chart, "mine")] if year.own.exact is not None else []
    return [*rows, Bar(_("Median"), year.median.on_chart, "group")]


def _band(years: Sequence[Year]) -> Band | None:
    low = [year.low.on_chart for year in years]
    high = [year.high.on_chart for year in years]
    if all(value.number is None for value in [*low, *high]):
        return None
    return Band(_("Middle half"), _("Middle half"), low, high)
