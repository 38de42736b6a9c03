"""Taking a second factor, signing in with it, confirming with it, and leaving it."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from pytest_django.asserts import assertRedirects
from time_machine import TimeMachineFixture

from communications.models import Letter
from members.models import User
from tests.conftest import signed_in
from tests.members.passkey import PRESENT, Passkey, make_passkey
from tests.members.signing_in import (
    PASSWORD,
    app_code,
    ask_for_code,
    is_signed_in,
    last_code,
    sign_in,
    take_an_app,
)

SECOND, CONFIRM = "/account/login/second/", "/account/login/code/confirm/"
APP, ADD, PASSKEY_LOGIN, CODES = (
    "/account/second/app/",
    "/account/second/passkeys/add/",
    "/account/login/passkey/",
    "/account/second/codes/",
)


@pytest.fixture(autouse=True)
def _password(ritva: User) -> None:
    ritva.set_password(PASSWORD)
    ritva.save()


@pytest.fixture
def client() -> Client:
    """A browser that reads English: a passkey knows only https and this host."""
    client = Client(headers={"host": "testserver"})
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def as_ritva(ritva: User) -> Client:
    client = signed_in(ritva)
    client.cookies["django_language"] = "en"
    return client


def options(answer: HttpResponse) -> dict[str, Any]:
    """What the page tells the browser to ask of a passkey."""
    [text] = re.findall(
        r'<script id="passkey-options" type="application/json">(.*?)</script>',
        answer.content.decode(),
    )
    found: dict[str, Any] = json.loads(text)
    return found


def add_passkey(client: Client, passkey: Passkey, name: str = "Phone") -> HttpResponse:
    made = passkey.made(options(client.get(ADD)))  # type: ignore[arg-type]
    return client.post(ADD, {"name": name, "credential": made})  # type: ignore[return-value]


def login_options(client: Client) -> dict[str, Any]:
    answer = client.get(PASSKEY_LOGIN, headers={"accept": "application/json"})
    found: dict[str, Any] = answer.json()["request_options"]
    return found


def sentences(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# --- the app -------------------------------------------------------------------------------------


def test_an_app_is_taken_into_use(
    as_ritva: Client, ritva: User, django_capture_on_commit_callbacks: Any
) -> None:
    page = as_ritva.get(APP).content.decode()
    [seed] = re.findall(r'<code class="secret">(\w+)</code>', page)

    with django_capture_on_commit_callbacks(execute=True):
        answer = as_ritva.post(APP, {"code": app_code(seed)}, follow=True)

    assertRedirects(answer, "/account/second/codes/")
    assert len(re.findall(r'<code class="secret">\d{8}</code>', answer.content.decode())) == 10
    assert sorted(Authenticator.objects.values_list("user", "type")) == [
        (ritva.pk, "recovery_codes"),
        (ritva.pk, "totp"),
    ]
    letter = Letter.objects.get()
    assert (letter.address, letter.secret) == ("ritva@example.org", True)


def test_a_wrong_code_takes_nothing_into_use_and_keeps_the_key(as_ritva: Client) -> None:
    [seed] = re.findall(r'<code class="secret">(\w+)</code>', as_ritva.get(APP).content.decode())

    page = as_ritva.post(APP, {"code": "000000"}).content.decode()

    assert "That code does not open the door" in page
    assert f'<code class="secret">{seed}</code>' in page
    assert not Authenticator.objects.exists()


def test_the_code_of_the_app_is_asked_for_after_the_password(client: Client, ritva: User) -> None:
    take_an_app(ritva)

    assertRedirects(sign_in(client, next="/me/"), SECOND)
    assert not is_signed_in(client)

    assertRedirects(client.post(SECOND, {"code": app_code()}), "/me/")


def test_the_code_of_the_app_is_asked_for_after_the_mailed_code(
    client: Client, ritva: User
) -> None:
    take_an_app(ritva)
    ask_for_code(client)

    assertRedirects(client.post(CONFIRM, {"code": last_code()}), SECOND)

    assert not is_signed_in(client)


def test_a_new_password_does_not_pass_the_second_step(client: Client, ritva: User) -> None:
    take_an_app(ritva)
    client.post("/account/password/reset/", {"email": ritva.email})
    client.post("/account/password/reset/confirm/", {"code": last_code()})
    new = "neljä vähän pidempää sanaa"
    client.post("/account/password/reset/complete/", {"password1": new, "password2": new})

    assertRedirects(sign_in(client, password=new), SECOND)
    assert not is_signed_in(client)


@pytest.mark.parametrize("step", [-2, -1, 1, 2])
def test_a_code_works_for_its_half_minute_alone(
    client: Client, ritva: User, step: int, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-11-24T10:00:10+02:00", tick=False)
    take_an_app(ritva)
    sign_in(client)

    assert "That code does not open the door" in sentences(
        client.post(SECOND, {"code": app_code(step=step)})
    )


def test_a_code_opens_the_door_once(ritva: User, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-11-24T10:00:10+02:00", tick=False)
    take_an_app(ritva)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client)
        client.post(SECOND, {"code": app_code()})

    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_a_recovery_code_opens_the_door_once(client: Client, as_ritva: Client) -> None:
    [seed] = re.findall(r'<code class="secret">(\w+)</code>', as_ritva.get(APP).content.decode())
    page = as_ritva.post(APP, {"code": app_code(seed)}, follow=True).content.decode()
    code = re.findall(r'<code class="secret">(\d{8})</code>', page)[0]

    for browser, opens in ((client, True), (Client(), False)):
        sign_in(browser)
        browser.post(SECOND, {"code": code})
        assert is_signed_in(browser) is opens


def test_recovery_codes_alone_are_no_second_factor(as_ritva: Client, ritva: User) -> None:
    take_an_app(ritva)
    as_ritva.post("/account/reauthenticate/second/", {"code": app_code()})
    as_ritva.post("/account/second/codes/new/")
    assert Authenticator.objects.count() == 2

    assertRedirects(as_ritva.post(f"{APP}remove/"), "/account/second/")

    assert not Authenticator.objects.exists()
    assertRedirects(sign_in(Client()), "/")


def test_recovery_codes_are_shown_once(as_ritva: Client, ritva: User) -> None:
    take_an_app(ritva)
    as_ritva.post("/account/reauthenticate/second/", {"code": app_code()})
    for _ in range(2):
        as_ritva.post("/account/second/codes/new/")
        pages = [as_ritva.get(CODES).content.decode() for _ in range(2)]

        shown = [len(re.findall(r'<code class="secret">\d{8}</code>', page)) for page in pages]
        assert shown == [10, 0]
        assert "These codes have been shown once" in pages[1]
    assert CODES + '"' not in as_ritva.get("/account/second/").content.decode()


def test_six_wrong_codes_close_the_second_step_but_no_live_session(
    client: Client, as_ritva: Client, ritva: User, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-11-24T10:00:10+02:00")
    take_an_app(ritva)
    sign_in(client)
    for _ in range(6):
        page = sentences(client.post(SECOND, {"code": "000000"}))

    assert "Too many attempts." in page
    assert "Too many attempts." in sentences(client.post(SECOND, {"code": app_code()}))
    assert (is_signed_in(client), is_signed_in(as_ritva)) == (False, True)
    time_machine.shift(301)
    assertRedirects(client.post(SECOND, {"code": app_code()}), "/")


# --- passkeys --------------------------------------------------------------------------------------


def test_a_passkey_is_added_and_opens_the_door_alone(
    client: Client, as_ritva: Client, ritva: User
) -> None:
    passkey = Passkey(ritva)
    assertRedirects(add_passkey(as_ritva, passkey), "/account/second/codes/")
    assert Letter.objects.count() == 1

    answer = client.post(
        PASSKEY_LOGIN, {"credential": passkey.used(login_options(client)), "next": "/me/"}
    )

    assertRedirects(answer, "/me/")


def test_a_passkey_is_the_second_step_too(client: Client, as_ritva: Client, ritva: User) -> None:
    passkey = Passkey(ritva)
    add_passkey(as_ritva, passkey)
    assertRedirects(sign_in(client), SECOND)

    answer = client.post(SECOND, {"credential": passkey.used(options(client.get(SECOND)))})  # type: ignore[arg-type]

    assertRedirects(answer, "/")


def test_a_passkey_that_has_not_asked_its_owner_opens_nothing(
    client: Client, as_ritva: Client, ritva: User
) -> None:
    passkey = Passkey(ritva)
    add_passkey(as_ritva, passkey)

    client.post(PASSKEY_LOGIN, {"credential": passkey.used(login_options(client), PRESENT)})

    assert not is_signed_in(client)


@pytest.mark.parametrize("lie", ["another key", "another page", "an old answer", "another person"])
def test_a_false_passkey_opens_nothing(
    client: Client, as_ritva: Client, ritva: User, sten: User, lie: str
) -> None:
    passkey = Passkey(ritva)
    add_passkey(as_ritva, passkey)
    used = passkey.used(login_options(client))
    if lie == "another key":
        used = Passkey(ritva).used(login_options(client))
    if lie == "another page":
        passkey.origin = "https://testserver.example"
        used = passkey.used(login_options(client))
    if lie == "an old answer":
        login_options(client)
    if lie == "another person":
        passkey.handle = Passkey(sten).handle
        used = passkey.used(login_options(client))

    answer = client.post(PASSKEY_LOGIN, {"credential": used}, follow=True)

    assertRedirects(answer, "/account/login/")
    assert "This passkey was not recognised." in sentences(answer)
    assert not is_signed_in(client)


HOSTILE = [
    "",
    "null",
    "1",
    '"text"',
    "[]",
    "{}",
    "[" * 15_000,
    "[" * 2_000_000,
    '{"id": "x", "rawId": "x", "type": "public-key", "response": []}',
    '{"id": "\\u0000", "rawId": "x", "type": "public-key", "response": {}}',
    '{"id": "x", "rawId": "eA", "response": {"clientDataJSON": "e30", "userHandle": 7}}',
    '{"id": "x", "rawId": "eA", "response": {"clientDataJSON": "AA", "authenticatorData": "AA",'
    ' "signature": "AA", "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}}',
    '{"id": "x", "rawId": "eA", "response": {"clientDataJSON": "e30", "attestationObject": "/w"}}',
    "a\0b",
]


@pytest.mark.parametrize("credential", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_sent_for_a_passkey_is_told_plainly(
    client: Client, as_ritva: Client, ritva: User, credential: str
) -> None:
    login_options(client)
    answer = client.post(PASSKEY_LOGIN, {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")

    as_ritva.get(ADD)
    assert as_ritva.post(ADD, {"credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()

    take_an_app(ritva)
    sign_in(client)
    assert client.post(SECOND, {"credential": credential}).status_code == 200
    assert not is_signed_in(client)


def test_a_passkey_is_renamed_and_removed_by_its_owner_alone(
    as_ritva: Client, ritva: User, as_sten: Client
) -> None:
    add_passkey(as_ritva, Passkey(ritva))
    key = Authenticator.objects.get(type="webauthn")
    at = f"/account/second/passkeys/{key.pk}/"
    assert [as_sten.get(at).status_code, as_sten.post(f"{at}remove/").status_code] == [404, 404]

    for name in ("", "a\0b", "x" * 61):
        assert as_ritva.post(at, {"name": name}).status_code == 200
    assertRedirects(
        as_ritva.post(at, {"name": "Blue <key>"}),
        "/account/second/passkeys/",
        target_status_code=302,
    )
    assert "Blue &lt;key&gt;" in as_ritva.get("/account/second/").content.decode()

    as_ritva.post(f"{at}remove/")
    assert not Authenticator.objects.exists()


# --- the other sessions ------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["app", "passkey", "codes", "removed"])
def test_a_change_of_factors_ends_the_other_sessions(
    as_ritva: Client, ritva: User, as_sten: Client, change: str
) -> None:
    if change in {"codes", "removed"}:
        take_an_app(ritva)
        as_ritva.post("/account/reauthenticate/second/", {"code": app_code()})
    elsewhere = signed_in(ritva)
    before = as_ritva.cookies["sessionid"].value
    if change == "app":
        page = as_ritva.get(APP).content.decode()
        [seed] = re.findall(r'<code class="secret">(\w+)</code>', page)
        assert is_signed_in(elsewhere)
        as_ritva.post(APP, {"code": app_code(seed)})
    elif change == "passkey":
        add_passkey(as_ritva, Passkey(ritva))
    else:
        as_ritva.post("/account/second/codes/new/" if change == "codes" else f"{APP}remove/")

    assert [is_signed_in(each) for each in (as_ritva, elsewhere, as_sten)] == [True, False, True]
    assert as_ritva.cookies["sessionid"].value != before


# --- letters ---------------------------------------------------------------------------------------

SUBJECTS = {
    "app": "An authenticator app opens your account now",
    "app removed": "An authenticator app was removed from your account",
    "codes": "Your recovery codes are new",
    "passkey": "A new passkey opens your account now",
    "passkey removed": "A passkey was removed from your account",
}


def change_a_factor(client: Client, user: User, change: str) -> None:
    if change == "app":
        page = client.get(APP).content.decode()
        [seed] = re.findall(r'<code class="secret">(\w+)</code>', page)
        client.post(APP, {"code": app_code(seed)})
    elif change == "passkey":
        add_passkey(client, Passkey(user))
    elif change == "passkey removed":
        key = Authenticator.objects.get(user=user)
        client.post(f"/account/second/passkeys/{key.pk}/remove/")
    else:
        client.post("/account/second/codes/new/" if change == "codes" else f"{APP}remove/")


@pytest.mark.parametrize("change", sorted(SUBJECTS))
def test_each_change_of_a_factor_is_told_to_its_owner(
    ritva: User, change: str, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=ritva.pk).update(language="en")
    if change in {"codes", "app removed"}:
        take_an_app(ritva)
    if change == "passkey removed":
        make_passkey(ritva)
    client = signed_in(ritva)

    with django_capture_on_commit_callbacks(execute=True):
        change_a_factor(client, ritva, change)

    told = Letter.objects.values_list("address", "subject", "kind", "secret")
    assert list(told) == [(ritva.email, SUBJECTS[change], "transactional", True)]
    assert "choose a new password at once" in Letter.objects.get().text
