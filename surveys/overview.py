"""A whole response at a glance: who has typed in it, what still stops it, where to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.actions.answers import Desk
from surveys.layout import Layout
from surveys.page import CountView, NavView, PointView


@dataclass(frozen=True, slots=True)
class Typist:
    name: str
    cells: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Stops:
    """What one section still has to do before the whole can be sent."""

    section: NavView
    points: list[PointView]


@dataclass(frozen=True)
class Overview:
    form: CountView
    nav: tuple[NavView, ...]
    stops: list[Stops]
    people: list[Typist]
    next: NavView | None  # the section to go on with; none where everything is there


def overview(drawn: Layout) -> Overview:
    nav, sections = drawn.nav(), drawn.sections()
    every = [Stops(view, drawn.stops(each)) for view, each in zip(nav, sections, strict=True)]
    left = [
        view
        for view, each, found in zip(nav, sections, every, strict=True)
        if found.points or not (drawn.is_ready(each) or drawn.sheet.progress(each).is_full)
    ]
    stops = [each for each in every if each.points]
    return Overview(drawn.form_count(), nav, stops, people(drawn.desk), next(iter(left), None))


def people(at: Desk) -> list[Typist]:
    """Who has typed, the last one first."""
    found: dict[str, Typist] = {}
    for answer in at.answers.values():
        name = str(answer.by or "")
        known = found.get(name, Typist(name, 0, answer.at))
        found[name] = Typist(name, known.cells + 1, max(known.last_at, answer.at))
    return sorted((each for each in found.values() if each.name), key=_last, reverse=True)


def _last(typist: Typist) -> datetime:
    return typist.last_at
