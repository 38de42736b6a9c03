"""What stays in a browser, and who hears of a sign-in by one that was not used before."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from pytest_django.asserts import assertRedirects
from time_machine import TimeMachineFixture

from communications.models import Letter
from members import browsers
from members.models import User
from tests.conftest import signed_in
from tests.members.signing_in import FIREFOX, PASSWORD, ask_for_code, last_code, sign_in

NEW = "new browser:"


@pytest.fixture(autouse=True)
def _passwords(ritva: User, sten: User) -> None:
    for person in (ritva, sten):
        person.set_password(PASSWORD)
        person.last_login = timezone.now()
        person.save()


def told() -> list[str]:
    letters = Letter.objects.filter(key__startswith=NEW).order_by("created_at")
    return list(letters.values_list("address", flat=True))


def browser() -> Client:
    return Client(headers={"user-agent": FIREFOX})


# --- a new browser -----------------------------------------------------------------------


def test_a_new_browser_is_told_once_and_known_from_then_on() -> None:
    mine = browser()
    for _ in range(2):
        sign_in(mine)
        mine.post("/account/logout/")

    assert told() == ["ritva@example.org"]
    sign_in(browser())
    assert told() == ["ritva@example.org"] * 2


def test_the_first_sign_in_of_all_is_no_news(ritva: User) -> None:
    User.objects.filter(pk=ritva.pk).update(last_login=None)
    sign_in(browser())

    assert told() == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_letter_speaks_the_readers_language_and_names_no_address_of_the_net(
    ritva: User, language: str
) -> None:
    User.objects.filter(pk=ritva.pk).update(language=language)
    mine = browser()
    mine.cookies["django_language"] = "en"
    sign_in(mine)
    letter = Letter.objects.get(key__startswith=NEW)
    with translation.override(language):
        subject = gettext("You signed in with a new browser")

    assert (letter.subject, letter.language, letter.kind) == (subject, language, "transactional")
    assert "Firefox, Windows" in letter.text and "/account/sessions/" in letter.text
    assert "127.0.0.1" not in letter.text and "Mozilla" not in letter.text
    assert letter.secret


def test_a_browser_that_says_nothing_of_itself_is_told_too() -> None:
    sign_in(Client(headers={"user-agent": ""}))

    assert told() == ["ritva@example.org"]


def test_a_code_is_a_door_like_any_other() -> None:
    mine = browser()
    ask_for_code(mine)
    mine.post("/account/login/code/confirm/", {"code": last_code()})

    assert told() == ["ritva@example.org"]


def test_a_wrong_password_is_no_sign_in() -> None:
    mine = browser()
    sign_in(mine, password="wrong wrong wrong")

    assert (told(), "known" in mine.cookies) == ([], False)


def test_two_people_of_one_computer_are_both_known_and_neither_is_named(
    ritva: User, sten: User
) -> None:
    shared = browser()
    for _ in range(2):
        for person in (ritva, sten):
            sign_in(shared, person.email)
            shared.post("/account/logout/")

    assert told() == [ritva.email, sten.email]
    marks = shared.cookies["known"].value.split(".")
    assert [len(mark) for mark in marks] == [32, 32]


@pytest.mark.parametrize("made_up", ["", "x", "1", "0" * 32, "." * 500])
def test_a_made_up_mark_is_not_known(made_up: str) -> None:
    mine = browser()
    mine.cookies["known"] = made_up
    sign_in(mine)

    assert told() == ["ritva@example.org"]


def test_the_mark_of_another_opens_nothing_and_is_not_ones_own(sten: User) -> None:
    mine = browser()
    mine.cookies["known"] = browsers._mark(sten)
    assert mine.get("/me/").status_code == 302
    sign_in(mine)

    assert told() == ["ritva@example.org"]


def test_a_browser_remembers_the_twenty_who_came_last(ritva: User) -> None:
    mine = browser()
    mine.cookies["known"] = ".".join(f"{number:032}" for number in range(30))
    sign_in(mine)
    marks = mine.cookies["known"].value.split(".")

    assert marks == [browsers._mark(ritva), *(f"{number:032}" for number in range(19))]


def test_the_cookie_is_out_of_reach_of_scripts_and_lives_four_hundred_days() -> None:
    mine = browser()
    sign_in(mine)
    cookie = mine.cookies["known"]

    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (
        400 * 24 * 60 * 60,
        True,
        "Lax",
    )


# --- what stays in it ----------------------------------------------------------------------


def kept(client: Client, url: str) -> tuple[str | None, str | None]:
    answer = client.get(url)
    return answer.get("Cache-Control"), answer.get("Clear-Site-Data")


def test_pages_behind_the_sign_in_are_not_kept(ritva: User) -> None:
    for url in ("/", "/me/", "/nowhere/", "/privacy/", "/account/second/", "/account/logout/"):
        assert kept(signed_in(ritva), url) == ("no-store", None)
    assert kept(Client(), "/privacy/") == (None, None)


def test_signing_out_empties_the_browser(ritva: User) -> None:
    client = signed_in(ritva)
    answer = client.post("/account/logout/")

    assert (answer["Cache-Control"], answer["Clear-Site-Data"]) == (
        "no-store",
        '"cache", "storage"',
    )
    assertRedirects(answer, "/account/login/")
    assert kept(client, "/privacy/") == (None, None)


def test_a_session_that_ends_by_itself_empties_it_too(
    ritva: User, time_machine: TimeMachineFixture
) -> None:
    client = signed_in(ritva)
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=3))

    assert kept(client, "/me/") == ("no-store", '"cache", "storage"')


def test_coming_in_is_not_kept_either() -> None:
    answer = sign_in(browser())

    assert (answer["Cache-Control"], answer.get("Clear-Site-Data")) == ("no-store", None)
