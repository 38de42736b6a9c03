"""A form sent after the session ended waits for its sender: docs/adr/0004."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertRedirects
from time_machine import TimeMachineFixture

from members.models import User
from tests.members.signing_in import PASSWORD, sign_in

TO_KEPT = "/account/login/?next=/kept/"
LOST = "Sinut oli kirjattu ulos, eikä lähettämäsi tallentunut."


@pytest.fixture(autouse=True)
def _passwords(ritva: User, sten: User) -> None:
    for person in (ritva, sten):
        person.set_password(PASSWORD)
        person.save()


@pytest.fixture
def late(as_ritva: Client) -> Client:
    """Ritva's browser, whose session has ended by time: the browser still names it."""
    Session.objects.update(expire_date=timezone.now())
    return as_ritva


def hidden(answer: HttpResponse) -> list[tuple[str, str]]:
    """The fields that the page would send again, beside the token."""
    fields = re.findall(
        r'<input type="hidden" name="([^"]*)" value="([^"]*)">', answer.content.decode()
    )
    kept = [(html.unescape(name), html.unescape(value)) for name, value in fields]
    return [(name, value) for name, value in kept if name not in {"csrfmiddlewaretoken", "next"}]


def test_what_was_typed_waits_for_its_sender_and_is_sent_by_a_button(
    late: Client, ritva: User
) -> None:
    door = late.post("/me/", DETAILS, follow=True)
    assertRedirects(door, TO_KEPT)
    assert "Kirjoittamasi on tallessa. Kun kirjaudut, voit lähettää sen." in door.content.decode()
    assertRedirects(sign_in(late, next="/kept/"), "/kept/")

    page = late.get("/kept/").content.decode()
    assert "<h1>Kirjoittamasi on tallessa</h1>" in page
    assert '<form method="post" action="/me/">' in page
    assert "eikä sitä näytetä kenellekään muulle" in page
    ritva.refresh_from_db()
    assert ritva.name == "Ritva Respo"

    late.post("/me/", dict(hidden(late.get("/kept/"))))  # type: ignore[arg-type]
    ritva.refresh_from_db()
    assert ritva.name == "Ritva Uusi"
    assertRedirects(late.get("/kept/"), "/")


def test_every_value_waits_as_it_was_typed(late: Client) -> None:
    typed = {
        "name": 'Two\r\nlines, "quotes" & <b>signs</b>\n',
        "roles": ["board", "office", "board"],
        "empty": "",
        "save": "and go on",
    }
    late.post("/me/?tab=2", typed)
    sign_in(late)

    answer = late.get("/kept/")
    assert hidden(answer) == [  # type: ignore[arg-type]
        ("name", typed["name"]),
        ("roles", "board"),
        ("roles", "office"),
        ("roles", "board"),
        ("empty", ""),
        ("save", "and go on"),
    ]
    assert 'action="/me/?tab=2"' in answer.content.decode()


def test_whoever_signs_in_by_another_door_is_led_to_it(late: Client) -> None:
    late.post("/me/", {"name": "Ritva Uusi"})

    assertRedirects(sign_in(late), "/kept/")


def test_it_can_be_let_go(late: Client, ritva: User) -> None:
    late.post("/me/", {"name": "Ritva Uusi"})
    sign_in(late)

    assertRedirects(late.post("/kept/"), "/")
    assertRedirects(late.get("/kept/"), "/")


def test_somebody_else_on_the_same_computer_never_sees_it(late: Client) -> None:
    late.post("/me/", {"name": "Ritva Uusi"})
    late.post("/me/", {"name": "Ritva Uudempi"})  # the browser names the ended session no longer

    assertRedirects(sign_in(late, "sten@example.org"), "/")

    assertRedirects(late.get("/kept/"), "/")
    assert not any("kept_form" in session.get_decoded() for session in Session.objects.all())


def test_where_the_sender_is_unknown_the_next_person_is_asked_to_let_it_go(
    client: Client,
) -> None:
    client.post("/me/", {"name": "Somebody"})
    sign_in(client, "sten@example.org")

    page = client.get("/kept/").content.decode()

    assert "Om någon annan har skrivit det i den här webbläsaren före dig" in page


def test_signing_out_ends_it(late: Client) -> None:
    late.post("/me/", {"name": "Ritva Uusi"})
    sign_in(late)
    late.post("/account/logout/")

    sign_in(late)
    assertRedirects(late.get("/kept/"), "/")


@pytest.mark.parametrize(("minutes", "is_there"), [(29, True), (31, False)])
def test_it_waits_for_half_an_hour(
    late: Client, time_machine: TimeMachineFixture, minutes: int, is_there: bool
) -> None:
    time_machine.move_to(timezone.now() + timedelta(days=1))
    late.post("/me/", {"name": "Ritva Uusi"})
    sign_in(late, next="/kept/")
    time_machine.shift(minutes * 60)

    assert (late.get("/kept/").status_code == 200) is is_there


def test_what_is_refused_still_waits(late: Client) -> None:
    late.post("/acting/", {"organisation": "999999"})
    sign_in(late)

    assert late.post("/acting/", {"organisation": "999999"}).status_code == 404

    assert hidden(late.get("/kept/")) == [("organisation", "999999")]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        {"oldpassword": "secret", "password1": "new"},
        {"file": SimpleUploadedFile("list.csv", b"a;b")},
        {"name": "a" * 2_000_001},
        {"name": "a\0b"},
    ],
)
def test_what_cannot_be_sent_again_as_it_was_is_not_kept_and_its_sender_is_told(
    late: Client, typed: dict[str, str]
) -> None:
    answer = late.post("/me/", typed, follow=True)

    assertRedirects(answer, "/account/login/?next=/")
    assert LOST in answer.content.decode()
    assert not any("kept_form" in session.get_decoded() for session in Session.objects.all())


def test_a_get_is_just_asked_to_sign_in(late: Client) -> None:
    answer = late.get("/me/?tab=2", follow=True)

    assertRedirects(answer, "/account/login/?next=/me/%3Ftab%3D2")
    assert "tallessa" not in answer.content.decode()


# --- htmx --------------------------------------------------------------------------------------


def test_htmx_takes_the_whole_window_to_the_door(late: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/members/?q=a"}

    asked = late.get("/members/1/", headers=headers)
    sent = late.post("/me/", {"name": "Ritva Uusi"}, headers=headers)

    assert [asked["HX-Redirect"], sent["HX-Redirect"]] == [
        "/account/login/?next=/members/%3Fq%3Da",
        TO_KEPT,
    ]


# --- a page older than its sender's last sign-in ------------------------------------------------


@pytest.fixture
def old_page(ritva: User) -> Client:
    """Ritva's browser, signed in anew since the page was opened: its token is no longer good."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ritva)
    return browser


#: A whole form of one's own details, as the browser sends it.
DETAILS = {
    "name": "Ritva Uusi",
    "phone": "",
    "title_visibility": "members",
    "email_visibility": "members",
    "phone_visibility": "own",
}
STALE = DETAILS | {"csrfmiddlewaretoken": "a" * 64}


def test_an_old_page_of_ours_is_kept_for_a_person_who_is_signed_in(
    old_page: Client, ritva: User
) -> None:
    answer = old_page.post("/me/", STALE, headers={"Origin": "http://testserver"})

    assertRedirects(answer, "/kept/")
    page = old_page.get("/kept/")
    assert hidden(page) == list(DETAILS.items())  # type: ignore[arg-type]
    token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[-1]
    old_page.post("/me/", STALE | {"csrfmiddlewaretoken": token})
    ritva.refresh_from_db()
    assert ritva.name == "Ritva Uusi"


def test_a_page_of_ours_is_kept_when_all_cookies_are_gone() -> None:
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post("/me/", STALE, headers={"Origin": "http://testserver"}, follow=True)

    assertRedirects(answer, TO_KEPT)
    assert "Kirjoittamasi on tallessa." in answer.content.decode()


@pytest.mark.parametrize(
    "origin", ["http://elsewhere.example", "null", "http://testserver:81", None]
)
def test_a_form_from_elsewhere_is_refused_and_not_kept(
    old_page: Client, origin: str | None
) -> None:
    answer = old_page.post("/me/", STALE, headers={"Origin": origin} if origin else {})

    assert answer.status_code == 403
    assert "<h1>Sivu oli vanhentunut</h1>" in answer.content.decode()
    assertRedirects(old_page.get("/kept/"), "/")


def test_an_open_page_keeps_nothing(old_page: Client) -> None:
    choice = {"language": "sv", "csrfmiddlewaretoken": "a" * 64}

    answer = old_page.post("/language/", choice, headers={"Origin": "http://testserver"})

    assert answer.status_code == 403
    assertRedirects(old_page.get("/kept/"), "/")


def test_the_button_of_an_old_kept_page_does_not_keep_itself(old_page: Client) -> None:
    answer = old_page.post(
        "/kept/", {"csrfmiddlewaretoken": "a" * 64}, headers={"Origin": "http://testserver"}
    )

    assert answer.status_code == 403
