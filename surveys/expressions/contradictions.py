"""Expressions that no answer can make true: `${a} > 5 and ${a} < 3`. Best effort, never wrong.

The expression is opened into alternatives, each a list of claims that must hold together. Of
these only comparisons of one cell with a number or a text are weighed; all else may be true.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from surveys.expressions.arithmetic import stored
from surveys.expressions.trees import (
    Call,
    Expression,
    Negation,
    Node,
    Number,
    Operation,
    Own,
    Reference,
    Text,
)

#: Beyond this nothing is said.
MAX_ALTERNATIVES = 64


def is_never_true(expression: Expression) -> bool:
    """Whether no answers whatever make it true. False if it cannot tell."""
    alternatives = _alternatives(expression)
    return alternatives is not None and all(map(_contradict, alternatives))


def _alternatives(expression: Expression) -> list[list[Node]] | None:
    """The lists of claims of which one must hold as a whole; None if there are too many."""
    opened: dict[int, list[list[Node]]] = {}
    for node in expression.steps:
        made = [[node]]
        match node:
            case Operation("or", left, right):
                made = opened[id(left)] + opened[id(right)]
            case Operation("and", left, right):
                pairs = product(opened[id(left)], opened[id(right)])
                made = [one + other for one, other in pairs]
            case Call("between", (value, low, high)):
                made = [[Operation(">=", value, low), Operation("<=", value, high)]]
        if len(made) > MAX_ALTERNATIVES:
            return None
        opened[id(node)] = made
    return opened[id(expression.tree)]


@dataclass
class _Bounds:
    """What is left for one cell."""

    low: Decimal = Decimal("-Infinity")
    high: Decimal = Decimal("Infinity")
    is_low_out: bool = False
    is_high_out: bool = False
    out: set[Decimal] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    texts_out: set[str] = field(default_factory=set)
    is_number: bool = False

    @property
    def is_empty(self) -> bool:
        point = self.low == self.high
        return (
            self.low > self.high
            or (point and (self.is_low_out or self.is_high_out or self.low in self.out))
            or len(self.texts) > 1
            or bool(self.texts & self.texts_out)
            or (self.is_number and bool(self.texts))
        )

    def narrow(self, sign: str, limit: Decimal) -> None:
        self.is_number = True
        if sign == "!=":
            self.out.add(limit)
        if sign in {">", ">=", "="} and limit >= self.low:
            self.is_low_out = sign == ">" or (self.is_low_out and limit == self.low)
            self.low = limit
        if sign in {"<", "<=", "="} and limit <= self.high:
            self.is_high_out = sign == "<" or (self.is_high_out and limit == self.high)
            self.high = limit


def _contradict(claims: Iterable[Node]) -> bool:
    """Whether the claims cannot hold together."""
    bounds: dict[Node, _Bounds] = {}
    for claim in claims:
        if claim == Call("false", ()):
            return True
        for cell, sign, limit in _weighed(claim):
            left = bounds.setdefault(cell, _Bounds())
            if isinstance(limit, Decimal):
                left.narrow(sign, stored(limit))
            elif sign == "=":
                left.texts.add(limit)
            elif sign == "!=":
                left.texts_out.add(limit)
    return any(left.is_empty for left in bounds.values())


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def _weighed(claim: Node) -> Iterator[tuple[Node, str, Decimal | str]]:
    """`(cell, sign, number or text)`, if the claim is of that form."""
    if not isinstance(claim, Operation) or claim.operator not in _MIRRORED:
        return
    sides: Sequence[tuple[Node, str, Node]] = (
        (claim.left, claim.operator, claim.right),
        (claim.right, _MIRRORED[claim.operator], claim.left),
    )
    for cell, sign, other in sides:
        limit = _literal(other)
        if isinstance(cell, Reference | Own) and limit not in {None, ""}:
            yield cell, sign, limit


def _literal(node: Node) -> Decimal | str | None:
    match node:
        case Number(value) | Text(value):
            return value
        case Negation(Number(value)):
            return -value
        case _:
            return None
