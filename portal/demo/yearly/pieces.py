# ruff: noqa: E501  a text is one line
"""How questions of the yearly collection are written down: one call, one question."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from decimal import Decimal

from surveys.questionnaire import (
    NOTHING,
    Cell,
    Kind,
    Line,
    Question,
    Required,
    Rule,
    Severity,
    Words,
)

Lines = Mapping[str, Words]

STUDENTS = Words("opiskelijaa", "studerande", "students")
PUPILS = Words("oppilasta", "elever", "pupils")
PEOPLE = Words("henkilöä", "personer", "people")
APPLICANTS = Words("hakijaa", "sökande", "applicants")
HOURS = Words("opetustuntia (45 min)", "undervisningstimmar (45 min)", "lessons (45 min)")
FTE = Words("henkilötyövuotta", "årsverken", "full-time equivalents")
METRES = Words("m²", "m²", "m²")
PERCENT = Words("%", "%", "%")
NUMBER = Words("kpl", "st.", "in number")

#: Words of time: no year of its own, so that the form serves every year.
DAY = Words("20.9.", "20.9", "on 20 September")
SCHOOL_YEAR = Words(
    "edellinen lukuvuosi 1.8.–31.7.",
    "föregående läsår 1.8–31.7",
    "previous school year 1 August – 31 July",
)
CALENDAR_YEAR = Words("edellinen kalenterivuosi", "föregående kalenderår", "previous calendar year")

TOTAL = "kaikki"
BELOW = Words("Kaikki", "Sammanlagt", "All")
BESIDE = Words("Yhteensä", "Totalt", "Total")

#: The scope of a figure. What cannot be told apart stands in the last, and the others say so.
SCOPES = {
    "amm": Words("Ammatillinen", "Yrkesutbildning", "Vocational"),
    "tpo": Words("TPO", "GKU", "Basic arts"),
    "yht": Words("Yhteinen", "Gemensamt", "Shared"),
}
APART = Words(
    "TPO on taiteen perusopetus. Jos lukua ei voi jakaa, kirjoita se sarakkeeseen Yhteinen ja valitse muihin "
    "”sisältyy toiseen lukuun”. Jos koulutusta ei ole, valitse ”ei koske meitä”.",
    "GKU är grundläggande konstundervisning. Går talet inte att dela upp, skriv det i kolumnen Gemensamt och välj "
    "”ingår i en annan uppgift” i de andra. Om ni inte ger utbildningen, välj ”gäller inte oss”.",
    "Basic arts is basic education in the arts. If the figure cannot be divided, write it under Shared and choose "
    "“counted in another figure” in the others. If you do not give the education, choose “does not apply to us”.",
)
BOTH = Words(
    "Ammatillinen ja TPO yhdessä.",
    "Yrkesutbildning och GKU tillsammans.",
    "Vocational and basic arts together.",
)
INSTEAD = ("a", "m", "x")


def count(
    code: str,
    label: Words,
    when: Words,
    unit: Words,
    where: Words,
    about: Words = NOTHING,
    relevant: str = "",
    required: Required = Required.HARD,
) -> Question:
    """A whole number, or one of the codes in its place. Findings name it without its time."""
    cell = Cell(
        code,
        code,
        Kind.INTEGER,
        label,
        unit,
        required=required,
        minimum=Decimal(0),
        missing=INSTEAD,
    )
    return Question(code, at_time(label, when), (cell,), (), (), about, where, relevant)


def at_time(label: Words, when: Words) -> Words:
    return Words(f"{label.fi}, {when.fi}", f"{label.sv}, {when.sv}", f"{label.en}, {when.en}")


def ratio(
    code: str, label: Words, compute: str, unit: Words = PERCENT, relevant: str = ""
) -> Question:
    """Given back to the school: nobody types it."""
    cell = Cell(code, code, Kind.DECIMAL, label, unit, decimals=1, compute=compute)
    return Question(code, label, (cell,), relevant=relevant)


def share(part: str, whole: str) -> str:
    return f"100 * ${{{part}}} div ${{{whole}}}"


def per(part: str, whole: str) -> str:
    return f"${{{part}}} div ${{{whole}}}"


def choose(
    code: str, label: Words, among: str, about: Words = NOTHING, kind: Kind = Kind.CHOICES
) -> Question:
    """Some of a list, or one of it."""
    cell = Cell(code, code, kind, label, choices=among, required=Required.SOFT)
    return Question(code, label, (cell,), help=about)


def write(
    code: str, label: Words, about: Words = NOTHING, relevant: str = "", kind: Kind = Kind.LONGTEXT
) -> Question:
    """In the school's own words."""
    cell = Cell(code, code, kind, label)
    return Question(code, label, (cell,), help=about, relevant=relevant)


@dataclass(frozen=True)
class Grid:
    """The lines of a table. More than one row get a total below; more than one column get one
    beside, unless `across` is false. `grey` are the places (row, column) without a cell."""

    rows: Lines
    columns: Lines
    grey: Set[tuple[str, str]] = frozenset()
    across: bool = True


def table(
    code: str,
    label: Words,
    grid: Grid,
    unit: Words,
    where: Words,
    about: Words = NOTHING,
    decimals: int = 0,
    relevant: str = "",
) -> Question:
    """Typed cells, and totals that are computed."""
    rows = _with_total(grid.rows, BELOW)
    columns = _with_total(grid.columns, BESIDE) if grid.across else _plain(grid.columns)
    question = Question(code, label, (), rows, columns, about, where, relevant)
    typed = _typed(code, unit, decimals)
    cells = tuple(
        _cell(typed, row, column)
        for row in rows
        for column in columns
        if (row.code, column.code) not in grid.grey
    )
    return replace(question, cells=cells)


def _typed(code: str, unit: Words, decimals: int) -> Cell:
    return Cell(
        code,
        code,
        Kind.DECIMAL if decimals else Kind.INTEGER,
        unit=unit,
        decimals=decimals,
        required=Required.HARD,
        minimum=Decimal(0),
        missing=INSTEAD,
    )


def _with_total(lines: Lines, label: Words) -> tuple[Line, ...]:
    total = Line(TOTAL, label, is_total=True)
    return (*_plain(lines), total) if len(lines) > 1 else _plain(lines)


def _plain(lines: Lines) -> tuple[Line, ...]:
    return tuple(Line(code, label) for code, label in lines.items())


def _cell(typed: Cell, row: Line, column: Line) -> Cell:
    """One place of the table; that of a total adds up the typed cells before it."""
    key = f"{typed.key}.{row.code}.{column.code}"
    cell = replace(typed, key=key, name=key, row=row.code, column=column.code)
    if not (row.is_total or column.is_total):
        return cell
    parts = ".".join("*" if line.is_total else line.code for line in (row, column))
    compute = f"sum(${{{typed.key}.{parts}}})"
    return replace(cell, compute=compute, required=Required.NO, minimum=None, missing=())


def error(at: str, expression: str, message: Words) -> Rule:
    """What can only be a mistake."""
    return Rule(f"author:{at}", Severity.ERROR, expression, message, anchors=(at,))


def why(at: str, expression: str, message: Words) -> Rule:
    """What is rare enough to be explained."""
    return Rule(f"author:{at}", Severity.EXPLAIN, expression, message, anchors=(at,))


def confirm(at: str, expression: str, message: Words) -> Rule:
    """What is rare enough to be looked at once more."""
    return Rule(f"author:{at}", Severity.CONFIRM, expression, message, anchors=(at,))


#: When the sections and questions of vocational education are asked.
VOCATIONAL = " or ".join(
    f"selected(${{ol_koulutus}}, '{code}')"
    for code in ("amm_musiikki", "amm_tanssi", "amm_tuotanto")
)
