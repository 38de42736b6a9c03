"""Why a rule is false, in the figures that made it so: «Yhteensä 41 ≠ 12 + 28 = 40».

The findings are plain data; `write` makes a line of one with the reader's labels and numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from surveys.expressions.cells import Cell, PublicFigure, Scope, Value
from surveys.expressions.evaluation import is_empty_text, values
from surveys.expressions.functions import names
from surveys.expressions.sources import Origin, Source, look_up, sources_of
from surveys.expressions.trees import (
    Call,
    Expression,
    Negation,
    Node,
    Number,
    Operation,
    Own,
    Reference,
)

MAX_TERMS = 12
_FAILED = {"=": "≠", "!=": "=", "<": "≥", "<=": ">", ">": "≤", ">=": "<"}
_MIRRORED = {"≠": "≠", "=": "=", "<": ">", "≤": "≥", ">": "<", "≥": "≤"}


@dataclass(frozen=True, slots=True)
class Term:
    """One figure of a side: where it was read (None: a number of the rule itself), its value,
    and whether it is taken away."""

    source: Source | None
    value: Cell | PublicFigure
    is_minus: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its value, and the terms of which it is the sum.

    Where `is_sum` is false the terms are only what the value was reckoned from.
    """

    value: Value
    terms: tuple[Term, ...]
    is_sum: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found instead of what the rule says, with the tolerance that it gave."""

    left: Side
    sign: str
    right: Side
    tolerance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """A value outside its limits."""

    value: Side
    low: Side
    high: Side


@dataclass(frozen=True, slots=True)
class Readings:
    """All that the rule read, where nothing more can be said."""

    cells: tuple[tuple[Source, Cell | PublicFigure], ...]


Clause = Comparison | Outside | Readings


class Words(Protocol):
    """How the reader's language names and writes things."""

    def label(self, source: Source) -> str: ...  # «Yhteensä», of earlier periods «2025:»

    def value(self, value: Cell | PublicFigure) -> str: ...  # protected figures as «1–4»


def explain(rule: Expression, scope: Scope) -> tuple[Clause, ...]:
    """What made the rule false, each once; at least the values that it read."""
    found = dict(zip(map(id, rule.steps), values(rule, scope), strict=True))
    clauses = tuple(dict.fromkeys(_clauses(rule.tree, _Reading(scope, found))))
    return clauses or (_readings(rule, scope),)


def _readings(rule: Expression, scope: Scope) -> Readings:
    read = sources_of(rule.steps, scope.ranges, scope.own)
    return Readings(tuple((source, look_up(source, scope)) for source in read))


@dataclass(frozen=True, slots=True)
class _Reading:
    """The scope, and the values of the parts of the rule by their id."""

    scope: Scope
    values: Mapping[int, Value]

    def of(self, node: Node) -> Value:
        return self.values[id(node)]


def _clauses(node: Node, reading: _Reading) -> Iterator[Clause]:
    match node:
        case Operation("and" | "or" as operator):
            for part in _chain(node, operator):
                if operator == "or" or reading.of(part) is False:
                    yield from _clauses(part, reading)
        case Call("if", (condition, yes, no)):
            yield from _clauses(yes if reading.of(condition) is True else no, reading)
        case Call("between", (value, low, high)) if reading.of(node) is False:
            yield Outside(*(_side(part, reading) for part in (value, low, high)))
        case Operation(operator, left, right) if reading.of(node) is False:
            if not is_empty_text(left) and not is_empty_text(right):
                yield _comparison(node, reading)


def _chain(node: Node, operator: str) -> list[Node]:
    """The parts that the same operator joins, however many."""
    parts = []
    while isinstance(node, Operation) and node.operator == operator:
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]


def _comparison(node: Operation, reading: _Reading) -> Comparison:
    sign, left, right, tolerance = _FAILED[node.operator], node.left, node.right, None
    match left:
        case Call("abs", (Operation("-", first, second),)) if sign in {">", "≥"}:
            sign, left, right, tolerance = "≠", first, second, reading.of(right)
        case Call("abs", (Call("change", (cell,)),)) if sign in {">", "≥"}:
            earlier = Call("prev", (cell,))
            return Comparison(
                _side(cell, reading), "≠", _prior(earlier, reading), _number(reading.of(right))
            )
    one, other = _side(left, reading), _side(right, reading)
    if len(one.terms) > 1 and len(other.terms) == 1 and other.terms[0].source:
        one, sign, other = other, _MIRRORED[sign], one
    return Comparison(one, sign, other, _number(tolerance))


def _number(value: Value) -> Decimal | None:
    return value if isinstance(value, Decimal) and value else None


def _prior(call: Call, reading: _Reading) -> Side:
    (source,) = sources_of((call,), reading.scope.ranges, reading.scope.own)
    return Side(None, (_term(source, reading),))


def _side(node: Node, reading: _Reading) -> Side:
    """A value with its terms, if it is a sum; else with all that it was reckoned from."""
    value = reading.of(node)
    terms = _terms(node, reading)
    if terms is not None:
        return Side(value, tuple(term for term in terms if term.value is not None))
    parts = Expression(node).steps
    read = sources_of(parts, reading.scope.ranges, reading.scope.own)
    return Side(value, tuple(_term(source, reading) for source in read), is_sum=False)


def _term(source: Source, reading: _Reading) -> Term:
    return Term(source, look_up(source, reading.scope))


def _terms(node: Node, reading: _Reading) -> list[Term] | None:
    """The node as a sum of figures; null if it is none."""
    terms: list[Term] = []
    waiting = [(node, False)]
    while waiting:
        part, is_minus = waiting.pop()
        match part:
            case Operation("+" | "-" as sign, left, right):
                waiting += [(right, is_minus != (sign == "-")), (left, is_minus)]
            case Negation(of):
                waiting.append((of, not is_minus))
            case Call("sum", arguments):
                waiting += [(argument, is_minus) for argument in reversed(arguments)]
            case Number(value):
                terms.append(Term(None, value, is_minus))
            case Reference() | Own():
                terms += [
                    Term(Source(Origin.NOW, name), reading.scope.read(name), is_minus)
                    for name in names(part, reading.scope)
                ]
            case Call("prev" | "public" | "public-min" | "public-max"):
                read = sources_of(Expression(part).steps, reading.scope.ranges, reading.scope.own)
                terms += [Term(source, reading.of(part), is_minus) for source in read]
            case _:
                return None
    return terms


def write(clause: Clause, words: Words) -> str:
    """One line. Signs are the same in all languages; `words` gives the rest."""
    match clause:
        case Comparison(left, sign, right, tolerance):
            line = f"{_written(left, words)} {sign} {_written(right, words)}"
            return f"{line} (± {words.value(tolerance)})" if tolerance is not None else line
        case Outside(value, low, high):
            limits = f"{_written(low, words)} – {_written(high, words)}"
            return f"{_written(value, words)} ({limits})"
        case Readings(cells):
            return ", ".join(
                f"{words.label(source)} {words.value(cell)}" for source, cell in cells[:MAX_TERMS]
            ) + (" …" if len(cells) > MAX_TERMS else "")


def _written(side: Side, words: Words) -> str:
    terms: Sequence[Term] = side.terms
    if side.is_sum and len(terms) == 1 and not terms[0].is_minus:
        return _labelled(terms[0], words)
    if side.is_sum and len(terms) > 1:
        return f"{_sum(terms, words)} = {words.value(side.value)}"
    known = ", ".join(_labelled(term, words) for term in terms[:MAX_TERMS])
    return f"{words.value(side.value)} ({known})" if known else words.value(side.value)


def _labelled(term: Term, words: Words) -> str:
    value = words.value(term.value)
    return f"{words.label(term.source)} {value}" if term.source else value


def _sum(terms: Sequence[Term], words: Words) -> str:
    """`12 + 28 − 3`. This period's own figures need no label; others do."""
    text = ""
    for place, term in enumerate(terms[:MAX_TERMS]):
        sign = "−" if term.is_minus else "+"
        lead = f" {sign} " if place else "−" * term.is_minus
        is_own = term.source is not None and term.source.origin is Origin.NOW
        text += lead + (words.value(term.value) if is_own else _labelled(term, words))
    return text + (" + …" if len(terms) > MAX_TERMS else "")
