"""Computed cells: what kind of value they hold."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from surveys import expressions as x
from surveys.expressions.trees import Call, Number, Operation
from surveys.questionnaire import Cell, Kind

#: As many decimals as a stored value has.
MAX_DECIMALS = 4
_WHOLE = {"round", "int", "count", "count-selected", "string-length", "year"}


def compute_of(
    cell: Cell, expression: x.Expression, form: x.Form, cells: Mapping[str, Cell]
) -> Cell:
    """The cell as one that is computed: a number, a date, or else a text, as the form has it."""
    held = form.fields[cell.name].kind
    if held is x.Kind.NUMBER:
        read = x.sources(expression, form.ranges, cell.name)
        parts = [cells[source.name] for source in read if source.name in cells]
        number, decimals = _number(expression, parts)
        found = replace(cell, kind=number, decimals=decimals)
    elif held is x.Kind.DATE:
        found = replace(cell, kind=Kind.DATE, decimals=0)
    else:
        if x.kind_of(expression, form, cell.name) is not x.Kind.TEXT:
            expression = x.Expression(Call("concat", (expression.tree,)))
        found = replace(cell, kind=Kind.TEXT, decimals=0, prior_years=0)
    return replace(found, compute=str(expression))


def held_kind(expression: x.Expression, form: x.Form, own: str) -> x.Kind | None:
    """What others read from the cell: a truth and a set are held as texts."""
    kind = x.kind_of(expression, form, own)
    return x.Kind.TEXT if kind in {x.Kind.BOOLEAN, x.Kind.SET} else kind


def _number(expression: x.Expression, parts: list[Cell]) -> tuple[Kind, int]:
    """Sums of whole numbers are whole, of money are money; a quotient has all decimals."""
    tree = expression.tree
    if isinstance(tree, Call) and tree.name in _WHOLE and len(tree.arguments) == 1:
        return Kind.INTEGER, 0
    for node in expression.steps:
        match node:
            case Operation("div" | "*") | Call("avg" | "number" | "round" | "pct-change"):
                return Kind.DECIMAL, MAX_DECIMALS
            case Number(value) if value != value.to_integral_value():
                return Kind.DECIMAL, MAX_DECIMALS
    decimals = max((part.decimals for part in parts), default=0)
    kinds = {part.kind for part in parts if part.is_number}
    if kinds == {Kind.MONEY}:
        return Kind.MONEY, decimals
    return (Kind.DECIMAL, decimals) if decimals else (Kind.INTEGER, 0)


def orderable(reads: Mapping[str, Collection[str]]) -> dict[str, None]:
    """The names in an order of calculation, without those that read themselves in the end."""
    waiting = {name: {each for each in read if each in reads} for name, read in reads.items()}
    readers: dict[str, list[str]] = {}
    for name, read in waiting.items():
        for each in read:
            readers.setdefault(each, []).append(name)
    ready = [name for name, read in waiting.items() if not read]
    order: dict[str, None] = {}
    while ready:
        name = ready.pop()
        order[name] = None
        for reader in readers.get(name, ()):
            waiting[reader].discard(name)
            if not waiting[reader]:
                ready.append(reader)
    return order
