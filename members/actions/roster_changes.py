"""What an import changes, row by row, and how it is given back. Called under the lock of every
organisation concerned."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from members.actions import (
    RoleNotYours,
    end,
    end_affiliation,
    end_role,
    give_place,
    grantable,
    outlasts,
    refuse_giving,
    refuse_silence,
)
from members.actions.invitations import invite, revoke
from members.models import Affiliation, Invitation, Organisation, Role, RosterRow, User
from members.roles import RoleName

Snapshot = dict[str, Any]
Places = Mapping[int, Affiliation]


def make(rows: Sequence[RosterRow], organisations: Iterable[Organisation], by: User) -> None:
    """Everything that is given comes first, so that no task is without somebody in between."""
    by_pk = {each.pk: each for each in organisations}
    invited = [row for row in rows if _invites(row)]
    held = [row for row in rows if not _invites(row)]
    places = _places(row.target_id for row in held)
    for row, place in _with_places(held, places):
        row.before = _snapshot(place)
    for row in invited:
        row.invitation = _invite(row, by_pk[row.data["organisation"]], by)
    for row, place in _with_places(held, places):
        if row.verdict != RosterRow.Verdict.ABSENT:
            _mend(place, _taken(row))
            _give(place, by_pk[place.organisation_id], _taken(row), by)
    for row, place in _with_places(held, places):
        _end(row, place, by)
    for row, place in _with_places(held, _places(places)):
        row.after = _snapshot(place)
    RosterRow.objects.bulk_update(rows, ["before", "after", "invitation"], batch_size=500)


def _with_places(rows: Iterable[RosterRow], places: Places) -> list[tuple[RosterRow, Affiliation]]:
    return [(row, places[row.target_id or 0]) for row in rows if row.target_id in places]


def unmake(rows: Sequence[RosterRow], organisations: Iterable[Organisation], by: User) -> None:
    """Places as they were before, where they still are as the import left them; invitations are
    taken back, and who has come by one no longer belongs."""
    by_pk = {each.pk: each for each in organisations}
    places = _places(row.target_id for row in rows)
    now = {pk: _snapshot(place) for pk, place in places.items()}
    ending: dict[int, list[Role]] = {}
    for row in rows:
        if row.invitation is not None:
            row.fate = _uninvite(row.invitation, by)
        elif row.target_id in places and now[row.target_id] == row.after:
            place = places[row.target_id]
            organisation = by_pk[place.organisation_id]
            ending.setdefault(organisation.pk, []).extend(_restore(row, place, organisation, by))
            row.fate = RosterRow.Fate.RESTORED
        else:
            row.fate = RosterRow.Fate.KEPT
    today = timezone.localdate()
    for pk, roles in ending.items():
        refuse_silence(by_pk[pk], roles, by, today)
        for role in roles:
            end(role, today)
    RosterRow.objects.bulk_update(rows, ["fate"], batch_size=500)


def _invites(row: RosterRow) -> bool:
    return row.verdict == RosterRow.Verdict.NEW or row.choice == RosterRow.Choice.NEW


def _places(numbers: Iterable[int | None]) -> dict[int, Affiliation]:
    wanted = {pk for pk in numbers if pk is not None}
    rows = Affiliation.objects.filter(pk__in=wanted).select_related("user")
    return {place.pk: place for place in rows.prefetch_related("roles")}


def _snapshot(place: Affiliation) -> Snapshot:
    return {
        "name": place.user.name,
        "language": place.user.language,
        "title": place.title,
        "until_on": _iso(place.until_on),
        "roles": {
            str(role.pk): [role.role, _iso(role.from_on), _iso(role.until_on)]
            for role in place.roles.all()
        },
    }


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _taken(row: RosterRow) -> dict[str, tuple[str, str]]:
    """Old and new by field: of a conflict that is left only what nobody else has changed."""
    is_left = row.verdict == RosterRow.Verdict.CONFLICT and row.choice != RosterRow.Choice.TAKE
    return {
        name: (old, new)
        for name, old, new, is_conflict in row.changes
        if not (is_conflict and is_left)
    }


def _invite(row: RosterRow, organisation: Organisation, by: User) -> Invitation:
    said = row.values
    return invite(
        organisation,
        said["email"],
        said["name"],
        said.get("title", ""),
        said.get("roles", "").split(),
        by,
        language=said.get("language") or "fi",
    )


def _mend(place: Affiliation, taken: dict[str, tuple[str, str]]) -> None:
    """Title, name and language."""
    if "title" in taken:
        place.title = taken["title"][1]
        place.save(update_fields=["title"])
    own = [name for name in ("name", "language") if name in taken]
    for name in own:
        setattr(place.user, name, taken[name][1])
    if own:
        place.user.save(update_fields=own)


def _give(
    place: Affiliation, organisation: Organisation, taken: dict[str, tuple[str, str]], by: User
) -> None:
    old, new = taken.get("roles", ("", ""))
    given = sorted(set(new.split()) - set(old.split()))
    if given:
        refuse_giving(organisation, [RoleName(role) for role in given], by)
        give_place(organisation, place.user.email, "", "", given, by)


def _end(row: RosterRow, place: Affiliation, by: User) -> None:
    if row.verdict == RosterRow.Verdict.ABSENT:
        return end_affiliation(place, by)
    old, new = _taken(row).get("roles", ("", ""))
    ended = set(old.split()) - set(new.split())
    today = timezone.localdate()
    for role in place.roles.all():
        is_live = role.from_on <= today and outlasts(role, today)
        if role.role in ended and is_live:
            end_role(role, by)


def _restore(
    row: RosterRow, place: Affiliation, organisation: Organisation, by: User
) -> list[Role]:
    """The place as it was; returned are the roles that were given since, still to be ended."""
    before: Snapshot = row.before or {}
    _refuse_touching(row, organisation, by)
    place.title, place.until_on = before["title"], _day(before["until_on"])
    place.save(update_fields=["title", "until_on"])
    own = [name for name in ("name", "language") if getattr(place.user, name) != before[name]]
    for name in own:
        setattr(place.user, name, before[name])
    if own:
        place.user.save(update_fields=own)
    return [role for role in place.roles.all() if not _put_back(role, before["roles"])]


def _put_back(role: Role, before: dict[str, list[str | None]]) -> bool:
    """Whether the role was there before; it then has the days it had."""
    was = before.get(str(role.pk))
    if was is None:
        return False
    days = (_day(was[1]) or role.from_on, _day(was[2]))
    if (role.from_on, role.until_on) != days:
        role.from_on, role.until_on = days
        role.save(update_fields=["from_on", "until_on"])
    return True


def _refuse_touching(row: RosterRow, organisation: Organisation, by: User) -> None:
    """Only roles that are the person's to give and to end."""
    before, after = (row.before or {})["roles"], (row.after or {})["roles"]
    touched = {
        (before.get(pk) or after[pk])[0]
        for pk in before.keys() | after.keys()
        if before.get(pk) != after.get(pk)
    }
    for role in sorted(touched - grantable(by, organisation) - {RoleName.COLLEGIUM}):
        raise RoleNotYours(role=RoleName(role).label, organisation=organisation)


def _uninvite(invitation: Invitation, by: User) -> str:
    """Who has come and is still as they were invited no longer belongs; whose place was changed
    since stays."""
    place = invitation.affiliation
    if invitation.is_open:
        revoke(invitation, by)
        return RosterRow.Fate.RESTORED
    if place is None or not place.is_live:
        return RosterRow.Fate.RESTORED
    roles = {role.role for role in place.roles.live()}
    if place.title != invitation.title or roles != set(invitation.roles):
        return RosterRow.Fate.KEPT
    end_affiliation(place, by)
    return RosterRow.Fate.RESTORED
