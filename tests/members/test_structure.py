"""Names, wholes, ties and mergers: what the office writes, and what stays of what was before."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertRedirects

from members.actions.names import NameBefore, Names, NotYet, StructureNotYours, move, rename
from members.models import Organisation, OrganisationName, Tie, User
from members.timeline import timeline
from tests.conftest import signed_in
from tests.factories import make_member, make_organisation, make_person

TODAY = datetime.date(2026, 11, 24)
NEW = Names("Koivurannan musiikkiopisto", "Björkstrands musikinstitut", "", "KMO")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture(autouse=True)
def _today(time_machine: object) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00")  # type: ignore[attr-defined]


def former(organisation: Organisation) -> list[tuple[Any, ...]]:
    rows = organisation.former_names.order_by("until_on")
    return list(rows.values_list("name_fi", "from_on", "until_on"))


def test_a_new_name_is_in_force_and_the_former_one_is_kept_with_its_days(
    koivuranta: Organisation, outi: User
) -> None:
    rename(koivuranta, NEW, day("2020-08-01"), outi, "Hallitus 3/2020")
    rename(koivuranta, Names("Kolmas"), TODAY, outi)

    koivuranta.refresh_from_db()
    assert koivuranta.name_fi == "Kolmas"
    assert former(koivuranta) == [
        ("Koivurannan konservatorio", None, day("2020-08-01")),
        ("Koivurannan musiikkiopisto", day("2020-08-01"), TODAY),
    ]


def test_the_same_name_again_changes_nothing(koivuranta: Organisation, outi: User) -> None:
    for _ in range(2):
        rename(koivuranta, NEW, TODAY, outi)

    assert len(former(koivuranta)) == 1


def test_a_name_begins_after_the_one_before_and_not_in_the_future(
    koivuranta: Organisation, outi: User
) -> None:
    rename(koivuranta, NEW, day("2020-08-01"), outi)

    with pytest.raises(NameBefore):
        rename(koivuranta, Names("x"), day("2020-08-01"), outi)
    with pytest.raises(NotYet):
        rename(koivuranta, Names("x"), TODAY + datetime.timedelta(days=1), outi)
    assert len(former(koivuranta)) == 1


def test_only_the_office_renames_and_moves(
    koivuranta: Organisation, kaisa: User, sten: User, birgit: User, as_kaisa: Client
) -> None:
    for user in (kaisa, sten, birgit):
        with pytest.raises(StructureNotYours):
            rename(koivuranta, NEW, TODAY, user)
        with pytest.raises(StructureNotYours):
            move(koivuranta, make_organisation(kind="provider"), TODAY, user)
    for page in ("rename", "succeed"):
        assert as_kaisa.get(f"/members/{koivuranta.pk}/{page}/").status_code == 404
        assert as_kaisa.post(f"/members/{koivuranta.pk}/{page}/").status_code == 404
    assert former(koivuranta) == []


@pytest.mark.django_db
def test_the_database_keeps_one_name_and_one_tie_at_a_time(koivuranta: Organisation) -> None:
    def name(start: str, end: str) -> None:
        with transaction.atomic():
            OrganisationName.objects.create(
                organisation=koivuranta, name_fi="x", from_on=start, until_on=end
            )

    name("2010-01-01", "2015-01-01")
    name("2015-01-01", "2016-01-01")
    for start, end in (("2014-12-31", "2015-06-01"), ("2020-01-01", "2019-01-01")):
        with pytest.raises(IntegrityError):
            name(start, end)
    other = make_organisation()
    koivuranta.ties.create(kind="owned_by", to=other, from_on="2010-01-01")
    for to in (other, koivuranta):
        with pytest.raises(IntegrityError), transaction.atomic():
            koivuranta.ties.create(kind="owned_by", to=to, from_on="2015-01-01")


def test_what_an_organisation_was_a_part_of_is_kept(koivuranta: Organisation, outi: User) -> None:
    first, second = (make_organisation(kind="provider") for _ in range(2))
    move(koivuranta, first, day("2010-01-01"), outi)
    move(koivuranta, second, day("2015-01-01"), outi)
    move(koivuranta, second, day("2016-01-01"), outi)
    move(koivuranta, None, TODAY, outi)

    koivuranta.refresh_from_db()
    assert koivuranta.parent is None
    ties = koivuranta.ties.order_by("-until_on")
    assert list(ties.values_list("kind", "to", "from_on", "until_on")) == [
        ("part_of", second.pk, day("2015-01-01"), TODAY),
        ("part_of", first.pk, None, day("2015-01-01")),
    ]
    with pytest.raises(ValidationError):
        move(first, koivuranta, TODAY, outi)


def test_the_admin_keeps_the_former_whole_too(as_outi: Client) -> None:
    first, second = (make_organisation(kind="provider") for _ in range(2))
    school = make_organisation(parent=first)
    inlines = (
        *("memberships", "contact_points", "facts", "identifiers", "email_domains"),
        *("former_names", "ties"),
    )
    form = {f"{name}-{what}_FORMS": 0 for name in inlines for what in ("TOTAL", "INITIAL")}

    as_outi.post(
        f"/office/members/organisation/{school.pk}/change/",
        {"kind": "institution", "name_fi": "Uusi", "parent": second.pk, **form},
    )

    school.refresh_from_db()
    assert (school.name_fi, school.parent) == ("Uusi", second)
    assert list(school.ties.values_list("kind", "to", "until_on")) == [("part_of", first.pk, TODAY)]


def test_an_organisation_is_found_by_its_former_name(
    koivuranta: Organisation, outi: User, as_ritva: Client
) -> None:
    rename(koivuranta, Names("Kolmas"), TODAY, outi)

    rows = as_ritva.get("/members/?q=koivurannan").context["organisations"]

    assert [str(row) for row in rows] == ["Kolmas"]


def test_the_office_renames_on_its_desk(as_outi: Client, koivuranta: Organisation) -> None:
    desk = as_outi.get(f"/office/members/organisation/{koivuranta.pk}/change/").content.decode()
    page = f"/members/{koivuranta.pk}/rename/"
    assert page in desk and f"/members/{koivuranta.pk}/succeed/" in desk
    form = as_outi.get(page).context["form"]
    assert form["name_fi"].value() == "Koivurannan konservatorio"

    typed = {"name_fi": "Uusi nimi", "day": "2026-08-01", "source": "Hallitus"}
    assertRedirects(as_outi.post(page, typed), f"/members/{koivuranta.pk}/")
    assert former(koivuranta) == [("Koivurannan konservatorio", None, day("2026-08-01"))]
    refused = as_outi.post(page, typed | {"name_fi": "Vielä uudempi", "day": "2026-07-01"})
    assert (refused.status_code, refused.context["form"]["name_fi"].value()) == (
        409,
        "Vielä uudempi",
    )


@pytest.mark.parametrize(
    "field, text",
    [
        ("name_fi", ""),
        ("name_fi", "a\0b"),
        ("name_fi", "a\u202eb"),
        ("name_sv", "x" * 1_000_000),
        ("day", "soon"),
        ("source", "a\nb\nBcc: c"),
    ],
)
def test_a_name_that_cannot_be_is_refused(
    as_outi: Client, koivuranta: Organisation, field: str, text: str
) -> None:
    typed = {"name_fi": "Uusi", "day": "2026-08-01", field: text}

    response = as_outi.post(f"/members/{koivuranta.pk}/rename/", typed)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert former(koivuranta) == []


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days=st.lists(st.dates(day("2000-01-01"), TODAY), min_size=1, max_size=6))
def test_names_never_overlap_and_leave_no_gap(outi: User, days: list[datetime.date]) -> None:
    school = make_organisation()
    for number, start in enumerate(days):
        try:
            rename(school, Names(f"Nimi {number}"), start, outi)
        except NameBefore:
            continue

    rows = former(school)
    assert [start for _, start, _ in rows] == [None, *(until for *_, until in rows[:-1])]
    assert rows == sorted(rows, key=lambda row: row[2])


# --- over time -----------------------------------------------------------------------------


def test_all_that_was_is_told_by_date(koivuranta: Organisation, outi: User) -> None:
    other = make_member(name_fi="Vanha opisto")
    rename(koivuranta, Names("Uusi"), day("2021-08-01"), outi)
    koivuranta.refresh_from_db()
    koivuranta.identifiers.create(kind="oid", value="1.2.246.562.10.1", from_on="2019-01-01")
    koivuranta.memberships.update(until_on="2025-01-01")
    koivuranta.ties.create(kind="succeeds", to=other, from_on="2022-01-01")
    koivuranta.ties.create(kind="part_of", to=other, until_on="2018-01-01")

    told = [(moment.day.isoformat(), moment.other) for moment in timeline(koivuranta, outi)]

    assert told == [
        ("2025-01-01", None),
        ("2022-01-01", other),
        ("2021-08-01", None),
        ("2020-01-01", None),
        ("2019-01-01", None),
        ("2018-01-01", other),
    ]


def test_ties_to_what_one_does_not_see_are_not_told(koivuranta: Organisation) -> None:
    partner = make_organisation(kind="partner")
    person = make_person(partner)
    Tie.objects.create(of=partner, to=koivuranta, kind="partner_in", from_on="2020-01-01")

    assert timeline(partner, person) == []
    assert "Koivurannan" not in signed_in(person).get(f"/members/{partner.pk}/").content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_three_of_each_are_asked_for_as_one(
    koivuranta: Organisation,
    outi: User,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(n):
        rename(koivuranta, Names(f"{number}"), day(f"202{number}-02-01"), outi)
        koivuranta.ties.create(kind="owned_by", to=make_member(), from_on="2020-01-01")
        koivuranta.identifiers.create(
            kind="oid", value=f"1.2.246.562.10.{number}", from_on="2020-01-01"
        )

    with django_assert_num_queries(5):
        assert len(timeline(koivuranta, outi)) == 3 * n + 1
