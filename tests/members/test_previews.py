"""The office looks at the portal as a school sees it: it sees no more and no less than the key
contact, changes nothing, and each look is written down."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from members.actions import previews
from members.models import Affiliation, Organisation, Preview, Role, User
from surveys.models import AnswersOpened
from tests.conftest import signed_in
from tests.factories import make_organisation, make_question
from tests.surveys.factories import make_response


def looking(user: User, school: Organisation) -> Client:
    client = signed_in(user)
    assert client.post(f"/members/{school.pk}/look/").status_code == 302
    return client


@pytest.fixture
def as_school(outi: User, koivuranta: Organisation) -> Client:
    return looking(outi, koivuranta)


def test_pages_are_those_of_the_key_contact(
    as_school: Client, as_kaisa: Client, koivuranta: Organisation, granholmen: Organisation
) -> None:
    response = make_response(koivuranta)
    other = response.round.responses.get(organisation=granholmen)
    urls = [
        *("/", "/members/", "/members/people/", "/collections/", "/office/", "/questions/"),
        f"/members/{koivuranta.pk}/contacts/",
        f"/members/{granholmen.pk}/contacts/",
        f"/collections/responses/{response.pk}/",
        f"/collections/responses/{other.pk}/",
        f"/collections/rounds/{response.round_id}/",
    ]

    assert {url: as_school.get(url).status_code for url in urls} == {
        url: as_kaisa.get(url).status_code for url in urls
    }
    home = as_school.get("/").content.decode()
    assert f"<strong>{koivuranta}</strong>" in home
    assert "/look/end/" in home
    assert "/look/end/" not in as_kaisa.get("/").content.decode()


def test_nothing_can_be_changed(as_school: Client, koivuranta: Organisation, outi: User) -> None:
    response = make_response(koivuranta)
    urls = [
        *("/me/", "/ask/", "/acting/", "/letters/", f"/members/{koivuranta.pk}/contacts/"),
        f"/collections/responses/{response.pk}/confirm/",
        f"/members/{koivuranta.pk}/appoint/",
        f"/members/{koivuranta.pk}/look/",
        "/office/members/organisation/add/",
        "/nowhere/",
    ]

    for method, status in (("post", 403), ("put", 405), ("patch", 405), ("delete", 405)):
        answers = [getattr(as_school, method)(url, {"name": "X", "text": "X"}) for url in urls]
        assert [answer.status_code for answer in answers] == [status] * len(urls), method
        assert ("/look/end/" in answers[0].content.decode()) == (status == 403)
    assert User.objects.get(pk=outi.pk).name == "Outi Oras"
    assert Affiliation.objects.filter(user=outi).count() == 1
    assert Preview.objects.count() == 1


def test_nobody_sees_what_is_another_persons_own(
    as_school: Client, kaisa: User, outi: User
) -> None:
    make_question(kaisa, text="Kaisan oma kysymys")
    pages = [as_school.get(url).content.decode() for url in ("/me/", "/letters/", "/questions/")]

    assert [("Kaisan oma" in page, "kaisa@example.org" in page) for page in pages] == [
        (False, False)
    ] * 3


def test_a_look_is_written_down_from_beginning_to_end(outi: User, koivuranta: Organisation) -> None:
    with time_machine.travel("2026-11-24T10:00Z", tick=False):
        client = looking(outi, koivuranta)
    with time_machine.travel("2026-11-24T10:20Z", tick=False):
        assert client.post("/look/end/")["Location"] == f"/members/{koivuranta.pk}/"
        assert client.get("/office/").status_code == 200
        client.post("/look/end/")

    assert list(
        Preview.objects.values_list(
            "by__name", "organisation", "begun_at__hour", "ended_at__minute"
        )
    ) == [("Outi Oras", koivuranta.pk, 12, 20)]


def test_a_look_that_is_forgotten_ends_after_an_hour(outi: User, koivuranta: Organisation) -> None:
    with time_machine.travel("2026-11-24T10:00Z", tick=False):
        client = looking(outi, koivuranta)
    with time_machine.travel("2026-11-24T13:00Z", tick=False):
        client = signed_in(outi) if client.get("/office/").status_code == 302 else client
        assert client.get("/office/").status_code == 200

    ended = Preview.objects.get().ended_at
    assert ended is None or ended == datetime.datetime(2026, 11, 24, 11, tzinfo=datetime.UTC)


def test_a_look_ends_with_the_role(as_school: Client, outi: User) -> None:
    Role.objects.filter(affiliation__user=outi).update(until_on=timezone.localdate())

    assert "/look/end/" not in as_school.get("/").content.decode()
    assert as_school.get("/office/").status_code == 404
    assert Preview.objects.get().ended_at is not None


def test_only_the_office_looks(
    kaisa: User, sten: User, birgit: User, koivuranta: Organisation
) -> None:
    for user in (kaisa, sten, birgit):
        assert signed_in(user).post(f"/members/{koivuranta.pk}/look/").status_code == 404
        with pytest.raises(previews.LookNotYours):
            previews.begin(koivuranta, user)
    assert Preview.objects.count() == 0


def test_only_a_member_has_a_key_contact_to_look_as(outi: User) -> None:
    for place in (outi.homes[0].organisation, make_organisation(kind="partner")):
        with pytest.raises(previews.NoSchool):
            previews.begin(place, outi)
    assert Preview.objects.count() == 0


def test_anothers_look_is_nobody_elses(as_school: Client, kaisa: User) -> None:
    client = signed_in(kaisa)
    session = client.session
    session["look"] = Preview.objects.get().pk
    session.save()

    assert "/look/end/" not in client.get("/").content.decode()


def test_answers_opened_while_looking_are_written_down_too(
    as_school: Client, outi: User, koivuranta: Organisation
) -> None:
    response = make_response(koivuranta)
    as_school.get(f"/collections/responses/{response.pk}/")

    assert list(AnswersOpened.objects.values_list("by__name", flat=True)) == ["Outi Oras"]


def test_the_button_is_the_offices(
    as_outi: Client, as_kaisa: Client, koivuranta: Organisation
) -> None:
    button = f'action="/members/{koivuranta.pk}/look/"'
    pages = [
        client.get(f"/members/{koivuranta.pk}/").content.decode() for client in (as_outi, as_kaisa)
    ]

    assert [button in page for page in pages] == [True, False]
