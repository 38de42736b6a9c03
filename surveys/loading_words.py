"""What became of a table that was loaded, as sentences for the person who loaded it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.figures import Problem
from surveys.history.ledger import Note, What
from surveys.wording import PROBLEMS

_SENTENCES: Mapping[What, Promise] = {
    What.NO_KEY: _("The row has no identifier."),
    What.BAD_KEY: _("“%(key)s” is not a valid identifier: look for a typing mistake."),
    What.TWICE: _("%(key)s stands also on row %(others)s: none of them was loaded."),
    What.SHIFTED: _("The row has %(cells)s cells, and there are %(columns)s columns."),
    What.NO_NAME: _("%(key)s is not known, and has no name here."),
    What.OTHER_DAYS: _(
        "%(key)s is an identifier of %(organisation)s, but not valid in this period: mend its days."
    ),
    What.NAMESAKE: _(
        "%(key)s %(name)s: there is %(organisation)s without this identifier. If it is the same, "
        "give it the identifier from its first day on; if not, say --new %(key)s."
    ),
    What.NEWCOMER: _(
        "%(key)s %(name)s is new, and organisations of other years are missing here: %(absent)s. "
        "If it is one of them under a new identifier, give it this identifier from its first day "
        "on; if not, say --new %(key)s."
    ),
    What.SAME: _(
        "%(organisation)s has also row %(others)s, by another identifier: none was loaded."
    ),
    What.OWN_ANSWER: _("%(organisation)s has answered in the portal: its answer stays."),
    What.UNREADABLE: _("“%(value)s” was not saved: %(problem)s"),
    What.NO_ITEM: _(
        "The code book does not know this column; figures that were not loaded: %(cells)s."
    ),
    What.APPROVED: _(
        "%(organisation)s has been approved: “%(before)s” stays, and the table says “%(now)s”."
    ),
    What.COMMA: _("“%(value)s” was read as %(now)s."),
    What.NAME: _("%(organisation)s is called “%(name)s” here."),
    What.CUT: _("%(organisation)s is called “%(name)s” here: one of the names has been cut."),
    What.CREATED: _("%(key)s %(name)s was not known: it is there now, and is no member."),
    What.CHANGED: _("%(organisation)s: “%(before)s” became “%(now)s”."),
    What.ABSENT: _("%(organisation)s is missing here: its answer stays as it is."),
    What.NO_COLUMN: _("The table has no column for this figure of the code book."),
}


def of_note(note: Note) -> str:
    """What became of it; the row and the column are told beside it."""
    details = dict(note.details)
    if note.what is What.UNREADABLE:
        details["problem"] = str(PROBLEMS[Problem(str(details["problem"]))])
    return str(_SENTENCES[note.what]) % details


def of_place(note: Note) -> str:
    """Where it stands, such as `row 7, k00m1`."""
    row = gettext("row %(row)s") % {"row": note.row} if note.row else ""
    return ", ".join(filter(None, (row, note.column)))
