"""A questionnaire as one document: sections, questions, cells and rules, in three languages.

The document is what a published form version freezes, as JSON. Cells are kept apart by their
key (`element.code.code`), which stays the same over versions and years; expressions call them by
their name (`question`, or `table.row.column`).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in three languages; Finnish stands in where another is missing."""

    fi: str = ""
    sv: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.fi or self.sv or self.en)

    def in_(self, language: str) -> str:
        own = getattr(self, language[:2], "")
        return own or self.fi or self.sv or self.en


NOTHING = Words()


class Kind(StrEnum):
    """What a cell holds."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    TEXT = "text"
    LONGTEXT = "longtext"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"


NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT})


class Required(StrEnum):
    NO = "no"
    SOFT = "soft"  # counted as missing, stops nothing
    HARD = "hard"  # stops the sending


class Severity(StrEnum):
    """What a failed rule asks: to mend the value, to explain it, to confirm it, or nothing."""

    ERROR = "error"
    EXPLAIN = "explain"
    CONFIRM = "confirm"
    INFO = "info"


class Sensitivity(StrEnum):
    OPEN = "open"
    MEMBERS = "members"
    AGGREGATE = "aggregate"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: Words


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of a table. The cells of a total are computed, or checked by a rule."""

    code: str
    label: Words
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure or text. `missing` are the codes it may have in the place of a value: n, a, m, x;
    `choices` names a list; `compute` is an expression, and then nobody types the cell. `parts` are
    the names of the cells that a typed total adds up, where that is not told by its table;
    `tolerance` is what it may miss their sum by, where that is not what is usual for its kind."""

    key: str
    name: str
    kind: Kind
    label: Words = NOTHING
    unit: Words = NOTHING
    decimals: int = 0
    required: Required = Required.NO
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    missing: tuple[str, ...] = ()
    choices: str = ""
    compute: str = ""
    row: str = ""
    column: str = ""
    prior_years: int = 1
    sensitivity: Sensitivity = Sensitivity.AGGREGATE
    parts: tuple[str, ...] = ()
    tolerance: Decimal | None = None

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS


@dataclass(frozen=True, slots=True)
class Question:
    """One cell, a table of cells, or, without any, a note. Table positions without a cell are grey.
    `where` tells which report the figure is found in."""

    code: str
    label: Words
    cells: tuple[Cell, ...] = ()
    rows: tuple[Line, ...] = ()
    columns: tuple[Line, ...] = ()
    help: Words = NOTHING
    where: Words = NOTHING
    relevant: str = ""

    @property
    def is_table(self) -> bool:
        return bool(self.rows)

    @property
    def is_note(self) -> bool:
        return not self.cells


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: Words
    questions: tuple[Question, ...] = ()
    intro: Words = NOTHING
    relevant: str = ""

    @property
    def cells(self) -> Iterator[Cell]:
        return (cell for question in self.questions for cell in question.cells)


@dataclass(frozen=True, slots=True)
class Rule:
    """An expression that must be true. `strategy` says what an unknown verdict means; `anchors` are
    the keys of the cells it is shown at, the first also what a full stop means."""

    code: str
    severity: Severity
    expression: str
    message: Words = NOTHING
    strategy: str = "skip_any"
    anchors: tuple[str, ...] = ()
    origin: str = "author"


@dataclass(frozen=True, slots=True)
class Questionnaire:
    title: Words
    sections: tuple[Section, ...] = ()
    rules: tuple[Rule, ...] = ()
    lists: dict[str, tuple[Choice, ...]] | None = None
    languages: tuple[str, ...] = LANGUAGES

    @property
    def cells(self) -> Iterator[Cell]:
        return (cell for section in self.sections for cell in section.cells)

    def choices(self, cell: Cell) -> tuple[Choice, ...]:
        return (self.lists or {}).get(cell.choices, ())


class Malformed(Exception):
    """The JSON is no document of ours."""


_converter = make_converter(omit_if_default=True, forbid_extra_keys=True)
_converter.register_unstructure_hook(Decimal, str)
_converter.register_structure_hook(Decimal, lambda text, _kind: Decimal(str(text)))


def to_json(questionnaire: Questionnaire) -> dict[str, Any]:
    """The document as plain lists and dictionaries; defaults are left out."""
    plain: dict[str, Any] = json.loads(json.dumps(_converter.unstructure(questionnaire)))
    return plain


def from_json(document: dict[str, Any]) -> Questionnaire:
    """The questionnaire of such a document. Raises Malformed."""
    try:
        return _converter.structure(document, Questionnaire)
    except (BaseValidationError, ValueError, TypeError, ArithmeticError) as error:
        raise Malformed(str(error)) from error


def content_hash(document: dict[str, Any]) -> str:
    """SHA-256, in hexadecimal: the same document has the same hash, whatever its spacing."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
