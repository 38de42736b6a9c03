import datetime

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from members.models import Organisation, User
from portal.lib.todo import Task, in_words
from tests.conftest import signed_in
from tests.factories import make_affiliation, make_member, make_person


def test_nothing_waits_and_home_says_what_will_appear(as_ritva: Client) -> None:
    html = as_ritva.get("/").content.decode()

    assert "<h1>Mikään ei odota sinua</h1>" in html
    assert "lähin määräaika ensin" in html


def test_the_office_is_asked_to_name_a_key_contact(
    as_outi: Client, koivuranta: Organisation
) -> None:
    html = as_outi.get("/").content.decode()

    assert "<h1>Yksi asia odottaa sinua</h1>" in html
    assert f'href="/members/{koivuranta.pk}/invite/">Nimeä pääyhteyshenkilö</a>' in html


def test_a_key_contact_of_the_provider_does_not_spare_the_school_its_own(
    as_outi: Client, koivuranta: Organisation
) -> None:
    make_person(koivuranta, "key_contact")

    assert "<h1>Mikään ei odota sinua</h1>" in as_outi.get("/").content.decode()


def test_a_key_contact_whose_account_is_turned_off_hears_nothing(
    as_outi: Client, koivuranta: Organisation
) -> None:
    make_person(koivuranta, "key_contact", is_active=False)

    assert "<h1>Yksi asia odottaa sinua</h1>" in as_outi.get("/").content.decode()


def test_others_are_not_asked_what_is_the_offices_to_do(
    as_sten: Client, koivuranta: Organisation
) -> None:
    assert "Name a key contact" not in as_sten.get("/").content.decode()


def test_what_is_past_its_day_is_late_by_so_many_days() -> None:
    today = datetime.date(2026, 11, 24)
    with time_machine.travel(today):
        told = [
            " ".join(render_to_string("portal/_due.html", {"task": task, "today": today}).split())
            for task in (due(today - datetime.timedelta(n)) for n in (2, 1, 0, -1))
        ]

    assert told == [
        "<strong>su 22.11.</strong> 2 päivää myöhässä",
        "<strong>ma 23.11.</strong> 1 päivän myöhässä",
        "<strong>tänään</strong>",
        "<strong>ke 25.11.</strong> 1 päivän päästä",
    ]


def due(day: datetime.date) -> Task:
    return Task("A", "", "/", "", due_on=day)


@pytest.mark.parametrize("n", [1, 3])
def test_home_asks_the_database_as_often_for_three_as_for_one(
    outi: User, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n):
        make_member()
        make_affiliation(user=outi)
    as_outi = signed_in(outi)

    with django_assert_num_queries(15):
        html = as_outi.get("/").content.decode()

    assert html.count('class="task"') == 2 * n  # each new member, and each new home, lacks one


def test_tasks_come_by_their_day_and_those_without_one_last() -> None:
    day = datetime.date(2026, 11, 24)
    later = Task("B", "", "/", "", due_on=day + datetime.timedelta(days=3))
    sooner = Task("C", "", "/", "", due_on=day)
    never = Task("A", "", "/", "")

    assert sorted([never, later, sooner], key=Task.urgency) == [sooner, later, never]


def test_numbers_are_words_up_to_nine() -> None:
    with override("fi"):
        words = [in_words(number) for number in (1, 4, 9, 10)]

    assert words == ["Yksi", "Neljä", "Yhdeksän", "10"]
