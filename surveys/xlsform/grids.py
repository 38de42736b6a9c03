"""Tables laid out by hand: notes and questions that fill lines of a given width.

The first line holds the names of the columns, the first cell of each other line the name of a
row. A note that shows nothing but `${sum}` is the cell of that calculation.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from surveys.expressions import Expression, ExpressionError, parse
from surveys.expressions.trees import Call, Node, Number, Operation, Reference
from surveys.questionnaire import Line
from surveys.xlsform.languages import Languages
from surveys.xlsform.outline import Branch
from surveys.xlsform.tables import Body, line_of, typed_totals
from surveys.xlsform.types import ANSWERS, Sort

WIDTH = 4
_WIDTH = re.compile(r"w([1-9][0-9]?)")
_SHOWN = re.compile(r"\s*\$\{\s*([^{}\s]+)\s*\}\s*")


def is_grid(branch: Branch) -> bool:
    """Whether the group is laid out by widths, and so meant as a table."""
    notes = sum(child.type.sort is Sort.NOTE and _width(child) > 0 for child in branch.children)
    return notes > 1 and sum(_width(child) > 0 for child in branch.children) > notes


def grid_table(branch: Branch, languages: Languages) -> Body | None:
    """The table; None if the lines do not fill their width or a cell is neither kind."""
    shown = [child for child in branch.children if child.type.sort is not Sort.CALCULATE]
    lines = _lines(shown, _width(branch) or WIDTH)
    if not lines or len(lines) == 1 or len(set(map(len, lines))) != 1:
        return None
    heads = [*lines[0], *(line[0] for line in lines[1:])]
    if any(head.type.sort is not Sort.NOTE for head in heads):
        return None
    calculated = {each.name: each for each in branch.children if each.type.sort is Sort.CALCULATE}
    columns = _heads(lines[0][1:], "c", languages)
    rows = _heads([line[0] for line in lines[1:]], "r", languages)
    body = Body(branch, rows, columns, {})
    taken: set[Branch] = set()
    for row, line in zip(rows, lines[1:], strict=True):
        for column, cell in zip(columns, line[1:], strict=True):
            found = _cell(cell, calculated)
            if found is None or found in taken:
                return None
            taken.add(found)
            body.cells[row.code, column.code] = found
    body.typed = typed_totals(lines[0][1:], columns)
    body.typed |= typed_totals([line[0] for line in lines[1:]], rows)
    return _with_totals(body) if body.cells else None


def _heads(branches: Sequence[Branch], letter: str, languages: Languages) -> list[Line]:
    return [
        line_of(branch, languages, branch.code or f"{letter}{number}")
        for number, branch in enumerate(branches, 1)
    ]


def _lines(branches: Sequence[Branch], width: int) -> list[list[Branch]] | None:
    """The branches in lines of exactly the width."""
    lines: list[list[Branch]] = []
    left = 0
    for branch in branches:
        if left == 0:
            lines.append([])
            left = width
        left -= _width(branch) or width + 1
        if left < 0:
            return None
        lines[-1].append(branch)
    return lines if left == 0 else None


def _width(branch: Branch) -> int:
    found = (_WIDTH.fullmatch(word) for word in branch.appearance)
    return next((int(match[1]) for match in found if match), 0)


def _cell(branch: Branch, calculated: Mapping[str, Branch]) -> Branch | None:
    """A question, or the calculation that a note shows."""
    if branch.type.sort in ANSWERS:
        return branch
    matches = [_SHOWN.fullmatch(text) for text in branch.row.texts("label").values()]
    shown = {match[1] if match else "" for match in matches}
    return calculated.get(shown.pop()) if len(shown) == 1 else None


def _with_totals(body: Body) -> Body:
    """Lines of nothing but calculations that add up the others are totals."""
    summed = {place for place, branch in body.cells.items() if branch.type.sort is Sort.CALCULATE}
    for lines, side in ((body.rows, 0), (body.columns, 1)):
        for number, line in enumerate(lines):
            own = {place for place in body.cells if place[side] == line.code}
            if own <= summed and all(_is_total(body, place, summed) for place in own):
                lines[number] = Line(line.code, line.label, is_total=True)
    return body


def _is_total(body: Body, place: tuple[str, str], summed: set[tuple[str, str]]) -> bool:
    """Whether the cell adds up its row or its column: what is asked there, or the totals."""
    text = body.cells[place].row.get("calculation")
    for side in (0, 1):
        others = [each for each in body.cells if each != place and each[side] == place[side]]
        asked = [each for each in others if each not in summed] or others
        if is_sum_of(text, {body.cells[each].name for each in asked}):
            return True
    return False


def is_sum_of(text: str, names: set[str]) -> bool:
    """Whether the expression adds up exactly these: with `+`, `sum`, `coalesce(…, 0)`."""
    try:
        expression = parse(text)
    except ExpressionError:
        return False
    read = [node.name for node in expression.steps if isinstance(node, Reference)]
    return bool(read) and sorted(read) == sorted(names) and all(_adds(expression))


def _adds(expression: Expression) -> Iterator[bool]:
    zeros = {id(zero) for node in expression.steps for zero in _instead(node)}
    for node in expression.steps:
        match node:
            case Reference() | Operation("+") | Call("sum"):
                yield True
            case Call("coalesce"):
                yield any(_instead(node))
            case _:
                yield id(node) in zeros


def _instead(node: Node) -> Iterator[Node]:
    """The zero that stands in for an empty cell."""
    match node:
        case Call("coalesce", (Reference(), Number(value) as zero)) if not value:
            yield zero
