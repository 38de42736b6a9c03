"""Who sees a person: the rule of access (`members.access`) turned round."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.access import MARKS, RULES, Where
from members.models import Affiliation, Organisation, Role, User
from members.roles import ASSOCIATION_ROLES, RoleName, fits

VERB = "see_person"
#: What one may see of a place: that one is there, and of the person what they show.
FIELDS: dict[str, Promise] = {
    "visibility": _("that you are there, and what you do"),
    "title_visibility": _("your title"),
    "email_visibility": _("your email address"),
    "phone_visibility": _("your telephone number"),
}
#: Whom a mark lets see, in the words of a page; those of one row see what the rows below show.
CROWDS: dict[str, Promise] = {
    "board": _("The board"),
    "member": _("People of member organisations"),
    "signed_in": _("Everyone who signs in"),
    "anyone": _("Everyone"),
}


@dataclass(frozen=True)
class Named:
    """One person who sees everything of a place, by what they do and since when."""

    user: User
    role: Promise | str
    organisation: Organisation
    since: datetime.date


@dataclass(frozen=True)
class Crowd:
    """People who see what has been marked for them: `who` is the word of the rule."""

    who: str
    title: Promise
    fields: tuple[str, ...]

    @property
    def labels(self) -> list[Promise]:
        return [FIELDS[field] for field in self.fields]


@dataclass(frozen=True)
class Sight:
    """Who sees one place of a person: some everything, others what is shown to them."""

    home: Affiliation
    named: list[Named]
    crowds: list[Crowd]


def sights(person: User) -> list[Sight]:
    """For each place of today. In one query beside the homes, however many see the person."""
    homes = person.homes
    seeing = _seeing(homes, person)
    return [Sight(home, list(_named(home, seeing)), list(_crowds(home, person))) for home in homes]


def _seeing(homes: list[Affiliation], person: User) -> list[Role]:
    """Today's roles by which somebody else sees everything of one of the places."""
    lines = {pk for home in homes for pk in home.organisation.line_ids}
    places = Q(affiliation__organisation__in=lines, role__in=_roles(Where.OWN))
    held = Role.objects.reached().filter(places | Q(role__in=_roles(Where.EVERYWHERE)))
    held = held.exclude(affiliation__user=person)
    found = held.select_related("affiliation__user", "affiliation__organisation")
    return list(found.order_by("affiliation__user__name", "role", "pk"))


def _roles(where: Where) -> list[str]:
    return [who for who, goes in RULES[VERB].items() if goes is where and who in RoleName.values]


def _named(home: Affiliation, seeing: list[Role]) -> Iterator[Named]:
    line = home.organisation.line_ids
    for role in seeing:
        place = role.affiliation.organisation
        counts = fits(role.role, place.kind)
        if counts and (role.role in ASSOCIATION_ROLES or place.pk in line):
            label = RoleName(role.role).label
            yield Named(role.affiliation.user, label, place, role.from_on)


def _crowds(home: Affiliation, person: User) -> Iterator[Crowd]:
    """A place that is hidden hides all of it, whatever else is marked."""
    for who, title in CROWDS.items():
        where = RULES[VERB][who]
        seen = {mark.value for mark in MARKS[MARKS.index(where) :]}
        if home.visibility in seen:
            marks = {"visibility": home.visibility} | {
                field: getattr(person, field) for field in FIELDS if field != "visibility"
            }
            yield Crowd(who, title, tuple(field for field in FIELDS if marks[field] in seen))
