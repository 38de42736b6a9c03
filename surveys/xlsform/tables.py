"""Tables in disguise: the shapes in which a form lays questions out in rows and columns.

A Kobo matrix, a loop over a list and a repeat of a fixed number ask the same columns for each
row. A `table-list` asks one thing of many. A grid is made by hand, see `grids`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from surveys.questionnaire import Line, Words
from surveys.xlsform.choices import Lists
from surveys.xlsform.languages import Languages
from surveys.xlsform.outline import Branch
from surveys.xlsform.report import Outcome, Reason, Report
from surveys.xlsform.types import ANSWERS, NUMBERS, Sort

MAX_REPEATS = 200
_NOT_OF_A_CODE = re.compile(r"[^\w-]")


@dataclass
class Body:
    """A table: its lines, and which row of the sheet each of its cells comes from.

    `is_shared`: one row of the sheet makes a whole column, so that its name means the cell on the
    same line. `typed` are the totals that people type, to be checked: codes of lines.
    """

    branch: Branch
    rows: list[Line]
    columns: list[Line]
    cells: dict[tuple[str, str], Branch]
    is_shared: bool = False
    typed: set[str] = field(default_factory=set)

    def name_of(self, row: str, column: str) -> str:
        return f"{self.branch.code}.{row}.{column}"

    def names_by_row(self) -> Mapping[str, Mapping[str, str]]:
        """What the form's names mean on each row of a shared table."""
        found: dict[str, dict[str, str]] = {}
        for (row, column), branch in self.cells.items():
            name = branch.name.replace(".", "_")
            found.setdefault(row, {})[name] = self.name_of(row, column)
        return found

    def sums(self, report: Report) -> dict[str, str]:
        """The totals by the name of the cell: an expression, or nothing if people type it or it
        is reckoned otherwise. Only what is asked in numbers can be added up."""
        found = {}
        added = self._added()
        for (row, column), branch in self.cells.items():
            line = self._line(row, column)
            if "*" not in line:
                continue
            is_asked = branch.type.sort in ANSWERS
            is_typed = is_asked and not self.typed.isdisjoint({row, column})
            is_sum = added.get(line, ANSWERS) <= NUMBERS and not is_typed
            is_sum &= not is_asked or branch.type.sort in NUMBERS
            name = self.name_of(row, column)
            found[name] = f"sum(${{{self.branch.code}.{line}}})" if is_sum else ""
            if is_asked and not is_sum and not is_typed:
                report.add(Outcome.APPROXIMATED, branch.at, Reason.TOTAL)
        return found

    @cached_property
    def totals(self) -> set[tuple[int, str]]:
        """The lines that are totals: 0 and a row, 1 and a column."""
        sides = (self.rows, self.columns)
        return {(side, line.code) for side in (0, 1) for line in sides[side] if line.is_total}

    def _added(self) -> dict[str, set[Sort]]:
        """What each row, each column and the whole are made of, apart from totals."""
        found: dict[str, set[Sort]] = {}
        for (row, column), branch in self.cells.items():
            if "*" not in self._line(row, column):
                for line in (f"{row}.*", f"*.{column}", "*.*"):
                    found.setdefault(line, set()).add(branch.type.sort)
        return found

    def _line(self, row: str, column: str) -> str:
        """The cell, or with `*` the line of which it is the total."""
        totals = self.totals
        return f"{'*' if (0, row) in totals else row}.{'*' if (1, column) in totals else column}"


def list_table(branch: Branch, languages: Languages) -> Body | None:
    """Rows that choose from one list. None where a row is shown only sometimes."""
    asked = branch.children
    kinds = {(each.type.sort, each.type.choices, each.type.has_other) for each in asked}
    if len(kinds) != 1 or asked[0].type.sort not in {Sort.ONE, Sort.MANY}:
        return None
    if asked[0].type.has_other or any(each.row.get("relevant") for each in asked):
        return None
    rows = [line_of(each, languages, each.code) for each in asked]
    cells = {(row.code, "value"): each for row, each in zip(rows, asked, strict=True)}
    return Body(branch, rows, [Line("value", Words())], cells)


def repeated_table(branch: Branch, lists: Lists, languages: Languages) -> Body | None:
    """A matrix, a loop, or a repeat whose count is a number."""
    rows = _rows(branch, lists)
    columns = [each for each in branch.below() if each.type.sort in ANSWERS | {Sort.CALCULATE}]
    if not rows or not any(each.type.sort in ANSWERS for each in columns):
        return None
    lines = [line_of(each, languages, each.code) for each in columns]
    cells = {
        (row.code, line.code): each
        for row in rows
        for line, each in zip(lines, columns, strict=True)
    }
    body = Body(branch, rows, lines, cells, is_shared=True)
    body.typed = typed_totals(columns, lines)
    return body


def _rows(branch: Branch, lists: Lists) -> list[Line]:
    if branch.type.sort is Sort.REPEAT:
        count = branch.row.get("repeat_count")
        is_small = re.fullmatch("[0-9]{1,3}", count) and int(count) <= MAX_REPEATS
        numbers = [str(number) for number in range(1, int(count) + 1)] if is_small else []
        return [Line(each, Words(each)) for each in numbers]
    choices = lists.lists.get(list_of(branch), ())
    return [Line(fit(choice.code), choice.label) for choice in choices]


def list_of(branch: Branch) -> str:
    """The list that a matrix or a loop goes through."""
    return branch.type.choices or branch.row.get("kobo--matrix_list")


def line_of(branch: Branch, languages: Languages, code: str) -> Line:
    is_total = branch.row.get("unisono:total") != ""
    return Line(fit(code), languages.words(branch.row, "label"), is_total)


def typed_totals(branches: list[Branch], lines: list[Line]) -> set[str]:
    return {
        line.code
        for branch, line in zip(branches, lines, strict=True)
        if branch.row.get("unisono:total").lower() == "checked"
    }


def fit(code: str) -> str:
    """The code of a line as it can stand in an expression."""
    return _NOT_OF_A_CODE.sub("_", code)
