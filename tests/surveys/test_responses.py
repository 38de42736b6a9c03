"""The way of a response: who may take which step, and from where."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from members.actions import Refused
from members.models import Organisation, User
from surveys.actions.answers import Change, save_cells
from surveys.actions.refusals import (
    DayIsOver,
    DayMissing,
    NotOpen,
    NotYours,
    ReasonMissing,
    SectionNotOpen,
    TypedItYourself,
    WrongStep,
)
from surveys.actions.responses import (
    approve,
    begin_review,
    exempt,
    extend,
    return_response,
    submit,
    take_back,
)
from surveys.models import Response, Round, Snapshot, Transition
from tests.factories import make_association, make_member, make_person
from tests.surveys.factories import make_collection, make_form, make_response, make_round
from tests.surveys.test_answers import FULL, type_all

State = Response.State
ALL = [state for state in State if state != State.LOCKED]

#: What each step is done from; every other state refuses it. Where it leads, doing it again is as
#: once. Sent counts as being in review, so that an office of two need not press twice.
STEPS: dict[str, tuple[set[State], State]] = {
    "submit": ({State.DRAFT, State.RETURNED}, State.SUBMITTED),
    "take_back": ({State.SUBMITTED}, State.DRAFT),
    "begin_review": ({State.SUBMITTED}, State.IN_REVIEW),
    "return_response": ({State.SUBMITTED, State.IN_REVIEW, State.APPROVED}, State.RETURNED),
    "approve": ({State.SUBMITTED, State.IN_REVIEW}, State.APPROVED),
    "exempt": ({State.NOT_STARTED, State.DRAFT, State.RETURNED}, State.EXEMPT),
}
DO: dict[str, Callable[[Response, User], Any]] = {
    "submit": submit,
    "take_back": take_back,
    "begin_review": begin_review,
    "return_response": lambda each, by: return_response(each, {"talous": "Tarkista"}, "", by),
    "approve": approve,
    "exempt": lambda each, by: exempt(each, "Koulu lakkaa", by),
}
SCHOOL, OFFICE = {"submit", "take_back"}, {"begin_review", "return_response", "approve", "exempt"}
#: Nothing is done again: what has been sent is sent, whatever came after.
AS_ONCE = {("submit", State.IN_REVIEW), ("submit", State.APPROVED)}


@pytest.fixture
def head(koivuranta: Organisation) -> User:
    return make_person(koivuranta, "head")


@pytest.fixture
def full(ritva: User, koivuranta: Organisation) -> Response:
    """Everything obligatory is filled in, and nothing stops the sending."""
    response = make_response(koivuranta)
    type_all(response, ritva, **FULL)
    response.refresh_from_db()
    return response


def put(response: Response, state: State) -> None:
    """As if it had come to the state by its own way."""
    Response.objects.filter(pk=response.pk).update(state=state)
    if state in Response.SENT and not response.snapshots.exists():
        Snapshot.objects.create(
            response=response, number=1, event="submitted", document={"answers": {}}, sha256="0"
        )


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ALL)
def test_each_step_is_taken_from_its_states_alone(
    full: Response, head: User, outi: User, step: str, state: State
) -> None:
    sources, target = STEPS[step]
    put(full, state)
    by = head if step in SCHOOL else outi

    if state in sources:
        DO[step](full, by)
        expected = target
    elif state == target or (step, state) in AS_ONCE:
        DO[step](full, by)
        expected = state
    elif (step, state) == ("submit", State.NOT_STARTED):
        DO[step](full, by)  # every obligatory figure is there: the state alone says less
        expected = target
    else:
        with pytest.raises(WrongStep if step != "submit" else NotOpen):
            DO[step](full, by)
        expected = state

    full.refresh_from_db()
    assert full.state == expected


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_taken_by_its_people_alone(
    full: Response,
    koivuranta: Organisation,
    ritva: User,
    sten: User,
    outi: User,
    birgit: User,
    step: str,
) -> None:
    head, deputy = make_person(koivuranta, "head"), make_person(koivuranta, "deputy")
    kaisa = make_person(koivuranta, "key_contact")
    put(full, next(iter(STEPS[step][0])))
    before = Transition.objects.count()
    people = [ritva, kaisa, head, deputy, sten, outi, birgit]
    allowed = {head, deputy} if step in SCHOOL else {outi}

    for person in people:
        if person not in allowed:
            with pytest.raises(NotYours):
                DO[step](full, person)
    assert Transition.objects.count() == before

    for person in allowed:
        DO[step](full, person)
    assert Transition.objects.count() == before + 1


def test_the_key_contact_sends_where_nobody_is_head(full: Response, kaisa: User) -> None:
    submit(full, kaisa)

    full.refresh_from_db()
    assert full.state == State.SUBMITTED


def test_the_data_collection_contact_sends_where_the_collection_lets_them(
    ritva: User, koivuranta: Organisation
) -> None:
    collection = make_collection(survey_may_submit=True)
    response = make_response(koivuranta, make_round(make_form(collection)))
    type_all(response, ritva, **FULL)

    submit(response, ritva)

    response.refresh_from_db()
    assert response.submitted_by == ritva


def test_a_return_opens_only_what_it_asks_for(full: Response, head: User, outi: User) -> None:
    submit(full, head)
    return_response(full, {"talous": "Kulut puuttuvat"}, "", outi)

    with pytest.raises(SectionNotOpen):
        type_all(full, head, uudet="10")
    type_all(full, head, kulut="1000")

    assert [each.text for each in full.change_requests.filter(resolved_at=None)] == [
        "Kulut puuttuvat"
    ]
    submit(full, head)
    assert not full.change_requests.filter(resolved_at=None).exists()


def test_a_return_needs_a_text_and_days_to_answer(full: Response, head: User, outi: User) -> None:
    submit(full, head)
    with pytest.raises(ReasonMissing):
        return_response(full, {"talous": "  "}, "", outi)

    Round.objects.update(state=Round.State.CLOSED)
    with pytest.raises(DayMissing):
        return_response(full, {"talous": "Kulut puuttuvat"}, "", outi)
    full.refresh_from_db()
    assert (full.state, full.change_requests.count()) == (State.SUBMITTED, 0)

    until = timezone.now() + datetime.timedelta(days=5)
    return_response(full, {"talous": "Kulut puuttuvat"}, "", outi, until)
    full.refresh_from_db()
    full.round.refresh_from_db()
    assert (full.state, full.is_open) == (State.RETURNED, True)


def test_who_has_typed_in_an_answer_does_not_approve_it(
    full: Response, koivuranta: Organisation, head: User, outi: User
) -> None:
    aatu = make_person(make_association(), "office", "admin")
    type_all(full, aatu, kulut="1")
    submit(full, head)

    with pytest.raises(TypedItYourself):
        approve(full, aatu)
    approve(full, outi)

    full.refresh_from_db()
    assert (full.state, full.reviewer) == (State.APPROVED, outi)


def test_an_extension_is_for_one_school_alone(
    ritva: User, koivuranta: Organisation, sten: User, outi: User
) -> None:
    ours = make_response(koivuranta)
    theirs = Response.objects.with_all().get(organisation__name_sv="Musikinstitutet Granholmen")
    extend(ours, timezone.now() + datetime.timedelta(days=9), outi)
    Round.objects.update(state=Round.State.CLOSED)

    save_cells(ours, [Change("uudet", "1")], ritva)
    with pytest.raises(NotOpen):
        save_cells(theirs, [Change("uudet", "1")], sten)
    assert list(Response.objects.open_now()) == [ours]


def test_an_extension_into_the_past_is_refused(full: Response, outi: User, kaisa: User) -> None:
    with pytest.raises(DayIsOver):
        extend(full, timezone.now() - datetime.timedelta(days=1), outi)
    with pytest.raises(NotYours):
        extend(full, timezone.now() + datetime.timedelta(days=1), kaisa)


def test_the_steps_of_a_response_are_never_taken_away(full: Response, head: User) -> None:
    submit(full, head)

    assert list(full.transitions.values_list("from_state", "to_state")) == [
        ("not_started", "draft"),
        ("draft", "submitted"),
    ]
    with pytest.raises(ProgrammingError, match="Cannot delete"):
        full.transitions.all().delete()


class Workflow(RuleBasedStateMachine):
    """Any people doing any steps in any order: the rows are where the table says."""

    def __init__(self) -> None:
        super().__init__()
        school = make_member()
        self.people = {
            "head": make_person(school, "head"),
            "survey": make_person(school, "survey"),
            "office": make_person(make_association(), "office"),
        }
        self.response = make_response(
            school, make_round(make_form(make_collection(code=f"v{school.pk}")))
        )
        type_all(self.response, self.people["survey"], **FULL)
        self.state: State = State.DRAFT

    def attempt(self, step: str, who: str) -> None:
        sources, target = STEPS[step]
        may = (step in SCHOOL and who == "head") or (step in OFFICE and who == "office")
        try:
            DO[step](self.response, self.people[who])
        except Refused:
            assert not may or not (self.state in sources or self.state == target)
            return
        assert may
        if self.state in sources:
            self.state = target

    @rule()
    def the_head_sends(self) -> None:
        self.attempt("submit", "head")

    @rule()
    def the_head_takes_back(self) -> None:
        self.attempt("take_back", "head")

    @rule()
    def the_contact_tries_to_send(self) -> None:
        self.attempt("submit", "survey")

    @rule()
    def the_office_begins(self) -> None:
        self.attempt("begin_review", "office")

    @rule()
    def the_office_returns(self) -> None:
        self.attempt("return_response", "office")

    @rule()
    def the_office_approves(self) -> None:
        self.attempt("approve", "office")

    @rule()
    def the_head_tries_to_approve(self) -> None:
        self.attempt("approve", "head")

    @precondition(lambda self: self.state in Response.UNSENT)
    @rule()
    def the_office_exempts(self) -> None:
        self.attempt("exempt", "office")

    @invariant()
    def the_row_is_where_the_table_says(self) -> None:
        self.response.refresh_from_db()
        assert self.response.state == self.state
        is_sent = self.state in Response.SENT
        assert (self.response.submitted_at is not None) == is_sent
        assert (self.response.approved_at is not None) == (self.state == State.APPROVED)
        wants = self.response.change_requests.filter(resolved_at=None).exists()
        assert wants == (self.state == State.RETURNED) or self.state == State.EXEMPT


def test_any_people_doing_any_steps_come_where_the_table_says(db: None) -> None:
    few = settings(
        max_examples=15,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Workflow, settings=few)
