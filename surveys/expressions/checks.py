"""What can be said of an expression against its form, before anyone answers.

The details of a `type` fault: `name` the function or operator (empty: the whole expression),
`wanted` and `found` a kind of value, or one of the words of `Takes`, or `range`, `other`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from surveys.expressions.arithmetic import OPERATIONS, truncated
from surveys.expressions.code_checks import CHECKS
from surveys.expressions.errors import ExpressionError, Fault
from surveys.expressions.evaluation import is_empty_text
from surveys.expressions.logic import as_date
from surveys.expressions.signatures import SIGNATURES, Kind, Takes
from surveys.expressions.tokens import MAX_DECIMALS
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
    fold,
)

MAX_PERIODS = 3


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of a form: what it holds, and whether a data element ties it to earlier periods.

    The kind is None where nobody knows it yet; then nothing is said against it.
    """

    kind: Kind | None
    has_history: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """The cells of a form by name, and the body cells of its ranges."""

    fields: Mapping[str, Field]
    ranges: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Place:
    """A form, and the cell of it that a full stop means."""

    form: Form
    own: str

    def fields(self, node: Node) -> list[Field]:
        """The cells that a reference means, as far as the form has them."""
        match node:
            case Reference(name):
                names = self.form.ranges.get(name, ()) if node.is_range else (name,)
            case Own():
                names = (self.own,)
            case _:
                names = ()
        return [self.form.fields[name] for name in names if name in self.form.fields]


def check(
    expression: Expression, form: Form, own: str = "", wanted: Kind | None = None
) -> tuple[ExpressionError, ...]:
    """All unknown-ref and type faults, each once, in the order of the text.

    `own` is the cell that a full stop means; `wanted` what the whole must give.
    """
    place = _Place(form, own)
    faults: list[ExpressionError] = []

    def kind(node: Node, kinds: Sequence[Kind | None]) -> Kind | None:
        faults.extend(_faults(node, kinds, place))
        return _kind(node, kinds, place)

    found = fold(expression, kind)
    tree = expression.tree
    if _is_range(tree):
        faults.append(_type(tree, "", wanted or "value", "range"))
    elif wanted and found and found is not wanted:
        faults.append(_type(tree, "", wanted, found))
    return tuple(dict.fromkeys(sorted(faults, key=lambda fault: fault.position)))


def kind_of(expression: Expression, form: Form, own: str = "") -> Kind | None:
    """The kind of value that it gives; None if only the answers can tell."""
    place = _Place(form, own)
    return fold(expression, lambda node, kinds: _kind(node, kinds, place))


def _kind(node: Node, kinds: Sequence[Kind | None], place: _Place) -> Kind | None:
    """What the node gives; None if only the answers can tell."""
    match node:
        case Number() | Negation():
            return Kind.NUMBER
        case Text():
            return Kind.TEXT
        case Operation(operator):
            return Kind.NUMBER if operator in OPERATIONS else Kind.BOOLEAN
        case Call(name):
            return SIGNATURES[name].gives or _kind_of_arguments(name, kinds)
        case _:
            return _one({field.kind for field in place.fields(node)})


def _one(kinds: Set[Kind | None]) -> Kind | None:
    """The kind, if they are all of one."""
    return next(iter(kinds)) if len(kinds) == 1 else None


def _kind_of_arguments(name: str, kinds: Sequence[Kind | None]) -> Kind | None:
    match name:
        case "prev":
            return kinds[0]
        case "if":
            return _one(set(kinds[1:]))
        case "coalesce":
            return _one(set(kinds))
        case _:
            return None  # a fact of the respondent


def _faults(node: Node, kinds: Sequence[Kind | None], place: _Place) -> Iterator[ExpressionError]:
    match node:
        case Reference(name) if not place.fields(node):
            yield ExpressionError(Fault.UNKNOWN_REF, node.position, name=name)
        case Own() if not place.fields(node):
            yield ExpressionError(Fault.UNKNOWN_REF, node.position, name=".")
        case Negation(of):
            yield from _argument("-", Takes.NUMBER, of, kinds[0], place)
        case Operation(operator, left, right):
            wanted = _OPERANDS.get(operator, Takes.ANY)
            for side, kind in zip((left, right), kinds, strict=True):
                yield from _argument(operator, wanted, side, kind, place)
            if wanted is Takes.ANY:
                yield from _comparison(node, operator, (left, right), kinds)
        case Call():
            yield from _call(node, kinds, place)


def _call(call: Call, kinds: Sequence[Kind | None], place: _Place) -> Iterator[ExpressionError]:
    takes = SIGNATURES[call.name].takes
    for number, (argument, kind) in enumerate(zip(call.arguments, kinds, strict=True)):
        wanted = takes[min(number, len(takes) - 1)]
        yield from _argument(call.name, wanted, argument, kind, place)
    if call.name == "between":
        value, low, high = call.arguments
        yield from _comparison(call, ">=", (value, low), kinds[:2])
        yield from _comparison(call, "<=", (value, high), (kinds[0], kinds[2]))


def _comparison(
    node: Operation | Call, sign: str, sides: tuple[Node, Node], kinds: Sequence[Kind | None]
) -> Iterator[ExpressionError]:
    """Like with like; dates also with their text; text has no order; '' asks for a value."""
    name = node.operator if isinstance(node, Operation) else node.name
    left, right = kinds
    if sign in {"=", "!="}:
        if any(map(is_empty_text, sides)):
            return
    elif unordered := _unordered(kinds):
        yield _type(node, name, Kind.NUMBER, unordered)
        return
    if left and right and left is not right and set(kinds) != {Kind.DATE, Kind.TEXT}:
        yield _type(node, name, left, right)
    for side in sides:
        if Kind.DATE in kinds and not _is_date(side):
            yield _type(side, name, Kind.DATE, Kind.TEXT)


def _unordered(kinds: Sequence[Kind | None]) -> Kind | None:
    """The kind that has no order; text has one beside a date."""
    return next(
        (
            kind
            for kind in kinds
            if kind in _UNORDERED and not (kind is Kind.TEXT and Kind.DATE in kinds)
        ),
        None,
    )


def _argument(
    name: str, takes: Takes, argument: Node, kind: Kind | None, place: _Place
) -> Iterator[ExpressionError]:
    """What a function or operator takes, against what stands there."""
    wanted = _KINDS.get(takes, frozenset(Kind))
    if _is_range(argument) and takes not in _RANGES:
        yield _type(argument, name, takes, "range")
    elif kind and kind not in wanted:
        yield _type(argument, name, takes, kind)
    elif not _SHAPES.get(takes, _anything)(argument) or (
        takes in _HISTORIES and not all(field.has_history for field in place.fields(argument))
    ):
        yield _type(argument, name, takes, "other")


def _type(node: Node, name: str, wanted: str, found: str) -> ExpressionError:
    return ExpressionError(
        Fault.TYPE, node.position, name=name, wanted=str(wanted), found=str(found)
    )


_UNORDERED = {Kind.TEXT, Kind.SET, Kind.BOOLEAN}
_OPERANDS = {
    **dict.fromkeys(OPERATIONS, Takes.NUMBER),
    **dict.fromkeys(("and", "or"), Takes.BOOLEAN),
}
_RANGES = {Takes.NUMBERS, Takes.VALUES, Takes.CELLS}
_HISTORIES = {Takes.HISTORY, Takes.NUMBER_HISTORY}
_KINDS = {
    Takes.NUMBERS: {Kind.NUMBER},
    Takes.NUMBER: {Kind.NUMBER},
    Takes.NUMBER_CELL: {Kind.NUMBER},
    Takes.NUMBER_HISTORY: {Kind.NUMBER},
    Takes.BOOLEAN: {Kind.BOOLEAN},
    Takes.DATE: {Kind.DATE, Kind.TEXT},
}


def _anything(node: Node) -> bool:
    return True


def _is_cell(node: Node) -> bool:
    return isinstance(node, Reference | Own)


def _is_range(node: Node) -> bool:
    return isinstance(node, Reference) and node.is_range


def _is_whole_number(low: int, high: int) -> Callable[[Node], bool]:
    return lambda node: (
        isinstance(node, Number)
        and node.value == truncated(node.value)
        and low <= node.value <= high
    )


def _is_date(node: Node) -> bool:
    return not isinstance(node, Text) or as_date(node.value) is not None


_SHAPES: dict[Takes, Callable[[Node], bool]] = {
    **dict.fromkeys(
        (Takes.CELLS, Takes.CELL, Takes.NUMBER_CELL, Takes.HISTORY, Takes.NUMBER_HISTORY), _is_cell
    ),
    Takes.WORD: lambda node: isinstance(node, Text),
    Takes.CHECK: lambda node: isinstance(node, Text) and node.value in CHECKS,
    Takes.PERIODS: _is_whole_number(1, MAX_PERIODS),
    Takes.DECIMALS: _is_whole_number(0, MAX_DECIMALS),
    Takes.DATE: _is_date,
}
