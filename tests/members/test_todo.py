"""What invitations, requests and confirmations ask of people, in one query for all of them."""

import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from communications.actions import bounces
from communications.models import Bounce
from communications.recipients import seats_of_today
from members.models import Organisation, User
from members.todo import todo
from portal.lib.todo import Task
from tests.factories import make_invitation, make_member, make_person, make_user


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def asked(user: User) -> list[Task]:
    with override("en"):
        return list(todo(User.objects.get(pk=user.pk), seats_of_today()))


def make_all(school: Organisation, inviter: User) -> None:
    """At the school one that is to be checked, sent again, answered, and confirmed."""
    ago = timezone.now() - datetime.timedelta(days=20)
    mine = {"invited_by": inviter, "created_at": ago}
    unseen = {"checked_at": None, "token_sha256": None, "sent_at": None, "expires_at": None}
    make_invitation(school, "", name="Aino", **mine | unseen)
    make_invitation(
        school, f"b{school.pk}", name="Bo", expires_at=ago + datetime.timedelta(days=14), **mine
    )
    school.join_requests.create(user=make_user(name="Cai"), created_at=ago)
    school.confirmations.create(year=2026, opens_on=days(-50), corrections="Nimi")


def test_a_key_contact_is_asked_what_is_their_own(koivuranta: Organisation, kaisa: User) -> None:
    make_all(koivuranta, kaisa)
    make_all(make_member(), make_user())
    [request, *_] = koivuranta.join_requests.all()
    at = f"/members/{koivuranta.pk}/"

    assert asked(kaisa) == [
        Task(
            *("Confirm that our facts are right", f"{koivuranta}, 2026", f"{at}confirm/"),
            *("Takes a minute", "ask", "mine"),
            due_on=days(-22),
        ),
        Task(
            *("Answer who wants to join", f"Cai, {koivuranta}", request.get_absolute_url()),
            *("Has waited for a week", "person", "warn"),
        ),
        Task(
            *("Send the invitation again, or take it back", f"Bo, {koivuranta}"),
            *(f"{at}#invitations", "Expired", "clock"),
        ),
    ]


def test_the_office_is_asked_to_check_to_call_and_to_correct(
    koivuranta: Organisation, kaisa: User, outi: User
) -> None:
    make_all(koivuranta, kaisa)
    for school in (koivuranta, *(make_member() for _ in range(2))):
        school.confirmations.create(year=2025, opens_on=days(-60))
    [check] = koivuranta.invitations.filter(checked_at=None)
    [request] = koivuranta.join_requests.all()
    page = "/members/confirmations/"
    rest = [task for task in asked(outi) if task.title != "Name a key contact"]

    assert rest == [
        Task(
            *("Check the address of an invitation", f"Aino, {koivuranta}"),
            *(f"/members/invitations/{check.pk}/check/", "The letter waits for you"),
            *("letter", "warn"),
        ),
        Task(
            *("Answer who wants to join", f"Cai, {koivuranta}", request.get_absolute_url()),
            *("Has waited for a week", "person", "warn"),
        ),
        Task(
            *("Call about the yearly confirmation", "4 members have not confirmed", page),
            *("Late", "clock", "warn"),
        ),
        Task(
            *("Correct the register", "1 member tells a mistake", page),
            *("Told in the confirmation", "comment"),
        ),
    ]


def test_the_stranger_and_who_looks_after_nobody_are_asked_nothing(
    koivuranta: Organisation, kaisa: User, ritva: User, sten: User
) -> None:
    make_all(koivuranta, kaisa)

    assert (asked(ritva), asked(sten)) == ([], [])


def test_where_addresses_do_not_work_the_office_answers_at_once(
    koivuranta: Organisation, kaisa: User, outi: User
) -> None:
    koivuranta.join_requests.create(user=make_user())
    assert asked(outi) == []
    bounces.note(None, kaisa.email, Bounce.Kind.HARD, "5.1.1", "x", Bounce.Source.SMTP)

    assert [task.title for task in asked(outi)] == ["Answer who wants to join"]


def test_who_looks_after_the_provider_spares_the_office_the_schools_request(outi: User) -> None:
    provider = make_member(kind="provider")
    school = make_member(parent=provider)
    make_person(provider, "head")
    school.join_requests.create(user=make_user())

    assert "Answer who wants to join" not in {task.title for task in asked(outi)}


def test_places_are_named_in_the_readers_language(kaisa: User, koivuranta: Organisation) -> None:
    koivuranta.name_sv = "Björkstrands konservatorium"
    koivuranta.save()
    make_all(koivuranta, kaisa)
    with override("sv"):
        tasks = list(todo(kaisa, seats_of_today()))

    assert {"Björkstrands" in task.about for task in tasks} == {True}


@pytest.mark.parametrize("n", [1, 3])
def test_all_of_it_is_asked_in_one_query(
    outi: User, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The others: the person, places, roles, membership; silent addresses; reports; for the
    office members and seats too."""
    kaisa = make_person(make_member(), "key_contact")
    for home in range(n):
        school = make_member() if home else kaisa.homes[0].organisation
        make_person(school, "key_contact") if home else None
        make_all(school, kaisa)

    with django_assert_num_queries(6):
        asked(kaisa)
    with django_assert_num_queries(8):
        tasks = asked(outi)
    assert len(tasks) == 2 * n + 2
