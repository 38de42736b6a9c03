"""The two lists of the directory. A search asks only what the person asking may see: no hit comes
from a hidden field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Collate, Lower

from members import map as maps
from members.access import reach
from members.models import Affiliation, Municipality, Organisation, Role, User
from members.models.organisations import OrganisationQuerySet
from members.models.people import AffiliationQuerySet

PER_PAGE = 50
#: More words than this narrow nothing any more.
WORDS = 6
_PLACE = ("name_fi", "name_sv", "name_en", "municipality")


#: The municipalities that organisations name, in Finnish order; None where we do not know it.
Towns = dict[str, Municipality | None]


@dataclass(frozen=True)
class Dot:
    """A municipality on the map, with the organisations there."""

    town: str
    x: str
    y: str
    organisations: list[Organisation]


def organisations(
    user: User,
    towns: Towns,
    q: str = "",
    municipality: str = "",
    region: str = "",
    kind: str = "",
) -> OrganisationQuerySet:
    """Members of the association, by name; found by their former names too."""
    found = Organisation.objects.visible_to(user).members().with_line()
    if municipality:
        found = found.filter(municipality=municipality)
    if region:
        found = found.filter(municipality__in=_in_region(towns, region))
    if kind:
        found = found.filter(kind=kind)
    former = tuple(f"former_names__{field}" for field in _PLACE[:3])
    named = Organisation.objects.filter(_each_word(q, _PLACE + former)) if q.split() else None
    return found if named is None else found.filter(pk__in=named.order_by().values("pk"))


def on_the_map(found: OrganisationQuerySet, towns: Towns) -> tuple[list[Dot], int]:
    """A dot for each municipality of theirs, in the order of the list; and how many organisations
    have none, for we do not know where they are."""
    here: dict[str, list[Organisation]] = {}
    unknown = 0
    names = ("name_fi", "name_sv", "name_en", "municipality")
    for each in found.select_related(None).only(*names):
        if towns.get(each.municipality):
            here.setdefault(each.municipality, []).append(each)
        else:
            unknown += 1
    known = [town for name in here if (town := towns[name])]
    places = maps.dots(tuple((town.longitude, town.latitude) for town in known))
    drawn = [
        Dot(name, f"{x:g}", f"{y:g}", there)
        for (name, there), (x, y) in zip(here.items(), places, strict=True)
    ]
    return drawn, unknown


def people(
    user: User,
    q: str = "",
    municipality: str = "",
    role: str = "",
    *,
    region: str = "",
    towns: Towns | None = None,
) -> AffiliationQuerySet:
    """Who belongs somewhere today, a row for each place, by name. Only people of members, the
    board and the office read the list; each sees in it what they see elsewhere."""
    if not reach(user.standing, "read_members").everything:
        return Affiliation.objects.none()
    found = Affiliation.objects.visible_to(user).live().filter(user__is_active=True).telling(user)
    if municipality:
        found = found.filter(organisation__municipality=municipality)
    if region:
        found = found.filter(organisation__municipality__in=_in_region(towns or {}, region))
    if role:
        held = Role.objects.live().filter(affiliation=OuterRef("pk"), role=role)
        found = found.filter(Exists(held))
    seen = ("user__name", "seen_title", "seen_email", "seen_phone")
    places = tuple(f"organisation__{field}" for field in _PLACE)
    found = found.filter(_each_word(q, seen + places))
    return (
        found.select_related("user", "organisation")
        .with_live_roles()
        .order_by(_in_finnish_order("user__name"), "pk")
    )


def towns(user: User) -> Towns:
    """Where the organisations are that the person sees."""
    names = _municipalities(user)
    known = Municipality.objects.named(names)
    return {name: known.get(name) for name in names}


def regions(towns: Towns) -> Iterable[Municipality.Region]:
    """Those of them, in the official order."""
    there = {town.region for town in towns.values() if town}
    return [region for region in Municipality.Region if region in there]


def _in_region(towns: Towns, region: str) -> list[str]:
    return [name for name, town in towns.items() if town and town.region == region]


def _municipalities(user: User) -> list[str]:
    named = Organisation.objects.visible_to(user).exclude(municipality="")
    order = _in_finnish_order("municipality")
    rows = named.order_by().values_list("municipality", flat=True).annotate(order=order)
    return list(rows.distinct().order_by("order").values_list("municipality", flat=True))


def _each_word(q: str, fields: tuple[str, ...]) -> Q:
    """Every word stands in one of the fields."""
    wanted = Q()
    for word in q.split()[:WORDS]:
        wanted &= Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR)
    return wanted


def _in_finnish_order(field: str) -> Collate:
    """The embedded database has no collation for Finnish: å, ä and ö are put after z by hand."""
    moved = Func(
        Lower(F(field)), Value("åäö"), Value("{|}"), function="translate", output_field=TextField()
    )
    return Collate(moved, "C")
