"""Last year's round of the demonstration: closed, all answered, approved and locked. It stands as
one finds it, with nobody's letters: what was done in it is told by its rows alone."""

import datetime
from collections.abc import Mapping

from members.models import Organisation, User
from portal.demo.answers import SIZES, answers
from surveys.actions.answers import count_sections, desk
from surveys.actions.responses import snapshot_document
from surveys.models import Answer, People, Response, Round, Snapshot, Transition, people_of
from surveys.questionnaire import content_hash

State, Event = Response.State, Snapshot.Event
YEAR = datetime.timedelta(weeks=52)
#: Who did it, how many days after the opening, and what came of it.
WAY = (
    ("filler", 9, State.DRAFT),
    ("head", 20, State.SUBMITTED),
    ("office", 27, State.IN_REVIEW),
    ("office", 34, State.APPROVED),
    ("office", 80, State.LOCKED),
)


def make_last_year(this: Round, organisations: Mapping[str, Organisation], office: User) -> None:
    """The round before this one, on the same form."""
    round_ = Round.objects.create(
        collection=this.collection,
        form_version=this.form_version,
        period=str(int(this.period) - 1),
        state=Round.State.CLOSED,
        opens_at=this.opens_at - YEAR,
        due_at=this.due_at - YEAR,
        closes_at=this.closes_at - YEAR,
    )
    made = Response.objects.bulk_create(
        _locked(round_, organisations[key], office) for key in SIZES
    )
    schools = {organisations[key].pk: key for key in SIZES}
    found = list(
        Response.objects.filter(pk__in=[each.pk for each in made]).with_all().order_by("pk")
    )
    people = people_of(found)
    Answer.objects.bulk_create(
        Answer(
            response=response,
            key=key,
            text=entry.text,
            missing=entry.missing,
            by=_who(people, response, office)["filler"],
            at=_day(round_, 9),
        )
        for response in found
        for key, entry in answers(schools[response.organisation_id], is_last_year=True).items()
    )
    for response in found:
        _tell(response, _who(people, response, office))


def _locked(round_: Round, school: Organisation, office: User) -> Response:
    return Response(
        round=round_,
        organisation=school,
        form_version=round_.form_version,
        state=State.LOCKED,
        reviewer=office,
        submitted_at=_day(round_, 20),
        approved_at=_day(round_, 34),
    )


def _day(round_: Round, days: int) -> datetime.datetime:
    return round_.opens_at + datetime.timedelta(days=days, hours=2)


def _who(people: People, response: Response, office: User) -> dict[str, User]:
    """Today's people stand for last year's; where nobody fills in any more, the head did."""
    head = people.senders(response)[0]
    fillers = people.fillers(response) or [head]
    return {"filler": fillers[0], "head": head, "office": office}


def _tell(response: Response, who: Mapping[str, User]) -> None:
    """Its steps, what it said when it was sent and approved, and its sections, all ready."""
    Response.objects.filter(pk=response.pk).update(submitted_by=who["head"])
    before = State.NOT_STARTED
    steps = []
    for person, days, state in WAY:
        at = _day(response.round, days)
        steps.append(
            Transition(response=response, from_state=before, to_state=state, by=who[person], at=at)
        )
        before = state
    Transition.objects.bulk_create(steps)
    filled = desk(response)
    sheet = filled.sheet()
    count_sections(filled, sheet)
    response.section_states.update(ready_at=_day(response.round, 20), ready_by=who["head"])
    document = snapshot_document(filled, sheet)
    Snapshot.objects.bulk_create(
        Snapshot(
            response=response,
            number=number,
            event=event,
            document=document,
            sha256=content_hash(document),
            by=who[person],
            at=_day(response.round, days),
        )
        for number, event, person, days in (
            (1, Event.SUBMITTED, "head", 20),
            (2, Event.APPROVED, "office", 34),
        )
    )
