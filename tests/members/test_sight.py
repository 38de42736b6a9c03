"""Who sees a person: the page says exactly what the rule of access gives, by brute force."""

import itertools

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from members.access import RULES, Where
from members.models import Affiliation, Organisation, User
from members.roles import RoleName
from members.sight import CROWDS, FIELDS, sights
from tests.conftest import signed_in
from tests.factories import (
    make_affiliation,
    make_association,
    make_member,
    make_organisation,
    make_person,
    make_user,
)

MARKS = ("own", "members", "signed_in", "public")
ROLES = ("key_contact", "head", "deputy", "survey", "finance", "training", "collegium", "")


def seen_by(viewer: User, home: Affiliation) -> set[str]:
    """What the viewer is really shown of the place."""
    row = Affiliation.objects.visible_to(viewer).telling(viewer).filter(pk=home.pk).first()
    if row is None:
        return set()
    shown = {name for name in ("title", "email", "phone") if getattr(row, f"seen_{name}")}
    return {"visibility"} | {f"{name}_visibility" for name in shown}


def told_of(viewer: User, person: User, home: Affiliation) -> set[str]:
    """What the page says that the viewer sees."""
    [sight] = [each for each in sights(person) if each.home == home]
    if viewer in [named.user for named in sight.named]:
        return set(FIELDS)
    standing = viewer.standing
    belongs = {
        "board": standing.holds("board", "chair"),
        "member": standing.is_member,
        "signed_in": True,
        "anyone": True,
    }
    return {field for crowd in sight.crowds if belongs[crowd.who] for field in crowd.fields}


@pytest.fixture
def federation(db: None) -> list[User]:
    """Six schools, of which two stand under a third and one is no member, of eight people each; the
    association, and somebody without a place."""
    provider = make_member(kind="provider")
    places = [
        provider,
        *(make_organisation(parent=provider) for _each in range(2)),
        *(make_member() for _each in range(2)),
        make_organisation(kind="partner"),
    ]
    people = [
        make_person(place, *([role] if role else []), phone="+358401234567")
        for place, role in itertools.product(places, ROLES)
    ]
    second = make_member()  # where some are too: its key contact sees them there alone
    for person in people[::3]:
        make_affiliation(user=person, organisation=second)
    people.append(make_person(second, "key_contact"))
    association = make_association()
    people += [make_person(association, role) for role in ("office", "admin", "board", "chair")]
    gone = make_affiliation("key_contact", organisation=places[1], until_on="2021-01-01").user
    off = make_person(places[1], "key_contact", is_active=False)
    return [*people, gone, make_user(), off]


@pytest.mark.parametrize("seed", range(4))
def test_the_page_names_exactly_those_who_see(federation: list[User], seed: int) -> None:
    for number, user in enumerate(federation):
        marks = [MARKS[(number + seed * step) % 4] for step in (1, 2, 3)]
        User.objects.filter(pk=user.pk).update(
            phone="+358401234567",
            title_visibility=marks[0],
            email_visibility=marks[1],
            phone_visibility=marks[2],
        )
        mark = MARKS[(number // 4 + seed) % 4]
        Affiliation.objects.filter(user=user).update(visibility=mark, title="Lehtori")
    people = list(User.objects.get_queryset().filter(pk__in=[u.pk for u in federation]))
    viewers = [user for user in people if user.is_active]
    wrong = [
        (person.name, viewer.name, seen_by(viewer, home), told_of(viewer, person, home))
        for person in people[seed * 8 : 48 : 5]
        for home in person.homes
        for viewer in viewers
        if viewer != person and seen_by(viewer, home) != told_of(viewer, person, home)
    ]

    assert wrong == []


def test_every_word_of_the_rule_that_is_no_role_has_a_name() -> None:
    """And the chair sees what the board sees."""
    rule = RULES["see_person"]

    assert set(rule) - set(RoleName.values) <= set(CROWDS)
    assert rule["board"] == rule["chair"] == Where.MEMBERS


def test_the_page_says_who_by_what_and_since_when(
    as_ritva: Client, ritva: User, kaisa: User, outi: User, sten: User
) -> None:
    html = as_ritva.get("/privacy/mine/").content.decode()

    assert "Kaisa Keto" in html and "Outi Oras" in html and "1.1.2020" in html
    assert "Sten Strand" not in html
    assert "/privacy/mine/" in as_ritva.get("/me/").content.decode()


def test_a_place_that_is_hidden_has_no_crowd(ritva: User) -> None:
    Affiliation.objects.filter(user=ritva).update(visibility="own")
    User.objects.filter(pk=ritva.pk).update(email_visibility="public")

    [sight] = sights(User.objects.get(pk=ritva.pk))
    assert sight.crowds == []


def test_it_asks_as_much_for_three_who_see_as_for_one(
    ritva: User, koivuranta: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 2):
        for _each in range(count):
            make_person(koivuranta, "key_contact")
        client = signed_in(User.objects.get(pk=ritva.pk))
        with django_assert_num_queries(11):
            client.get("/privacy/mine/")
