"""What is wrong with an expression, a form or a file, as sentences for people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.lib.file_words import of_file
from portal.lib.spreadsheets import UnreadableFile
from surveys.expressions import ExpressionError, Fault
from surveys.questionnaire import Kind, Sensitivity
from surveys.xlsform import Line, Reason, RefusedForm

_FAULTS: Mapping[Fault, Promise] = {
    Fault.TOO_LONG: _("The expression is too long: at most %(limit)d characters fit."),
    Fault.TOO_DEEP: _("There are too many brackets within brackets: at most %(limit)d."),
    Fault.TOO_BIG: _("The expression has too many parts: at most %(limit)d."),
    Fault.BAD_CHAR: _("The character “%(found)s” does not belong here."),
    Fault.BAD_NUMBER: _("“%(found)s” is no usable number: at most 15 digits and 12 decimals."),
    Fault.UNEXPECTED: _("“%(found)s” is in the wrong place."),
    Fault.EXPECTED: _("“%(wanted)s” is missing here."),
    Fault.TRAILING: _("A sign or a word is missing before “%(found)s”."),
    Fault.BARE_NAME: _(
        "“%(name)s” stands alone. A question is written ${%(name)s}, a text in quotes."
    ),
    Fault.UNKNOWN_FUNCTION: _("There is no function “%(name)s”."),
    Fault.ARITY: _("The function “%(name)s” does not take %(given)d values."),
    Fault.BAD_TREE: _("The stored expression cannot be read."),
    Fault.UNKNOWN_REF: _("The questionnaire has no “%(name)s” that could be read here."),
    Fault.TYPE: _("“%(name)s” needs: %(wanted)s. Here is: %(found)s."),
    Fault.CYCLE: _("These read one another in a circle: %(path)s"),
    Fault.NEVER_TRUE: _("No answer can make this true."),
    Fault.NEVER_TOGETHER: _("“%(name)s” is never shown together with this."),
}
_SOMETHING_IS_MISSING = _("Something is missing at the end.")
_WHOLE = _("The expression should give: %(wanted)s. It gives: %(found)s.")
_KINDS: Mapping[str, Promise] = {
    "number": _("a number"),
    "text": _("a text"),
    "longtext": _("a text"),
    "set": _("several choices"),
    "choice": _("one choice"),
    "date": _("a date"),
    "boolean": _("true or false"),
    "numbers": _("numbers"),
    "values": _("values"),
    "cells": _("questions or cells"),
    "cell": _("a question or a cell"),
    "number-cell": _("a question answered with a number"),
    "history": _("a question with earlier years"),
    "number-history": _("a question with numbers of earlier years"),
    "any": _("one value"),
    "value": _("one value"),
    "word": _("a text in quotes"),
    "check": _("the name of a check in quotes"),
    "periods": _("1, 2 or 3"),
    "decimals": _("a whole number from 0 to 12"),
    "range": _("a range of cells"),
    "other": _("something else"),
}

_REASONS: Mapping[Reason, Promise] = {
    Reason.NO_SURVEY: _("The file has no sheet called survey."),
    Reason.NO_COLUMN: _("The column “%(column)s” is missing."),
    Reason.DUPLICATE_COLUMN: _("“%(header)s” says the same as the column at %(first)s."),
    Reason.NO_NAME: _("The name is missing."),
    Reason.BAD_NAME: _(
        "“%(name)s” cannot be a name. A name begins with a letter and has only letters, digits, "
        "hyphens and full stops."
    ),
    Reason.DUPLICATE_NAME: _("The name “%(name)s” is already in use at %(first)s."),
    Reason.UNKNOWN_TYPE: _("The type “%(kind)s” is not known."),
    Reason.UNKNOWN_LIST: _("There is no list of choices called “%(list)s”."),
    Reason.DUPLICATE_CHOICE: _(
        "The list “%(list)s” has the choice “%(name)s” already at %(first)s."
    ),
    Reason.NO_CALCULATION: _("The calculation is missing."),
    Reason.NOT_ENDED: _("The group “%(name)s” has no end."),
    Reason.NOT_BEGUN: _("“%(end)s” ends nothing that has begun."),
    Reason.TOO_DEEP: _("There are too many groups within groups: at most %(limit)d."),
    Reason.TOO_MANY_CELLS: _("The form asks for more than %(limit)d figures."),
    Reason.FORMULA_WITHOUT_VALUE: _(
        "The cell holds a formula without a value. Paste the value in its place."
    ),
    Reason.BAD_VALUE: _("“%(value)s” is not one of these: %(allowed)s."),
    Reason.NO_ROWS: _("There are no rows below the header."),
    Reason.NOT_A_NUMBER: _("“%(value)s” is no number."),
    Reason.NO_CHOICES: _(
        "There is nothing to choose from: write the choices as code=label|code=label."
    ),
    Reason.BAD_CHOICE: _(
        "“%(name)s” cannot be a choice. Write code=label, the code in letters and digits."
    ),
    Reason.CHOICE_TWICE: _("The choice “%(name)s” is there twice."),
    Reason.NOT_UTF8: _(
        "The letters of the file cannot be read. Save it anew as “CSV UTF-8” and import that file."
    ),
    Reason.FORMULA: _("The cell holds a formula; its last value was taken: %(value)s"),
    Reason.LANGUAGE: _("The language “%(language)s” is left out."),
    Reason.EXPRESSION: _(
        "The expression is not understood from character %(position)d on, and is left out: %(text)s"
    ),
    Reason.PATTERN: _("Regular expressions are not used. One of the ready checks may do: %(text)s"),
    Reason.MEANING: _(
        "The expression does not fit the form at character %(position)d, and is left out: %(text)s"
    ),
    Reason.CIRCLE: _("The calculation reads itself in the end, and is left out: %(text)s"),
    Reason.REQUIRED_IF: _("The condition for a required answer became a rule: %(text)s"),
    Reason.TYPE: _("“%(kind)s” became: %(taken)s."),
    Reason.COLUMN: _("What the column “%(column)s” says is left out."),
    Reason.NAME: _("“%(name)s” is called “%(taken)s” here."),
    Reason.CHOICE_AGAIN: _("The list “%(list)s” has the choice “%(name)s” already."),
    Reason.NOT_A_TABLE: _("The group could not be made a table; its questions stand one by one."),
    Reason.TOTAL: _("This cannot be a total: not all that it would add up is asked in numbers."),
    Reason.OTHER: _(
        "The list “%(list)s” got the choice Other, and there is a text question beside it."
    ),
    Reason.UNSUPPORTED: _("The question type “%(kind)s” is not in use here."),
    Reason.METADATA: _("“%(kind)s” is about the device, and is left out."),
    Reason.INSIDE: _("This stands in “%(name)s”, which is left out."),
    Reason.REPEAT: _("How often this repeats is not said in a number, so it is left out."),
    Reason.NO_TYPE: _("The row has no type, so it is left out."),
    Reason.DISABLED: _("The row has been switched off."),
    Reason.EMPTY: _("There is nothing to read or to answer here."),
    Reason.SHEET: _("The sheet is not read."),
}
_ACCEPTED = _("Taken as it is.")
_MAIN_LANGUAGE = _("The texts in “%(language)s” were taken as the main texts of the form.")


def of_expression(error: ExpressionError) -> str:
    """What is wrong, and at which character."""
    problem = _problem(error)
    if not error.position:
        return problem
    place = {"position": error.position, "problem": problem}
    return gettext("At character %(position)d: %(problem)s") % place


def _problem(error: ExpressionError) -> str:
    details = dict(error.details)
    sentence = _FAULTS[error.fault]
    if error.fault is Fault.TYPE:
        details |= {each: str(_KINDS[str(details[each])]) for each in ("wanted", "found")}
        sentence = sentence if details["name"] else _WHOLE
    elif error.fault is Fault.CYCLE and isinstance(path := details["path"], tuple):
        details["path"] = " → ".join(path)
    elif error.fault is Fault.UNEXPECTED and not details["found"]:
        sentence = _SOMETHING_IS_MISSING
    return str(sentence) % details


def of_line(line: Line) -> str:
    """What became of a row of an imported form; the sheet and the cell are told beside it."""
    if line.reason is None:
        return str(_ACCEPTED)
    details = dict(line.details)
    sentence = _REASONS[line.reason]
    if line.reason is Reason.TYPE:
        details["taken"] = str(_KINDS[str(details["taken"])])
    elif line.reason is Reason.LANGUAGE and details["taken"]:
        sentence = _MAIN_LANGUAGE
    return str(sentence) % details


#: A form with more faults than this has one that makes the others.
MOST_TOLD = 30


def of_refusal(error: RefusedForm | UnreadableFile) -> str:
    """Why a file was not taken: a line for each place that must be mended."""
    if isinstance(error, UnreadableFile):
        return of_file(error)
    told = [
        f"{', '.join(filter(None, (line.sheet, line.cell)))}: {of_line(line)}".removeprefix(": ")
        for line in error.lines[:MOST_TOLD]
    ]
    left = len(error.lines) - len(told)
    if left:
        told.append(ngettext("and %(n)s more", "and %(n)s more", left) % {"n": left})
    return "\n".join(told)


#: The columns of a code book, for those who write one.
COLUMNS: tuple[tuple[str, str | Promise], ...] = (
    ("key", _("the name of the figure, the same from year to year, such as op.students")),
    ("type", ", ".join(Kind)),
    ("section", _("a short code; where it is empty, the same as in the row above")),
    (
        "section_fi, label_fi, hint_fi, unit_fi",
        _("title of the section, question, advice and unit in Finnish; also with _sv and _en"),
    ),
    ("choices_fi", _("what may be chosen, as code=label|code=label; also with _sv and _en")),
    ("decimals", _("from 0 to 4")),
    ("required", _("no, soft (counted as missing) or hard (stops the sending)")),
    ("minimum, maximum", _("the smallest and the largest figure")),
    ("missing", _("which of n, a, m and x may stand in the place of a figure")),
    ("sensitivity", ", ".join(Sensitivity)),
)
