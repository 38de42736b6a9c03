"""What readers choose, signed in or by a link that has come to their mailbox."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from communications.actions.subscriptions import subscribe
from communications.models import Letter, Reader, Refusal, Subscription, Suppression, Topic
from communications.recipients import subscribers
from communications.tokens import preferences_url
from members.models import User
from tests.communications.conftest import NOW
from tests.conftest import signed_in
from tests.factories import make_suppression, make_topic
from tests.members.signing_in import ask_for_code, last_code, masked

DAY = datetime.timedelta(days=1)
SERVICES = list(Refusal.Service.values)


def shown(client: Client, path: str = "/letters/") -> dict[str, bool]:
    """Each topic on the page, and whether it is ticked."""
    form = client.get(path).context["form"]
    ticked = form.get_initial_for_field(form.fields["topics"], "topics")
    return {slug: slug in ticked for slug, _label in form.fields["topics"].choices}


def link_to(address: str) -> str:
    return preferences_url(address).removeprefix("http://localhost:8000")


def test_everybody_sees_the_topics_that_are_open_to_them(
    as_kaisa: Client, birgit: User, db: None
) -> None:
    for audience in ("members", "signed_in", "public"):
        make_topic(audience, audience=audience, default_roles=["key_contact"])
    subscribe(Reader.of(birgit), make_topic("added"))

    assert shown(as_kaisa) == {
        "added": False,
        "members": True,
        "public": True,
        "signed_in": True,
    }
    assert shown(signed_in(birgit))["added"] is True
    assert shown(Client(), link_to("a@example.org")) == {"public": False}
    assert shown(Client(), link_to("kaisa@example.org"))["members"] is True


def test_choosing_twice_is_as_once_and_touches_nobody_else(
    as_kaisa: Client, kaisa: User, sten: User
) -> None:
    old = make_topic("old", default_roles=["key_contact"])
    new = make_topic("new")

    for _ in range(2):
        answer = as_kaisa.post(
            "/letters/", {"save": "1", "topics": ["new"], "services": SERVICES[1:]}
        )
        assert answer.status_code == 302

    assert shown(as_kaisa) == {"new": True, "old": False}
    assert [reader.user for reader in subscribers(old)] == [sten]
    assert [reader.user for reader in subscribers(new)] == [kaisa]
    assert list(Refusal.objects.values_list("user", "service")) == [(kaisa.pk, SERVICES[0])]
    assert Subscription.objects.count() == 2


def test_what_is_not_shown_cannot_be_chosen(kaisa: User) -> None:
    make_topic("members")
    make_topic("public", audience="public")
    client, url = Client(), link_to("a@example.org")

    refused = client.post(url, {"save": "1", "topics": ["members"]})
    assert (refused.status_code, Subscription.objects.count()) == (200, 0)
    assert "topics" in refused.context["form"].errors
    client.post(url, {"save": "1", "topics": ["public"]})

    assert list(Subscription.objects.live().values_list("topic__slug", "address")) == [
        ("public", "a@example.org")
    ]


def test_one_press_ends_every_newsletter_and_leaves_service_letters(
    as_kaisa: Client, kaisa: User
) -> None:
    make_topic("a", default_roles=["key_contact"])
    subscribe(Reader.of(kaisa), make_topic("b"))
    Refusal.objects.create(user=kaisa, service=SERVICES[0])

    as_kaisa.post("/letters/", {"stop": "1"})

    assert shown(as_kaisa) == {"a": False, "b": False}
    assert list(Refusal.objects.values_list("service", flat=True)) == [SERVICES[0]]


def test_a_topic_by_request_waits_for_the_office(as_kaisa: Client, kaisa: User) -> None:
    topic = make_topic("circle", is_closed=True)

    as_kaisa.post("/letters/", {"save": "1", "topics": ["circle"], "services": SERVICES})
    assert subscribers(topic) == []
    (wish,) = Subscription.objects.wishes()
    Subscription.objects.update(is_wish=False)

    assert wish.user == kaisa
    assert subscribers(topic) == [Reader.of(kaisa)]


# --- the link ---------------------------------------------------------------------------------


def test_the_answer_does_not_tell_whether_the_address_is_known(ritva: User) -> None:
    pages = []
    for address in (ritva.email, "nobody@example.org"):
        answer = Client().post("/letters/link/", {"email": address})
        pages.append((answer.status_code, masked(answer, address)))  # type: ignore[arg-type]

    assert pages[0] == pages[1]
    assert sorted(Letter.objects.values_list("address", "kind", "secret")) == [
        ("nobody@example.org", "transactional", True),
        ("ritva@example.org", "transactional", True),
    ]


def test_the_link_of_the_letter_opens_the_choices_without_an_account(db: None) -> None:
    make_topic("public", audience="public")
    Client().post("/letters/link/", {"email": "Nobody@Example.org"})
    (letter,) = Letter.objects.all()
    (url,) = (line for line in letter.text.splitlines() if "/letters/of/" in line)

    page = Client().get(url.removeprefix("http://localhost:8000"))

    assert page.status_code == 200
    assert "nobody@example.org" in page.content.decode()
    assert "services" not in page.context["form"].fields


def test_asking_again_within_the_hour_writes_one_letter(clock: Any, db: None) -> None:
    for _ in range(3):
        Client().post("/letters/link/", {"email": "a@example.org"})
    assert Letter.objects.count() == 1

    clock.shift(datetime.timedelta(hours=1))
    Client().post("/letters/link/", {"email": "a@example.org"})
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(
    "address",
    ["", "x", "a@b", "a@example.org\nBcc: b@example.org", "a\0@example.org", "a" * 1000 + "@b.fi"],
)
def test_what_is_no_address_is_said_so_and_nothing_is_written(db: None, address: str) -> None:
    answer = Client().post("/letters/link/", {"email": address})

    assert (answer.status_code, Letter.objects.count()) == (200, 0)
    assert address == "" or "email" in answer.context["form"].errors


def test_a_link_that_is_old_foreign_or_changed_opens_nothing(clock: Any, ritva: User) -> None:
    url = link_to(ritva.email)
    assert Client().get(url).status_code == 200
    for bad in (url.replace("/letters/of/", "/letters/of/x"), "/letters/of/x/", url[:-3] + "xx/"):
        assert (Client().get(bad).status_code, Client().post(bad).status_code) == (404, 404)

    clock.shift(30 * DAY)
    assert Client().get(url).status_code == 404


# --- an address that works again --------------------------------------------------------------


def test_whoever_has_read_a_letter_since_shows_that_the_address_works(
    clock: Any, ritva: User
) -> None:
    old = link_to(ritva.email)
    clock.shift(DAY)
    make_suppression(ritva.email, since=timezone.now())
    clock.shift(DAY)
    new = link_to(ritva.email)

    Client().post(old, {"works": "1"})
    Client().get(new)
    assert Suppression.objects.whole().count() == 1
    Client().post(new, {"works": "1"})

    lifted = Suppression.objects.get()
    assert (lifted.lifted_at, lifted.lifted_by) == (NOW + 2 * DAY, ritva)


def test_who_has_signed_in_by_a_code_shows_it_too_and_by_a_password_not(ritva: User) -> None:
    make_suppression(ritva.email)
    by_force, by_code = signed_in(ritva), Client()
    by_force.post("/letters/", {"works": "1"})
    assert Suppression.objects.whole().count() == 1

    ask_for_code(by_code)
    by_code.post("/account/login/code/confirm/", {"code": last_code()})
    assert by_code.get("/letters/").context["works"]
    by_code.post("/letters/", {"works": "1"})

    assert Suppression.objects.whole().count() == 0


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_asks_as_often_for_three_topics_as_for_one(
    as_kaisa: Client, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(n):
        make_topic(f"t{number}", default_roles=["key_contact"])

    with django_assert_num_queries(8):
        as_kaisa.get("/letters/")


# --- the language of an address ---------------------------------------------------------------


def said_in(topic: Topic) -> list[tuple[str, str]]:
    return [(reader.address, reader.language) for reader in subscribers(topic)]


def test_an_address_gets_its_letters_in_the_language_of_the_page_it_chose_them_on(
    db: None, sten: User
) -> None:
    topic = make_topic("public", audience="public")
    for language, address in (("sv", "a@example.org"), ("en", "b@example.org"), ("", "c@b.fi")):
        client = Client()
        client.cookies["django_language"] = language
        assert client.post(link_to(address), {"topics": ["public"]}).status_code == 302
    client = signed_in(sten)
    client.post("/language/", {"language": "en"})
    client.post("/letters/", {"topics": ["public"]})

    assert said_in(topic) == [
        *(("a@example.org", "sv"), ("b@example.org", "en"), ("c@b.fi", "fi")),
        ("sten@example.org", "en"),
    ]
    assert Subscription.objects.get(user=sten).address == ""


def test_choosing_anew_on_another_page_changes_the_language_and_undoing_keeps_one(
    db: None,
) -> None:
    topic = make_topic("public", audience="public")
    client = Client()
    for language in ("sv", "fi", "en"):
        client.cookies["django_language"] = language
        client.post(link_to("a@example.org"), {"topics": ["public"]})
    assert said_in(topic) == [("a@example.org", "en")]

    client.post(link_to("a@example.org"), {"stop": ""})
    assert said_in(topic) == []
    client.cookies["django_language"] = "sv"
    client.post(link_to("a@example.org"), {"topics": ["public"]})

    assert said_in(topic) == [("a@example.org", "sv")]
    assert Subscription.objects.count() == 2


def test_what_the_office_decides_leaves_the_language_and_a_person_has_their_own(
    sten: User,
) -> None:
    topic = make_topic("public", audience="public")
    subscribe(Reader.at("a@example.org", "sv"), topic)
    subscribe(Reader.at("a@example.org"), topic, Subscription.Source.OFFICE)
    subscribe(Reader("sten@example.org", None, "en"), topic)  # from before he had an account

    assert said_in(topic) == [("a@example.org", "sv"), ("sten@example.org", "sv")]
