"""What became of each row and each cell of a table that was loaded: nothing goes unsaid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    """What is told, with the details that each carries."""

    # A row that is not loaded
    NO_KEY = "no-key"
    BAD_KEY = "bad-key"  # key: it is not written as its kind is, or fails its check
    TWICE = "twice"  # key, others: where else it stands
    SHIFTED = "shifted"  # cells, columns: a row that is longer or shorter than the header
    NO_NAME = "no-name"  # key: an organisation that is not known, and has no name here
    OTHER_DAYS = "other-days"  # key, organisation: the identifier is not valid in this period
    NAMESAKE = "namesake"  # key, name, organisation: known by that name, not by this identifier
    NEWCOMER = "newcomer"  # key, name, absent: new, while others of the collection are missing
    SAME = "same"  # organisation, others: two identifiers of one organisation
    OWN_ANSWER = "own-answer"  # organisation: it has answered in the portal

    # A cell that is not saved
    UNREADABLE = "unreadable"  # value, problem
    NO_ITEM = "no-item"  # cells: a column that the code book does not know
    APPROVED = "approved"  # organisation, before, now: the answer has been approved

    # What is good to know
    COMMA = "comma"  # value, now: a comma was read as the decimal mark
    NAME = "name"  # organisation, name: it is called otherwise here
    CUT = "cut"  # organisation, name: one of the two has been cut
    CREATED = "created"  # key, name
    CHANGED = "changed"  # organisation, before, now
    ABSENT = "absent"  # organisation: it has an answer from an earlier load, and no row here
    NO_COLUMN = "no-column"  # an item of the code book without a column here


ROWS = (*What,)[: [*What].index(What.UNREADABLE)]
CELLS = (What.UNREADABLE, What.NO_ITEM, What.APPROVED)


@dataclass(frozen=True, slots=True)
class Note:
    """`row` is 0 for what concerns the whole table, `column` empty for a whole row."""

    what: What
    row: int = 0
    column: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass
class Ledger:
    """Rows read = loaded + listed + passed over; cells read = saved + empty + listed."""

    notes: list[Note] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)  # read, loaded, listed, passed
    cells: Counter[str] = field(default_factory=Counter)  # read, saved, empty, listed
    responses: Counter[str] = field(default_factory=Counter)  # new, changed, same
    organisations: Counter[str] = field(default_factory=Counter)  # matched, created
    changed: int = 0  # answers that were there, and say something else now
    findings: Counter[str] = field(default_factory=Counter)  # by the rule they break

    def note(self, what: What, row: int = 0, column: str = "", /, **details: str | int) -> None:
        self.notes.append(Note(what, row, column, details))

    def of(self, *what: What) -> list[Note]:
        return [note for note in self.notes if note.what in what]

    @property
    def changes_nothing(self) -> bool:
        told = self.responses["new"] + self.responses["changed"] + self.organisations["created"]
        return not told

    @property
    def is_whole(self) -> bool:
        """Whether the sums hold: every row and every cell is accounted for."""
        rows, cells = self.rows, self.cells
        return (
            rows["read"] == rows["loaded"] + rows["listed"] + rows["passed"]
            and cells["read"] == cells["saved"] + cells["empty"] + cells["listed"]
        )
