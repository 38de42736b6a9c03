"""The tree of an expression, and its two written forms: text for people, lists for JSON.

Trees are walked without recursion, children before parents: a tree of 500 parts needs no
deeper stack than a tree of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from surveys.expressions.errors import ExpressionError, Fault
from surveys.expressions.signatures import SIGNATURES
from surveys.expressions.tokens import MAX_LENGTH, is_number

MAX_NODES, MAX_DEPTH = 500, 60

#: How tightly operators bind; equal ones associate to the left.
RANKS = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!="), 3),
    **dict.fromkeys(("<", "<=", ">", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "div", "mod"), 6),
}
UNARY, PRIMARY = 7, 8

_NAME = re.compile(r"[\w.*-]+")


@dataclass(frozen=True, slots=True)
class Number:
    """Not negative, at most 15 digits before the point and 12 after it."""

    value: Decimal
    position: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    value: str
    position: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A question, a cell of a table, or with `*` a range of cells."""

    name: str
    position: int = field(default=0, compare=False, repr=False)

    @property
    def is_range(self) -> bool:
        return "*" in self.name


@dataclass(frozen=True, slots=True)
class Own:
    """The cell that the expression stands at."""

    position: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negation:
    of: Node
    position: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Operation:
    operator: str
    left: Node
    right: Node
    position: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Node, ...]
    position: int = field(default=0, compare=False, repr=False)


#: Each knows its place in the text, counted from 1; 0 if it was never written.
Node = Number | Text | Reference | Own | Negation | Operation | Call


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Negation(of):
            return (of,)
        case Operation(_, left, right):
            return left, right
        case Call(_, arguments):
            return arguments
        case _:
            return ()


@dataclass(frozen=True)
class Expression:
    """A whole tree. `steps` holds its parts in the order of evaluation, the root last."""

    tree: Node

    @cached_property
    def steps(self) -> tuple[Node, ...]:
        waiting: list[Node] = [self.tree]
        steps: list[Node] = []
        while waiting:
            steps.append(waiting.pop())
            waiting.extend(children(steps[-1]))
        return tuple(reversed(steps))

    @cached_property
    def plan(self) -> tuple[tuple[Node, int], ...]:
        """The steps, each with how many of the results before it are its own parts."""
        return tuple((node, len(children(node))) for node in self.steps)

    def __str__(self) -> str:
        return render(self)


def fold[T](expression: Expression, make: Callable[[Node, Sequence[T]], T]) -> T:
    """Make a thing of each part from the things made of its children; the root's thing."""
    made: list[T] = []
    for node, width in expression.plan:
        first = len(made) - width
        made[first:] = [make(node, made[first:])]
    return made[0]


def rename(expression: Expression, names: Mapping[str, str]) -> Expression:
    """The same expression with other names; a name without a new one stays."""

    def renamed(node: Node, parts: Sequence[Node]) -> Node:
        match node:
            case Reference(name):
                return replace(node, name=names.get(name, name))
            case Negation():
                return replace(node, of=parts[0])
            case Operation():
                return replace(node, left=parts[0], right=parts[1])
            case Call():
                return replace(node, arguments=tuple(parts))
            case _:
                return node

    return Expression(fold(expression, renamed))


def conjunction(first: Expression, *others: Expression) -> Expression:
    """True when all of them are."""
    tree = first.tree
    for other in others:
        tree = Operation("and", tree, other.tree)
    return Expression(tree)


def render(expression: Expression) -> str:
    """The text of a tree, with no more brackets than it needs. Parsing it gives the same tree."""
    return fold(expression, _written)[0]


def _written(node: Node, parts: Sequence[tuple[str, int]]) -> tuple[str, int]:
    """The text, and how tightly it holds together."""
    match node:
        case Negation():
            return f"-{_bracketed(parts[0], UNARY)}", UNARY
        case Operation(operator):
            rank = RANKS[operator]
            left, right = _bracketed(parts[0], rank), _bracketed(parts[1], rank + 1)
            return f"{left} {operator} {right}", rank
        case Call(name):
            return f"{name}({', '.join(text for text, _ in parts)})", PRIMARY
        case _:
            return _written_leaf(node), PRIMARY


def _written_leaf(node: Number | Text | Reference | Own) -> str:
    match node:
        case Number(value):
            return plain(value)
        case Text(value):
            return _quoted(value)
        case Reference(name):
            return f"${{{name}}}"
        case Own():
            return "."


def _bracketed(part: tuple[str, int], rank: int) -> str:
    text, own_rank = part
    return text if own_rank >= rank else f"({text})"


def plain(value: Decimal) -> str:
    """A number in digits, without an exponent, needless zeros or a minus before zero."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _quoted(text: str) -> str:
    quotes = _quotes(text)
    return f"{quotes[:1]}{text}{quotes[1:]}"


def _quotes(text: str) -> str:
    """The pair of quotes that can hold the text; empty if none can."""
    return next((pair for pair in ("''", '""', "‘’") if pair[1] not in text), "")


def to_json(expression: Expression) -> list:
    """The tree as lists: ["lit","2.5"] ["str","x"] ["ref","a"] ["self"] ["neg",e] [op,l,r]
    ["call",name,[arguments]]."""
    return fold(expression, _listed)


def _listed(node: Node, parts: Sequence[list]) -> list:
    match node:
        case Negation():
            return ["neg", *parts]
        case Operation(operator):
            return [operator, *parts]
        case Call(name):
            return ["call", name, list(parts)]
        case _:
            return _listed_leaf(node)


def _listed_leaf(node: Number | Text | Reference | Own) -> list:
    match node:
        case Number(value):
            return ["lit", plain(value)]
        case Text(value):
            return ["str", value]
        case Reference(name):
            return ["ref", name]
        case Own():
            return ["self"]


def from_json(data: object) -> Expression:
    """The tree of such lists. Raises bad-tree, too-big, too-deep, unknown-function, arity."""
    waiting, items = [data], []
    while waiting:
        items.append(waiting.pop())
        if len(items) > MAX_NODES:
            raise ExpressionError(Fault.TOO_BIG, limit=MAX_NODES)
        waiting.extend(_parts(items[-1]))
    made: list[Node] = []
    for item in reversed(items):
        first = len(made) - len(_parts(item))
        made[first:] = [_made(item, made[first:])]
    expression = Expression(made[0])
    if fold(expression, _depth) > MAX_DEPTH:
        raise ExpressionError(Fault.TOO_DEEP, limit=MAX_DEPTH)
    return expression


def _parts(item: object) -> list[object]:
    match item:
        case ["neg", part]:
            return [part]
        case [str(operator), left, right] if operator in RANKS:
            return [left, right]
        case ["call", str(), list(arguments)]:
            return arguments
        case _:
            return []


def _made(item: object, parts: Sequence[Node]) -> Node:
    match item:
        case ["neg", _]:
            return Negation(parts[0])
        case [str(operator), _, _] if operator in RANKS:
            return Operation(operator, parts[0], parts[1])
        case ["call", str(name), list()]:
            return called(name, tuple(parts), 0)
        case _:
            return _made_leaf(item)


def _made_leaf(item: object) -> Node:
    match item:
        case ["lit", str(digits)] if is_number(digits):
            return Number(Decimal(digits))
        case ["str", str(text)] if len(text) <= MAX_LENGTH and _quotes(text):
            return Text(text)
        case ["ref", str(name)] if len(name) <= MAX_LENGTH and _NAME.fullmatch(name):
            return Reference(name)
        case ["self"]:
            return Own()
        case _:
            raise ExpressionError(Fault.BAD_TREE)


def called(name: str, arguments: tuple[Node, ...], position: int) -> Call:
    """A call of a known function. Raises unknown-function, arity."""
    signature = SIGNATURES.get(name)
    if signature is None:
        raise ExpressionError(Fault.UNKNOWN_FUNCTION, position, name=name)
    low, high, given = signature.low, signature.high, len(arguments)
    if given < low or (high is not None and given > high):
        raise ExpressionError(Fault.ARITY, position, name=name, given=given, low=low, high=high)
    return Call(name, arguments, position=position)


def _depth(node: Node, depths: Sequence[int]) -> int:
    """As the parser counts: chains to the left are flat."""
    match node:
        case Operation():
            return max(depths[0], depths[1] + 1)
        case _:
            return 1 + max(depths, default=0)
