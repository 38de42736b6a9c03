"""What an import says to people: its mistakes as sentences, its cells as they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import RosterImport, RosterRow, User
from members.roles import RoleName
from members.roster_book import LABELS
from members.rosters import Field, Reason
from portal.lib.spreadsheets import address

_SENTENCES: Mapping[Reason, Promise] = {
    Reason.NOT_TEXT: _("The cell holds a truth value. Write a text."),
    Reason.HIDDEN: _("There is a hidden character in the text. Write it again by hand."),
    Reason.TOO_LONG: _("The text is too long: at most %(limit)s characters fit."),
    Reason.FORMULA: _("The cell holds a formula without a value. Paste the value in its place."),
    Reason.BAD_KEY: _("The key is not as the template gave it. Leave the cell empty."),
    Reason.GONE: _(
        "The person of this row no longer belongs here, or never did. To invite somebody, write "
        "them on a new row."
    ),
    Reason.NO_PLACE: _(
        "The organisation is missing. Where cells are merged, only the first one holds it: split "
        "them, and fill in each."
    ),
    Reason.UNKNOWN_PLACE: _(
        "“%(value)s” names no organisation here. Begin with its number in the template, its "
        "Business ID or the number of the institution; a name alone is not enough."
    ),
    Reason.MOVED: _(
        "Nobody is moved by a file. Write the person on a new row for the other organisation, and "
        "end this place."
    ),
    Reason.NO_NAME: _("The name is missing. Where cells are merged, split them."),
    Reason.NO_EMAIL: _("The email address is missing. Where cells are merged, split them."),
    Reason.BAD_EMAIL: _("“%(value)s” is no email address."),
    Reason.TAKEN: _("The address is that of %(name)s, who has a place here already."),
    Reason.TWICE: _("The address is on row %(row)s already, for the same organisation."),
    Reason.OTHER_NAME: _("The address stands beside another name on row %(row)s."),
    Reason.UNKNOWN_ROLE: _("“%(value)s” is no role. The template lists the roles."),
    Reason.ROLE_NOT_YOURS: _("You may not give or end the role “%(role)s” here."),
    Reason.UNKNOWN_LANGUAGE: _("“%(value)s” is none of fi, sv and en."),
    Reason.NOT_YOURS: _("Only the person and the office change this."),
    Reason.INVITED: _(
        "The person has been invited already, with something else here. Take the invitation back "
        "on the organisation's page first."
    ),
}


@dataclass(frozen=True)
class Cell:
    """A cell of the preview: what was, what would be."""

    label: str | Promise
    address: str
    old: str
    new: str
    is_conflict: bool


@dataclass(frozen=True)
class Mistake:
    address: str
    label: str | Promise
    sentence: str


@dataclass(frozen=True)
class Shown:
    """A row as the page shows it."""

    row: RosterRow
    name: str
    email: str
    cells: list[Cell]
    mistakes: list[Mistake]


def shown(job: RosterImport, rows: Iterable[RosterRow]) -> list[Shown]:
    return [_shown(job, row) for row in rows]


def _shown(job: RosterImport, row: RosterRow) -> Shown:
    target = row.target.user if row.target else None
    values = row.values
    cells = [_cell(job, row, *change) for change in row.changes]
    mistakes = [_mistake(job, row, *fault) for fault in row.faults]
    name = values.get("name") or (target.name if target else "")
    email = values.get("email") or (target.email if target else "")
    return Shown(row, name, email, cells, mistakes)


def _cell(
    job: RosterImport, row: RosterRow, name: str, old: str, new: str, is_conflict: bool
) -> Cell:
    return Cell(
        LABELS[Field(name)],
        _address(job, row, name),
        _said(name, old),
        _said(name, new),
        is_conflict,
    )


def _mistake(
    job: RosterImport, row: RosterRow, reason: str, name: str, details: dict[str, str]
) -> Mistake:
    if "role" in details:
        details = details | {"role": str(RoleName(details["role"]).label)}
    sentence = str(_SENTENCES[Reason(reason)]) % details
    return Mistake(_address(job, row, name), LABELS[Field(name)], sentence)


def _address(job: RosterImport, row: RosterRow, name: str) -> str:
    """The cell, or the row where the file has no such column."""
    if row.line is None:
        return ""
    column = job.columns.get(name)
    return str(row.line) if column is None else address(row.line - 1, column)


def _said(name: str, value: str) -> str:
    if name == Field.ROLES:
        return ", ".join(str(RoleName(role).label) for role in value.split())
    return dict(User.LANGUAGES).get(value, value) if name == Field.LANGUAGE else value
