"""One click of a mail program (RFC 8058), to the letter of its table."""

import pytest
from django.core import signing
from django.test import Client
from pytest_django import Settings

from communications.actions.subscriptions import subscribe
from communications.models import Reader, Subscription, Topic
from communications.recipients import subscribers
from communications.tokens import unsubscribe_url
from members.models import User
from tests.conftest import signed_in
from tests.factories import make_topic

BODY = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"
MULTIPART = (
    '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
)


def path(topic: Topic, reader: Reader) -> str:
    user = reader.user.pk if reader.user else None
    return unsubscribe_url(topic.pk, user, reader.address).removeprefix("http://localhost:8000")


@pytest.fixture
def topic(db: None) -> Topic:
    return make_topic("jasenkirje", name_fi="Jäsenkirje", default_roles=["key_contact"])


@pytest.fixture
def outsider(topic: Topic) -> Reader:
    reader = Reader.at("toimittaja@example.org")
    subscribe(reader, topic)
    subscribe(reader, make_topic("uutiset"))
    return reader


def addresses(topic: Topic) -> list[str]:
    return [reader.address for reader in subscribers(topic)]


@pytest.mark.parametrize(
    ("body", "content_type"), [(BODY, FORM), (MULTIPART, "multipart/form-data; boundary=x")]
)
def test_a_mail_program_ends_one_subscription_by_one_post(
    topic: Topic, outsider: Reader, body: str, content_type: str
) -> None:
    mail_program = Client(enforce_csrf_checks=True)

    answers = [
        mail_program.post(path(topic, outsider), body, content_type=content_type) for _ in range(2)
    ]

    for answer in answers:  # twice is as once
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain")
        assert answer.cookies == {} and "Location" not in answer
        assert len(answer.content) < 100
    assert addresses(topic) == []
    assert addresses(Topic.objects.get(slug="uutiset")) == [outsider.address]


def test_what_comes_with_a_role_is_ended_as_well(topic: Topic, kaisa: User, sten: User) -> None:
    Client().post(path(topic, Reader.of(kaisa)), BODY, content_type=FORM)

    assert addresses(topic) == [sten.email]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "List-Unsubscribe=one-click",
        "List-Unsubscribe=",
        "list-unsubscribe=One-Click",
        "List-Unsubscribe=One-Click&List-Unsubscribe=One-Click",
        "List-Unsubscribe=One-Click&more=1",
        "x=y",
        "List-Unsubscribe=One-Click%00",
    ],
)
def test_any_other_body_changes_nothing(topic: Topic, outsider: Reader, body: str) -> None:
    answer = Client().post(path(topic, outsider), body, content_type=FORM)

    assert answer.status_code == 400
    assert addresses(topic) == [outsider.address]


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_opens_the_link_changes_nothing(
    topic: Topic, outsider: Reader, method: str
) -> None:
    answer = getattr(Client(), method)(path(topic, outsider))

    assert answer.status_code == 200
    assert method == "head" or "Jäsenkirje" in answer.content.decode()
    assert addresses(topic) == [outsider.address]


def test_a_person_presses_the_button_and_may_take_it_back(topic: Topic, outsider: Reader) -> None:
    client = Client(enforce_csrf_checks=True)
    url = path(topic, outsider)
    client.get(url)
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    assert client.post(f"{url}/confirm", {}).status_code == 403
    assert client.get(f"{url}/confirm").status_code == 405
    assert addresses(topic) == [outsider.address]
    ended = client.post(f"{url}/confirm", token)
    assert (ended.status_code, addresses(topic)) == (200, [])
    undone = client.post(f"{url}/confirm", token | {"undo": "1"})
    assert (undone.status_code, addresses(topic)) == (200, [outsider.address])


def test_a_key_contact_who_takes_it_back_gets_it_again(topic: Topic, kaisa: User) -> None:
    url = path(topic, Reader.of(kaisa))
    for form in ({}, {"undo": "1"}, {"undo": "1"}):
        Client().post(f"{url}/confirm", form)

    assert addresses(topic) == [kaisa.email]
    assert Subscription.objects.live().count() == 1


def test_a_bad_token_is_a_page_that_is_not_there(topic: Topic, outsider: Reader) -> None:
    good = path(topic, outsider).removeprefix("/u/")
    sign = signing.Signer(salt="another").sign_object
    bad = [
        good[:-1] + ("a" if good[-1] != "a" else "b"),
        sign([topic.pk, None, outsider.address]),
        signing.Signer(salt="communications.unsubscribe").sign_object([999_999, None, "a@b.fi"]),
        signing.Signer(salt="communications.unsubscribe").sign_object([topic.pk, 999_999, ""]),
        "x",
        "x" * 5000,
    ]

    for token in bad:
        assert Client().get(f"/u/{token}").status_code == 404
        assert Client().post(f"/u/{token}", BODY, content_type=FORM).status_code == 404
        assert Client().post(f"/u/{token}/confirm").status_code == 404
    assert addresses(topic) == [outsider.address]


def test_one_readers_link_ends_nothing_of_another(
    topic: Topic, outsider: Reader, kaisa: User
) -> None:
    signed_in(kaisa).post(path(topic, outsider), BODY, content_type=FORM)

    assert addresses(topic) == [kaisa.email]


def test_links_outlive_a_change_of_the_secret_key(
    topic: Topic, outsider: Reader, settings: Settings
) -> None:
    url = path(topic, outsider)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, [settings.SECRET_KEY]

    assert Client().post(url, BODY, content_type=FORM).status_code == 200
    assert addresses(topic) == []
