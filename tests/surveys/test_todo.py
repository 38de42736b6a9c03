"""What collections ask of people on their home page."""

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from members.models import Organisation, Seats, User
from surveys.actions.answers import Change, mark_ready, save_cells
from surveys.actions.responses import exempt, return_response, submit
from surveys.actions.rounds import open_round
from surveys.models import Response, Round, SectionState
from surveys.todo import SHOWN, todo
from tests.factories import make_member, make_person
from tests.surveys.conftest import Travel
from tests.surveys.test_answers import FULL, type_all

LAST_DAY = datetime.date(2026, 12, 15)


def fresh(user: User) -> User:
    """The same person in a new request."""
    return User.objects.get(pk=user.pk)


def asked(user: User) -> list[tuple[str, str]]:
    """Where each task leads and the sign of its state."""
    return [(task.url, task.sign) for task in todo(fresh(user), Seats())]


def test_the_form_waits_for_those_who_fill_it_in(
    answer: Response, ritva: User, kaisa: User, head: User, sten: User, birgit: User
) -> None:
    url = f"/collections/responses/{answer.pk}/"

    assert [asked(each) for each in (ritva, kaisa, head)] == [[(url, "blank")]] * 3
    assert [asked(each) for each in (sten, birgit)] == [[], []]
    [task] = todo(ritva, Seats())
    assert (task.due_on, task.about) == (LAST_DAY, "Vuosikeruu 2026, Koivurannan konservatorio")


def test_a_begun_form_says_how_many_sections_are_ready(answer: Response, ritva: User) -> None:
    type_all(answer, ritva, **FULL, tpo="ei")
    mark_ready(answer, "opiskelijat", ritva)

    [task] = todo(ritva, Seats())

    assert task.sign == "part" and "1" in task.state and "2" in task.state


def test_a_full_form_waits_for_the_head_alone(ready: Response, ritva: User, head: User) -> None:
    assert asked(ritva) == []
    assert asked(head) == [(f"/collections/responses/{ready.pk}/confirm/", "sent")]

    submit(ready, head)
    assert asked(head) == []


def test_where_nobody_may_send_the_filler_is_told(ready: Response, ritva: User) -> None:
    assert asked(ritva) == [(f"/collections/responses/{ready.pk}/confirm/", "stop")]


def test_the_key_contact_confirms_where_nobody_is_head(
    ready: Response, kaisa: User, ritva: User
) -> None:
    assert asked(kaisa) == [(f"/collections/responses/{ready.pk}/confirm/", "sent")]
    assert asked(ritva) == []


def test_returned_sections_wait_until_they_are_marked_ready(
    ready: Response, ritva: User, head: User, outi: User
) -> None:
    url = f"/collections/responses/{ready.pk}/"
    submit(ready, head)
    return_response(ready, {"talous": "Kulut puuttuvat"}, "", outi)
    assert asked(ritva) == [(url, "back")]

    save_cells(ready, [Change("kulut", "1200", version=1)], ritva)
    mark_ready(ready, "talous", ritva)
    assert (asked(ritva), asked(head)) == ([], [(f"{url}confirm/", "sent")])


def test_nothing_waits_once_the_round_has_closed_or_the_school_is_exempt(
    answer: Response, ritva: User, outi: User, travel: Travel
) -> None:
    exempt(answer, "Pieni", outi)
    assert asked(ritva) == []

    Response.objects.update(state="draft")
    travel("2026-12-23 12:00")
    assert asked(ritva) == []


def test_the_office_reviews_the_oldest_first(
    ready: Response, head: User, outi: User, travel: Travel
) -> None:
    schools = [make_member() for _ in range(SHOWN + 2)]
    people = [make_person(school, "survey") for school in schools]
    open_round(ready.round)
    submit(ready, head)
    later = Response.objects.exclude(pk=ready.pk).order_by("pk")
    for place, response in enumerate(later):
        moment = ready.round.opens_at + datetime.timedelta(days=30 + place)
        Response.objects.filter(pk=response.pk).update(state="submitted", submitted_at=moment)

    urls = [url for url, _sign in asked(outi)]

    assert len(people) == SHOWN + 2
    assert urls == [
        f"/collections/responses/{ready.pk}/review/",
        *(f"/collections/responses/{each.pk}/review/" for each in later[: SHOWN - 1]),
        f"/collections/rounds/{ready.round_id}/?show=waiting",
    ]
    assert "3" in [task.about for task in todo(fresh(outi), Seats())][-1]


def test_the_office_finds_somebody_for_schools_that_hear_nothing(
    answer: Response, outi: User, birgit: User
) -> None:
    make_member()
    open_round(answer.round)

    assert asked(outi) == [(f"/collections/rounds/{answer.round_id}/?show=silent", "stop")]
    assert asked(birgit) == []


@pytest.mark.parametrize(("is_ready", "queries"), [(False, 2), (True, 3)])  # with who sends them
@pytest.mark.parametrize("schools", [1, 3])
def test_tasks_are_asked_for_as_often_for_three_as_for_one(
    december: Round,
    ritva: User,
    outi: User,
    schools: int,
    is_ready: bool,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(schools):
        place: Organisation = make_member()
        ritva.affiliations.create(organisation=place, from_on="2020-01-01").roles.create(
            role="survey", from_on="2020-01-01"
        )
    open_round(december)
    Response.objects.filter(round=december).update(state="draft")
    Response.objects.filter(organisation=place).update(state="submitted")
    SectionState.objects.filter(response__round=december).update(is_hidden=is_ready)

    with django_assert_num_queries(3 + queries):
        assert len(list(todo(fresh(ritva), Seats()))) == schools
    with django_assert_num_queries(3 + 3):
        list(todo(fresh(outi), Seats()))
