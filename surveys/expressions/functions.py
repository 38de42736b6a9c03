"""What the functions do. None of them raises: what cannot be said is null."""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal

from surveys.expressions import arithmetic
from surveys.expressions.cells import Cell, Missing, Scope, Value, value_of
from surveys.expressions.code_checks import CHECKS
from surveys.expressions.logic import as_date, between, is_blank, opposite
from surveys.expressions.tokens import MAX_DECIMALS, is_number
from surveys.expressions.trees import Node, Own, Reference, plain


def text_of(value: Value) -> str:
    """Null is the empty text; a set is its codes in order, with a space between."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return plain(value)
        case frozenset():
            return " ".join(sorted(value))
        case datetime.date():
            return value.isoformat()
        case _:
            return value


def codes_of(value: Value) -> frozenset[str]:
    """The chosen codes: of a multichoice all, of a choice the one."""
    if isinstance(value, frozenset):
        return value
    return frozenset({text_of(value)} - {""})


def number_of(value: Value) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        return None
    digits = value.strip()
    return Decimal(digits) if is_number(digits.removeprefix("-")) else None


def _numbers(values: Sequence[Value]) -> list[Decimal] | None:
    """The numbers, without nulls; null if there is anything else."""
    known = [value for value in values if value is not None]
    numbers = [value for value in known if isinstance(value, Decimal)]
    return numbers if len(numbers) == len(known) else None


def _aggregate(
    of: Callable[[list[Decimal]], Decimal | None],
) -> Callable[[Sequence[Value]], Value]:
    def aggregate(values: Sequence[Value]) -> Value:
        numbers = _numbers(values)
        return of(numbers) if numbers else None

    return aggregate


def _of_number(of: Callable[[Decimal], Decimal | None]) -> Callable[[Sequence[Value]], Value]:
    return lambda values: of(values[0]) if isinstance(values[0], Decimal) else None


def _round(values: Sequence[Value]) -> Value:
    number, decimals = values[0], values[1] if len(values) > 1 else arithmetic.ZERO
    if not isinstance(number, Decimal) or not isinstance(decimals, Decimal):
        return None
    if decimals != arithmetic.truncated(decimals) or not 0 <= decimals <= MAX_DECIMALS:
        return None
    return arithmetic.rounded(number, int(decimals))


def _if(values: Sequence[Value]) -> Value:
    condition, yes, no = values
    return (yes if condition else no) if isinstance(condition, bool) else None


def _year(values: Sequence[Value]) -> Value:
    date = as_date(values[0])
    return Decimal(date.year) if date else None


def _matches_code(values: Sequence[Value]) -> Value:
    check = CHECKS.get(text_of(values[1]))
    return check(text_of(values[0])) if check else None


#: Functions of any number of values, in which a range is spread into the values of its cells.
OF_MANY: dict[str, Callable[[Sequence[Value]], Value]] = {
    "sum": _aggregate(arithmetic.total),
    "min": _aggregate(min),
    "max": _aggregate(max),
    "avg": _aggregate(arithmetic.average),
    "count": lambda values: Decimal(sum(not is_blank(value) for value in values)),
}

#: Functions of values.
OF_VALUES: dict[str, Callable[[Sequence[Value]], Value]] = {
    "abs": _of_number(Decimal.copy_abs),
    "int": _of_number(arithmetic.truncated),
    "round": _round,
    "between": between,
    "number": lambda values: number_of(values[0]),
    "if": _if,
    "not": lambda values: opposite(values[0]),
    "coalesce": lambda values: next((value for value in values if value is not None), None),
    "true": lambda _: True,
    "false": lambda _: False,
    "boolean-from-string": lambda values: text_of(values[0]) in {"true", "1"},
    "selected": lambda values: text_of(values[1]) in codes_of(values[0]),
    "count-selected": lambda values: Decimal(len(codes_of(values[0]))),
    "string-length": lambda values: Decimal(len(text_of(values[0]))),
    "concat": lambda values: "".join(map(text_of, values)),
    "contains": lambda values: text_of(values[1]) in text_of(values[0]),
    "starts-with": lambda values: text_of(values[0]).startswith(text_of(values[1])),
    "matches-code": _matches_code,
    "year": _year,
}


def names(argument: Node, scope: Scope) -> Sequence[str]:
    """The cells that an argument names: one, those of a range, or none."""
    match argument:
        case Reference(name):
            return scope.ranges.get(name, ()) if argument.is_range else (name,)
        case Own():
            return (scope.own,)
        case _:
            return ()


def _cells(arguments: Sequence[Node], scope: Scope) -> list[Cell] | None:
    """What stands in the cells that the arguments name; null if one of them is no cell."""
    if not all(isinstance(argument, Reference | Own) for argument in arguments):
        return None
    return [scope.cells.get(name) for argument in arguments for name in names(argument, scope)]


def _answered(arguments: Sequence[Node], values: Sequence[Value], scope: Scope) -> Value:
    cells = _cells(arguments, scope)
    return None if cells is None else all(_is_answer(cell) for cell in cells)


def _is_answer(cell: Cell) -> bool:
    return isinstance(cell, Missing) or not is_blank(cell)


def _is_missing(arguments: Sequence[Node], values: Sequence[Value], scope: Scope) -> Value:
    cells = _cells(arguments, scope)
    return (
        None
        if cells is None
        else any(isinstance(cell, Missing) and cell is not Missing.NIL for cell in cells)
    )


def _prev(arguments: Sequence[Node], values: Sequence[Value], scope: Scope) -> Value:
    periods = values[1] if len(values) > 1 else arithmetic.ONE
    if not isinstance(periods, Decimal) or periods not in {1, 2, 3}:
        return None
    return _named(arguments, scope, lambda name: scope.read_earlier(name, int(periods)))


def _named(arguments: Sequence[Node], scope: Scope, read: Callable[[str], Value]) -> Value:
    match arguments[0]:
        case Reference(name) if "*" not in name:
            return read(name)
        case Own():
            return read(scope.own)
        case _:
            return None


def _change(arguments: Sequence[Node], values: Sequence[Value], scope: Scope) -> Value:
    new, old = values[0], _prev(arguments, values[:1], scope)
    if not isinstance(new, Decimal) or not isinstance(old, Decimal):
        return None
    return arithmetic.OPERATIONS["-"](new, old)


def _pct_change(arguments: Sequence[Node], values: Sequence[Value], scope: Scope) -> Value:
    new, old = values[0], _prev(arguments, values[:1], scope)
    if not isinstance(new, Decimal) or not isinstance(old, Decimal):
        return None
    return arithmetic.change_in_per_cent(new, old)


def _public(bound: str) -> Callable[[Sequence[Node], Sequence[Value], Scope], Value]:
    def read(scope: Scope, name: str) -> Value:
        figure = scope.public.get(name)
        if figure is None:
            return None
        found: Decimal | None = getattr(figure, bound)
        return value_of(figure.value if found is None else found)

    return lambda arguments, _, scope: _named(arguments, scope, lambda name: read(scope, name))


def _attr(arguments: Sequence[Node], values: Sequence[Value], scope: Scope) -> Value:
    return value_of(scope.facts.get(text_of(values[0])))


#: Functions of cells and of what lies outside the form.
OF_CELLS: dict[str, Callable[[Sequence[Node], Sequence[Value], Scope], Value]] = {
    "answered": _answered,
    "is-missing": _is_missing,
    "prev": _prev,
    "change": _change,
    "pct-change": _pct_change,
    "public": _public("value"),
    "public-min": _public("low"),
    "public-max": _public("high"),
    "attr": _attr,
    "today": lambda arguments, values, scope: scope.today,
}
