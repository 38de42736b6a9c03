"""Plain functions that make one valid row. Name in a test only what the test is about."""

import datetime
from itertools import count
from typing import Any

from communications.models import Letter
from members.models import Affiliation, Membership, Organisation, Role, User

_numbers = count(1)
LONG_AGO = datetime.date(2020, 1, 1)


def make_organisation(**fields: Any) -> Organisation:
    defaults = {"kind": "institution", "name_fi": f"Oppilaitos {next(_numbers)}"}
    return Organisation.objects.create(**defaults | fields)


def make_member(**fields: Any) -> Organisation:
    """An institution in live membership."""
    organisation = make_organisation(**fields)
    Membership.objects.create(organisation=organisation, from_on=LONG_AGO)
    return organisation


def make_association() -> Organisation:
    found = Organisation.objects.filter(kind="association").first()
    return found or make_organisation(kind="association", name_fi="Kaikuliitto")


def make_user(**fields: Any) -> User:
    number = next(_numbers)
    defaults = {"email": f"person{number}@example.org", "name": f"Henkilö {number}"}
    return User.objects.create_user(**defaults | fields)


def make_affiliation(*roles: str, **fields: Any) -> Affiliation:
    """A person's place in an organisation since long ago, with these roles."""
    affiliation = Affiliation.objects.create(
        user=fields.pop("user", None) or make_user(),
        organisation=fields.pop("organisation", None) or make_member(),
        **{"from_on": LONG_AGO} | fields,
    )
    for role in roles:
        make_role(affiliation=affiliation, role=role)
    return affiliation


def make_role(**fields: Any) -> Role:
    return Role.objects.create(**{"from_on": LONG_AGO} | fields)


def make_person(organisation: Organisation, *roles: str, **fields: Any) -> User:
    """A person who belongs to the organisation, with these roles."""
    return make_affiliation(*roles, organisation=organisation, user=make_user(**fields)).user


def make_letter(**fields: Any) -> Letter:
    """A letter that waits and is due."""
    number = next(_numbers)
    defaults = {
        "key": f"letter {number}",
        "address": f"reader{number}@example.org",
        "language": "fi",
        "subject": f"Aihe {number}",
        "text": "Hyvää päivää.\n",
    }
    return Letter.objects.create(**defaults | fields)
