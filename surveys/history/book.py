"""A code book of items in a hierarchy, such as those of the national surveys, as a form.

    koodi, code            the item, the same in the table of answers
    selite, label          what it is called
    taso0…, level0…        the levels above it, the widest first, and at last its own
    summatieto, total      1 for a total; what it adds up is read from the hierarchy
    yksikko, unit          what it is counted in; empty where all are counted in the same
    taso_alin, number      its own level once more, behind its number on the form

The widest level makes the sections. Euros are whole euros; anything else has two decimals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from surveys import codebook
from surveys.history.totals import Item, Path, parts_of
from surveys.questionnaire import Cell, Kind, Line, Question, Questionnaire, Section, Words
from surveys.xlsform import Imported, Outcome, Reason
from surveys.xlsform.outline import fit, is_name
from surveys.xlsform.report import Line as Told
from surveys.xlsform.report import Report
from surveys.xlsform.sheets import Row, Table, table

LEVELS = 10
_ALIASES = {
    "koodi": "code",
    "selite": "label",
    "summatieto": "total",
    "yksikko": "unit",
    "yksikkö": "unit",
    "taso_alin": "number",
    **{f"taso{level}": f"level{level}" for level in range(LEVELS)},
}
_READ = {"code", "label", "total", "unit", "number", *(f"level{each}" for each in range(LEVELS))}
_MONEY = {"euro", "euroa", "eur", "€"}
_MISSING = ("n", "a", "m", "x")
#: Between the levels of a figure, as its advice tells them.
STEP = " › "


def is_hierarchy(data: bytes) -> bool:
    """Whether the first line names the columns of such a code book."""
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:10_000].partition(b"\n")[0]
    names = {name.strip(' "\r') for name in re.split("[;,]", head.decode("latin-1").lower())}
    return {"code", "level0"} <= {_ALIASES.get(name, name) for name in names}


def read(data: bytes, unit: str = "euro", tolerance: Decimal | None = None) -> Imported:
    """The form in the file; `unit` is what items are counted in where the book does not say.
    Raises UnreadableFile, or RefusedForm with all that must be mended."""
    report = Report()
    found = table(codebook.sheet(data), _ALIASES, report)
    _check_columns(found, report)
    book = _Book(report, unit, tolerance)
    for row in found.rows:
        book.take(row)
    if not found.rows:
        report.refuse((codebook.SHEET, ""), Reason.NO_ROWS)
    report.stop_if_refused()
    report.lines += [Told(Outcome.ACCEPTED, *row.at("code")) for row in found.rows]
    asked = Questionnaire(Words(), book.sections(), lists={}, languages=("fi",))
    return Imported(asked, "", "", tuple(report.lines))


def _check_columns(found: Table, report: Report) -> None:
    for name in ("code", "label", "level0"):
        if not found.has(name):
            report.refuse((codebook.SHEET, "A1"), Reason.NO_COLUMN, column=name)
    for column in found.columns:
        if column.name not in _READ:
            report.add(Outcome.DROPPED, found.at(column), Reason.COLUMN, column=column.header)
    report.stop_if_refused()


@dataclass
class _Book:
    report: Report
    unit: str
    tolerance: Decimal | None
    rows: dict[str, Row] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)

    def take(self, row: Row) -> None:
        code, total = row.get("code").lower(), row.get("total") or "0"
        if not is_name(code):
            self.report.refuse(row.at("code"), Reason.BAD_NAME, name=code[:100])
        elif code in self.rows:
            first = self.rows[code].at("code")[1]
            self.report.refuse(row.at("code"), Reason.DUPLICATE_NAME, name=code, first=first)
        elif total not in {"0", "1"}:
            self.report.refuse(row.at("total"), Reason.BAD_VALUE, value=total[:100], allowed="0, 1")
        else:
            self.rows[code] = row
            self.items.append(Item(code, _path(row), total == "1", row.get("number")))

    def sections(self) -> tuple[Section, ...]:
        parts, made = parts_of(self.items), dict[str, list[Question]]()
        for item in self.items:
            if item.is_total and not parts[item.code]:
                place = self.rows[item.code].at("total")
                self.report.add(Outcome.APPROXIMATED, place, Reason.TOTAL)
            question = self._question(item, parts.get(item.code, ()))
            made.setdefault(item.path[0], []).append(question)
        codes = _codes(made)
        return tuple(
            Section(codes[title], Words(title), tuple(questions))
            for title, questions in made.items()
        )

    def _question(self, item: Item, parts: Sequence[str]) -> Question:
        row = self.rows[item.code]
        unit = row.get("unit") or self.unit
        is_money = unit.lower() in _MONEY
        cell = Cell(
            key=item.code,
            name=fit(item.code),
            kind=Kind.MONEY if is_money else Kind.DECIMAL,
            unit=Words("€") if is_money else Words(unit),
            decimals=0 if is_money else 2,
            missing=_MISSING,
            prior_years=0,  # what was sent long ago cannot be asked about any more
            parts=tuple(map(fit, parts)),
            tolerance=self.tolerance if parts else None,
        )
        within = STEP.join(item.path[1:-1])
        return Question(
            cell.name, Words(row.get("label") or item.code), (cell,), help=Words(within)
        )


def _path(row: Row) -> Path:
    levels = (" ".join(row.get(f"level{each}").split()) for each in range(LEVELS))
    return tuple(filter(None, levels)) or (row.get("label") or row.get("code"),)


def _codes(titles: Sequence[str] | Mapping[str, object]) -> dict[str, str]:
    """A short code for each title, apart from all others."""
    codes: dict[str, str] = {}
    for title in titles:
        letters = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
        code = re.sub(r"[^a-z0-9]+", "_", letters)[:40].strip("_")
        code = code if is_name(code) else f"osa_{code}".rstrip("_")
        taken = sum(each == code or each.startswith(f"{code}_") for each in codes.values())
        codes[title] = f"{code}_{taken + 1}" if taken else code
    return codes


def joined(books: Sequence[Questionnaire]) -> Questionnaire:
    """Several code books as one form, in their order. A code that is in two of them is found where
    the form is published."""
    first = books[0]
    return replace(
        first,
        sections=tuple(section for each in books for section in each.sections),
        rules=tuple(rule for each in books for rule in each.rules),
        lists={name: choices for each in books for name, choices in (each.lists or {}).items()},
    )


def by_group(asked: Questionnaire, groups: Mapping[str, str]) -> Questionnaire:
    """The same figures asked of each group: `groups` has their labels by code. Questions with the
    same levels above them make a table, a row for each group and a column for each of them."""
    rows = tuple(Line(code, Words(label)) for code, label in groups.items())
    places: dict[str, str] = {}  # of each figure: its table
    sections = [(section, _tables(section, places)) for section in asked.sections]
    made = tuple(
        replace(
            section,
            questions=tuple(
                _table(code, questions, rows, places) for code, questions in tables.items()
            ),
        )
        for section, tables in sections
    )
    return replace(asked, sections=made)


def _tables(section: Section, places: dict[str, str]) -> dict[str, list[Question]]:
    tables: dict[str, list[Question]] = {}
    for question in section.questions:
        tables.setdefault(question.help.fi, []).append(question)
    codes = _codes([f"{section.code} {within}" for within in tables])
    found = dict(zip(codes.values(), tables.values(), strict=True))
    places |= {each.code: code for code, questions in found.items() for each in questions}
    return found


def _table(
    code: str, questions: Sequence[Question], rows: Sequence[Line], places: Mapping[str, str]
) -> Question:
    cells = tuple(
        replace(
            cell,
            key=f"{cell.key}.{row.code}",
            name=f"{code}.{row.code}.{cell.name}",
            parts=tuple(f"{places[part]}.{row.code}.{part}" for part in cell.parts),
            row=row.code,
            column=cell.name,
        )
        for row in rows
        for question in questions
        for cell in question.cells
    )
    columns = tuple(Line(each.code, each.label) for each in questions)
    label = questions[0].help if len(questions) > 1 and questions[0].help else questions[0].label
    return Question(code, label, cells, rows=tuple(rows), columns=columns)
