"""The roster of an organisation and all below it, as the plain values that a sheet is compared
with; and what words mean there. The association stands for all the others."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.actions import grantable
from members.models import Affiliation, Identifier, Invitation, Organisation, User
from members.roles import MEMBER_ROLES, RoleName, fits
from members.roster_sheets import Labels, Terms, folded
from members.rosters import Field, Place, Rights
from members.rosters import told as told_roles

LABELS: dict[Field, str | Promise] = {
    Field.KEY: _("key, leave as it is"),
    Field.PLACE: _("organisation"),
    Field.NAME: _("name"),
    Field.EMAIL: _("email address"),
    Field.TITLE: _("title"),
    Field.LANGUAGE: _("language of letters"),
    Field.ROLES: _("roles"),
}
#: What people call these columns in lists of their own.
_ALIASES = {
    Field.TITLE: ("tehtävänimike", "titel"),
    Field.EMAIL: ("email", "e-mail", "sähköposti", "e-post", "epost"),
    Field.LANGUAGE: ("language", "kieli", "språk"),
}
_MARK = 8


def organisations_of(scope: Organisation) -> list[Organisation]:
    """All whose people the roster is about."""
    if scope.kind == Organisation.Kind.ASSOCIATION:
        return list(Organisation.objects.exclude(pk=scope.pk))
    return list(Organisation.objects.below(frozenset({scope.pk})))


def places_of(organisations: Iterable[Organisation]) -> list[Place]:
    """Everybody's live place there, by organisation and name; and who has been invited."""
    there = Affiliation.objects.live().filter(organisation__in=organisations)
    held = there.select_related("user").with_live_roles()
    asked = Invitation.objects.open().filter(organisation__in=organisations)
    return [
        *map(_place, held.order_by("organisation__sort_key", "user__name", "pk")),
        *map(_guest, asked),
    ]


def rights_of(organisations: Iterable[Organisation], by: User) -> Rights:
    grants = {
        each.pk: frozenset(role for role in grantable(by, each) if fits(role, each.kind))
        for each in organisations
    }
    return Rights(grants, mends=by.is_staff)


def terms_of(organisations: list[Organisation]) -> Terms:
    columns = {alias: name for name, aliases in _ALIASES.items() for alias in aliases}
    roles = {role.value: role.value for role in RoleName}
    for language, _name in User.LANGUAGES:
        with translation.override(language):
            columns |= {folded(str(label)): name for name, label in LABELS.items()}
            roles |= {folded(str(role.label)): role.value for role in RoleName}
    languages = {folded(word): code for code, name in User.LANGUAGES for word in (code, name)}
    home = organisations[0].pk if len(organisations) == 1 else None
    return Terms(columns, roles, languages, _numbers(organisations), _is_address, home)


def labels_of(organisations: Iterable[Organisation], rights: Rights) -> Labels:
    """In the reader's language."""
    given = frozenset().union(*rights.grants.values())
    return Labels(
        fields={name: str(label) for name, label in LABELS.items()},
        roles={role.value: str(role.label) for role in RoleName},
        allowed=[role.value for role in RoleName if role in given & MEMBER_ROLES],
        places={each.pk: str(each) for each in organisations},
        people=gettext("People"),
        role=gettext("Roles"),
    )


def mark(pk: int, name: Field, value: str) -> str:
    """By it a cell is known again. Whoever passes the file on gives away no more than they see."""
    told = f"{pk}|{name}|{value}"
    return salted_hmac("members.roster", told, algorithm="sha256").hexdigest()[:_MARK]


def _place(held: Affiliation) -> Place:
    person = held.user
    roles = told_roles(frozenset(role.role for role in held.roles.all()))
    values = {
        Field.NAME: person.name,
        Field.EMAIL: person.email,
        Field.TITLE: held.title,
        Field.LANGUAGE: person.language,
        Field.ROLES: roles,
    }
    return Place(held.pk, held.organisation_id, values)


def _guest(invitation: Invitation) -> Place:
    values = {
        Field.NAME: invitation.name,
        Field.EMAIL: invitation.email,
        Field.TITLE: invitation.title,
        Field.LANGUAGE: invitation.language,
        Field.ROLES: told_roles(frozenset(invitation.roles)),
    }
    return Place(None, invitation.organisation_id, values)


def _numbers(organisations: list[Organisation]) -> dict[str, frozenset[int]]:
    """By our own number and by the identifiers in force. What two of them share names neither."""
    found: dict[str, frozenset[int]] = {
        str(each.pk): frozenset({each.pk}) for each in organisations
    }
    valid = Identifier.objects.valid_on(timezone.localdate())
    identifiers = valid.filter(organisation__in=organisations)
    for value, pk in identifiers.values_list("value", "organisation"):
        found[value] = found.get(value, frozenset()) | {pk}
    return found


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
