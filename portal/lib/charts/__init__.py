"""Charts: plain values in, SVG text out; the same in a page and in a PDF.

    line(key, name, labels, own=…, group=…, band=…, breaks=…)   year by year
    strip(key, name, Spread(…))        the middle half, the median and one's own value
    spark(key, name, labels, values)   a few years in small
    bars(key, name, rows)              own values beside those of the others
    shares(key, name, parts, own, group)   two distributions, part by part

A `Value` is a number and its text as the reader is to see it; without a number it is a gap, and
its text says why. `key` is the chart's own word on its page: no two may have the same. Words,
minus signs and axes are those of the active language. Axes start from nought; the `<title>` says
every value; the same values give the same bytes. A chart that would show nothing is empty.
"""

from portal.lib.charts.bars import Bar, bars, shares
from portal.lib.charts.drawing import NARROW, PAPER, TILE, WIDE, Size, Value
from portal.lib.charts.lines import Band, Break, Series, line, spark
from portal.lib.charts.strips import NARROW_STRIP, STRIP, TILE_STRIP, Spread, strip

__all__ = [
    "NARROW",
    "NARROW_STRIP",
    "PAPER",
    "STRIP",
    "TILE",
    "TILE_STRIP",
    "WIDE",
    "Band",
    "Bar",
    "Break",
    "Series",
    "Size",
    "Spread",
    "Value",
    "bars",
    "line",
    "shares",
    "spark",
    "strip",
]
