"""How figures hang together: which cells a total adds up, so that nobody learns from a total and
its other parts what was to be kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from surveys.compiled import Compiled
from surveys.expressions.trees import (
    Call,
    Expression,
    Negation,
    Node,
    Number,
    Operation,
    Reference,
    fold,
)
from surveys.questionnaire import Cell, Question

#: The key of each part, with how often it counts: 1 added, -1 taken away.
Terms = dict[str, int]


def terms_of(compiled: Compiled) -> dict[str, Terms | None]:
    """By the key of each numeric cell: the reported cells it adds up, itself left out. Empty for
    what is reported itself; None for what is calculated in another way than by adding."""
    return _Reading(compiled).all()


class _Reading:
    """Each calculated cell is read once, after those it reads."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.known: dict[str, Terms | None] = {}

    def all(self) -> dict[str, Terms | None]:
        return {
            cell.key: self.of(cell) for cell in self.compiled.questionnaire.cells if cell.is_number
        }

    def of(self, cell: Cell) -> Terms | None:
        if cell.key not in self.known:
            self.known[cell.key] = {}  # what is calculated from it meanwhile takes it as reported
            found = self._read(cell)
            self.known[cell.key] = {} if found and cell.key in found else found
        return self.known[cell.key]

    def _read(self, cell: Cell) -> Terms | None:
        if cell.compute:
            return _of_ones(self._sum(self.compiled.parsed[cell.compute]))
        if cell.parts:
            return _of_ones(_total([self._cells(name) for name in cell.parts]))
        body = _body(self.compiled.question_of[cell.key], cell)
        return _total([self._part(part) for part in body])

    def _sum(self, expression: Expression) -> Terms | None:
        def make(node: Node, parts: Sequence[Terms | None]) -> Terms | None:
            match node:
                case Reference(name):
                    return self._cells(name)
                case Number(value):
                    return None if value else {}
                case _:
                    return _combined(node, parts)

        return fold(expression, make)

    def _cells(self, name: str) -> Terms | None:
        """A cell, or the cells of a range."""
        names = self.compiled.ranges.get(name, (name,))
        cells = [self.compiled.by_name.get(each) for each in names]
        return _total([self._part(cell) for cell in cells])

    def _part(self, cell: Cell | None) -> Terms | None:
        if cell is None or not cell.is_number:
            return None
        terms = self.of(cell)
        return {cell.key: 1} if terms == {} else terms


def _body(question: Question, cell: Cell) -> list[Cell]:
    """The cells that a typed total of a table adds up; none of any other cell."""
    totals = {line.code for line in (*question.rows, *question.columns) if line.is_total}
    if not totals & {cell.row, cell.column}:
        return []
    return [
        part
        for part in question.cells
        if not totals & {part.row, part.column}
        and (cell.row in totals or part.row == cell.row)
        and (cell.column in totals or part.column == cell.column)
    ]


def _combined(node: Node, parts: Sequence[Terms | None]) -> Terms | None:
    match node:
        case Negation():
            return _added({}, parts[0], -1)
        case Operation("+" | "-" as sign):
            return _added(parts[0], parts[1], 1 if sign == "+" else -1)
        case Call("sum"):
            return _total(parts)
        case Call("coalesce") if all(part == {} for part in parts[1:]):
            return parts[0]
        case _:
            return None


def _added(left: Terms | None, right: Terms | None, sign: int) -> Terms | None:
    if left is None or right is None:
        return None
    found = Counter(left)
    for key, number in right.items():
        found[key] += sign * number
    return {key: number for key, number in found.items() if number}


def _total(parts: Sequence[Terms | None]) -> Terms | None:
    found: Terms | None = {}
    for part in parts:
        found = _added(found, part, 1)
    return found


def _of_ones(terms: Terms | None) -> Terms | None:
    """What counts a cell twice, or nothing at all, is no total."""
    is_total = terms and all(abs(number) == 1 for number in terms.values())
    return terms if is_total else None
