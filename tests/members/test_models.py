"""What the tables themselves refuse, remember and put in order."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.models import Affiliation, Membership, Organisation, Role, User
from tests.factories import (
    LONG_AGO,
    make_affiliation,
    make_association,
    make_organisation,
    make_person,
    make_role,
    make_user,
)

DAY = datetime.date(2026, 11, 24)
on_the_database = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
days = st.integers(-3, 3).map(lambda n: DAY + datetime.timedelta(n))
ranges = st.tuples(days, st.none() | days).filter(lambda r: r[1] is None or r[1] >= r[0])


def days_of(range_: tuple[datetime.date, datetime.date | None]) -> set[datetime.date]:
    """The days within two weeks that the range holds, counted one by one."""
    every = [DAY + datetime.timedelta(n) for n in range(-7, 8)]
    return {day for day in every if range_[0] <= day and (range_[1] is None or day < range_[1])}


def refuses(row: models.Model) -> str:
    """The constraint by which the database refuses the row; nothing if it takes it."""
    try:
        with transaction.atomic():
            row.save()
            transaction.set_rollback(True)
    except IntegrityError as error:
        return str(error.__cause__.diag.constraint_name)  # type: ignore[union-attr]
    return ""


def message(row: models.Model) -> dict[str, list[str]]:
    """What a form would say; nothing if all is well."""
    try:
        row.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


# --- days ----------------------------------------------------------------------


@on_the_database
@given(ranges, days)
def test_a_row_is_live_from_its_first_day_to_the_last_before_its_end(
    db: None, range_: tuple[datetime.date, datetime.date | None], day: datetime.date
) -> None:
    with transaction.atomic(), time_machine.travel(f"{day}T12:00+02:00", tick=False):
        affiliation = make_affiliation(from_on=range_[0], until_on=range_[1])
        is_live = day in days_of(range_)

        assert Affiliation.objects.live().exists() == is_live
        assert Affiliation.objects.live(day).exists() == is_live
        assert affiliation.is_live == is_live
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "moment, expected",
    [
        ("2026-11-24T23:59:59+02:00", ["ends at midnight"]),
        ("2026-11-25T00:00:00+02:00", ["begins at midnight"]),
        ("2026-07-01T00:00:00+03:00", []),
    ],
)
def test_the_day_changes_at_midnight_in_helsinki(
    db: None, moment: str, expected: list[str]
) -> None:
    midnight = datetime.date(2026, 11, 25)
    make_affiliation(title="ends at midnight", from_on=DAY, until_on=midnight)
    make_affiliation(title="begins at midnight", from_on=midnight)

    with time_machine.travel(moment, tick=False):
        found = Affiliation.objects.live().values_list("title", flat=True)
        assert list(found) == expected


def test_coming_live_and_ended_memberships(db: None) -> None:
    today = make_organisation()
    Membership.objects.create(organisation=today, from_on=DAY)
    coming = make_organisation()
    Membership.objects.create(organisation=coming, from_on=DAY + datetime.timedelta(1))
    ended = make_organisation()
    Membership.objects.create(organisation=ended, from_on=LONG_AGO, until_on=DAY)

    with time_machine.travel(f"{DAY}T08:00+02:00", tick=False):
        assert list(Organisation.objects.members()) == [today]
    with time_machine.travel(f"{DAY + datetime.timedelta(1)}T08:00+02:00", tick=False):
        assert set(Organisation.objects.members()) == {today, coming}


@on_the_database
@given(ranges, ranges)
def test_the_same_thing_is_not_twice_on_one_day(
    db: None,
    first: tuple[datetime.date, datetime.date | None],
    second: tuple[datetime.date, datetime.date | None],
) -> None:
    with transaction.atomic():
        old, new = ({"from_on": r[0], "until_on": r[1]} for r in (first, second))
        organisation, user = make_organisation(), make_user()
        Membership.objects.create(organisation=organisation, **old)
        affiliation = make_affiliation(organisation=organisation, user=user, **old)
        make_role(affiliation=affiliation, role="survey", **old)
        again: list[models.Model] = [
            Membership(organisation=organisation, **new),
            Affiliation(organisation=organisation, user=user, **new),
            Role(affiliation=affiliation, role="survey", **new),
        ]
        names = ["membership", "affiliation", "role"]
        is_twice = bool(days_of(first) & days_of(second))

        assert [refuses(row) for row in again] == [
            f"{name}_one_at_a_time" if is_twice else "" for name in names
        ]
        assert [bool(message(row)) for row in again] == [is_twice] * 3
        others = [
            Membership(organisation=make_organisation(), **new),
            Affiliation(organisation=organisation, user=make_user(), **new),
            Role(affiliation=affiliation, role="finance", **new),
        ]
        assert [refuses(row) for row in others] == ["", "", ""]
        transaction.set_rollback(True)


def test_nothing_ends_before_it_begins(db: None) -> None:
    wrong: dict[str, Any] = {"from_on": DAY, "until_on": DAY - datetime.timedelta(1)}
    affiliation = make_affiliation()
    rows: list[models.Model] = [
        Membership(organisation=make_organisation(), **wrong),
        Affiliation(organisation=make_organisation(), user=make_user(), **wrong),
        Role(affiliation=affiliation, role="survey", **wrong),
    ]

    assert [refuses(row) for row in rows] == [
        "membership_ends_after_it_starts",
        "affiliation_ends_after_it_starts",
        "role_ends_after_it_starts",
    ]
    with translation.override("en"):
        assert [message(row) for row in rows] == [
            {"__all__": ["The last day is before the first day."]}
        ] * 3


# --- the tree of organisations -----------------------------------------------------


def test_what_may_stand_under_what(db: None) -> None:
    kinds = [kind for kind in Organisation.Kind.values if kind != "association"]
    above = {kind: make_organisation(kind=kind) for kind in kinds}
    above["association"] = make_association()
    allowed = {
        (parent, kind)
        for parent, organisation in above.items()
        for kind in kinds
        if not message(Organisation(kind=kind, parent=organisation, name_fi="Osa"))
    }

    assert allowed == {
        ("provider", "institution"),
        ("provider", "site"),
        ("institution", "institution"),
        ("institution", "site"),
        ("site", "site"),
        ("partner", "partner"),
        ("authority", "authority"),
    }


def test_the_tree_has_four_levels(db: None) -> None:
    provider = make_organisation(kind="provider")
    school = make_organisation(parent=provider)
    site = make_organisation(kind="site", parent=school)
    corner = make_organisation(kind="site", parent=site)
    too_low = Organisation(kind="site", parent=corner, name_fi="Liian alhaalla")
    apart = make_organisation()
    make_organisation(kind="site", parent=make_organisation(kind="site", parent=apart))
    apart.parent = school

    assert message(corner) == {}
    with translation.override("en"):
        assert message(too_low) == {"parent": ["There would be more than four levels."]}
        assert message(apart) == {"parent": ["There would be more than four levels."]}
    apart.parent = provider
    assert message(apart) == {}


def test_nothing_is_a_part_of_itself(db: None) -> None:
    school = make_organisation()
    part = make_organisation(parent=school)
    school.parent = part
    itself = make_organisation()
    itself.parent = itself

    with translation.override("en"):
        sentence = {"parent": ["The organisation would be a part of itself."]}
        assert [message(school), message(itself)] == [sentence, sentence]
    assert refuses(itself) == "organisation_is_not_part_of_itself"


def test_the_database_refuses_a_circle(db: None) -> None:
    school = make_organisation()
    part = make_organisation(parent=school)

    with pytest.raises(IntegrityError, match="not a part of itself"), transaction.atomic():
        Organisation.objects.filter(pk=school.pk).update(parent=part)


@on_the_database
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 5)), max_size=12))
def test_the_line_of_ids_is_the_way_upwards_whatever_moves(
    db: None, moves: list[tuple[int, int]]
) -> None:
    """Also of parts far below what moves, and also where a row is moved by SQL."""
    with transaction.atomic():
        places = [make_organisation() for _ in range(6)]
        for moved, onto in moves:
            new = places[onto] if onto >= 0 else None
            if new is None or places[moved].pk not in line_of(new):
                Organisation.objects.filter(pk=places[moved].pk).update(parent=new)
        kept = dict(Organisation.objects.values_list("pk", "line_ids"))
        assert kept == {place.pk: line_of(place) for place in places}
        transaction.set_rollback(True)


def line_of(place: Organisation) -> list[int]:
    parents = dict(Organisation.objects.values_list("pk", "parent"))
    line = [place.pk]
    while above := parents[line[-1]]:
        line.append(above)
    return line


def test_an_organisation_knows_its_line_as_soon_as_it_is_there(db: None) -> None:
    school = make_organisation()
    assert make_organisation(parent=school).line_ids[1:] == school.line_ids == [school.pk]


def test_a_kind_does_not_change_under_its_parts(db: None) -> None:
    school = make_organisation()
    make_organisation(kind="site", parent=school)
    school.kind = "partner"

    assert list(message(school)) == ["kind"]
    school.kind = "provider"
    assert message(school) == {}


def test_there_is_one_association(db: None) -> None:
    make_association()
    another = Organisation(kind="association", name_fi="Toinen liitto")

    assert refuses(another) == "organisation_one_association"
    with translation.override("en"):
        assert message(another) == {"__all__": ["There is one association already."]}


def test_a_line_is_one_query(db: None) -> None:
    provider = make_organisation(kind="provider")
    school = make_organisation(parent=provider)
    site = make_organisation(kind="site", parent=school)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = Organisation.objects.with_line().get(pk=site.pk).line()
    assert found == [site, school, provider]
    assert len(queries) == 1


# --- names and addresses --------------------------------------------------------------


def test_names_sort_as_in_finnish(db: None) -> None:
    names = ["Ööbiitti", "Zeniitti", "Åbo", "alfa", "Äänekoski", "Örö", "Beeta", "zeta"]
    for name in names:
        make_organisation(name_fi=name)

    assert [row.name_fi for row in Organisation.objects.all()] == [
        *("alfa", "Beeta", "Zeniitti", "zeta", "Åbo", "Äänekoski", "Örö", "Ööbiitti")
    ]


@pytest.mark.parametrize(
    "language, expected",
    [("fi", "Koulu Koulu"), ("sv", "Skolan Koulu"), ("en", "Koulu School")],
)
def test_a_name_is_in_the_readers_language_or_else_in_finnish(language: str, expected: str) -> None:
    swedish = Organisation(name_fi="Koulu", name_sv="Skolan")
    english = Organisation(name_fi="Koulu", name_en="School")

    with translation.override(language):
        assert f"{swedish} {english}" == expected


def test_an_address_is_written_in_lower_case(db: None) -> None:
    assert make_user(email=" Ritva@Example.ORG ").email == "ritva@example.org"
    assert refuses(User(email="Sten@example.org", name="Sten")) == "user_email_is_lower_case"
    typed = User(email="Kaisa@Example.org", name="Kaisa", password="x")
    assert message(typed) == {}
    assert typed.email == "kaisa@example.org"
    again = User(email="RITVA@example.org", name="Toinen", password="x")
    with translation.override("en"):
        assert message(again) == {"email": ["Somebody has this address already."]}


# --- roles -----------------------------------------------------------------------


def test_a_role_of_the_association_grants_nothing_at_a_school(koivuranta: Organisation) -> None:
    roles = ("office", "admin", "board", "chair", "sender")
    person = make_person(koivuranta, *roles)

    assert person.standing.roles == frozenset()
    assert not person.is_staff
    assert all(message(role) for role in Role.objects.all())


def test_a_schools_role_grants_nothing_at_the_association(db: None) -> None:
    person = make_person(make_association(), "key_contact", "collegium")

    assert person.standing.roles == frozenset()


def test_people_of_a_place_come_by_name_in_two_queries(koivuranta: Organisation) -> None:
    counts = []
    for names in (["Bea"], ["Cecilia", "Aino"]):
        for name in names:
            make_person(koivuranta, "survey", name=name)
        with CaptureQueriesContext(connection) as queries:
            people = list(Affiliation.objects.at(koivuranta))
            told = [(row.user.name, [role.role for role in row.roles.all()]) for row in people]
        counts.append(len(queries))

    assert told == [("Aino", ["survey"]), ("Bea", ["survey"]), ("Cecilia", ["survey"])]
    assert counts == [2, 2]
