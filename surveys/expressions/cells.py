"""What stands in the cells that an expression reads."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from surveys.expressions.arithmetic import ZERO, settle

#: None is null: nothing is known. A set holds the codes of a multichoice.
Value = Decimal | str | frozenset[str] | datetime.date | bool | None


class Missing(Enum):
    """An answer that is no figure. It counts as answered; all but NIL are null in a calculation."""

    NIL = "n"  # a true zero
    NOT_APPLICABLE = "a"
    UNAVAILABLE = "m"  # exists, but nobody can say it
    ELSEWHERE = "x"  # counted in another cell


#: What a cell holds; None is unanswered.
Cell = Value | Missing


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """The register's figure: as such, or only its bounds where the register protects it."""

    value: Decimal | None = None
    low: Decimal | None = None  # without it the value itself
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """All that an expression may read.

    `cells` this period's cells by name; `earlier` the same of the periods before, the latest
    first; `ranges` the cells of a range by its name, such as `t.*.women`; `facts` what is known
    of the respondent; `own` the cell that a full stop means. What is hidden is left out of
    `cells` and `ranges`. With `blanks_are_zero` this period's unanswered cells and codes a and x
    are read as 0, whatever their kind.
    """

    cells: Mapping[str, Cell] = field(default_factory=dict)
    ranges: Mapping[str, Sequence[str]] = field(default_factory=dict)
    earlier: Sequence[Mapping[str, Cell]] = ()
    public: Mapping[str, PublicFigure] = field(default_factory=dict)
    facts: Mapping[str, Cell] = field(default_factory=dict)
    today: datetime.date | None = None
    own: str = ""
    blanks_are_zero: bool = False

    def read(self, name: str) -> Value:
        """This period's value."""
        cell = self.cells.get(name)
        if self.blanks_are_zero and cell in _BLANKS:
            return ZERO
        return value_of(cell)

    def read_earlier(self, name: str, periods: int) -> Value:
        """The value of one, two or three periods ago."""
        known = 1 <= periods <= len(self.earlier)
        return value_of(self.earlier[periods - 1].get(name)) if known else None


_BLANKS = (None, Missing.NOT_APPLICABLE, Missing.ELSEWHERE)


def value_of(cell: Cell) -> Value:
    """The value of a cell: code n is 0, other codes are null, numbers are held to 12 decimals."""
    if isinstance(cell, Decimal):
        return settle(cell)
    if isinstance(cell, Missing):
        return ZERO if cell is Missing.NIL else None
    return cell


def ranges_of(cells: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The ranges that the body cells `table.row.column` of tables make, in their order.

    Grey cells and totals are no body cells and must not be given.
    """
    ranges: dict[str, list[str]] = {}
    for cell in cells:
        match cell.split("."):
            case [table, row, column]:
                for name in (f"{table}.*.{column}", f"{table}.{row}.*", f"{table}.*.*"):
                    ranges.setdefault(name, []).append(cell)
    return {name: tuple(members) for name, members in ranges.items()}
