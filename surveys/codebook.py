"""A code book: a CSV file with one row for each figure or text that is asked for.

UTF-8 with or without a byte order mark, parted by `;` or `,`. The first row names the columns, in
any order; only `key` and `type` must be there.

    key         the data element, for example op.opiskelijat; the same from year to year
    type        integer, decimal, money, percent, text, longtext, choice, choices or date
    section     a code; empty means the same as in the row above
    section_fi, label_fi, hint_fi, unit_fi; likewise _sv and _en
    decimals    0 to 4; two for decimal and money where it says nothing
    required    no, soft (counted as missing) or hard (stops the sending; also yes)
    minimum, maximum
    choices_fi  code=label|code=label; likewise _sv and _en, with the same codes
    missing     which of n, a, m, x may stand in the place of a value
    sensitivity open, members, aggregate or office

`label` without a language is Finnish, and so are the others. Exports call hints definition and
choices codes; both are understood.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from portal.lib.spreadsheets import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Problem,
    Sheet,
    UnreadableFile,
    address,
)
from surveys.expressions.tokens import is_number
from surveys.questionnaire import (
    LANGUAGES,
    NUMBERS,
    Cell,
    Choice,
    Kind,
    Question,
    Questionnaire,
    Required,
    Section,
    Sensitivity,
    Words,
)
from surveys.xlsform import Imported, Line, Outcome, Reason, RefusedForm
from surveys.xlsform.building import MAX_CELLS
from surveys.xlsform.outline import fit, is_name
from surveys.xlsform.report import Report
from surveys.xlsform.sheets import Row, Table, table

#: How the report calls the only sheet of such a file.
SHEET = "CSV"
_SPOKEN = ("section", "label", "hint", "unit", "choices")
_ALIASES = {
    **{name: f"{name}_fi" for name in _SPOKEN if name != "section"},
    **{f"definition_{language}": f"hint_{language}" for language in LANGUAGES},
    "definition": "hint_fi",
    "help": "hint_fi",
    "codes": "choices_fi",
    "min": "minimum",
    "max": "maximum",
}
_READ = {
    *("key", "type", "section", "decimals", "required", "minimum", "maximum"),
    *("missing", "sensitivity"),
    *(f"{name}_{language}" for name in _SPOKEN for language in LANGUAGES),
}
_PARTED = {Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}
_CHOSEN = {Kind.CHOICE, Kind.CHOICES}
_TEXTS = {Kind.TEXT, Kind.LONGTEXT}
_REQUIRED = {"yes": Required.HARD, **{str(each): each for each in Required}}
_MISSING = ("n", "a", "m", "x")


def is_codebook(data: bytes) -> bool:
    """Whether the first line names a column `key`, in whatever encoding."""
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:10_000].partition(b"\n")[0]
    names = re.split("[;,]", head.decode("latin-1").lower())
    return "key" in {name.strip(' "\r') for name in names}


def read(data: bytes) -> Imported:
    """The form in the file. Raises UnreadableFile, or RefusedForm with all that must be mended."""
    report = Report()
    found = table(sheet(data), _ALIASES, report)
    _check_columns(found, report)
    taken = _Book(report)
    for row in found.rows:
        taken.take(row)
    if not found.rows:
        report.refuse((SHEET, ""), Reason.NO_ROWS)
    report.stop_if_refused()
    report.lines += [Line(Outcome.ACCEPTED, *row.at("key")) for row in found.rows]
    spoken = [each for each in LANGUAGES if any(row.get(f"label_{each}") for row in found.rows)]
    sections = tuple(
        Section(code, taken.titles[code], tuple(questions))
        for code, questions in taken.questions.items()
    )
    asked = Questionnaire(
        Words(), sections, lists=taken.lists, languages=tuple(spoken) or LANGUAGES[:1]
    )
    return Imported(asked, "", "", tuple(report.lines))


def sheet(data: bytes) -> Sheet:
    if len(data) > MAX_BYTES:
        raise UnreadableFile(Problem.TOO_LARGE, limit=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedForm([Line(Outcome.REFUSED, SHEET, "", Reason.NOT_UTF8)]) from None
    head = text.lstrip().partition("\n")[0]
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;", key=head.count))
        return Sheet(SHEET, tuple(_row(number, line) for number, line in enumerate(lines)))
    except csv.Error:
        raise UnreadableFile(Problem.NOT_A_SPREADSHEET) from None


def _row(number: int, line: list[str]) -> tuple[str | None, ...]:
    if number >= MAX_ROWS:
        raise UnreadableFile(Problem.TOO_MANY_ROWS, sheet=SHEET, limit=MAX_ROWS)
    if len(line) > MAX_COLUMNS:
        raise UnreadableFile(Problem.TOO_MANY_COLUMNS, sheet=SHEET, limit=MAX_COLUMNS)
    for place, cell in enumerate(line):
        if "\0" in cell:
            raise UnreadableFile(Problem.NUL, sheet=SHEET, cell=address(number, place))
    return tuple(cell.strip() or None for cell in line)


def _check_columns(found: Table, report: Report) -> None:
    for name in ("key", "type"):
        if not found.has(name):
            report.refuse((SHEET, address(found.header, 0)), Reason.NO_COLUMN, column=name)
    for column in found.columns:
        if column.name not in _READ:
            report.add(Outcome.DROPPED, found.at(column), Reason.COLUMN, column=column.header)
    report.stop_if_refused()


@dataclass
class _Book:
    """What the rows have said so far; `first` tells where each code was given."""

    report: Report
    questions: dict[str, list[Question]] = field(default_factory=dict)
    titles: dict[str, Words] = field(default_factory=dict)
    lists: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    section: str = "section_1"

    def take(self, row: Row) -> None:
        section = row.get("section")
        if section and not is_name(section):
            self.report.refuse(row.at("section"), Reason.BAD_NAME, name=section[:100])
        self.section = fit(section) or self.section
        title = _words(row, "section") or Words(section)
        self.titles[self.section] = self.titles.get(self.section) or title
        name, kind = self._name(row), self._kind(row)
        if not name or not kind:
            return
        if len(self.first) > MAX_CELLS:
            self.report.refuse(row.at("key"), Reason.TOO_MANY_CELLS, limit=MAX_CELLS)
            self.report.stop_if_refused()
        code = fit(name)
        label = _words(row, "label") or Words(name)
        cell = self._cell(row, kind, name)
        asked = Question(code, label, (cell,), help=_words(row, "hint"))
        self.questions.setdefault(self.section, []).append(asked)

    def _name(self, row: Row) -> str:
        """The key without the mark of remarks; empty where it is refused."""
        given = row.get("key")
        name = given.removeprefix("_.").lower().replace("-", "_")
        first = self.first.setdefault(fit(name), row.at("key")[1])
        if not given:
            self.report.refuse(row.at("key"), Reason.NO_NAME)
        elif not is_name(name):
            self.report.refuse(row.at("key"), Reason.BAD_NAME, name=given[:100])
        elif first != row.at("key")[1]:
            self.report.refuse(row.at("key"), Reason.DUPLICATE_NAME, name=given, first=first)
        else:
            return name
        return ""

    def _kind(self, row: Row) -> Kind | None:
        said = row.get("type").lower()
        if said in set(Kind):
            return Kind(said)
        self.report.refuse(row.at("type"), Reason.UNKNOWN_TYPE, kind=said[:100])
        return None

    def _cell(self, row: Row, kind: Kind, name: str) -> Cell:
        places = {str(number): number for number in range(5 if kind in _PARTED else 1)}
        usual = 2 if kind in {Kind.DECIMAL, Kind.MONEY} else 0
        return Cell(
            key=f"_.{name}" if kind in _TEXTS else name,
            name=fit(name),
            kind=kind,
            unit=_words(row, "unit"),
            decimals=self._one_of(row, "decimals", places, usual),
            required=self._one_of(row, "required", _REQUIRED, Required.NO),
            minimum=self._number(row, "minimum"),
            maximum=self._number(row, "maximum"),
            missing=self._missing(row, kind),
            choices=self._choices(row, fit(name)) if kind in _CHOSEN else "",
            prior_years=int(kind in NUMBERS),
            sensitivity=self._one_of(
                row,
                "sensitivity",
                {str(each): each for each in Sensitivity},
                Sensitivity.AGGREGATE,
            ),
        )

    def _one_of[T](self, row: Row, column: str, allowed: Mapping[str, T], usual: T) -> T:
        said = row.get(column).lower()
        if said and said not in allowed:
            self._refuse_value(row, column, ", ".join(allowed))
        return allowed.get(said, usual)

    def _number(self, row: Row, column: str) -> Decimal | None:
        said = row.get(column).replace(",", ".").replace("−", "-")
        if not said:
            return None
        if is_number(said.removeprefix("-")):
            return Decimal(said)
        place = row.at(column)
        self.report.refuse(place, Reason.NOT_A_NUMBER, value=row.get(column)[:100])
        return None

    def _missing(self, row: Row, kind: Kind) -> tuple[str, ...]:
        """Nil is a number; the other reasons may stand for anything."""
        allowed = _MISSING if kind in NUMBERS else _MISSING[1:]
        said = set(re.sub(r"[\s,|]", "", row.get("missing").lower()))
        if said - set(allowed):
            self._refuse_value(row, "missing", ", ".join(allowed))
        return tuple(code for code in allowed if code in said)

    def _choices(self, row: Row, name: str) -> str:
        """Keeps the list under the name of its question. A choice without a label is its code."""
        spoken = {
            language: self._labels(row, f"choices_{language}")
            for language in reversed(LANGUAGES)
            if row.get(f"choices_{language}")
        }
        if not spoken:
            self.report.refuse(row.at("choices_fi"), Reason.NO_CHOICES)
        codes = next(reversed(spoken.values()), {})
        self.lists[name] = tuple(
            Choice(code, Words(**{each: labels.get(code, "") for each, labels in spoken.items()}))
            for code in codes
        )
        return name

    def _labels(self, row: Row, column: str) -> dict[str, str]:
        labels: dict[str, str] = {}
        for pair in row.get(column).split("|"):
            code, _, label = (part.strip() for part in pair.partition("="))
            if not is_code(code):
                self.report.refuse(row.at(column), Reason.BAD_CHOICE, name=pair.strip()[:100])
            elif code in labels:
                place = row.at(column)
                self.report.refuse(place, Reason.CHOICE_TWICE, name=code)
            labels[code] = label or code
        return labels

    def _refuse_value(self, row: Row, column: str, allowed: str) -> None:
        place = row.at(column)
        value = row.get(column)[:100]
        self.report.refuse(place, Reason.BAD_VALUE, value=value, allowed=allowed)


def is_code(text: str) -> bool:
    """Whether it can stand in a list of chosen codes, which are parted by spaces."""
    return re.fullmatch(r"[\w.-]{1,100}", text) is not None


def _words(row: Row, name: str) -> Words:
    return Words(*(row.get(f"{name}_{language}") for language in LANGUAGES))
