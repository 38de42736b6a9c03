"""The demonstration federation as rows, chapter by chapter. Days are counted from today, so that
it never ages; nothing in it is left to chance but the passwords of accounts.py."""

import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from members.models import Affiliation, Membership, Organisation, Role, User
from members.roles import ASSOCIATION_ROLES
from portal.demo.collection import last_round, make_collection
from portal.demo.contacts import make_contacts
from portal.demo.delegation import make_delegation
from portal.demo.figures import make_figures
from portal.demo.letters import make_letters
from portal.demo.library import make_library
from portal.demo.news import make_news
from portal.demo.people import PEOPLE, Seat
from portal.demo.places import PLACES
from portal.demo.privacy import make_log
from portal.demo.questions import make_questions
from portal.demo.rosters import make_rosters
from portal.demo.towns import make_towns
from strategy.actions import load
from strategy.outline import SHIPPED, read

#: By the keys of places.py, and people by their names.
Organisations = dict[str, Organisation]
People = dict[str, User]


@transaction.atomic
def seed() -> dict[str, int]:
    """Every chapter in turn, each given what the earlier ones made; a later app adds its own below.
    Returns how many of what there are now, and nothing where the database was not empty."""
    if Organisation.objects.exists():
        return {}
    today = timezone.localdate()
    organisations = make_organisations()
    make_memberships(organisations, today)
    people = make_people()
    make_seats(organisations, people, today)
    make_contacts(organisations, people, today)
    make_log(organisations, people)  # before today's deeds: a seal waits for what is young
    make_delegation(organisations, people)
    make_rosters(organisations, people)
    strategy = load(read(SHIPPED))
    given = make_collection(organisations, people)
    released = make_figures(last_round(), organisations, people)
    topics = make_letters(people)
    documents = make_library(people["Outi Rantakivi"])
    questions = make_questions(people)
    return {
        "organisations": len(organisations),
        "member organisations": Organisation.objects.members().count(),
        "people": len(people),
        "measures of the strategy": strategy.created["measure"],
        "answers to the yearly collection": given,
        "releases of figures": released,
        "topics of newsletters": topics,
        **make_news(people),
        "documents in the library": documents,
        "questions to the office": questions,
    }


def make_organisations() -> Organisations:
    make_towns()
    organisations: Organisations = {}
    for place in PLACES:
        organisations[place.key] = Organisation.objects.create(
            kind=place.kind,
            parent=organisations.get(place.parent),
            name_fi=place.fi,
            name_sv=place.sv,
            name_en=place.en,
            municipality=place.municipality,
        )
    return organisations


def make_memberships(organisations: Organisations, today: datetime.date) -> None:
    for place in PLACES:
        if place.member is None:
            continue
        since, until = place.member
        Membership.objects.create(
            organisation=organisations[place.key],
            from_on=_new_year(today, since),
            until_on=None if until is None else _new_year(today, until),
            reason="Liittokokouksen päätös",
        )


def make_people() -> People:
    """Nobody gets a password here: everybody may sign in by a mailed code."""
    users = User.objects.bulk_create(
        User(
            email=person.email,
            name=person.name,
            language=person.language,
            is_active=person.is_active,
            password=make_password(None),
        )
        for person in PEOPLE
    )
    return {user.name: user for user in users}


def make_seats(organisations: Organisations, people: People, today: datetime.date) -> None:
    """Everybody's places, and what they do there."""
    seats = [(person, seat) for person in PEOPLE for seat in person.seats]
    affiliations = Affiliation.objects.bulk_create(
        Affiliation(
            user=people[person.name],
            organisation=organisations[seat.place],
            title=seat.title,
            from_on=today + datetime.timedelta(days=seat.since),
            until_on=_day(today, seat.until),
            visibility=seat.visibility,
        )
        for person, seat in seats
    )
    Role.objects.bulk_create(
        role
        for (_person, seat), affiliation in zip(seats, affiliations, strict=True)
        for role in _roles(seat, affiliation, people["Outi Rantakivi"], today)
    )


def _roles(seat: Seat, affiliation: Affiliation, office: User, today: datetime.date) -> list[Role]:
    """The schools' roles were given by the office; the association's by its own organs."""
    until = seat.until if seat.roles_until is None else seat.roles_until
    return [
        Role(
            affiliation=affiliation,
            role=role,
            from_on=affiliation.from_on,
            until_on=_day(today, until),
            granted_by=None if role in ASSOCIATION_ROLES else office,
            reason="Liittokokouksen ja hallituksen päätös" if role in ASSOCIATION_ROLES else "",
        )
        for role in seat.roles
    ]


def _new_year(today: datetime.date, years: int) -> datetime.date:
    return datetime.date(today.year + years, 1, 1)


def _day(today: datetime.date, days: int | None) -> datetime.date | None:
    return None if days is None else today + datetime.timedelta(days=days)
