import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertRedirects
from time_machine import TimeMachineFixture

from communications.models import Letter
from members.models import Organisation, User
from tests.factories import make_person
from tests.members.signing_in import (
    PASSWORD,
    ask_for_code,
    is_signed_in,
    last_code,
    masked,
    sign_in,
)

CONFIRM = "/account/login/code/confirm/"


@pytest.fixture(autouse=True)
def _password(ritva: User) -> None:
    ritva.set_password(PASSWORD)
    ritva.save()


def test_a_password_opens_the_door(client: Client) -> None:
    assertRedirects(sign_in(client, "  Ritva@Example.org "), "/")

    assert is_signed_in(client)


def test_a_mailed_code_opens_the_door(client: Client) -> None:
    assertRedirects(ask_for_code(client), CONFIRM)

    assertRedirects(client.post(CONFIRM, {"code": last_code().lower().replace("-", " ")}), "/")
    assert is_signed_in(client)


def test_the_letter_with_the_code(client: Client) -> None:
    ask_for_code(client)

    letter = Letter.objects.get()
    assert (letter.address, letter.subject, letter.language, letter.kind, letter.secret) == (
        "ritva@example.org",
        "Kirjautumiskoodisi",
        "fi",
        "transactional",
        True,
    )
    assert letter.expires_at is not None
    assert letter.expires_at - letter.created_at < datetime.timedelta(minutes=15, seconds=1)
    assert letter.text == (
        "Tässä on koodisi Unisonoon kirjautumista varten:\n\n"
        f"    {last_code()}\n\n"
        "Kirjoita se sivulle, jolla pyysit sen. Koodi toimii 15\u00a0minuuttia.\n\n"
        "Etkö pyytänyt koodia? Silloin sinun ei tarvitse tehdä mitään: ilman koodia kukaan ei "
        "pääse sisään. Älä anna sitä kenellekään. Me emme koskaan kysy sitä.\n\n"
        f"Unisono\n{settings.SITE_URL}\n"
    )


@pytest.mark.parametrize(
    ("language", "subject"), [("sv", "Din inloggningskod"), ("en", "Your sign-in code")]
)
def test_the_letter_speaks_the_language_of_the_page(
    client: Client, language: str, subject: str
) -> None:
    client.cookies["django_language"] = language

    ask_for_code(client)

    assert list(Letter.objects.values_list("language", "subject")) == [(language, subject)]


def test_the_letter_to_an_address_we_do_not_know(client: Client) -> None:
    ask_for_code(client, "o'brien&co@example.org")

    letter = Letter.objects.get()
    assert (letter.address, letter.subject, letter.expires_at) == (
        "o'brien&co@example.org",
        "Kirjautuminen Unisonoon",
        None,
    )
    assert letter.text == (
        "Joku, ehkä sinä, pyysi koodia Unisonoon osoitteella o'brien&co@example.org. "
        "Tällä osoitteella ei voi kirjautua.\n\n"
        "Jos se olit sinä, kokeile toista osoitettasi tai pyydä oppilaitoksesi "
        "pääyhteyshenkilöä tai liiton toimistoa lisäämään sinut.\n\n"
        "Jos se et ollut sinä, sinun ei tarvitse tehdä mitään.\n\n"
        f"Unisono\n{settings.SITE_URL}\n"
    )


# --- nobody learns who has an account ----------------------------------------------------------


@pytest.mark.parametrize("path", ["/account/login/code/", "/account/password/reset/"])
@pytest.mark.parametrize("email", ["nobody@example.org", "closed@example.org"])
def test_an_unknown_address_looks_like_a_known_one(
    koivuranta: Organisation, path: str, email: str
) -> None:
    make_person(koivuranta, email="closed@example.org", is_active=False)
    seen = []
    for address in ("ritva@example.org", email):
        client = Client()
        answer = client.post(path, {"login": address, "email": address})
        after = client.get(answer["Location"])
        seen.append((answer.status_code, answer["Location"], masked(after, address)))  # type: ignore[arg-type]

    assert seen[0] == seen[1]
    assert sorted(Letter.objects.values_list("address", flat=True)) == sorted(
        ["ritva@example.org", email]
    )


def test_an_unknown_address_looks_like_a_wrong_password() -> None:
    pages = [
        masked(sign_in(Client(), address, "not the password"), address)
        for address in ("ritva@example.org", "nobody@example.org")
    ]

    assert pages[0] == pages[1]
    assert "Osoite ja salasana eivät kuulu yhteen." in pages[0]


def test_nobody_signs_up(client: Client) -> None:
    new = {"email": "new@example.org", "password1": PASSWORD}
    for answer in (client.get("/account/signup/"), client.post("/account/signup/", new)):
        assert "<h1>Unisonoon tullaan kutsusta</h1>" in answer.content.decode()

    assert not User.objects.filter(email="new@example.org").exists()


# --- limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "Liian monta yritystä. Odota viisi minuuttia ja yritä uudelleen"),
        ("sv", "För många försök. Vänta fem minuter och försök igen"),
        ("en", "Too many attempts. Wait five minutes and try again"),
    ],
)
def test_twelve_wrong_passwords_close_the_account_to_passwords_for_five_minutes(
    client: Client, time_machine: TimeMachineFixture, language: str, sentence: str
) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00")
    client.cookies["django_language"] = language
    for _ in range(12):
        page = sign_in(client, password="not the password").content.decode()

    assert sentence in page
    assert sentence in sign_in(client).content.decode()

    time_machine.shift(301)
    assertRedirects(sign_in(client), "/")


def test_wrong_passwords_leave_the_code_and_a_live_session_alone(
    client: Client, as_ritva: Client
) -> None:
    for _ in range(12):
        sign_in(client, password="not the password")

    ask_for_code(client)
    client.post(CONFIRM, {"code": last_code()})

    assert (is_signed_in(client), is_signed_in(as_ritva)) == (True, True)


def test_a_made_up_address_of_origin_does_not_reset_the_limit(client: Client) -> None:
    for number in range(11):
        page = client.post(
            "/account/login/",
            {"login": f"person{number}@example.org", "password": "guess"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        ).content.decode()

    assert "Liian monta yritystä." in page


def test_the_counters_live_in_the_database(client: Client) -> None:
    sign_in(client, password="not the password")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_cache WHERE cache_key LIKE '%%login_failed%%'")
        assert cursor.fetchone() == (2,)  # one for the account, one for the place


def test_a_fourth_code_within_a_minute_is_refused(client: Client) -> None:
    for _ in range(4):
        answer = ask_for_code(Client())

    assert "Liian monta yritystä." in answer.content.decode()
    assert Letter.objects.count() == 3


# --- codes -------------------------------------------------------------------------------------


def test_the_third_wrong_code_ends_the_attempt(client: Client) -> None:
    ask_for_code(client)
    code = last_code()
    for _ in range(2):
        page = client.post(CONFIRM, {"code": "BBBB-BBBB"}).content.decode()
        assert "Koodi ei ole sama kuin viestissä." in page

    answer = client.post(CONFIRM, {"code": "BBBB-BBBB"}, follow=True)
    assert "Liian monta yritystä." in answer.content.decode()
    client.post(CONFIRM, {"code": code})
    assert not is_signed_in(client)


def test_a_code_lives_fifteen_minutes(client: Client, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00")
    ask_for_code(client)
    time_machine.shift(15 * 60 + 1)

    answer = client.post(CONFIRM, {"code": last_code()}, follow=True)

    assertRedirects(answer, "/account/login/code/")
    assert "Koodi ei enää toimi. Pyydä uusi." in answer.content.decode()


def test_a_code_works_only_where_it_was_asked_for(client: Client) -> None:
    other = Client()
    ask_for_code(client)
    code = last_code()
    ask_for_code(other)

    other.post(CONFIRM, {"code": code})

    assert not is_signed_in(other)


def test_starting_again_leads_back_to_the_door_and_asks_anew(client: Client) -> None:
    client.post("/account/login/code/?next=/strategy/", {"login": "ritva@example.org"})
    assertRedirects(client.get("/account/login/"), CONFIRM)

    answer = client.post("/account/logout/", {"next": "/account/login/?next=/strategy/"})

    assertRedirects(answer, "/account/login/?next=/strategy/")


# --- sessions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["password", "code"])
def test_signing_in_changes_the_key_of_the_session(client: Client, door: str) -> None:
    ask_for_code(client)
    before = client.cookies["sessionid"].value

    if door == "password":
        client.post("/account/logout/", {"next": "/account/login/"})
        sign_in(client)
    else:
        client.post(CONFIRM, {"code": last_code()})

    after = client.cookies["sessionid"].value
    assert after != before
    assert list(Session.objects.values_list("session_key", flat=True)) == [after]


def test_signing_out_ends_the_session_for_a_thief_too(client: Client) -> None:
    sign_in(client)
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(thief)

    answer = client.post("/account/logout/", follow=True)

    assertRedirects(answer, "/account/login/")
    assert "Olet kirjautunut ulos." in answer.content.decode()
    assert (is_signed_in(client), is_signed_in(thief)) == (False, False)


def test_a_link_does_not_sign_out(client: Client) -> None:
    sign_in(client)

    assert "<h1>Kirjaudu ulos</h1>" in client.get("/account/logout/").content.decode()
    assert is_signed_in(client)


def test_the_session_ends_with_the_browser_and_after_twelve_hours(client: Client) -> None:
    sign_in(client)

    cookie = client.cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"], cookie["samesite"]) == (
        "",
        "",
        True,
        "Lax",
    )
    [session] = Session.objects.all()
    assert session.expire_date - timezone.now() <= datetime.timedelta(hours=12)
    assert set(client.cookies) == {"sessionid", "csrftoken", "known"}


def test_a_closed_account_is_told_so_to_whom_has_its_password_alone(
    client: Client, ritva: User
) -> None:
    ritva.is_active = False
    ritva.save()

    answer = client.post(
        "/account/login/", {"login": ritva.email, "password": PASSWORD}, follow=True
    )

    assert "<h1>Tunnuksesi on suljettu</h1>" in answer.content.decode()
    assert not is_signed_in(client)


def test_closing_an_account_ends_its_sessions(as_ritva: Client, ritva: User) -> None:
    assert is_signed_in(as_ritva)

    ritva.is_active = False
    ritva.save()

    assert not is_signed_in(as_ritva)


# --- the way on --------------------------------------------------------------------------------


def test_the_page_one_wanted_comes_after_the_door(client: Client) -> None:
    assertRedirects(client.get("/me/?tab=2"), "/account/login/?next=/me/%3Ftab%3D2")

    assertRedirects(sign_in(client, next="/me/?tab=2"), "/me/?tab=2")


def test_the_page_one_wanted_comes_after_a_code_too(client: Client) -> None:
    asked = client.post("/account/login/code/?next=/me/", {"login": "ritva@example.org"})
    assertRedirects(asked, f"{CONFIRM}?next=%2Fme%2F")

    answer = client.post(f"{CONFIRM}?next=%2Fme%2F", {"code": last_code()})
    assertRedirects(answer, "/me/")


ELSEWHERE = [
    "//elsewhere.example",
    "///elsewhere.example",
    "////elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "\\/elsewhere.example",
    "http:elsewhere.example",
    "https:/elsewhere.example",
    "http:///elsewhere.example",
    "http://elsewhere.example",
    "https://testserver.elsewhere.example",
    "https://testserver@elsewhere.example",
    "https://elsewhere.example#@testserver/",
    "https://elsewhere.example\\@testserver/",
    "javascript:alert(1)",
    "data:text/html,hello",
    "\x01//elsewhere.example",
    "\t//elsewhere.example",
    "ftp://testserver/",
    "http://[::1/",
    "https://éxample.example",
    "http://testserver/me/",
    "/" + "a" * 3000,
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_the_door_leads_nowhere_else(client: Client, url: str) -> None:
    assert sign_in(client, next=url)["Location"] == "/"


@pytest.mark.parametrize("url", ELSEWHERE)
def test_neither_the_code_nor_signing_out_leads_elsewhere(client: Client, url: str) -> None:
    ask_for_code(client)

    assert client.post(CONFIRM, {"code": last_code(), "next": url})["Location"] == "/"
    assert client.post("/account/logout/", {"next": url})["Location"] == "/account/login/"


# --- twice, and what is not there ------------------------------------------------------------------


def test_signing_in_twice_is_as_once() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/account/login/?next=/me/").content.decode()
    form = {"login": "ritva@example.org", "password": PASSWORD, "next": "/me/"}
    form["csrfmiddlewaretoken"] = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)[0]

    answers = [client.post("/account/login/?next=/me/", form) for _ in range(2)]

    # The second comes with a token from before the first: it finds its sender signed in.
    assert [answer["Location"] for answer in answers] == ["/me/", "/account/login/?next=/me/"]
    assertRedirects(client.get("/account/login/?next=/me/"), "/me/")


def test_asking_for_a_code_twice_sends_one_letter(client: Client) -> None:
    for _ in range(2):
        assertRedirects(ask_for_code(client), CONFIRM)

    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    "path", ["", "email/", "confirm-email/", "confirm-email/abc/", "password/reset/key/1-abc/"]
)
def test_pages_we_do_not_want_are_not_there(as_ritva: Client, path: str) -> None:
    assert as_ritva.get(f"/account/{path}").status_code == 404


def test_an_address_that_was_taken_away_opens_nothing(client: Client, ritva: User) -> None:
    ask_for_code(client)
    client.post(CONFIRM, {"code": last_code()})
    sign_in(Client())
    User.objects.filter(pk=ritva.pk).update(email="new@example.org")

    other = Client()
    ask_for_code(other)
    sign_in(other)

    assert not is_signed_in(other)
    assert Letter.objects.latest("created_at").subject == "Kirjautuminen Unisonoon"
    assert not EmailAddress.objects.exists()
