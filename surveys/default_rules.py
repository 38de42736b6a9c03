"""The rules that every questionnaire gets when it is published, beside those of its author."""

from collections.abc import Iterator

from surveys.questionnaire import (
    Cell,
    Kind,
    Line,
    Question,
    Questionnaire,
    Rule,
    Severity,
)

#: Below this both years are so small that a change says nothing: one harpist more is no event.
SMALL = 5
#: What a table's total may miss the sum of its parts by: money is rounded in the accounts.
TOLERANCE = {Kind.MONEY: "10"}

_BOTH_SMALL = f"(. < {SMALL} and prev(.) < {SMALL})"
_CHANGE = (
    f"{_BOTH_SMALL} or prev(.) < 10 or abs(change(.)) <= 5 or abs(change(.)) <= 0.25 * prev(.)"
)
_ZERO = f"{_BOTH_SMALL} or ((. = 0) = (prev(.) = 0))"


def default_rules(questionnaire: Questionnaire) -> tuple[Rule, ...]:
    """Limits, checked totals, and changes from the year before."""
    return tuple(
        rule
        for section in questionnaire.sections
        for question in section.questions
        for rule in (*_cells(question), *_totals(question))
    )


def _cells(question: Question) -> Iterator[Rule]:
    for cell in question.cells:
        if not cell.is_number or cell.compute:
            continue
        limits = [
            f"{sign} {limit:f}"
            for sign, limit in ((". >=", cell.minimum), (". <=", cell.maximum))
            if limit is not None
        ]
        if limits:
            yield _rule("range", cell, " and ".join(limits), Severity.ERROR)
        if cell.prior_years:
            yield _rule("change", cell, _CHANGE, Severity.EXPLAIN)
            yield _rule("zero", cell, _ZERO, Severity.EXPLAIN)


def _totals(question: Question) -> Iterator[Rule]:
    """A total that people type is compared with its parts, once all of them are answered."""
    for cell in question.cells:
        text = "" if cell.compute or not cell.is_number else _sum_up(question, cell)
        if text:
            severity = Severity.ERROR if cell.kind is Kind.INTEGER else Severity.EXPLAIN
            yield _rule("total", cell, text, severity)


def _sum_up(question: Question, cell: Cell) -> str:
    """That the cell is the sum of its parts; empty for a cell that is no total."""
    usual = TOLERANCE.get(cell.kind, "0")
    allowed = usual if cell.tolerance is None else f"{cell.tolerance:f}"
    if cell.parts:
        added = " + ".join(f"${{{name}}}" for name in cell.parts)
        return f"abs({added} - .) <= {allowed}"
    parts = _parts(question, cell)
    part = f"${{{question.code}.{parts}}}"
    return parts and (
        f"not(answered({part})) or abs(sum({part}) - .) <= {allowed} or "
        f"(is-missing({part}) and sum({part}) <= . + {allowed})"
    )


def _parts(question: Question, cell: Cell) -> str:
    """The range that a total is the sum of; empty for other cells."""
    row, column = _is_total(question.rows, cell.row), _is_total(question.columns, cell.column)
    if row and column:
        return "*.*"
    if row:
        return f"*.{cell.column}"
    return f"{cell.row}.*" if column else ""


def _is_total(lines: tuple[Line, ...], code: str) -> bool:
    return any(line.is_total for line in lines if line.code == code)


def _rule(origin: str, cell: Cell, expression: str, severity: Severity) -> Rule:
    return Rule(
        code=f"{origin}:{cell.key}",
        severity=severity,
        expression=expression,
        anchors=(cell.key,),
        origin=origin,
    )
