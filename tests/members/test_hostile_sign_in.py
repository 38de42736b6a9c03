"""A NUL, a megabyte, and nothing, in every field of every page of signing in: an answer with the
right status and a sentence, and never a broken server."""

from collections.abc import Callable

import pytest
from django.test import Client

from members.models import User
from tests.conftest import signed_in
from tests.members.signing_in import PASSWORD, ask_for_code, last_code

NOT_SAVED = "Tekstissä on merkki, jota ei voi tallentaa."
NOT_THE_CODE = "Koodi ei ole sama kuin viestissä."
NOT_THE_PASSWORD = "Tämä ei ole salasanasi."
RESET = "/account/password/reset/"
GOOD = {
    "login": "ritva@example.org",
    "email": "ritva@example.org",
    "password": PASSWORD,
    "oldpassword": PASSWORD,
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def nothing(client: Client) -> None: ...


def code_asked(client: Client) -> None:
    ask_for_code(client)


def reset_asked(client: Client) -> None:
    client.post(RESET, {"email": "ritva@example.org"})


def reset_confirmed(client: Client) -> None:
    reset_asked(client)
    client.post(f"{RESET}confirm/", {"code": last_code()})


#: How one comes to the page, the page, a field of it, and what is said about a megabyte there.
FIELDS: list[tuple[Callable[[Client], None] | str, str, str, str]] = [
    (nothing, "/account/login/", "login", "Tähän mahtuu 320 merkkiä"),
    (nothing, "/account/login/", "password", "Osoite ja salasana eivät kuulu yhteen."),
    (nothing, "/account/login/code/", "login", "Tähän mahtuu 320 merkkiä"),
    (code_asked, "/account/login/code/confirm/", "code", NOT_THE_CODE),
    (nothing, RESET, "email", "Tähän mahtuu 320 merkkiä"),
    (reset_asked, f"{RESET}confirm/", "code", NOT_THE_CODE),
    (reset_confirmed, f"{RESET}complete/", "password1", "Kirjoita sama salasana"),
    (reset_confirmed, f"{RESET}complete/", "password2", "Kirjoita sama salasana"),
    ("ritva", "/account/password/change/", "oldpassword", NOT_THE_PASSWORD),
    ("ritva", "/account/password/change/", "password1", "Kirjoita sama salasana"),
    ("ritva", "/account/password/change/", "password2", "Kirjoita sama salasana"),
    ("ritva", "/account/reauthenticate/", "password", NOT_THE_PASSWORD),
]


@pytest.fixture(autouse=True)
def _password(ritva: User) -> None:
    ritva.set_password(PASSWORD)
    ritva.save()


@pytest.mark.parametrize("typed", ["nul", "megabyte", "nothing"])
@pytest.mark.parametrize(("arrive", "path", "field", "about_a_megabyte"), FIELDS)
def test_every_field_answers_with_a_sentence(
    client: Client,
    ritva: User,
    arrive: Callable[[Client], None] | str,
    path: str,
    field: str,
    about_a_megabyte: str,
    typed: str,
) -> None:
    if callable(arrive):
        arrive(client)
    else:
        client = signed_in(ritva)
    value, sentence = {
        "nul": ("a\0@example.org", NOT_SAVED),
        "megabyte": ("a" * 1_000_000 + "@example.org", about_a_megabyte),
        "nothing": ("", "Täytä tämä kenttä."),
    }[typed]

    answer = client.post(path, GOOD | {field: value})

    assert answer.status_code == 200
    html = answer.content.decode()
    assert sentence in html
    assert 'aria-invalid="true"' in html or "eivät kuulu yhteen" in html
    assert "<title>Virhe: " in html


@pytest.mark.parametrize("value", ["/\0", "/" + "a" * 1_000_000, "\0"])
def test_the_page_to_come_may_be_nonsense(client: Client, value: str) -> None:
    answer = client.post("/account/login/", GOOD | {"next": value})

    assert (answer.status_code, len(answer["Location"]) < 10) == (302, True)


def test_too_many_attempts_in_a_minute_are_answered_with_429(client: Client) -> None:
    for _ in range(31):
        answer = client.post("/account/login/", {"login": "not an address", "password": "x"})

    assert answer.status_code == 429
    assert "<h1>Liian monta yritystä lyhyessä ajassa</h1>" in answer.content.decode()
