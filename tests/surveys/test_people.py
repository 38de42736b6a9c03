"""Who hears of a collection: whose address works, and who has not refused; then the next in line."""

from communications.models import Refusal
from communications.recipients import seats_of_today
from members.models import Organisation, Seats, User
from surveys.models import Response, people_of, unheard
from tests.factories import make_person, make_suppression


def hearing(answer: Response, letters: str) -> list[User]:
    return people_of([answer], letters).fillers(answer)


def test_those_who_answer_for_the_data_hear(
    answer: Response, ritva: User, kaisa: User, sten: User
) -> None:
    assert hearing(answer, "reminder") == [ritva]


def test_where_they_are_out_of_reach_the_key_contact_then_the_head_hears(
    answer: Response, ritva: User, kaisa: User, head: User, sten: User
) -> None:
    make_suppression(ritva.email)
    assert hearing(answer, "reminder") == [kaisa]

    Refusal.objects.create(user=kaisa, service="reminder")
    assert hearing(answer, "") == [kaisa]
    assert hearing(answer, "reminder") == [head]

    make_suppression(head.email)
    assert hearing(answer, "reminder") == []


def test_while_one_of_two_is_left_nobody_else_is_asked(
    answer: Response, koivuranta: Organisation, ritva: User, kaisa: User
) -> None:
    other = make_person(koivuranta, "survey")
    Refusal.objects.create(user=ritva, service="reminder")

    assert hearing(answer, "reminder") == [other]


def test_a_school_whose_addresses_do_not_work_is_unheard_on_home_as_in_the_monitor(
    answer: Response, ritva: User
) -> None:
    responses = Response.objects.filter(pk=answer.pk)
    assert unheard(responses, seats_of_today()) == {}

    make_suppression(ritva.email)

    assert hearing(answer, "") == []
    assert unheard(responses, seats_of_today()) == {answer.round_id: 1}
    assert unheard(responses, Seats()) == {}
