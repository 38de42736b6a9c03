"""Whom letters reach, and that an institution's last reader is never lost in silence."""

import pytest
from django.core.mail import EmailMessage
from pytest_django import DjangoAssertNumQueries

from communications.actions.subscriptions import subscribe, unsubscribe
from communications.models import Letter, Reader, Refusal
from communications.recipients import (
    DOES_NOT_WORK,
    UNWANTED,
    WOULD_RATHER_NOT,
    silent_members,
    subscribers,
)
from members.models import Organisation, Seats, User
from portal.lib.mail import KEY, KIND, SECRET, SERVICE
from tests.factories import make_person, make_suppression, make_topic


def test_the_office_is_told_of_members_where_no_address_works(
    koivuranta: Organisation, granholmen: Organisation, ritva: User, kaisa: User, sten: User
) -> None:
    assert silent_members(Seats(frozenset({ritva.email}))) == []
    assert silent_members(Seats(frozenset({kaisa.email}))) == [koivuranta]
    head = make_person(koivuranta, "head")
    assert silent_members(Seats(frozenset({kaisa.email}))) == []
    assert silent_members(Seats(frozenset({kaisa.email, head.email, sten.email}))) == [
        granholmen,
        koivuranta,
    ]


@pytest.mark.parametrize(
    ("headers", "only_newsletters", "state", "reason"),
    [
        ({}, False, "suppressed", DOES_NOT_WORK),
        ({KIND: "transactional"}, False, "suppressed", DOES_NOT_WORK),
        ({KIND: "newsletter"}, False, "suppressed", DOES_NOT_WORK),
        ({KIND: "transactional", SECRET: "1"}, False, "queued", ""),
        ({KIND: "newsletter"}, True, "suppressed", UNWANTED),
        ({}, True, "queued", ""),
    ],
)
def test_an_address_that_does_not_work_gets_nothing_but_codes(
    db: None, headers: dict[str, str], only_newsletters: bool, state: str, reason: str
) -> None:
    make_suppression("a@example.org", newsletters_only=only_newsletters)

    EmailMessage("S", "T", to=["A@example.org"], headers={KEY: "k", **headers}).send()

    letter = Letter.objects.get()
    assert (letter.state, letter.last_reply) == (state, reason)


def test_a_refused_kind_is_not_sent_and_the_others_are(ritva: User, kaisa: User) -> None:
    Refusal.objects.create(user=ritva, service="reminder")

    for address in (ritva.email, kaisa.email):
        for service in ("reminder", "notice", ""):
            EmailMessage("S", "T", to=[address], headers={SERVICE: service}).send()

    held = Letter.objects.filter(state="suppressed")
    assert list(held.values_list("address", "service", "last_reply")) == [
        (ritva.email, "reminder", WOULD_RATHER_NOT)
    ]
    assert Letter.objects.filter(state="queued").count() == 5


def test_a_newsletter_goes_to_roles_and_choices_and_to_each_address_once(
    ritva: User, kaisa: User, sten: User, birgit: User
) -> None:
    topic = make_topic(default_roles=["key_contact"])
    subscribe(Reader.of(ritva), topic)
    subscribe(Reader.of(kaisa), topic)
    subscribe(Reader.at("toimittaja@example.org"), topic)
    subscribe(Reader("birgit@example.org"), topic)  # chosen before she had an account
    unsubscribe(Reader.of(sten), topic)

    def addresses() -> list[str]:
        return [reader.address for reader in subscribers(topic)]

    assert addresses() == [
        "birgit@example.org",
        "kaisa@example.org",
        "ritva@example.org",
        "toimittaja@example.org",
    ]
    make_suppression(ritva.email)
    make_suppression("toimittaja@example.org", newsletters_only=True)
    User.objects.filter(pk=kaisa.pk).update(is_active=False)
    assert addresses() == ["birgit@example.org"]


@pytest.mark.parametrize("n", [1, 3])
def test_the_readers_of_a_topic_are_asked_for_in_few_questions(
    koivuranta: Organisation, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    topic = make_topic(default_roles=["survey"])
    for number in range(n):
        make_person(koivuranta, "survey")
        subscribe(Reader.at(f"a{number}@example.org"), topic)

    with django_assert_num_queries(4):
        assert len(subscribers(topic)) == 2 * n


def test_what_an_address_chose_before_it_was_a_persons_the_person_can_end(
    birgit: User,
) -> None:
    topic = make_topic()
    subscribe(Reader(birgit.email), topic)
    assert subscribers(topic) == [Reader.of(birgit)]

    unsubscribe(Reader.of(birgit), topic)

    assert subscribers(topic) == []
