"""A response in short: the figures that matter most, and everything beside what it was before."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from members.models import User
from surveys import show
from surveys.actions.answers import Desk
from surveys.compiled import Entries, Entry
from surveys.models import Explanation
from surveys.questionnaire import Cell, Kind, Question, Required, Section, Severity
from surveys.sheet import Finding, Sheet
from surveys.wording import Names, heading

MOST = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell as it is read: its value, and last year's with the change."""

    key: str
    name: str
    value: str
    unit: str = ""
    before: str = ""
    change: str = ""
    sent: str | None = None  # what was sent the time before, where it was something else
    comment: str = ""
    table: str = ""  # the question that it is a cell of, where that is a table
    is_text: bool = False  # words and not a number
    is_long: bool = False  # a text of its own, no line of a table

    @property
    def label(self) -> str:
        """What it is called away from its table."""
        return f"{self.table}: {self.name}" if self.table else self.name


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as it is read: what was found, and the words that were given for it."""

    section: str
    key: str
    heading: str
    advice: str
    tone: str
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """What still stops the sending, and in which section it is mended."""

    section: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who has typed how many figures, and when the last of them."""

    user: User
    count: int
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Part:
    """One section with all that it says."""

    code: str
    number: int
    title: str
    figures: list[Figure]
    remarks: list[Remark]

    @property
    def lines(self) -> list[Figure]:
        """What fits on a line of a table."""
        return [figure for figure in self.figures if not figure.is_long]

    @property
    def texts(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.is_long]


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells are written for one reader. `sent` is what was sent the time before, by key."""

    sheet: Sheet
    earlier: Entries
    names: Names
    comments: Mapping[str, str] = field(default_factory=dict)
    sent: Entries | None = None

    def figure(self, cell: Cell) -> Figure:
        now = self.sheet.entries.get(cell.key, Entry())
        before = self.earlier.get(cell.key, Entry())
        was = None if self.sent is None else self.sent.get(cell.key, Entry())
        question = self.sheet.compiled.question_of[cell.key]
        return Figure(
            cell.key,
            self.names.cell(cell),
            self.names.shown(cell, now),
            cell.unit.in_(self.names.language) if now.text else "",
            self.names.shown(cell, before),
            self._change(cell, now, before),
            self.names.shown(cell, was) or "–" if was is not None and was != now else None,
            self.comments.get(cell.key, ""),
            question.label.in_(self.names.language) if question.is_table else "",
            not cell.is_number,
            cell.kind is Kind.LONGTEXT,
        )

    def _change(self, cell: Cell, now: Entry, before: Entry) -> str:
        if not (cell.is_number and now.text and before.text):
            return ""
        return show.change(Decimal(now.text), Decimal(before.text), self.names.language)


def key_figures(reading: Reading, most: int = MOST) -> list[Figure]:
    """What the head confirms: totals before obligatory figures, and these before the others; in
    the order of the form."""
    sheet = reading.sheet
    numbers = list(enumerate(_numbers(sheet)))
    ranked = sorted(
        numbers, key=lambda each: _rank(sheet.compiled.question_of[each[1].key], each[1])
    )
    chosen = sorted(ranked[:most], key=lambda each: each[0])
    return [reading.figure(cell) for _place, cell in chosen]


def figures_of(reading: Reading, section: Section) -> list[Figure]:
    """All that a section says, without what is not asked or has never been answered."""
    sheet = reading.sheet
    cells = [cell for cell in section.cells if cell.key not in sheet.hidden]
    found = [(cell, reading.figure(cell)) for cell in cells]
    return [figure for _cell, figure in found if figure.value or figure.before or figure.sent]


def _numbers(sheet: Sheet) -> Iterator[Cell]:
    for cell in sheet.compiled.questionnaire.cells:
        if cell.is_number and cell.key not in sheet.hidden and sheet.entries.get(cell.key):
            yield cell


def _rank(question: Question, cell: Cell) -> int:
    """The lower, the sooner it is shown."""
    totals = {line.code for line in (*question.rows, *question.columns) if line.is_total}
    grand = sum(code in totals for code in (cell.row, cell.column))
    is_one_line = min(len(question.rows), len(question.columns)) <= 1
    if grand == 2 or (grand == 1 and is_one_line):  # noqa: PLR2004
        return 0
    if not question.is_table and (cell.compute or cell.required is Required.HARD):
        return 1
    if grand or cell.compute:
        return 2
    return 3 if cell.required is Required.HARD else 4


@dataclass(frozen=True)
class Summary:
    """A response as the one who confirms it and the one who reviews it read it."""

    desk: Desk
    reading: Reading

    @property
    def sheet(self) -> Sheet:
        return self.reading.sheet

    @property
    def has_before(self) -> bool:
        """Whether the school has answered an earlier round."""
        return bool(self.desk.earlier)

    @property
    def has_sent(self) -> bool:
        """Whether there is something sent to compare with."""
        return self.reading.sent is not None

    @property
    def key_figures(self) -> list[Figure]:
        return key_figures(self.reading)

    @property
    def parts(self) -> list[Part]:
        sections = self.sheet.compiled.questionnaire.sections
        language = self.reading.names.language
        return [
            Part(
                section.code,
                number,
                section.title.in_(language),
                figures_of(self.reading, section),
                [self._remark(each) for each in self.sheet.findings_in(section)],
            )
            for number, section in enumerate(sections, 1)
            if self.sheet.is_shown(section)
        ]

    @property
    def explained(self) -> list[Remark]:
        """What the school, or the office, has given its word for."""
        told = (each for each in self.sheet.findings if self.desk.is_settled(each))
        return [self._remark(finding) for finding in told]

    @property
    def stops(self) -> list[Stop]:
        compiled = self.sheet.compiled
        lacking = [
            Stop(section.code, key, _("Missing: %(cell)s") % {"cell": self._label(key)})
            for section in compiled.questionnaire.sections
            for key in self.sheet.progress(section).lacking
        ]
        open_ = self.desk.unsettled(self.sheet.findings)
        remarks = [self._remark(finding) for finding in open_]
        return lacking + [Stop(each.section, each.key, each.heading) for each in remarks]

    @property
    def authors(self) -> list[Author]:
        """The one who has typed the most comes first."""
        typed: dict[User, list[datetime.datetime]] = {}
        for answer in self.desk.answers.values():
            if answer.by:
                typed.setdefault(answer.by, []).append(answer.at)
        found = [Author(user, len(moments), max(moments)) for user, moments in typed.items()]
        return sorted(found, key=lambda author: (-author.count, str(author.user)))

    def _label(self, key: str) -> str:
        return self.reading.figure(self.sheet.compiled.by_key[key]).label

    def _remark(self, finding: Finding) -> Remark:
        settled = self.desk.explanations.get(finding.rule.code)
        return remark(
            self.reading.names, finding, settled if self.desk.is_settled(finding) else None
        )


def remark(names: Names, finding: Finding, settled: Explanation | None) -> Remark:
    """The finding, with the word that settles it where it has been given."""
    key = names.compiled.place_of(finding.rule)
    section = names.compiled.section_of.get(key)
    is_error = finding.rule.severity is Severity.ERROR
    return Remark(
        section.code if section else "",
        key,
        heading(finding, names.line(finding), is_settled=settled is not None),
        names.advice(finding),
        "ok" if settled else "stop" if is_error else "warn",
        settled,
    )


def summarise(at: Desk, language: str, sent: Entries | None = None) -> Summary:
    """The response as it stands; `sent` is what it is compared with beside last year."""
    names = Names(at.compiled, tuple(at.periods), language)
    earlier = at.earlier[0] if at.earlier else {}
    comments = {key: answer.comment for key, answer in at.answers.items()}
    return Summary(at, Reading(at.sheet(), earlier, names, comments, sent))
