"""A section as its page shows it: plain views of cells, rows and findings, so that templates only
have `if` and `for`. Two pages compare part by part: what differs is sent to the browser anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from members.actions import Refused
from surveys import figures
from surveys.actions.answers import Change, Conflict, Saved
from surveys.compiled import Entry
from surveys.figures import Problem
from surveys.questionnaire import Cell
from surveys.sheet import Sheet
from surveys.wording import Option, Tone

MOST_BUTTONS = 5


@dataclass(frozen=True)
class Outcome:
    """What became of what was typed, for the page that says so."""

    saved: frozenset[str] = frozenset()
    typed: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # value and code, as sent
    comments: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    refusal: str = ""  # why nothing of it can be kept

    @property
    def status(self) -> int:
        """Of the answer over HTTP: kept, in conflict, unreadable, or closed."""
        if self.refusal:
            return 423
        return 409 if self.conflicts else 422 if self.problems else 200


def outcome_of(saved: Saved, changes: Sequence[Change]) -> Outcome:
    """Of a save that was done; what is not saved stays in its field."""
    open_ = [each for each in changes if each.key in {*saved.conflicts, *saved.unreadable}]
    return Outcome(
        frozenset(each.key for each in changes) - {each.key for each in open_},
        {each.key: (each.typed, each.missing) for each in open_},
        {each.key: each.comment for each in open_ if each.comment is not None},
        saved.unreadable,
        saved.conflicts,
    )


def without_right_totals(outcome: Outcome, sheet: Sheet) -> Outcome:
    """A block from a spreadsheet brings its totals along: those that agree are no problem."""
    cells = sheet.compiled.by_key
    right = {
        key
        for key in outcome.problems
        if cells[key].compute and _reads_as(cells[key], outcome.typed[key][0], sheet)
    }
    problems = {key: each for key, each in outcome.problems.items() if key not in right}
    return replace(outcome, problems=problems)


def _reads_as(cell: Cell, typed: str, sheet: Sheet) -> bool:
    try:
        return figures.read(cell, typed) == sheet.entries.get(cell.key, Entry()).text
    except figures.Unreadable:
        return False


def refusal_of(refused: Refused, changes: Sequence[Change]) -> Outcome:
    """Of a save that was refused as a whole: all that was typed stays to be read."""
    typed = {each.key: (each.typed, each.missing) for each in changes}
    return Outcome(typed=typed, refusal=str(refused))


@dataclass(frozen=True, slots=True)
class Other:
    """What somebody else has written meanwhile."""

    text: str
    by: str
    at: datetime
    version: int


def _written(attributes: Mapping[str, str | None]) -> SafeString:
    """As HTML: what is None is left out. Ten times as fast as Django's own, on which a third of
    a large section's time went."""
    written = (f' {name}="{escape(it)}"' for name, it in attributes.items() if it is not None)
    return mark_safe("".join(written))  # noqa: S308  each value is escaped, the names are ours


@dataclass(frozen=True, slots=True)
class CellView:
    """`text` is what stands in the field, `was` what is saved: its code, a colon and its text."""

    key: str
    kind: str
    label: str
    unit: str = ""
    text: str = ""
    shown: str = ""  # for reading: with the label of a choice or of a code
    was: str = ":"
    version: int = 0
    comment: str = ""
    comment_was: str = ""
    options: tuple[Option, ...] = ()
    codes: tuple[Option, ...] = ()
    prior: str = ""
    notes: tuple[Tone, ...] = ()
    problem: str = ""
    other: Other | None = None
    is_open: bool = False
    in_table: bool = False
    is_computed: bool = False
    is_wrong: bool = False
    is_required: bool = False
    described_by: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in {"integer", "decimal", "money", "percent"}

    @property
    def inputmode(self) -> str:
        return "numeric" if self.kind == "integer" else "decimal"

    @property
    def is_one_line(self) -> bool:
        return self.is_number or self.kind in {"text", "date"}

    @property
    def is_select(self) -> bool:
        """A list to choose from is short as buttons, and long or in a table as a menu."""
        return self.kind == "choice" and (self.in_table or len(self.options) > MOST_BUTTONS)

    @property
    def attributes(self) -> str:
        """Of its field, whatever the element is. Written here and not in the template: a section
        has hundreds of fields."""
        kind = "form-select" if self.is_select else "form-control"
        number = " num" if self.is_number and self.is_one_line else ""
        attributes: dict[str, str | None] = {
            "class": kind + number + (" is-invalid" if self.is_wrong else ""),
            "id": f"f-{self.key}",
            "name": f"v:{self.key}",
            "aria-label": self.name if self.in_table else None,
            "aria-describedby": self.described_by,
            "aria-invalid": "true" if self.is_wrong else None,
            "aria-required": "true" if self.is_required else None,
            "disabled" if self.is_select else "readonly": None if self.is_open else "",
        }
        if self.is_one_line:
            attributes |= {"value": self.text, "autocomplete": "off"}
            attributes |= {"inputmode": self.inputmode} if self.is_number else {}
        return _written(attributes)

    @property
    def known(self) -> str:
        """Of the two hidden fields that say what stood here when the page was drawn."""
        version = {"type": "hidden", "name": f"n:{self.key}", "value": str(self.version)}
        was = {"type": "hidden", "name": f"w:{self.key}", "value": self.was}
        return format_html("<input{}><input{}>", _written(version), _written(was))

    @property
    def comment_known(self) -> str:
        return _written({"type": "hidden", "name": f"k:{self.key}", "value": self.comment_was})

    @property
    def comment_attributes(self) -> str:
        return _written(
            {
                "id": f"o-{self.key}",
                "name": f"c:{self.key}",
                "aria-labelledby": f"t-{self.key}",
                "class": "form-control",
                "rows": "2",
                "maxlength": "2000",
            }
        )

    @property
    def box(self) -> str:
        """Of the element around it."""
        css = "cell" if self.is_number else "cell cell-wide"
        css = css if self.in_table else "lone"
        return _written({"class": css, "id": f"c-{self.key}", "data-key": self.key})

    @property
    def is_told(self) -> bool:
        """Whether something is said about it at its place."""
        return bool(self.problem or self.notes or self.other)

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        return f"{self.label}, {self.unit}" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class FindingView:
    rule: str
    key: str
    tone: str
    sign: str
    heading: str
    advice: str
    wants: str = ""  # "text", "confirm" or, where nobody may or need answer, nothing
    explanation: str = ""
    told_by: str = ""
    told_at: datetime | None = None
    is_settled: bool = False
    fix: str = ""  # a total that the parts give, as field text


@dataclass(frozen=True, slots=True)
class FindingsView:
    """The place under a row or a field where its findings are told; mostly empty."""

    id: str
    findings: tuple[FindingView, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeView:
    id: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    label: str
    is_total: bool
    cells: tuple[tuple[str, CellView | None], ...]  # the column's label beside each; None is grey
    findings: FindingsView
    change: ChangeView | None = None

    @property
    def is_computed(self) -> bool:
        return all(cell is None or cell.is_computed for _label, cell in self.cells)


@dataclass(frozen=True, slots=True)
class QuestionView:
    code: str
    number: str
    label: str
    help: str = ""
    where: str = ""
    is_shown: bool = True
    columns: tuple[str, ...] = ()
    rows: tuple[RowView, ...] = ()
    cell: CellView | None = None
    findings: FindingsView | None = None
    has_change: bool = False
    has_grey: bool = False

    @property
    def width(self) -> int:
        return len(self.columns) + 1 + self.has_change

    @property
    def cells(self) -> Iterator[CellView]:
        if self.cell:
            yield self.cell
        for row in self.rows:
            yield from (cell for _label, cell in row.cells if cell)

    @property
    def extras(self) -> list[CellView]:
        """The cells of a table that may have a code or a comment in the place below it."""
        typed = [cell for cell in self.cells if not cell.is_computed] if self.rows else []
        return [cell for cell in typed if cell.is_open or cell.comment]


@dataclass(frozen=True, slots=True)
class NavView:
    code: str
    number: int
    title: str
    state: Tone
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class CountView:
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class PointView:
    """A line of the summary: what is to be done, and at which cell."""

    key: str
    text: str
    tone: str


@dataclass(frozen=True)
class SectionPage:
    code: str
    number: int
    title: str
    intro: str
    questions: tuple[QuestionView, ...]
    nav: tuple[NavView, ...]
    form: CountView
    progress: CountView
    points: tuple[PointView, ...]
    is_open: bool
    outcome: Outcome
    saved_at: datetime | None = None
    ready_by: str = ""
    ready_at: datetime | None = None

    @property
    def has_stops(self) -> bool:
        return any(point.tone == "stop" for point in self.points)

    @property
    def before(self) -> NavView | None:
        return next((each for each in self.nav if each.number == self.number - 1), None)

    @property
    def after(self) -> NavView | None:
        return next((each for each in self.nav if each.number == self.number + 1), None)

    @property
    def cells(self) -> dict[str, CellView]:
        return {cell.key: cell for each in self.questions for cell in each.cells}

    @property
    def places(self) -> dict[str, FindingsView]:
        rows = (row.findings for each in self.questions for row in each.rows)
        single = (each.findings for each in self.questions if each.findings)
        return {place.id: place for place in (*rows, *single)}

    @property
    def changes(self) -> dict[str, ChangeView]:
        rows = (row.change for each in self.questions for row in each.rows)
        return {change.id: change for change in rows if change}


@dataclass(frozen=True)
class Difference:
    """What of a page must be drawn again after a save."""

    page: SectionPage
    questions: list[QuestionView]
    cells: list[CellView]
    extras: list[CellView]
    places: list[FindingsView]
    changes: list[ChangeView]


def difference(before: SectionPage, after: SectionPage, touched: frozenset[str]) -> Difference:
    """`touched` are the cells that were sent: they are answered in any case."""
    shown = {each.code: each.is_shown for each in before.questions}
    turned = [each for each in after.questions if shown.get(each.code) != each.is_shown]
    whole = {cell.key for each in turned for cell in each.cells}
    old = before.cells
    cells = [
        cell
        for key, cell in after.cells.items()
        if key not in whole and (key in touched or old.get(key) != cell)
    ]
    in_tables = {cell.key for each in after.questions for cell in each.extras}
    return Difference(
        after,
        turned,
        cells,
        [cell for cell in cells if cell.key in in_tables],
        [place for id_, place in after.places.items() if before.places.get(id_) != place],
        [each for id_, each in after.changes.items() if before.changes.get(id_) != each],
    )
