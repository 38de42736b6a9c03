"""Year by year: one's own line, that of the others, and where their middle half lies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.lib.charts.axes import Axis, axis
from portal.lib.charts.drawing import TILE, WIDE, Sheet, Size, Value, numbers, sentences, width

#: Beyond the last point, before the words at the end of a line, and around a lone point.
AFTER, APART, LONE = 8.0, 8.0, 12.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Series:
    """`name` in full, for the title; `short` for the end of the line."""

    name: str
    short: str
    values: Sequence[Value]


@dataclass(frozen=True)
class Band:
    """From the low to the high value of each year; a year that lacks either is a gap."""

    name: str
    short: str
    low: Sequence[Value]
    high: Sequence[Value]


@dataclass(frozen=True)
class Break:
    """What is told before this label cannot be compared with what is told after."""

    before: int
    words: str


@dataclass(frozen=True)
class Plot:
    """Where the labels and the numbers lie on the sheet."""

    axis: Axis
    xs: Sequence[float]
    left: float
    right: float
    top: float
    bottom: float

    def y(self, value: Value) -> float:
        assert value.number is not None  # noqa: S101  gaps have been left out
        return self.bottom - self.axis.share(value.number) * (self.bottom - self.top)

    def runs(self, *rows: Sequence[Value]) -> Iterator[list[int]]:
        """Stretches of labels at which every row has a number."""
        known = [all(row[n].number is not None for row in rows) for n in range(len(self.xs))]
        for is_known, places in groupby(range(len(known)), key=known.__getitem__):
            if is_known:
                yield list(places)


def line(
    key: str,
    name: str,
    labels: Sequence[str],
    *,
    own: Series | None = None,
    group: Series | None = None,
    band: Band | None = None,
    breaks: Sequence[Break] = (),
    size: Size = WIDE,
) -> SafeString:
    """Empty where there is no number at all."""
    rows = [row for row in (own, group) if row]
    found = [*numbers(value for row in rows for value in row.values)]
    found += numbers([*band.low, *band.high]) if band else []
    if not found:
        return SafeString()
    sheet = Sheet(key, _title(name, labels, rows, band, breaks), size)
    ends = _ends(size, own, group, band)
    plot = _plot(
        size, labels, axis(found), max((width(each[2], size.font) for each in ends), default=0)
    )
    _grid(sheet, plot, labels)
    if band:
        _draw_band(sheet, plot, band)
    _draw_breaks(sheet, plot, breaks)
    if group:
        _draw_group(sheet, plot, group.values)
    if own:
        _draw_own(sheet, plot, own.values)
    _draw_ends(sheet, plot, ends)
    return sheet.svg()


def _title(
    name: str, labels: Sequence[str], rows: list[Series], band: Band | None, breaks: Sequence[Break]
) -> str:
    parts = [name]
    for row in rows:
        parts.append(f"{row.name}: {_told(labels, [value.text for value in row.values])}")
    if band:
        spans = [_span(low, high) for low, high in zip(band.low, band.high, strict=True)]
        parts.append(f"{band.name}: {_told(labels, spans)}")
    for each in breaks:
        years = {"before": labels[each.before - 1], "after": labels[each.before]}
        parts.append(
            _("Between %(before)s and %(after)s: %(what)s.") % {**years, "what": each.words}
        )
    return sentences(parts)


def _told(labels: Sequence[str], texts: Sequence[str]) -> str:
    return ", ".join(f"{label} {text}" for label, text in zip(labels, texts, strict=True))


def _span(low: Value, high: Value) -> str:
    return low.text if low.text == high.text else f"{low.text}–{high.text}"


def _ends(
    size: Size, own: Series | None, group: Series | None, band: Band | None
) -> list[tuple[Value, str, str]]:
    """What is written at the end of each line that reaches the last year."""
    found = [
        (
            row.values[-1],
            kind,
            f"{row.short} {row.values[-1].text}" if size.has_words else row.values[-1].text,
        )
        for row, kind in ((own, "mine-text"), (group, "group-text"))
        if row and row.values[-1].number is not None
    ]
    if band and size.has_words and None not in (band.low[-1].number, band.high[-1].number):
        found.append((band.low[-1], "text", band.short))
    return found if all(width(text, size.font) < size.width / 3 for *_, text in found) else []


def _plot(size: Size, labels: Sequence[str], found: Axis, words: float) -> Plot:
    half = max(width(label, size.font) for label in labels) / 2 + 1
    ticks = max(width(text, size.font) for _at, text in found.ticks)
    left = max(ticks + APART + 2, half)
    right = size.width - max(words + APART + 2 if words else 0, half - AFTER, 2)
    first, last = left, right - AFTER
    if len(labels) == 1:
        xs = [(first + last) / 2]
    else:
        xs = [first + (last - first) * n / (len(labels) - 1) for n in range(len(labels))]
    return Plot(found, xs, left, right, 2.3 * size.font, size.height - 2.6 * size.font)


def _grid(sheet: Sheet, plot: Plot, labels: Sequence[str]) -> None:
    font = sheet.size.font
    for at, text in plot.axis.ticks:
        y = plot.y(Value(at, text))
        sheet.line("grid" if at else "axis", plot.left, y, plot.right, y)
        sheet.words("text", plot.left - APART, y + 0.34 * font, text, "end")
    for n in _spoken(labels, plot, font):
        sheet.words("text", plot.xs[n], plot.bottom + 1.6 * font, labels[n], "middle")


def _spoken(labels: Sequence[str], plot: Plot, font: float) -> list[int]:
    """The labels that are written: all of them, or every so many, or the last alone."""
    last = len(labels) - 1
    need = max(width(label, font) for label in labels) + 0.5 * font
    for step in range(1, last + 1):
        if last % step == 0 and plot.xs[step] - plot.xs[0] >= need:
            return list(range(0, last + 1, step))
    return [last]


def _draw_band(sheet: Sheet, plot: Plot, band: Band) -> None:
    for run in plot.runs(band.low, band.high):
        if len(run) == 1:
            [n] = run
            high, low = plot.y(band.high[n]), plot.y(band.low[n])
            left = max(plot.xs[n] - LONE, plot.left)
            right = min(plot.xs[n] + LONE, plot.right)
            sheet.box("band", left, high, right - left, low - high)
            continue
        edge = [(plot.xs[n], plot.y(band.high[n])) for n in run]
        edge += [(plot.xs[n], plot.y(band.low[n])) for n in reversed(run)]
        sheet.path("band", edge)


def _draw_breaks(sheet: Sheet, plot: Plot, breaks: Sequence[Break]) -> None:
    """Their words stand where they have room; the title says them all."""
    font, taken = sheet.size.font, 0.0
    for each in sorted(breaks, key=lambda found: found.before):
        x = (plot.xs[each.before - 1] + plot.xs[each.before]) / 2
        sheet.line("break", x, plot.top - 0.3 * font, x, plot.bottom)
        half = width(each.words, font) / 2
        left = min(max(x - half, 1), sheet.size.width - 1 - 2 * half)
        if left >= taken and sheet.words("text", x, plot.top - 0.9 * font, each.words, "middle"):
            taken = left + 2 * half + font


def _draw_group(sheet: Sheet, plot: Plot, values: Sequence[Value]) -> None:
    for run in plot.runs(values):
        points = [(plot.xs[n], plot.y(values[n])) for n in run]
        if len(points) > 1:
            sheet.path("group", points)
        for x, y in points:
            diamond = [(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y)]
            sheet.path("group-mark", diamond)


def _draw_own(sheet: Sheet, plot: Plot, values: Sequence[Value]) -> None:
    for run in plot.runs(values):
        points = [(plot.xs[n], plot.y(values[n])) for n in run]
        if len(points) > 1:
            sheet.path("mine", points)
        for x, y in points:
            sheet.put("mine-mark", "circle", cx=x, cy=y, r=5)


def _draw_ends(sheet: Sheet, plot: Plot, ends: list[tuple[Value, str, str]]) -> None:
    """Beside their lines, and apart from each other."""
    font = sheet.size.font
    wanted = sorted(
        ((plot.y(value), kind, text) for value, kind, text in ends), key=lambda each: each[0]
    )
    ys = [y for y, *_ in wanted]
    gap = 1.25 * font
    for n, (above, y) in enumerate(pairwise(ys), 1):
        ys[n] = max(y, above + gap, ys[n - 1] + gap)
    over = max(0.0, ys[-1] - plot.bottom) if ys else 0.0
    for y, (_place, kind, text) in zip(ys, wanted, strict=True):
        sheet.words(kind, plot.right + APART, y - over + 0.34 * font, text)


def spark(
    key: str, name: str, labels: Sequence[str], values: Sequence[Value], size: Size = TILE
) -> SafeString:
    """One's own last years in small, over a line at nought; first and last are written out."""
    found = numbers(values)
    if not found:
        return SafeString()
    title = f"{name}: {_told(labels, [value.text for value in values])}"
    sheet, font = Sheet(key, sentences([title]), size), size.font
    right = size.width - width(values[-1].text, font) - APART
    right = max(right, size.width / 2)
    step = (right - 6) / max(len(labels) - 1, 1)
    xs = [6 + step * n for n in range(len(labels))]
    plot = Plot(axis(found), xs, 6, right, 1.4 * font, size.height - 2.6 * font)
    zero = plot.y(Value(plot.axis.low * 0, "0"))
    sheet.line("axis", 4, zero, right + 4, zero)
    for run in plot.runs(values):
        points = [(plot.xs[n], plot.y(values[n])) for n in run]
        if len(points) > 1:
            sheet.path("mine-thin", points)
        for n, (x, y) in zip(run, points, strict=True):
            kind = "mine-mark" if n == len(labels) - 1 else "mine-hollow"
            sheet.put(kind, "circle", cx=x, cy=y, r=2.4 if kind == "mine-hollow" else 3.2)
    _write_spark(sheet, plot, labels, values)
    return sheet.svg()


def _write_spark(sheet: Sheet, plot: Plot, labels: Sequence[str], values: Sequence[Value]) -> None:
    font, last = sheet.size.font, values[-1]
    if last.number is not None and width(last.text, font) + plot.right + 7 < sheet.size.width:
        sheet.words("mine-text", plot.right + 7, plot.y(last) + 0.34 * font, last.text)
    first = values[0]
    if len(values) > 1 and first.number is not None and width(first.text, font) < plot.right / 2:
        sheet.words("text", plot.xs[0], plot.y(first) - 0.6 * font, first.text)
    low = sheet.size.height - 0.5 * font
    if len(labels) > 1:
        sheet.words("text", plot.xs[0], low, labels[0], "start")
    sheet.words("text", plot.xs[-1], low, labels[-1], "middle")
