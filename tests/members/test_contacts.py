"""How an organisation is reached: who sees it, who keeps it, and what cannot be written."""

import datetime
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertRedirects

from members.actions.contacts import ContactChanged, ContactsNotYours, keep_contact_point
from members.models import Affiliation, ContactPoint, Organisation, User
from tests.conftest import signed_in
from tests.factories import make_contact_point, make_organisation, make_person

TODAY = datetime.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _today(time_machine: object) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00")  # type: ignore[attr-defined]


def contact(**fields: str) -> dict[str, str]:
    usual = {"kind": "email", "value": "toimisto@example.org", "label": "", "visibility": "public"}
    return usual | fields


def rows(organisation: Organisation) -> list[tuple[Any, ...]]:
    points = ContactPoint.objects.of(organisation)
    return list(points.values_list("kind", "value", "label", "visibility", "checked_on"))


def test_a_contact_point_is_in_the_html_of_those_alone_who_may_see_it(
    granholmen: Organisation, ritva: User, sten: User, outi: User, birgit: User
) -> None:
    marks = [mark.value for mark in Affiliation.Visibility]
    for mark in marks:
        make_contact_point(granholmen, value=f"{mark}@seen.example.org", visibility=mark)
    finance = make_person(granholmen, "finance")
    partner = make_person(make_organisation(kind="partner"))
    below = make_person(make_organisation(kind="site", parent=granholmen))

    def seen(user: User) -> list[str]:
        html = signed_in(user).get(f"/members/{granholmen.pk}/").content.decode()
        return [mark for mark in marks if f"{mark}@seen.example.org" in html]

    everybody_of_members = ["members", "signed_in", "public"]
    assert {
        "ritva": seen(ritva),
        "birgit": seen(birgit),
        "below": seen(below),
        "sten": seen(sten),
        "outi": seen(outi),
        "finance": seen(finance),
        "partner": seen(partner),  # who does not see the page at all
    } == {
        "ritva": everybody_of_members,
        "birgit": everybody_of_members,
        "below": everybody_of_members,
        "sten": marks,
        "outi": marks,
        "finance": marks,
        "partner": [],
    }


@pytest.mark.parametrize("role", ["key_contact", "head", "deputy", "finance"])
def test_those_who_keep_the_organisation_add_change_check_and_remove(
    koivuranta: Organisation, role: str
) -> None:
    client, page = signed_in(make_person(koivuranta, role)), f"/members/{koivuranta.pk}/contacts/"

    assertRedirects(client.post(page, contact(kind="web", value="koivuranta.example.org")), page)
    assert rows(koivuranta) == [("web", "https://koivuranta.example.org", "", "public", TODAY)]

    point = koivuranta.contact_points.get()
    form = client.get(f"{page}{point.pk}/").context["form"]
    changed = contact(kind="phone", value="+358 40 123 4567", label="talo", visibility="own")
    client.post(f"{page}{point.pk}/", changed | {"seen": form["seen"].value()})
    assert rows(koivuranta) == [("phone", "+358 40 123 4567", "talo", "own", TODAY)]

    koivuranta.contact_points.update(checked_on="2020-01-01")
    client.post(f"{page}right/")
    assert rows(koivuranta) == [("phone", "+358 40 123 4567", "talo", "own", TODAY)]

    assertRedirects(client.post(f"{page}{point.pk}/", {"remove": "1"}), page)
    assert rows(koivuranta) == []


@pytest.mark.parametrize("role", ["survey", "training", "collegium"])
def test_others_find_neither_the_page_nor_its_button(
    koivuranta: Organisation, sten: User, role: str
) -> None:
    point = make_contact_point(koivuranta)
    page = f"/members/{koivuranta.pk}/contacts/"
    for user in (make_person(koivuranta, role), sten):
        client = signed_in(user)
        assert page not in client.get(f"/members/{koivuranta.pk}/").content.decode()
        for url in (page, f"{page}{point.pk}/"):
            assert client.get(url).status_code == 404
        for url in (page, f"{page}right/", f"{page}{point.pk}/"):
            assert client.post(url, contact() | {"remove": "1"}).status_code == 404
    with pytest.raises(ContactsNotYours):
        keep_contact_point(ContactPoint(organisation=koivuranta, **contact()), sten)
    assert ContactPoint.objects.get() == point


def test_another_organisations_row_is_not_found_through_ones_own_page(
    as_kaisa: Client, koivuranta: Organisation, granholmen: Organisation
) -> None:
    theirs = make_contact_point(granholmen)
    page = f"/members/{koivuranta.pk}/contacts/{theirs.pk}/"

    assert as_kaisa.get(page).status_code == 404
    assert as_kaisa.post(page, {"remove": "1"}).status_code == 404
    assert as_kaisa.post(page, contact(value="x@example.org")).status_code == 404
    assert ContactPoint.objects.get() == theirs


def test_pressing_twice_adds_one(as_kaisa: Client, koivuranta: Organisation) -> None:
    page = f"/members/{koivuranta.pk}/contacts/"

    answers = [as_kaisa.post(page, contact(label=label)).status_code for label in ("a", "b")]

    assert answers == [302, 302]
    assert rows(koivuranta) == [("email", "toimisto@example.org", "b", "public", TODAY)]


def test_two_people_do_not_write_over_one_another(
    as_kaisa: Client, as_outi: Client, koivuranta: Organisation
) -> None:
    point = make_contact_point(koivuranta)
    page = f"/members/{koivuranta.pk}/contacts/{point.pk}/"
    seen = as_kaisa.get(page).context["form"]["seen"].value()

    first = as_outi.post(page, contact(value="first@example.org", seen=seen))
    second = as_kaisa.post(page, contact(value="second@example.org", seen=seen))

    assert (first.status_code, second.status_code) == (302, 409)
    assert second.context["refusal"] == str(ContactChanged())
    assert second.context["form"]["value"].value() == "second@example.org"  # nothing typed is lost
    assert [row[1] for row in rows(koivuranta)] == ["first@example.org"]
    ContactPoint.objects.all().delete()
    assert as_kaisa.post(page, contact(seen=seen)).status_code == 404


def test_one_is_not_changed_into_another(as_kaisa: Client, koivuranta: Organisation) -> None:
    make_contact_point(koivuranta, value="a@example.org")
    point = make_contact_point(koivuranta, value="b@example.org")
    page = f"/members/{koivuranta.pk}/contacts/{point.pk}/"
    seen = as_kaisa.get(page).context["form"]["seen"].value()

    assert as_kaisa.post(page, contact(value="a@example.org", seen=seen)).status_code == 409
    assert [row[1] for row in rows(koivuranta)] == ["a@example.org", "b@example.org"]


@pytest.mark.parametrize(
    "kind, value",
    [
        ("email", "toimisto"),
        ("email", "a@b"),
        ("email", "a@example.org\nBcc: x@example.org"),
        ("phone", "call us"),
        ("web", "javascript:alert(1)"),
        ("web", "ftp://example.org"),
        ("web", "http://"),
        ("e_invoice", "ÄÖ"),
        ("visit", ""),
        ("visit", "Koulukatu\0 1"),
        ("visit", "Koulukatu \u202e1"),
        ("visit", "Koulu\u200bkatu 1"),
        ("visit", "Koulukatu\u20281"),
        ("visit", "x" * 1_000_000),
        ("nonsense", "a@example.org"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_in_the_field(
    as_kaisa: Client, koivuranta: Organisation, kind: str, value: str
) -> None:
    response = as_kaisa.post(f"/members/{koivuranta.pk}/contacts/", contact(kind=kind, value=value))

    assert response.status_code == 422
    assert response.context["form"].errors
    assert response.context["form"]["value"].value() == value
    assert rows(koivuranta) == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kind=st.sampled_from(ContactPoint.Kind.values),
    value=st.text(max_size=60),
    label=st.text(max_size=20),
)
def test_whatever_is_typed_is_saved_or_refused_and_never_breaks(
    as_kaisa: Client, koivuranta: Organisation, kind: str, value: str, label: str
) -> None:
    ContactPoint.objects.all().delete()
    page = f"/members/{koivuranta.pk}/contacts/"

    status = as_kaisa.post(page, contact(kind=kind, value=value, label=label)).status_code

    assert (status, ContactPoint.objects.count()) in {(302, 1), (422, 0)}
    assert as_kaisa.get(page).status_code == 200


@pytest.mark.parametrize("n", [1, 3])
def test_three_are_asked_for_as_one(
    as_kaisa: Client,
    koivuranta: Organisation,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(n):
        make_contact_point(koivuranta)

    with django_assert_num_queries(6):
        response = as_kaisa.get(f"/members/{koivuranta.pk}/contacts/")

    assert len(response.context["points"]) == n


def test_the_office_keeps_them_in_the_admin_too(as_outi: Client, koivuranta: Organisation) -> None:
    make_contact_point(koivuranta, value="a@example.org")

    html = as_outi.get(f"/office/members/organisation/{koivuranta.pk}/change/").content.decode()

    assert 'value="a@example.org"' in html
