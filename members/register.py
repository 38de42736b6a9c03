"""The register of organisations as the office takes it out: one row for each, as plain values."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import (
    ContactPoint,
    Identifier,
    Membership,
    Municipality,
    Organisation,
    Role,
    User,
)
from portal.lib.spreadsheets import Content, Sheet

Row = tuple[Content | None, ...]
#: Between what stands in one cell.
AND = "; "


def register(user: User) -> Sheet:
    """All that the person may see, with everything that is in force today."""
    rows = list(_organisations(user))
    towns = Municipality.objects.named({each.municipality for each in rows})
    people = _key_contacts(rows)
    body = tuple(_row(each, towns.get(each.municipality), people) for each in rows)
    return Sheet(_("Organisations"), (_head(), *body))


def _organisations(user: User) -> Iterable[Organisation]:
    identifiers = Identifier.objects.valid_on(timezone.localdate())
    return (
        Organisation.objects.visible_to(user)
        .select_related("parent")
        .prefetch_related(
            Prefetch("identifiers", identifiers),
            Prefetch("memberships", Membership.objects.order_by("from_on")),
            Prefetch("contact_points", ContactPoint.objects.visible_to(user)),
        )
    )


def _key_contacts(rows: Iterable[Organisation]) -> dict[int, list[str]]:
    held = Role.objects.reached().filter(
        role="key_contact", affiliation__organisation__in=[each.pk for each in rows]
    )
    found: dict[int, list[str]] = {}
    for role in held.select_related("affiliation__user").order_by("affiliation__user__name", "pk"):
        user = role.affiliation.user
        found.setdefault(role.affiliation.organisation_id, []).append(f"{user} <{user.email}>")
    return found


def _head() -> Row:
    return (
        *(_("number"), _("name in Finnish"), _("name in Swedish"), _("name in English")),
        *(_("short name"), _("kind"), _("part of"), _("number of the whole")),
        *(_("municipality"), _("administrative region")),
        *(str(kind.label) for kind in Identifier.Kind),
        *(_("member from"), _("first day no longer a member"), _("earlier memberships")),
        *(str(kind.label) for kind in ContactPoint.Kind),
        _("key contacts"),
    )


def _row(each: Organisation, town: Municipality | None, people: dict[int, list[str]]) -> Row:
    memberships = [*each.memberships.all()]
    last = memberships[-1] if memberships else None
    return (
        *(each.pk, each.name_fi, each.name_sv, each.name_en, each.short),
        *(str(each.get_kind_display()), str(each.parent or ""), each.parent_id),
        *(each.municipality, str(town.get_region_display()) if town else ""),
        *(_of_kind(each.identifiers.all(), kind) for kind in Identifier.Kind),
        last.from_on if last else None,
        last.until_on if last else None,
        AND.join(f"{row.from_on}–{row.until_on}" for row in memberships[:-1]),
        *(_of_kind(each.contact_points.all(), kind) for kind in ContactPoint.Kind),
        AND.join(people.get(each.pk, [])),
    )


def _of_kind(rows: Iterable[Identifier] | Iterable[ContactPoint], kind: str) -> str:
    return AND.join(row.value for row in rows if row.kind == kind)
