""" "I work here": asked, answered, and no access in the meantime."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from communications.models import Letter
from members import actions
from members.actions import requests
from members.models import JoinRequest, Organisation, User
from tests.conftest import signed_in
from tests.factories import make_affiliation, make_member, make_organisation, make_person, make_user


@pytest.fixture
def liisa(db: None) -> User:
    return make_user(email="liisa@example.org", name="Liisa Lähtijä")


def ask(user: User, organisation: Organisation) -> JoinRequest:
    return requests.ask_to_join(user, organisation, "pianonsoiton opettaja")


def keys() -> list[str]:
    return sorted(Letter.objects.values_list("key", flat=True))


def test_who_works_there_asks_and_those_who_look_after_people_hear(
    liisa: User, kaisa: User, koivuranta: Organisation, sten: User
) -> None:
    client = signed_in(liisa)

    for _ in range(2):
        sent = client.post("/me/join/", {"organisation": koivuranta.pk, "message": "opettaja"})
        assert sent.status_code == 302

    [request] = JoinRequest.objects.all()
    assert (request.user, request.organisation, request.message) == (liisa, koivuranta, "opettaja")
    assert keys() == [f"join:{request.pk}:{kaisa.pk}"]
    url = f"/members/requests/{request.pk}/"
    assert f'href="{url}"' in signed_in(kaisa).get("/").content.decode()
    assert signed_in(sten).get(url).status_code == 404
    assert client.get(url).status_code == 404


def test_nothing_opens_by_asking(liisa: User, koivuranta: Organisation) -> None:
    ask(liisa, koivuranta)

    assert signed_in(liisa).get(f"/members/{koivuranta.pk}/").status_code == 404
    assert User.objects.get(pk=liisa.pk).homes == []


def test_accepted_with_a_role_and_told(
    liisa: User, kaisa: User, as_kaisa: Client, koivuranta: Organisation
) -> None:
    request = ask(liisa, koivuranta)
    url = f"/members/requests/{request.pk}/"

    sent = [as_kaisa.post(url, {"title": "opettaja", "roles": ["training"]}) for _ in range(2)]

    assert [answer.status_code for answer in sent] == [302, 302]
    [place] = User.objects.get(pk=liisa.pk).homes
    assert (place.organisation, place.title) == (koivuranta, "opettaja")
    assert list(place.roles.values_list("role", "granted_by")) == [("training", kaisa.pk)]
    assert f"added:{place.pk}" in keys()
    assert as_kaisa.post(url, {"refuse": "1"}).status_code == 409


def test_refused_and_told(liisa: User, as_kaisa: Client, koivuranta: Organisation) -> None:
    request = ask(liisa, koivuranta)
    url = f"/members/requests/{request.pk}/"

    sent = [as_kaisa.post(url, {"refuse": "1"}) for _ in range(2)]

    assert [answer.status_code for answer in sent] == [302, 302]
    assert not liisa.affiliations.exists()
    assert f"join:{request.pk}:refused" in keys()
    assert as_kaisa.post(url, {}).status_code == 409


def test_withdrawn_by_the_person_alone(
    liisa: User, kaisa: User, as_kaisa: Client, koivuranta: Organisation
) -> None:
    request = ask(liisa, koivuranta)
    url = f"/me/join/{request.pk}/withdraw/"

    assert as_kaisa.post(url).status_code == 404
    with pytest.raises(actions.NotYours):
        requests.withdraw(request, kaisa)
    assert [signed_in(liisa).post(url).status_code for _ in range(2)] == [302, 302]

    request.refresh_from_db()
    assert request.state == "withdrawn"
    with pytest.raises(requests.AnsweredAlready):
        requests.accept(request, "", [], kaisa)


def test_a_deputy_gives_no_more_than_a_deputy_may(liisa: User, koivuranta: Organisation) -> None:
    request = ask(liisa, koivuranta)
    deputy = make_person(koivuranta, "deputy")

    answer = signed_in(deputy).post(f"/members/requests/{request.pk}/", {"roles": ["head"]})

    assert answer.status_code == 422
    with pytest.raises(actions.RoleNotYours):
        requests.accept(request, "", ["head"], deputy)
    assert not liisa.affiliations.exists()


def test_after_a_week_the_office_is_asked_too(
    liisa: User,
    outi: User,
    kaisa: User,
    koivuranta: Organisation,
    time_machine: TimeMachineFixture,
) -> None:
    request = ask(liisa, koivuranta)
    url = f"/members/requests/{request.pk}/"
    now = timezone.now()
    asked = []
    for days in (6, 8):
        time_machine.move_to(now + datetime.timedelta(days=days))
        asked.append(url in signed_in(outi).get("/").content.decode())

    assert asked == [False, True]


def test_where_nobody_would_hear_the_office_is_asked_at_once(liisa: User, outi: User) -> None:
    request = ask(liisa, make_member())

    assert f"/members/requests/{request.pk}/" in signed_in(outi).get("/").content.decode()


def test_who_belongs_already_and_who_asks_too_much_is_refused(ritva: User, liisa: User) -> None:
    with pytest.raises(requests.HereAlready):
        ask(ritva, ritva.homes[0].organisation)
    with pytest.raises(requests.NoMember):
        ask(liisa, make_organisation())
    for _ in range(3):
        ask(liisa, make_member())
    with pytest.raises(requests.TooMany):
        ask(liisa, make_member())

    assert JoinRequest.objects.count() == 3


@pytest.mark.parametrize("organisation", ["", "0", "x\0", "9" * 30, "-1"])
@pytest.mark.parametrize("message", ["", "x" * 1_000_000, "a\0b", "a\u202eb"])
def test_what_cannot_be_is_told_at_its_field(liisa: User, organisation: str, message: str) -> None:
    answer = signed_in(liisa).post("/me/join/", {"organisation": organisation, "message": message})

    assert answer.status_code == 422
    assert "organisation" in answer.context["form"].errors


@pytest.mark.parametrize("n", [1, 3])
def test_home_asks_the_database_as_often_for_three_requests_as_for_one(
    kaisa: User, koivuranta: Organisation, n: int, django_assert_max_num_queries: object
) -> None:
    for _ in range(n):
        ask(make_affiliation().user, koivuranta)
    client = signed_in(kaisa)

    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = client.get("/")

    assert len(page.context["tasks"]) == n
