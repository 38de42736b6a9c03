"""Bars from nought: one's own beside those of the others, and two distributions part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import ascii_uppercase
from typing import Literal

from django.utils.safestring import SafeString

from portal.lib.charts.axes import Axis, axis
from portal.lib.charts.drawing import (
    PAPER,
    Sheet,
    Size,
    Value,
    numbers,
    sentences,
    shortened,
    width,
)

Whose = Literal["mine", "group"]
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Bar:
    """`is_before`: of an earlier year, and hollow."""

    label: str
    value: Value
    whose: Whose
    is_before: bool = False


def bars(key: str, name: str, rows: Sequence[Bar], size: Size = PAPER) -> SafeString:
    """One under the other, own ones first; the height of the sheet follows from their number."""
    found = numbers(row.value for row in rows)
    if not found:
        return SafeString()
    font = size.font
    ys = _rows(rows, font)
    size = Size(size.width, ys[-1] + 2.2 * font, font, size.css)
    title = ", ".join(f"{row.label} {row.value.text}" for row in rows)
    sheet = Sheet(key, sentences([f"{name}: {title}"]), size)
    names = min(max(width(row.label, font) for row in rows), 0.4 * size.width)
    texts = min(max(width(row.value.text, font) for row in rows), 0.3 * size.width)
    lane = _Lane(axis(found), names + font, size.width - texts - font)
    for y, row in zip(ys, rows, strict=True):
        _draw_bar(sheet, lane, y, row)
    zero = lane.x(Decimal(0))
    sheet.line("axis", zero, 0, zero, size.height)
    return sheet.svg()


@dataclass(frozen=True)
class _Lane:
    axis: Axis
    left: float
    right: float

    def x(self, number: Decimal) -> float:
        return self.left + self.axis.share(number) * (self.right - self.left)


def _rows(rows: Sequence[Bar], font: float) -> list[float]:
    """The top of each bar: one's own and those of the others stand apart."""
    ys, y = [], 0.3 * font
    for n, row in enumerate(rows):
        if n:
            y += 2.2 * font if row.whose == rows[n - 1].whose else 3 * font
        ys.append(y)
    return ys


def _draw_bar(sheet: Sheet, lane: _Lane, y: float, row: Bar) -> None:
    font, zero = sheet.size.font, lane.x(Decimal(0))
    base, thick = y + 1.2 * font, 1.7 * font
    label = shortened(row.label, lane.left - font, font)
    sheet.words("text", lane.left - 0.8 * font, base, label, "end")
    end = zero
    if row.value.number is not None:
        end = lane.x(row.value.number)
        kind = f"{row.whose}-{'hollow' if row.is_before else 'mark'}"
        sheet.box(kind, min(zero, end), y, abs(end - zero), thick)
    room = sheet.size.width - max(zero, end) - 0.7 * font
    text = shortened(row.value.text, room, font)
    sheet.words(f"{row.whose}-text", max(zero, end) + 0.7 * font, base, text)


def shares(
    key: str,
    name: str,
    parts: Sequence[str],
    own: tuple[str, Sequence[Value]],
    group: tuple[str, Sequence[Value]],
    size: Size = PAPER,
) -> SafeString:
    """Two bars of 100 %, each cut into the parts, and under them what each part is. Values are per
    cent. What is not told stays empty at the end of its bar. A part below nought cannot be drawn:
    then there is no chart."""
    found = numbers([*own[1], *group[1]])
    if not any(found) or min(found) < 0:
        return SafeString()
    font = size.font
    head = 6.2 * font
    size = Size(size.width, head + (1.5 * len(parts) + 0.7) * font, font, size.css)
    pairs = list(zip(parts, own[1], group[1], strict=True))
    told = [
        f"{part}: {own[0]} {mine.text}, {group[0]} {theirs.text}" for part, mine, theirs in pairs
    ]
    sheet = Sheet(key, sentences([name, *told]), size)
    room = 0.3 * size.width
    start = min(max(width(row[0], font) for row in (own, group)), room) + font
    for y, whose, row in ((0.3 * font, "mine", own), (3.1 * font, "group", group)):
        sheet.words(
            f"{whose}-text",
            start - 0.8 * font,
            y + 1.5 * font,
            shortened(row[0], room, font),
            "end",
        )
        _draw_parts(sheet, y, start, whose, row[1])
    for n, (part, mine, theirs) in enumerate(pairs):
        text = f"{_letter(n)}  {part}  {mine.text} / {theirs.text}"
        fitting = shortened(text, size.width - start - 1, font)
        sheet.words("text", start, head + (1.5 * n + 1) * font, fitting)
    return sheet.svg()


def _draw_parts(sheet: Sheet, y: float, start: float, whose: str, values: Sequence[Value]) -> None:
    """Solid and hollow by turns, so that neighbours differ in grey print too."""
    font = sheet.size.font
    whole = max(HUNDRED, sum(numbers(values), Decimal(0)))
    x, room = start, sheet.size.width - start - 1
    for n, value in enumerate(values):
        if not value.number:
            continue
        wide = float(value.number / whole) * room
        sheet.box(f"{whose}-{'hollow' if n % 2 else 'mark'}", x, y, wide, 2.2 * font)
        letter = _letter(n)
        if width(letter, font) + 2 < wide:
            kind = f"{whose}-text" if n % 2 else "on-mark"
            sheet.words(kind, x + wide / 2, y + 1.5 * font, letter, "middle")
        x += wide


def _letter(n: int) -> str:
    rest, at = divmod(n, len(ascii_uppercase))
    return ascii_uppercase[at] * (rest + 1)
