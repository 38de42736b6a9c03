"""What an expression reads: for the order of calculation, for fingerprints and explanations."""

import datetime
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from surveys.expressions.cells import Cell, Missing, PublicFigure, Scope, value_of
from surveys.expressions.errors import ExpressionError, Fault
from surveys.expressions.trees import (
    Call,
    Expression,
    Node,
    Number,
    Own,
    Reference,
    plain,
    to_json,
)


class Origin(StrEnum):
    NOW = "now"  # this period's cell
    EARLIER = "earlier"  # the same cell some periods before
    PUBLIC = "public"  # the register's figure of the cell


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A value that an expression reads. `periods` back is 0 for anything but EARLIER."""

    origin: Origin
    name: str
    periods: int = 0


_EARLIER = {"prev", "change", "pct-change"}
_PUBLIC = {"public", "public-min", "public-max"}
_ONLY_ELSEWHERE = {"prev"} | _PUBLIC  # do not read this period's cell


def sources(
    expression: Expression, ranges: Mapping[str, Sequence[str]], own: str = ""
) -> tuple[Source, ...]:
    """All that it reads, each once, in the order of the text."""
    return sources_of(expression.steps, ranges, own)


def sources_of(
    nodes: Sequence[Node], ranges: Mapping[str, Sequence[str]], own: str
) -> tuple[Source, ...]:
    """What the parts read, if they are whole branches of a tree."""
    elsewhere = {
        id(node.arguments[0])
        for node in nodes
        if isinstance(node, Call) and node.name in _ONLY_ELSEWHERE
    }
    found: dict[Source, None] = {}
    for node in nodes:
        if isinstance(node, Reference | Own) and id(node) not in elsewhere:
            found.update((Source(Origin.NOW, name), None) for name in _names(node, ranges, own))
        elif isinstance(node, Call):
            found.update((source, None) for source in _outside(node, ranges, own))
    return tuple(found)


def _names(node: Node, ranges: Mapping[str, Sequence[str]], own: str) -> Sequence[str]:
    match node:
        case Reference(name):
            return ranges.get(name, ()) if node.is_range else (name,)
        case Own() if own:
            return (own,)
        case _:
            return ()


def _outside(call: Call, ranges: Mapping[str, Sequence[str]], own: str) -> Iterator[Source]:
    if call.name in _PUBLIC:
        for name in _names(call.arguments[0], ranges, own):
            yield Source(Origin.PUBLIC, name)
    if call.name in _EARLIER:
        for name in _names(call.arguments[0], ranges, own):
            for periods in _periods(call):
                yield Source(Origin.EARLIER, name, periods)


def _periods(call: Call) -> Sequence[int]:
    match call.arguments:
        case (_, Number(value)):
            return (int(value),)
        case (_, _):
            return (1, 2, 3)  # whatever it may come to
        case _:
            return (1,)


def reads_now(
    expression: Expression, ranges: Mapping[str, Sequence[str]], own: str = ""
) -> frozenset[str]:
    """The cells of this period whose change calls for a new evaluation."""
    return frozenset(
        source.name for source in sources(expression, ranges, own) if source.origin is Origin.NOW
    )


def look_up(source: Source, scope: Scope) -> Cell | PublicFigure:
    """What stands there; of a figure that the register protects, the figure with its bounds."""
    match source.origin:
        case Origin.NOW:
            return scope.cells.get(source.name)
        case Origin.PUBLIC:
            figure = scope.public.get(source.name)
            return figure if figure is None or figure.value is None else figure.value
        case _:
            periods = source.periods
            known = 1 <= periods <= len(scope.earlier)
            return scope.earlier[periods - 1].get(source.name) if known else None


def fingerprint(expression: Expression, scope: Scope) -> str:
    """SHA-256, in hexadecimal, of the expression and all values that it reads.

    It changes when one of them does, and only then; the day and the respondent's facts are no
    values of cells.
    """
    read = [
        [source.origin, source.name, source.periods, _canonical(source, scope)]
        for source in sorted(sources(expression, scope.ranges, scope.own))
    ]
    text = json.dumps([to_json(expression), scope.own, read], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(source: Source, scope: Scope) -> object:
    if source.origin is Origin.PUBLIC:
        return _plain(scope.public.get(source.name))
    return _plain(look_up(source, scope))


def _plain(cell: Cell | PublicFigure) -> object:
    match cell:
        case PublicFigure():
            return [_plain(cell.value), _plain(cell.low), _plain(cell.high)]
        case Missing():
            return {"missing": cell.value}
        case Decimal():
            number = value_of(cell)
            return {"number": plain(number) if isinstance(number, Decimal) else None}
        case frozenset():
            return sorted(cell)
        case datetime.date():
            return {"date": cell.isoformat()}
        case _:
            return cell


def in_order(reads: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The names, each after all those that it reads. Raises cycle with the path.

    `reads` gives for each calculated name what it reads; what is not calculated may be left out.
    """
    try:
        order = tuple(TopologicalSorter(reads).static_order())
    except CycleError as error:
        raise ExpressionError(Fault.CYCLE, path=tuple(reversed(error.args[1]))) from None
    return tuple(name for name in order if name in reads)


def dependents(reads: Mapping[str, Collection[str]], changed: Collection[str]) -> tuple[str, ...]:
    """The calculated names that a change of some names reaches, in the order to calculate them."""
    reached = set(changed)
    found = []
    for name in in_order(reads):
        if not reached.isdisjoint(reads[name]):
            reached.add(name)
            found.append(name)
    return tuple(found)
