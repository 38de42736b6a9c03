"""Why a file could not be read, as a sentence for whoever sent it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.lib.spreadsheets import Problem, UnreadableFile

_PROBLEMS: Mapping[Problem, Promise] = {
    Problem.EMPTY: _("The file is empty."),
    Problem.TOO_LARGE: _("The file is too large, or unpacks to something too large."),
    Problem.NOT_A_SPREADSHEET: _("The file is not a spreadsheet that can be read."),
    Problem.PASSWORD: _("The file is protected with a password."),
    Problem.TOO_MANY_ROWS: _("The sheet “%(sheet)s” has more than %(limit)d rows."),
    Problem.TOO_MANY_COLUMNS: _("The sheet “%(sheet)s” has more than %(limit)d columns."),
    Problem.NUL: _(
        "The cell %(cell)s of the sheet “%(sheet)s” holds a character that cannot be stored."
    ),
}


def of_file(error: UnreadableFile) -> str:
    return str(_PROBLEMS[error.problem]) % error.details
