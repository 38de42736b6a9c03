import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from communications.recipients import seats_of_today
from communications.todo import todo
from members.models import User
from portal.lib.todo import Task
from tests.factories import make_letter


def task(about: str, url: str) -> Task:
    return Task("Viesti ei mennyt perille", about, url, "Tarkista osoite", "stop", "stop")


def ago(**time: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(**time)


def test_the_office_hears_of_each_letter_that_did_not_arrive(outi: User) -> None:
    make_letter(state="failed", not_before=ago(days=31))
    older = make_letter(state="failed", not_before=ago(days=29))
    newer = make_letter(state="failed", created_at=ago(days=99))
    make_letter(state="sent", sent_at=timezone.now())
    make_letter(state="cancelled")
    make_letter()

    assert list(todo(outi, seats_of_today())) == [
        task(str(letter), reverse("admin:communications_letter_change", args=[letter.pk]))
        for letter in (newer, older)
    ]


def test_after_twenty_one_row_says_how_many_more(outi: User) -> None:
    letters = [make_letter(state="failed") for _ in range(20)]
    assert [row.about for row in todo(outi, seats_of_today())] == [
        str(letter) for letter in reversed(letters)
    ]

    make_letter(state="failed")
    make_letter(state="failed")

    *rows, last = todo(outi, seats_of_today())
    assert len(rows) == 20
    failed = "/office/communications/letter/?state__exact=failed"
    assert last == task("Vielä 2 viestiä", failed)


def test_the_letters_of_the_row_of_more_are_those_of_the_link(outi: User, as_outi: Client) -> None:
    for _ in range(21):
        make_letter(state="failed")
    make_letter()
    *_, last = todo(outi, seats_of_today())

    assert len(as_outi.get(last.url).context["cl"].result_list) == 21


def test_nobody_else_is_asked(ritva: User, kaisa: User, sten: User, birgit: User) -> None:
    make_letter(state="failed")

    assert [list(todo(user, seats_of_today())) for user in (ritva, kaisa, sten, birgit)] == [
        [],
        [],
        [],
        [],
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_one_letter_or_three_ask_the_same(
    outi: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make_letter(state="failed")
    assert outi.is_staff

    with django_assert_num_queries(5):  # addresses, letters, questions, roles, wishes
        assert len(list(todo(outi, seats_of_today()))) == count


def test_the_task_stands_on_the_home_page(as_outi: Client) -> None:
    letter = make_letter(state="failed")

    assert str(letter) in as_outi.get("/").text
