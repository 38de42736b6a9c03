"""What of the members a person finds: institutions by today's and former names, and people as in
the directory, through nothing but what they show to the one who asks."""

from collections.abc import Iterator

from django.db.models import FloatField, Value
from django.utils.translation import gettext as _

from members import directory
from members.models import Affiliation, Organisation, User
from portal.lib.search import Asked, Hit, Shelf

#: As much as a word in the name of something is worth.
NAMED = 0.6


def search(user: User, asked: Asked) -> Iterator[Shelf]:
    found = Organisation.objects.filter(asked.among("search", "former_names__search"))
    organisations = Organisation.objects.visible_to(user).filter(pk__in=found.values("pk"))
    yield Shelf(
        "organisations",
        _("Institutions"),
        organisations.select_related("parent").annotate(rank=asked.rank()),
        _organisation,
    )
    people = directory.people(user, asked.text)
    rank = Value(NAMED, FloatField())
    yield Shelf("people", _("People"), people.annotate(rank=rank), _person)


def _organisation(found: Organisation) -> Hit:
    parts = [found.municipality, str(found.parent or "")]
    about = " · ".join(part for part in parts if part)
    return Hit(str(found), found.get_absolute_url(), about)


def _person(found: Affiliation) -> Hit:
    roles = [str(role.get_role_display()) for role in found.roles.all()]
    parts = [found.seen_title, str(found.organisation), *roles]  # type: ignore[attr-defined]
    about = " · ".join(part for part in parts if part)
    return Hit(str(found.user), found.organisation.get_absolute_url(), about)
