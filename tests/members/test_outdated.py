"""Somebody sees that a card is wrong: who is asked to mend it, and when."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertRedirects

from members.actions.reports import ReportNotYours, close_report, report_outdated
from members.models import Affiliation, Organisation, OutdatedReport, Seats, User
from members.todo import todo
from tests.conftest import signed_in
from tests.factories import make_member, make_organisation, make_person


@pytest.fixture(autouse=True)
def _today(time_machine: object) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00")  # type: ignore[attr-defined]


def asked(user: User) -> list[tuple[str, datetime.date | None]]:
    """What of it waits for the person."""
    fresh = User.objects.get(pk=user.pk)
    return [(task.about, task.due_on) for task in todo(fresh, Seats()) if "/outdated/" in task.url]


def age(days: int) -> None:
    then = timezone.now() - datetime.timedelta(days=days)
    OutdatedReport.objects.update(reported_at=then)


def test_a_stranger_reports_a_card_and_its_key_contact_sees_to_it(
    as_sten: Client, kaisa: User, ritva: User, outi: User, sten: User
) -> None:
    [ritvas] = ritva.affiliations.all()
    page = f"/members/people/{ritvas.pk}/outdated/"

    assert page in as_sten.get(f"/members/{ritvas.organisation_id}/").content.decode()
    assert as_sten.get(page).status_code == 200
    assert not OutdatedReport.objects.exists()  # looking reports nothing
    assertRedirects(
        as_sten.post(page, {"line": "on jo eläkkeellä"}), f"/members/{ritvas.organisation_id}/"
    )

    about = ("Ritva Respo, Koivurannan konservatorio", datetime.date(2026, 12, 1))
    assert (asked(kaisa), asked(ritva), asked(outi), asked(sten)) == ([about], [], [], [])

    report = OutdatedReport.objects.get()
    html = signed_in(kaisa).get(report.get_absolute_url()).content.decode()
    assert "on jo eläkkeellä" in html and "Sten Strand" in html
    assertRedirects(signed_in(kaisa).post(report.get_absolute_url()), "/")
    report.refresh_from_db()
    assert report.handled_by == kaisa
    assert report.handled_at and timezone.localdate(report.handled_at) == timezone.localdate()
    assert asked(kaisa) == []


def test_after_a_week_the_office_is_asked_too(
    kaisa: User, outi: User, sten: User, birgit: User, koivuranta: Organisation
) -> None:
    report_outdated(koivuranta, None, "", sten)
    for days, to_the_office in ((6, 0), (7, 1), (30, 1)):
        age(days)
        assert [len(asked(user)) for user in (kaisa, outi, birgit, sten)] == [
            *(1, to_the_office, 0, 0)
        ]


def test_where_nobody_of_the_school_would_hear_the_office_is_asked_at_once(
    ritva: User, outi: User, sten: User, koivuranta: Organisation
) -> None:
    make_person(koivuranta, "key_contact", is_active=False)
    report_outdated(koivuranta, None, "", sten)

    assert [len(asked(user)) for user in (ritva, outi)] == [0, 1]


def test_a_key_contact_above_is_asked_for_what_lies_below(sten: User) -> None:
    provider = make_organisation(kind="provider")
    head = make_person(provider, "head")
    report_outdated(make_member(parent=provider), None, "", sten)

    assert len(asked(head)) == 1


def test_reporting_twice_waits_once_and_again_when_it_was_seen_to(
    as_sten: Client, kaisa: User, koivuranta: Organisation
) -> None:
    page = f"/members/{koivuranta.pk}/outdated/"
    for line in ("a", "b"):
        assert as_sten.post(page, {"line": line}).status_code == 302
    assert list(OutdatedReport.objects.values_list("line", flat=True)) == ["b"]

    close_report(OutdatedReport.objects.get(), kaisa)
    as_sten.post(page, {"line": "c"})
    assert set(OutdatedReport.objects.values_list("line", "handled_by")) == {
        ("b", kaisa.pk),
        ("c", None),
    }


def test_the_first_to_see_to_it_stays(
    kaisa: User, outi: User, sten: User, koivuranta: Organisation
) -> None:
    report = report_outdated(koivuranta, None, "", sten)

    close_report(report, kaisa)
    close_report(report, outi)

    report.refresh_from_db()
    assert report.handled_by == kaisa


def test_strangers_neither_find_nor_close_it(
    as_sten: Client, sten: User, as_ritva: Client, ritva: User, koivuranta: Organisation
) -> None:
    report = report_outdated(koivuranta, None, "", sten)

    for client, user in ((as_sten, sten), (as_ritva, ritva)):
        assert client.get(report.get_absolute_url()).status_code == 404
        assert client.post(report.get_absolute_url()).status_code == 404
        with pytest.raises(ReportNotYours):
            close_report(report, user)
    report.refresh_from_db()
    assert report.handled_at is None


def test_a_card_one_does_not_see_cannot_be_reported(
    as_ritva: Client, sten: User, koivuranta: Organisation
) -> None:
    sten.affiliations.update(visibility=Affiliation.Visibility.OWN)
    [hidden] = sten.affiliations.all()
    partner = signed_in(make_person(make_organisation(kind="partner")))

    answers = [
        as_ritva.post(f"/members/people/{hidden.pk}/outdated/").status_code,
        partner.post(f"/members/{koivuranta.pk}/outdated/").status_code,
    ]
    sten.affiliations.update(visibility="public", until_on="2021-01-01")
    answers.append(as_ritva.get(f"/members/people/{hidden.pk}/outdated/").status_code)

    assert answers == [404, 404, 404]
    assert not OutdatedReport.objects.exists()


@pytest.mark.parametrize("line", ["a\0b", "x" * 201, "x" * 1_000_000, "a\r\nBcc: b", "\u202eab"])
def test_a_line_that_cannot_be_is_refused_and_stays_in_the_field(
    as_sten: Client, koivuranta: Organisation, line: str
) -> None:
    response = as_sten.post(f"/members/{koivuranta.pk}/outdated/", {"line": line})

    assert response.status_code == 422
    assert response.context["form"]["line"].value() == line
    assert not OutdatedReport.objects.exists()


@pytest.mark.parametrize("n", [1, 3])
def test_home_asks_as_often_for_three_as_for_one(
    kaisa: User, koivuranta: Organisation, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n):
        report_outdated(koivuranta, None, "", make_person(make_member()))

    with django_assert_num_queries(5):  # places, roles; reports, and what waits
        assert len(asked(kaisa)) == n
