"""Last year's round of the demonstration: closed, all answered, approved and locked. It stands as
one finds it, with nobody's letters: what was done in it is told by its rows alone."""

import datetime
from collections.abc import Mapping

from members.models import Organisation, User
from portal.demo.answers import SIZES, Answers, answers
from surveys.actions.answers import count_sections, desk, section_states
from surveys.actions.responses import snapshot_document
from surveys.models import Answer, Response, Round, Snapshot, Transition, people_of
from surveys.questionnaire import content_hash

State, Event = Response.State, Snapshot.Event
YEAR = datetime.timedelta(weeks=52)
#: The first school sent its answer on this day of the round, the others one by one after it.
FIRST, BETWEEN = 14, 2.8
#: Who did it, how many days after the sending, and what came of it.
WAY = (
    ("filler", -6, State.DRAFT),
    ("head", 0, State.SUBMITTED),
    ("office", 5, State.IN_REVIEW),
    ("office", 9, State.APPROVED),
    ("office", 60, State.LOCKED),
)


def make_last_year(this: Round, organisations: Mapping[str, Organisation], office: User) -> None:
    """The round before this one, on the same form."""
    round_ = _round_before(this)
    Response.objects.bulk_create(
        Response(
            round=round_,
            organisation=organisations[school],
            form_version=round_.form_version,
            state=State.LOCKED,
            reviewer=office,
        )
        for school in SIZES
    )
    found = Response.objects.filter(round=round_).with_all()
    responses = {response.organisation_id: response for response in found}
    people = people_of(found)
    for place, school in enumerate(SIZES):
        response = responses[organisations[school].pk]
        head = people.senders(response)[0]
        filler = next(iter(people.fillers(response)), head)
        sent_at = round_.opens_at + datetime.timedelta(days=FIRST + BETWEEN * place)
        who = {"filler": filler, "head": head, "office": office}
        _tell(response, answers(school, is_last_year=True), who, sent_at)


def _round_before(this: Round) -> Round:
    return Round.objects.create(
        collection=this.collection,
        form_version=this.form_version,
        period=str(int(this.period) - 1),
        state=Round.State.CLOSED,
        opens_at=this.opens_at - YEAR,
        due_at=this.due_at - YEAR,
        closes_at=this.closes_at - YEAR,
        reminder_days=this.reminder_days,
    )


def _tell(
    response: Response, said: Answers, who: Mapping[str, User], sent_at: datetime.datetime
) -> None:
    """Its answers and steps, what it said when sent and approved, and its sections, all ready.
    Today's people stand for last year's."""
    moments = {state: sent_at + datetime.timedelta(days=days) for _who, days, state in WAY}
    Answer.objects.bulk_create(
        Answer(
            response=response,
            key=key,
            text=entry.text,
            missing=entry.missing,
            by=who["filler"],
            at=moments[State.DRAFT],
        )
        for key, entry in said.items()
    )
    states = [State.NOT_STARTED, *moments]
    Transition.objects.bulk_create(
        Transition(response=response, from_state=before, to_state=state, by=who[person], at=at)
        for before, (person, _days, state), at in zip(states, WAY, moments.values(), strict=False)
    )
    response.submitted_at, response.submitted_by = sent_at, who["head"]
    response.approved_at = moments[State.APPROVED]
    response.save()
    _keep(response, who, moments)


def _keep(
    response: Response, who: Mapping[str, User], moments: Mapping[Response.State, datetime.datetime]
) -> None:
    filled = desk(response)
    sheet = filled.sheet()
    count_sections(filled, sheet)
    response.section_states.update(ready_at=moments[State.SUBMITTED], ready_by=who["head"])
    document = snapshot_document(filled, sheet, section_states(filled))
    Snapshot.objects.bulk_create(
        Snapshot(
            response=response,
            number=number,
            event=event,
            document=document,
            sha256=content_hash(document),
            by=who[person],
            at=moments[state],
        )
        for number, event, person, state in (
            (1, Event.SUBMITTED, "head", State.SUBMITTED),
            (2, Event.APPROVED, "office", State.APPROVED),
        )
    )
