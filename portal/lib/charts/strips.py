"""One year at a glance: where the middle half of the others lies, and one's own value."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from portal.lib.charts.axes import Axis, axis
from portal.lib.charts.drawing import Sheet, Size, Value, numbers, sentences, width

STRIP = Size(420, 64, 12.5, "wide")
NARROW_STRIP = Size(290, 64, 12.5, "narrow")
TILE_STRIP = Size(164, 48, 8.5, has_words=False)
EDGE = 10.0
Label = tuple[float, str, str]


@dataclass(frozen=True)
class Spread:
    """What lies on the strip. `median_name` and `own_name` stand under it too, `half_name` is in
    the title alone. The quartiles of fewer than ten are never told, so they come without numbers.
    """

    median: Value
    low: Value
    high: Value
    median_name: str
    half_name: str
    own: Value | None = None
    own_name: str = ""


def strip(key: str, name: str, spread: Spread, size: Size = STRIP) -> SafeString:
    """Empty where the median or a quartile is not told: there is nothing to lie beside."""
    told = [spread.low, spread.median, spread.high]
    if len(numbers(told)) < len(told):
        return SafeString()
    own = spread.own if spread.own and spread.own.number is not None else None
    found = axis(numbers([*told, *([own] if own else [])]))
    sheet = Sheet(key, _title(name, spread), size)
    low, median, high = (_place(value, found, size) for value in told)
    y, font = 0.34 * size.height, size.font
    sheet.line("axis", EDGE, y, size.width - EDGE, y)
    sheet.box("band", low, y - 0.64 * font, high - low, 1.28 * font)
    sheet.line("axis", low, y, high, y)
    sheet.line("tick", median, y - 0.8 * font, median, y + 0.8 * font)
    labels: list[Label] = [(median, "group-text", f"{spread.median_name} {spread.median.text}")]
    if own:
        at = _place(own, found, size)
        sheet.put("mine-mark", "circle", cx=at, cy=y, r=0.56 * font)
        labels.append((at, "mine-text", f"{spread.own_name} {own.text}"))
    _write(sheet, labels if size.has_words else labels[:1], found)
    return sheet.svg()


def _title(name: str, spread: Spread) -> str:
    half = f"{spread.low.text}–{spread.high.text}"
    own = f"{spread.own_name} {spread.own.text}" if spread.own else ""
    middle = f"{spread.median_name} {spread.median.text}"
    return sentences([name, own, f"{middle}, {spread.half_name} {half}"])


def _place(value: Value, found: Axis, size: Size) -> float:
    assert value.number is not None  # noqa: S101  gaps have been left out
    return EDGE + found.share(value.number) * (size.width - 2 * EDGE)


def _write(sheet: Sheet, labels: list[Label], found: Axis) -> None:
    """Under their marks, or beside each other where these lie close; then the ends of the axis,
    where there is room for them. Where both do not fit, the median alone."""
    size = sheet.size
    font, y = size.font, 0.34 * size.height + 2.4 * size.font
    taken = sum(width(text, font) for *_, text in labels) + font * len(labels)
    ordered = sorted(labels) if taken < size.width else labels[:1]
    widths = [width(text, font) for *_, text in ordered]
    lefts = [
        min(max(at - wide / 2, 1), size.width - 1 - wide)
        for (at, *_), wide in zip(ordered, widths, strict=True)
    ]
    if len(lefts) > 1:
        lefts[1] = max(lefts[1], min(lefts[0] + widths[0] + font, size.width - 1 - widths[1]))
        lefts[0] = min(lefts[0], lefts[1] - widths[0] - font)
    for left, (_at, kind, text) in zip(lefts, ordered, strict=True):
        sheet.words(kind, left, y, text)
    if size.has_words:
        first, last = found.ticks[0][1], found.ticks[-1][1]
        if EDGE + width(first, font) + font / 2 < lefts[0]:
            sheet.words("text", EDGE, y, first)
        if lefts[-1] + widths[-1] + font / 2 < size.width - EDGE - width(last, font):
            sheet.words("text", size.width - EDGE, y, last, "end")
