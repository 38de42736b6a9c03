"""What a release is made from, as plain values: kept with it, and known again by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from cattrs.preconf.json import make_converter

Terms = Mapping[str, int]
#: Grows when the same inputs would give other figures.
METHOD = 1


@dataclass(frozen=True)
class Thing:
    """What is told of: an element is itself above the line and has nothing below it. People are
    counted `above` or `below`; an `open` one is known to everybody school by school."""

    numerator: dict[str, int]
    denominator: dict[str, int] = field(default_factory=dict)
    decimals: int = 0
    has_sum: bool = True
    is_share: bool = False
    is_open: bool = False
    counts_people_above: bool = False
    counts_people_below: bool = False

    @property
    def is_ratio(self) -> bool:
        return bool(self.denominator)


@dataclass(frozen=True)
class Waived:
    organisation: int
    element: str
    level: str


@dataclass(frozen=True)
class Inputs:
    """`groups` and `things` come in the order of priority; the values are those of `elements` by
    organisation, `terms` say what a total adds up, and `holders` who answers for whom. `open`
    elements are known to everybody. `earlier` are the hashes of what was told before of the same
    period."""

    policy: dict[str, int]
    groups: dict[str, list[int]]
    things: dict[str, Thing]
    terms: dict[str, dict[str, int]]
    values: dict[str, dict[int, Decimal]]
    holders: dict[int, int]
    open: list[str] = field(default_factory=list)
    waivers: list[Waived] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    method: int = METHOD

    def value(self, terms: Terms, organisation: int) -> Decimal | None:
        """Of one school; nothing where it lacks a part."""
        found = Decimal(0)
        for code, number in terms.items():
            part = self.values.get(code, {}).get(organisation)
            if part is None:
                return None
            found += number * part
        return found

    @cached_property
    def told(self) -> dict[str, dict[int, Decimal]]:
        """What each thing says of each school that it can be told of."""
        schools = sorted({school for members in self.groups.values() for school in members})
        return {
            code: {
                school: value
                for school in schools
                if (value := self._told(thing, school)) is not None
            }
            for code, thing in self.things.items()
        }

    def _told(self, thing: Thing, school: int) -> Decimal | None:
        above = self.value(thing.numerator, school)
        if not thing.is_ratio or above is None:
            return above
        below = self.value(thing.denominator, school)
        if not below:
            return None
        return above / below * (100 if thing.is_share else 1)

    @cached_property
    def hash(self) -> str:
        text = json.dumps(to_json(self), sort_keys=True, separators=(",", ":"))
        ordered = json.dumps([list(self.groups), list(self.things)])
        return hashlib.sha256(f"{text}{ordered}".encode()).hexdigest()


_converter = make_converter()
_converter.register_unstructure_hook(Decimal, lambda number: f"{number.normalize():f}")
_converter.register_structure_hook(Decimal, lambda text, _kind: Decimal(str(text)))


def to_json(inputs: Inputs) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(_converter.unstructure(inputs)))
    return plain


def from_json(document: Mapping[str, Any]) -> Inputs:
    """The same again. PostgreSQL keeps no order of keys: that of groups and things is lost."""
    return _converter.structure(document, Inputs)
