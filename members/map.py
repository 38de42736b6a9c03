"""A picture of Finland with a dot for each municipality: plain values in, places on a sheet out.

The outline is our own and coarse. Degrees become units of the sheet by the sinusoidal projection.
Dots that would lie on one another are pushed apart, so that each can be pressed: the picture says
about where, the list beside it says all. No Django here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from math import cos, hypot, radians

Point = tuple[float, float]

WIDTH, HEIGHT = 316, 556
#: How far the middles of two dots are from one another at least, where there is room.
APART = 29.0
_UNITS, _MIDDLE, _TOP, _EDGE = 50.0, 26.0, 70.3, 16.0
_LEFT = 178.0
#: How many pairs are looked at for one picture: beyond it dots are left where they are.
_PAIRS = 150_000

#: From Hanko eastwards along the coast, the border, the coast again. East and north, in degrees.
MAINLAND = (
    *((22.9, 59.8), (24.4, 59.95), (25.6, 60.2), (26.9, 60.4), (27.8, 60.5), (28.7, 60.95)),
    *((29.8, 61.5), (31.1, 62.4), (31.6, 62.9), (31.2, 63.2), (30.0, 63.75), (30.5, 64.25)),
    *((29.7, 64.85), (29.6, 65.3), (30.1, 65.7), (29.9, 66.1), (29.1, 66.9), (30.0, 67.65)),
    *((28.5, 68.2), (28.8, 68.85), (28.9, 69.1), (29.3, 69.45), (28.4, 69.8), (27.9, 70.1)),
    *((27.0, 69.95), (26.0, 69.7), (25.8, 69.3), (25.7, 68.9), (24.9, 68.6), (23.9, 68.8)),
    *((22.4, 68.75), (21.6, 69.25), (20.6, 69.05), (21.9, 68.5), (22.9, 68.35), (23.6, 67.9)),
    *((23.6, 67.3), (24.0, 66.8), (23.7, 66.3), (24.1, 65.8), (25.3, 65.3), (25.3, 64.9)),
    *((24.4, 64.65), (23.8, 64.2), (23.1, 63.9), (22.3, 63.6), (21.3, 63.2), (21.1, 62.6)),
    *((21.3, 61.9), (21.5, 61.4), (21.2, 60.9), (21.3, 60.5), (21.8, 60.1)),
)
ALAND = ((19.5, 60.2), (19.8, 60.4), (20.3, 60.35), (20.4, 60.1), (19.95, 60.0))


def placed(east: float, north: float) -> Point:
    """Where a place lies on the sheet."""
    x = _LEFT + (east - _MIDDLE) * cos(radians(north)) * _UNITS
    return x, _EDGE + (_TOP - north) * _UNITS


def outline() -> str:
    """The land, as the path of an SVG."""
    return "".join(_path([placed(*corner) for corner in land]) for land in (MAINLAND, ALAND))


@lru_cache(maxsize=128)
def dots(places: tuple[Point, ...]) -> tuple[Point, ...]:
    """Where the dots of these places (east, north) are drawn: on the sheet, and apart from one
    another as far as there is room."""
    found = [_within(*placed(*place)) for place in places]
    pairs = list(combinations(range(len(found)), 2))
    for _ in range(min(80, _PAIRS // max(len(pairs), 1))):
        if not _pushed(found, pairs):
            break
    return tuple((round(x, 1), round(y, 1)) for x, y in found)


def _pushed(found: list[Point], pairs: Sequence[tuple[int, int]]) -> bool:
    """Each two that are too near go half of what is missing; whether any went."""
    any_went = False
    for one, other in pairs:
        (x, y), (to_x, to_y) = found[one], found[other]
        across, down = to_x - x, to_y - y
        if abs(across) >= APART or abs(down) >= APART or hypot(across, down) >= APART:
            continue
        far = hypot(across, down)
        missing = (APART - far) / 2 + 0.05
        # Two at one place part along a line that hangs on their numbers alone.
        side, fall = (across / far, down / far) if far else (cos(one + other), cos(one - other))
        found[one] = _within(x - side * missing, y - fall * missing)
        found[other] = _within(to_x + side * missing, to_y + fall * missing)
        any_went = True
    return any_went


def _within(x: float, y: float) -> Point:
    return min(max(x, _EDGE), WIDTH - _EDGE), min(max(y, _EDGE), HEIGHT - _EDGE)


def _path(corners: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"
