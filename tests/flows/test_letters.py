"""Somebody gets a newsletter: their mail program unsubscribes, and they choose again in a browser."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from communications.actions.subscriptions import subscribe
from communications.message import message_of
from communications.models import Letter, Reader, Topic
from communications.recipients import subscribers
from communications.tasks import relay
from members.models import User
from portal.bench.post_office import open_post_office
from tests.browser import look
from tests.conftest import signed_in
from tests.factories import make_letter, make_suppression, make_topic

LANGUAGES = ["fi", "sv", "en"]
in_three_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(autouse=True)
def _here(settings: Settings, base_url: str) -> None:
    """Links in letters lead to this server."""
    settings.SITE_URL = base_url


@pytest.fixture
def topic(db: None) -> Topic:
    names = {"name_fi": "Jäsenkirje", "name_sv": "Medlemsbrev", "name_en": "Newsletter"}
    return make_topic("jasenkirje", audience="public", about_fi="Kerran kuussa.", **names)


def speak(page: Page, base_url: str, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": base_url}])


def post(url: str, body: str) -> tuple[int, str | None, str | None]:
    """As a mail program does; returns the status, a cookie if one is set, and where it is sent on."""
    place = urlsplit(url)
    program = HTTPConnection(str(place.netloc), timeout=10)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    program.request("POST", place.path, body, form)
    answer = program.getresponse()
    answer.read()
    program.close()
    return answer.status, answer.getheader("Set-Cookie"), answer.getheader("Location")


def press(page: Page, name: str = "") -> None:
    with page.expect_navigation():
        page.locator(f"main button{f'[name={name}]' if name else '.btn-primary'}").click()


def test_unsubscribing_by_the_post_of_a_mail_program(
    topic: Topic, settings: Settings, page: Page
) -> None:
    """The letter leaves; what its headers say is done by a program that knows no cookie and follows
    nothing; afterwards its reader finds the choice ended, and takes it up again."""
    reader = Reader.at("toimittaja@example.org")
    subscribe(reader, topic)
    letter = make_letter(kind="newsletter", topic=topic, address=reader.address, because="Tilasit.")
    with open_post_office() as office:
        options = {"host": "127.0.0.1", "port": office.server_address[1], "timeout": 5}
        carrier = {"BACKEND": "communications.carriers.SmtpCarrier", "OPTIONS": options}
        settings.MAILERS = settings.MAILERS | {"carrier": carrier}
        relay()
    (taken,) = office.taken
    url = str(taken["List-Unsubscribe"]).strip("<>")
    assert url in taken.get_content().replace("\r\n", "\n")

    page.goto(url)  # a scanner, or its reader, opens the link first: nothing is changed
    assert subscribers(topic) == [reader]
    body = str(taken["List-Unsubscribe-Post"])
    for _ in range(2):
        assert post(url, body) == (200, None, None)
    assert post(url, "x=y")[0] == 400
    assert subscribers(topic) == []

    press(page)
    press(page, "undo")
    assert subscribers(topic) == [reader]
    assert Letter.objects.get(pk=letter.pk).state == "sent"


@in_three_languages
def test_the_pages_of_a_reader_without_an_account(
    topic: Topic, page: Page, base_url: str, language: str
) -> None:
    speak(page, base_url, language)
    page.goto("/letters/link/")
    press(page)
    look(page, "letters-link-bad")
    page.locator("[name=email]").fill("toimittaja@example.org")
    press(page)
    look(page, "letters-link-sent")
    (url,) = [line for line in Letter.objects.get().text.splitlines() if "/letters/of/" in line]

    page.goto(url)
    look(page, "letters-choices")
    page.locator("[name=topics]").check()
    press(page)
    assert [reader.address for reader in subscribers(topic)] == ["toimittaja@example.org"]
    letter = make_letter(kind="newsletter", topic=topic, address="toimittaja@example.org")
    page.goto(message_of(letter).extra_headers["List-Unsubscribe"].strip("<>"))
    look(page, "letters-unsubscribe")
    press(page)
    look(page, "letters-unsubscribed")


@in_three_languages
def test_a_key_contact_mends_an_address(
    page: Page, base_url: str, ritva: User, kaisa: User, topic: Topic, language: str
) -> None:
    make_suppression(ritva.email)
    make_suppression(kaisa.email)
    speak(page, base_url, language)
    session = signed_in(kaisa).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])
    page.goto("/letters/")
    look(page, "letters-silent")
    page.goto("/")
    page.locator(f"a[href='/letters/address/{ritva.affiliations.get().pk}/']").click()
    look(page, "letters-address")
    page.locator("[name=email]").fill("ritva.uusi@example.org")
    press(page)

    expect(page.locator("main")).to_contain_text("ritva.uusi@example.org")
    assert User.objects.get(pk=ritva.pk).email == "ritva.uusi@example.org"
