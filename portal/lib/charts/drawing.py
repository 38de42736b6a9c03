"""Marks on a sheet of SVG: light colours for paper, classes for the mode of a page, no style."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString

FAMILY = "Source Sans Pro, sans-serif"
MINE, GROUP, PAPER_COLOUR = "#7a1f3d", "#686f7d", "#fbfaf7"
#: What each kind of mark looks like on paper. A page gives its classes the colours of its mode.
STYLES: dict[str, dict[str, str]] = {
    "text": {"fill": "#525a6b"},
    "on-mark": {"fill": PAPER_COLOUR, "font-weight": "600"},
    "group-text": {"fill": "#525a6b"},
    "mine-text": {"fill": MINE, "font-weight": "600"},
    "axis": {"stroke": "#7d7869"},
    "break": {"class": "axis", "stroke": "#7d7869", "stroke-dasharray": "2 4"},
    "grid": {"stroke": "#d9d5cb"},
    "band": {"fill": "#e4e1da"},
    "group": {"fill": "none", "stroke": GROUP, "stroke-width": "2", "stroke-dasharray": "6 4"},
    "tick": {"class": "group", "fill": "none", "stroke": GROUP, "stroke-width": "3"},
    "group-mark": {"fill": GROUP},
    "group-hollow": {"fill": PAPER_COLOUR, "stroke": GROUP},
    "mine": {"fill": "none", "stroke": MINE, "stroke-width": "3", "stroke-linejoin": "round"},
    "mine-thin": {"class": "mine", "fill": "none", "stroke": MINE, "stroke-width": "1.6"},
    "mine-mark": {"fill": MINE, "stroke": PAPER_COLOUR, "stroke-width": "1.5"},
    "mine-hollow": {"fill": PAPER_COLOUR, "stroke": MINE},
}
#: Signs that XML does not know, in any writing.
_UNKNOWN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SLIM = frozenset(" iljtfrI.,:;'|!·()[]\u00a0\u202f")
_BROAD = frozenset("mwMW%@…—&")


@dataclass(frozen=True)
class Value:
    """A number on the axis, and as it is written. Without a number it is a gap that says why."""

    number: Decimal | None
    text: str


@dataclass(frozen=True)
class Size:
    """Of a sheet in its own units. `css` names the sheet among those of one figure of which a page
    shows one; only a sheet with room for words names its lines at their ends."""

    width: float
    height: float
    font: float
    css: str = ""
    has_words: bool = True


WIDE = Size(760, 340, 13, "wide")
NARROW = Size(320, 270, 13, "narrow", has_words=False)
PAPER = Size(480, 196, 9.5)
TILE = Size(164, 62, 8.5, has_words=False)


class Sheet:
    """Marks are put on it one after the other; nothing that would not fit is put there."""

    def __init__(self, key: str, title: str, size: Size) -> None:
        self.size = size
        self.marks: list[str] = []
        self.key, self.title = key, title

    def put(self, kind: str, shape: str, text: str = "", **places: float | str) -> None:
        look = {"class": kind, **STYLES[kind]}
        told = [*look.items(), *((name.replace("_", "-"), at) for name, at in places.items())]
        written = " ".join(f'{name}="{_written(at)}"' for name, at in told)
        inner = f">{escaped(text)}</{shape}>" if text else "/>"
        self.marks.append(f"<{shape} {written}{inner}")

    def line(self, kind: str, x: float, y: float, to_x: float, to_y: float) -> None:
        self.put(kind, "path", d=f"M{written(x)} {written(y)}L{written(to_x)} {written(to_y)}")

    def path(self, kind: str, points: Sequence[tuple[float, float]]) -> None:
        steps = "L".join(f"{written(x)} {written(y)}" for x, y in points)
        self.put(kind, "path", d=f"M{steps}")

    def box(self, kind: str, x: float, y: float, width: float, height: float) -> None:
        self.put(kind, "rect", x=x, y=y, width=max(width, 0), height=height)

    def words(self, kind: str, x: float, y: float, text: str, anchor: str = "start") -> bool:
        """The text as near to its place as it fits; False, and nothing, where it is too long."""
        taken = width(text, self.size.font)
        left = {"start": x, "middle": x - taken / 2, "end": x - taken}[anchor]
        room = self.size.width - 2 - taken
        if room < 0 or not text:
            return False
        shift = min(max(left, 1), 1 + room) - left
        if anchor == "start":
            self.put(kind, "text", text, x=x + shift, y=y)
        else:
            self.put(kind, "text", text, x=x + shift, y=y, text_anchor=anchor)
        return True

    def svg(self) -> SafeString:
        size, name = self.size, escaped(self.key, quote=True)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {written(size.width)}'
            f' {written(size.height)}" role="img" aria-labelledby="{name}-title"'
            f' font-family="{FAMILY}" font-size="{written(size.font)}" width="100%"'
            + (f' class="{size.css}">' if size.css else ">")
        )
        title = f'<title id="{name}-title">{escaped(self.title)}</title>'
        return SafeString("\n".join([head, title, *self.marks, "</svg>"]))


def written(number: float) -> str:
    """At most two decimals, and no more signs than it needs."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _written(at: float | str) -> str:
    return escaped(at, quote=True) if isinstance(at, str) else written(at)


def escaped(text: str, *, quote: bool = False) -> str:
    return escape(_UNKNOWN.sub("", text), quote=quote)


def width(text: str, font: float) -> float:
    """How wide a text is at most, in the faces that readers have."""
    return font * sum(map(_broad, text))


def _broad(sign: str) -> float:
    if sign in _SLIM:
        return 0.38
    if sign in _BROAD or ord(sign) >= 0x2E80:  # noqa: PLR2004  and all that is written in squares
        return 1.0
    return 0.76 if sign.isupper() else 0.62


def shortened(text: str, room: float, font: float) -> str:
    """As much of a text as there is room for."""
    if width(text, font) <= room:
        return text
    while text and width(f"{text}…", font) > room:
        text = text[:-1]
    return f"{text.rstrip()}…" if text else ""


def numbers(values: Iterable[Value]) -> list[Decimal]:
    return [value.number for value in values if value.number is not None]


def sentences(parts: Iterable[str]) -> str:
    """Each ends with a point, and none with one more than that."""
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)
