"""From the bytes of an XLSForm to a questionnaire and a report of every row."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from surveys.questionnaire import Questionnaire, Words
from surveys.xlsform.building import Builder
from surveys.xlsform.cells import Cells, check_own_columns
from surveys.xlsform.choices import Lists, lists
from surveys.xlsform.languages import languages
from surveys.xlsform.layout import Layout, names
from surveys.xlsform.outline import Branch, outline
from surveys.xlsform.report import Line, Outcome, Reason, RefusedForm, Report
from surveys.xlsform.sheets import Table, tables
from surveys.xlsform.tables import list_of
from surveys.xlsform.types import Sort

#: What is read of the survey sheet; any other column is told once.
_READ = frozenset(
    (
        *("type", "name", "label", "hint", "relevant", "constraint", "constraint_message"),
        *("required", "required_message", "calculation", "choice_filter", "default", "read_only"),
        *("appearance", "parameters", "repeat_count", "kobo--matrix_list", "disabled"),
        *("unisono:severity", "unisono:unit", "unisono:element", "unisono:sensitivity"),
        *("unisono:prior", "unisono:total"),
    )
)
_LETTERS, _DIGITS = re.compile(r"[^A-Z]"), re.compile(r"[^0-9]")
_FROM_LISTS = {Sort.ONE, Sort.MANY, Sort.LOOP, Sort.MATRIX}


@dataclass(frozen=True, slots=True)
class Imported:
    """A draft; reading publishes nothing. `code` and `version` are the form's own."""

    questionnaire: Questionnaire
    code: str
    version: str
    report: tuple[Line, ...]


def read(data: bytes) -> Imported:
    """The form in the file. Raises UnreadableFile, or RefusedForm with all that must be mended."""
    report = Report()
    found = tables(data, report)
    survey = _survey(found, report)
    settings = _settings(found)
    spoken = languages(found, settings("default_language"), report)
    chosen = lists(found, spoken, report)
    branches = outline(survey, report)
    if not branches:
        report.refuse((survey.name, ""), Reason.NO_ROWS)
    _check(branches, chosen, report)
    report.stop_if_refused()
    parts = Layout(chosen, spoken, report).parts(branches)
    builder = Builder(Cells(chosen, report), spoken, report, names(parts))
    sections = tuple(each for each in builder.sections(parts) if each.questions)
    report.stop_if_refused()
    _tell_what_was_accepted(branches, report)
    title = Words(settings("form_title") or settings("form_id"))
    rules = tuple(builder.rules)
    return Imported(
        Questionnaire(title, sections, rules, chosen.lists, spoken.used()),
        settings("form_id"),
        settings("version"),
        tuple(sorted(report.lines, key=_place)),
    )


def _settings(found: Mapping[str, Table]) -> Callable[[str], str]:
    """What the first row of the settings says in a column."""
    rows = found["settings"].rows if "settings" in found else ()
    return rows[0].get if rows else lambda column: ""


def _survey(found: Mapping[str, Table], report: Report) -> Table:
    survey = found.get("survey")
    if survey is None:
        raise RefusedForm([Line(Outcome.REFUSED, "", "", Reason.NO_SURVEY)])
    for name in ("type", "name"):
        if not survey.has(name):
            report.refuse((survey.name, ""), Reason.NO_COLUMN, column=name)
    report.stop_if_refused()
    for column in survey.columns:
        if column.name not in _READ:
            place = survey.at(column)
            report.add(Outcome.DROPPED, place, Reason.COLUMN, column=column.header)
    return survey


def _check(branches: Iterable[Branch], chosen: Lists, report: Report) -> None:
    """Lists that do not exist, calculations that say nothing, and our own columns."""
    for top in branches:
        for branch in (top, *top.below()):
            check_own_columns(branch, report)
            sort = branch.type.sort
            asked = list_of(branch) if sort in _FROM_LISTS else None
            if asked is not None and asked not in chosen.lists:
                report.refuse(branch.at, Reason.UNKNOWN_LIST, list=asked)
            if sort is Sort.CALCULATE and not branch.row.get("calculation"):
                report.refuse(branch.row.at("calculation"), Reason.NO_CALCULATION)


def _place(line: Line) -> tuple[str, int, int, str]:
    """In the order of the sheet."""
    letters, number = _LETTERS.sub("", line.cell), _DIGITS.sub("", line.cell)
    return line.sheet, int(number or 0), len(letters), letters


def _tell_what_was_accepted(branches: Iterable[Branch], report: Report) -> None:
    """One line for each row of which there is nothing else to say."""
    told = {(line.sheet, re.sub(r"^[A-Z]+", "", line.cell)) for line in report.lines if line.cell}
    for top in branches:
        for branch in (top, *top.below()):
            if (branch.row.sheet, str(branch.row.number + 1)) not in told:
                report.lines.append(Line(Outcome.ACCEPTED, *branch.at))
