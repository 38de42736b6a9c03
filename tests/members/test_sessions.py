"""Sessions: how long they live, how many there are at once, and how they end."""

import re
import time

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertRedirects
from time_machine import TimeMachineFixture

from members import devices
from members.models import User
from tests.conftest import signed_in
from tests.members.signing_in import FIREFOX, PASSWORD, is_signed_in, make_session, sign_in

MINUTE, HOUR = 60, 60 * 60
LIST = "/account/sessions/"


@pytest.fixture(autouse=True)
def _password(ritva: User, time_machine: TimeMachineFixture) -> None:
    ritva.set_password(PASSWORD)
    ritva.save()
    time_machine.move_to("2026-11-24T06:00:00+02:00", tick=False)


def come_in() -> Client:
    client = Client(headers={"user-agent": FIREFOX})
    sign_in(client)
    return client


def alive(*clients: Client) -> list[bool]:
    return [is_signed_in(client) for client in clients]


# --- time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes, lives", [(119, True), (121, False)])
def test_a_session_left_alone_ends_after_two_hours(
    minutes: int, lives: bool, time_machine: TimeMachineFixture
) -> None:
    client = come_in()
    time_machine.shift(minutes * MINUTE)

    assert alive(client) == [lives]


def test_a_session_in_use_goes_on_but_not_past_twelve_hours(
    time_machine: TimeMachineFixture,
) -> None:
    client = come_in()
    for _ in range(7):
        time_machine.shift(100 * MINUTE)
        assert alive(client) == [True]

    time_machine.shift(21 * MINUTE)
    assert alive(client) == [False]


def test_who_is_signed_out_is_told_why(time_machine: TimeMachineFixture) -> None:
    client = come_in()
    client.cookies["django_language"] = "en"
    time_machine.shift(3 * HOUR)

    answer = client.get("/me/", follow=True)

    assertRedirects(answer, "/account/login/?next=/me/")
    assert "You were signed out, because it was long ago." in answer.content.decode()


def test_a_session_that_has_ended_does_not_come_back(time_machine: TimeMachineFixture) -> None:
    client = come_in()
    key = client.cookies["sessionid"].value
    time_machine.shift(3 * HOUR)
    client.get("/me/")

    assert Session.objects.get(session_key=key).expire_date.timestamp() == time.time()
    assert client.cookies["sessionid"].value != key
    assert alive(client) == [False]


def test_what_was_sent_too_late_waits_for_its_sender_alone(
    sten: User, time_machine: TimeMachineFixture
) -> None:
    client = come_in()
    sten.set_password(PASSWORD)
    sten.save()
    time_machine.shift(3 * HOUR)
    assertRedirects(client.post("/me/", {"name": "Ritva Uusi"}), "/account/login/?next=/kept/")

    other = Client()
    other.cookies["sessionid"] = client.cookies["sessionid"].value
    sign_in(other, sten.email)
    assertRedirects(other.get("/kept/"), "/")
    sign_in(client)
    assert client.get("/kept/").status_code in {200, 302}


def test_a_session_is_written_down_once_a_minute_at_most(
    ritva: User, time_machine: TimeMachineFixture
) -> None:
    client = come_in()
    client.get("/me/")
    with CaptureQueriesContext(connection) as busy:
        client.get("/me/")
    time_machine.shift(61)
    with CaptureQueriesContext(connection) as noticed:
        client.get("/me/")

    written = [
        [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
        for queries in (busy, noticed)
    ]
    assert [len(each) for each in written] == [0, 2]
    assert UserSession.objects.get().last_seen_at.timestamp() == time.time()


# --- number ----------------------------------------------------------------------------------------


def test_the_sixth_session_ends_the_oldest(time_machine: TimeMachineFixture, sten: User) -> None:
    other = signed_in(sten)
    clients = []
    for _ in range(6):
        time_machine.shift(MINUTE)
        clients.append(come_in())

    assert alive(*clients, other) == [False, True, True, True, True, True, True]
    assert UserSession.objects.count() == 6


# --- end -------------------------------------------------------------------------------------------


def test_signing_out_leaves_nothing_on_the_server() -> None:
    client = come_in()
    key = client.cookies["sessionid"].value

    client.post("/account/logout/")

    assert not Session.objects.filter(session_key=key).exists()


def test_a_new_password_ends_the_other_sessions() -> None:
    client, elsewhere = come_in(), come_in()
    new = "neljä vähän pidempää sanaa"

    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/account/password/change/", form)

    assert alive(client, elsewhere) == [True, False]


def test_an_account_that_was_turned_off_has_no_session_when_it_is_on_again(
    as_outi: Client, ritva: User
) -> None:
    client = come_in()
    at = f"/office/members/user/{ritva.pk}/change/"
    form = {"name": ritva.name, "email": ritva.email, "language": "fi"}
    as_outi.post(at, form)
    assert alive(client) == [False]
    as_outi.post(at, form | {"is_active": "on"})
    ritva.refresh_from_db()

    assert (ritva.is_active, alive(client)) == (True, [False])


def test_the_office_signs_somebody_out_everywhere(
    as_outi: Client, ritva: User, as_sten: Client
) -> None:
    client = come_in()

    form = {"action": "sign_out_selected", "_selected_action": str(ritva.pk)}
    as_outi.post("/office/members/user/", form)

    assert alive(client, as_sten, as_outi) == [False, True, True]


# --- the list --------------------------------------------------------------------------------------


def test_one_sees_where_one_is_signed_in(ritva: User, sten: User) -> None:
    client = come_in()
    client.cookies["django_language"] = "en"
    come_in()
    make_session(sten)

    page = client.get(LIST).content.decode()

    assert page.count("Firefox, Windows") == 3  # two headings, and the name of one button
    assert page.count("This is the one you are using now.") == 1
    assert re.findall(r'action="(/account/sessions/\d+/end/)"', page) == [
        f"{LIST}{row.pk}/end/"
        for row in UserSession.objects.filter(user=ritva).exclude(
            session_key=client.cookies["sessionid"].value
        )
    ]


def test_one_ends_one_of_ones_sessions() -> None:
    client, second, third = come_in(), come_in(), come_in()
    pk = UserSession.objects.get(session_key=second.cookies["sessionid"].value).pk

    assertRedirects(client.post(f"{LIST}{pk}/end/"), LIST)
    assert client.post(f"{LIST}{pk}/end/").status_code == 404

    assert alive(client, second, third) == [True, False, True]


def test_one_does_not_end_this_one_nor_a_strangers(sten: User) -> None:
    client = come_in()
    own = UserSession.objects.get(session_key=client.cookies["sessionid"].value)
    other = signed_in(sten)
    foreign = UserSession.objects.get(user=sten)

    answers = [client.post(f"{LIST}{row.pk}/end/").status_code for row in (own, foreign)]

    assert answers == [404, 404]
    assert alive(client, other) == [True, True]


def test_one_signs_out_everywhere_else(as_sten: Client) -> None:
    client, second, third = come_in(), come_in(), come_in()

    assertRedirects(client.post(f"{LIST}end/"), LIST)

    assert alive(client, second, third, as_sten) == [True, False, False, True]


@pytest.mark.parametrize(
    "user_agent, described",
    [
        (FIREFOX, "Firefox, Windows"),
        (f"{FIREFOX} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_know_it(user_agent: str, described: str) -> None:
    assert devices.described(user_agent) == described


@given(st.text())
def test_whatever_a_browser_calls_itself_it_is_named_by_known_words(user_agent: str) -> None:
    words = set(filter(None, devices.described(user_agent).split(", ")))

    assert words <= {*devices.BROWSERS, *devices.SYSTEMS}
