"""The two lists of the directory. A search asks only what the person asking may see: no hit comes
from a hidden field."""

from __future__ import annotations

from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Collate, Lower

from members.access import reach
from members.models import Affiliation, Organisation, Role, User
from members.models.organisations import OrganisationQuerySet
from members.models.people import AffiliationQuerySet

PER_PAGE = 50
#: More words than this narrow nothing any more.
WORDS = 6
_PLACE = ("name_fi", "name_sv", "name_en", "municipality")


def organisations(user: User, q: str = "", municipality: str = "") -> OrganisationQuerySet:
    """Members of the association, by name; found by their former names too."""
    found = Organisation.objects.visible_to(user).members().with_line()
    if municipality:
        found = found.filter(municipality=municipality)
    former = tuple(f"former_names__{field}" for field in _PLACE[:3])
    named = Organisation.objects.filter(_each_word(q, _PLACE + former)) if q.split() else None
    return found if named is None else found.filter(pk__in=named.order_by().values("pk"))


def people(user: User, q: str = "", municipality: str = "", role: str = "") -> AffiliationQuerySet:
    """Who belongs somewhere today, a row for each place, by name. Only people of members, the
    board and the office read the list; each sees in it what they see elsewhere."""
    if not reach(user.standing, "read_members").everything:
        return Affiliation.objects.none()
    found = Affiliation.objects.visible_to(user).live().filter(user__is_active=True).telling(user)
    if municipality:
        found = found.filter(organisation__municipality=municipality)
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


def municipalities(user: User) -> list[str]:
    """Where the organisations are that the person sees, in Finnish order."""
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
