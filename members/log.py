"""Rows of the log of deeds as sentences for a reader: of whom or of what each is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from members.models import Affiliation, AuditEvent, Role, User

#: Rows that tell of a person, with what leads there.
_PEOPLE: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "user": (User, ()),
    "affiliation": (Affiliation, ("user",)),
    "role": (Role, ("affiliation__user",)),
}


@dataclass(frozen=True)
class Entry:
    event: AuditEvent
    about: str


def entries(events: Iterable[AuditEvent]) -> list[Entry]:
    """In at most three queries, however many the rows are."""
    rows = list(events)
    named = {
        (model, str(pk)): name for model in _PEOPLE for pk, name in _names(model, rows).items()
    }
    return [Entry(row, _about(row, named)) for row in rows]


def _names(model: str, rows: list[AuditEvent]) -> dict[int, str]:
    kind, ways = _PEOPLE[model]
    wanted = {
        int(row.object_pk)
        for row in rows
        if (row.app, row.model) == ("members", model) and row.object_pk.isdecimal()
    }
    if not wanted:
        return {}
    found = kind._base_manager.select_related(*ways).filter(pk__in=wanted)
    return {each.pk: _name(each) for each in found}


def _name(row: Model) -> str:
    match row:
        case Affiliation():
            return str(row.user)
        case Role():
            return f"{row.affiliation.user}, {row.get_role_display()}"
    return str(row)


def _about(row: AuditEvent, named: dict[tuple[str, str], str]) -> str:
    if not row.model:
        return row.note
    if name := named.get((row.model, row.object_pk)) if row.app == "members" else "":
        return name
    try:
        kind = apps.get_model(row.app, row.model)._meta.verbose_name
    except LookupError:
        kind = row.model
    return f"{kind} {row.object_pk}"
