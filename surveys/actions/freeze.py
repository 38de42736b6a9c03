"""The answers of a round become figures, and stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from indicators.actions.groups import fix_groups
from indicators.models import DataElement, Group, Observation, Release, SdcPolicy, Sensitivity
from members.models import Fact, User
from surveys.actions.answers import move
from surveys.actions.refusals import (
    AnswersWait,
    FiguresPublished,
    NothingApproved,
    NotTheOffice,
    ReasonMissing,
    RoundGoesOn,
)
from surveys.compiled import Entries, Entry
from surveys.elements import elements_of
from surveys.models import Response, Round, Snapshot
from surveys.questionnaire import LANGUAGES

State, Status = Response.State, Observation.Status
#: What stands in the place of a value.
CODES = {"n": Status.NIL, "a": Status.NOT_APPLICABLE, "m": Status.MISSING, "x": Status.MISSING}
#: From the most open to the closest.
ORDER = [*map(str, Sensitivity)]
#: What an element says in three languages, and where it is told.
WORDS = [f"{field}_{each}" for field in ("name", "unit", "topic") for each in LANGUAGES]


@dataclass(frozen=True)
class Plan:
    """What freezing would do, in numbers."""

    accepted: int
    waiting: int
    unsent: int
    exempt: int
    figures: int

    @property
    def left_out(self) -> int:
        return self.waiting + self.unsent


def plan(round_: Round) -> Plan:
    states = list(round_.responses.values_list("state", flat=True))
    numbers = [cell for cell in round_.form_version.compiled.questionnaire.cells if cell.is_number]
    return Plan(
        accepted=sum(state in Response.ACCEPTED for state in states),
        waiting=sum(state in Response.WAITING for state in states),
        unsent=sum(state in Response.UNSENT for state in states),
        exempt=states.count(State.EXEMPT),
        figures=len(numbers),
    )


@transaction.atomic
def freeze_round(round_: Round, by: User, *, leave_out: bool = False) -> int:
    """What has been approved becomes observations, and can no longer be changed; the groups of the
    period are fixed. `leave_out` goes on without the answers that wait for the office. Returns how
    many observations there are. Raises NotTheOffice, RoundGoesOn, AnswersWait, NothingApproved."""
    round_ = _locked(round_, by)
    written = Observation.objects.filter(survey_ref=round_.survey_ref)
    if round_.is_frozen:
        return written.count()
    if not round_.is_closed:
        raise RoundGoesOn
    responses = list(_responses(round_))
    if not leave_out and any(each.state in Response.WAITING for each in responses):
        raise AnswersWait
    accepted = [each for each in responses if each.state in Response.ACCEPTED]
    if not accepted:
        raise NothingApproved
    _keep_rules(round_)
    observations = _observe(round_, accepted)
    _lock_answers(round_, accepted, by)
    organisations = [each.organisation_id for each in accepted]
    day = timezone.localdate(round_.due_at)
    fix_groups(round_.collection.code, round_.period, organisations, day)
    round_.state = Round.State.FROZEN
    round_.save(update_fields=["state"])
    return observations


@transaction.atomic
def unfreeze_round(round_: Round, reason: str, by: User) -> None:
    """Back to closed, while nothing has been published: the observations go, and so do the figures
    that wait to be published. Raises NotTheOffice, FiguresPublished, ReasonMissing."""
    round_ = _locked(round_, by)
    if not round_.is_frozen:
        return
    if not reason.strip():
        raise ReasonMissing
    releases = Release.objects.of(round_.collection.code, round_.period)
    releases.select_for_update().count()
    if releases.published().exists():
        raise FiguresPublished
    releases.exclude(state__in=Release.TOLD).delete()
    Observation.objects.filter(survey_ref=round_.survey_ref).delete()
    if not releases.exists():
        Group.objects.of(round_.collection.code, round_.period).delete()
    for response in _responses(round_).filter(state=State.LOCKED):
        move(response, State.APPROVED, by, reason.strip())
    round_.state = Round.State.CLOSED
    round_.save(update_fields=["state"])


def _locked(round_: Round, by: User) -> Round:
    if not round_.may_review(by):
        raise NotTheOffice
    rounds = Round.objects.select_for_update(of=("self",)).select_related("collection")
    return rounds.get(pk=round_.pk)


def _responses(round_: Round) -> QuerySet[Response]:
    found = round_.responses.select_for_update(of=("self",)).order_by("pk")
    return found.select_related("organisation__parent__parent__parent")


def _keep_rules(round_: Round) -> None:
    """The collection's rules of protection; what stands there already stays, but for the names."""
    collection = round_.collection
    names = {f"name_{language}": getattr(collection, f"name_{language}") for language in LANGUAGES}
    SdcPolicy.objects.update_or_create(collection=collection.code, defaults=names)


def _observe(round_: Round, accepted: list[Response]) -> int:
    """Write down every figure of every accepted answer, as it was when it was approved."""
    elements = _keep_elements(round_)
    said = _said(accepted)
    Observation.objects.filter(survey_ref=round_.survey_ref).delete()
    made = Observation.objects.bulk_create(
        Observation(
            element=elements[key],
            organisation_id=response.organisation_id,
            period=round_.period,
            value=value,
            status=status,
            collection=round_.collection.code,
            survey_ref=round_.survey_ref,
        )
        for response in accepted
        for key, value, status in _figures(said[response.pk], elements)
    )
    return len(made)


def _said(accepted: list[Response]) -> dict[int, Entries]:
    """What each answer said when it was approved, in one query."""
    approved = Snapshot.objects.filter(response__in=accepted, event=Snapshot.Event.APPROVED)
    found: dict[int, Entries] = {response.pk: {} for response in accepted}
    for snapshot in approved.order_by("number"):
        found[snapshot.response_id] = snapshot.entries
    return found


def _figures(
    entries: Entries, elements: Mapping[str, DataElement]
) -> Iterator[tuple[str, Decimal | None, Observation.Status]]:
    """What was not asked, and what was left empty, is not there."""
    for key in elements:
        entry = entries.get(key, Entry())
        if entry.text:
            yield key, Decimal(entry.text), Status.REPORTED
        elif entry.missing:
            status = CODES[entry.missing]
            yield key, Decimal(0) if status is Status.NIL else None, status


def _keep_elements(round_: Round) -> dict[str, DataElement]:
    """The elements of the round's form, made or brought up to date; what may be told of an element
    never grows wider here, and what the office has said of people stays."""
    made = {element.code: element for element in elements_of(round_.form_version.compiled)}
    for known in DataElement.objects.filter(code__in=made).select_for_update():
        element = made[known.code]
        element.is_person_count = known.is_person_count
        element.sensitivity = max(known.sensitivity, element.sensitivity, key=ORDER.index)
    DataElement.objects.bulk_create(
        made.values(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            *(*WORDS, "topic", "order", "kind", "decimals"),
            *("sensitivity", "is_additive", "terms"),
        ],
    )
    return {each.code: each for each in DataElement.objects.filter(code__in=made)}


def _lock_answers(round_: Round, accepted: list[Response], by: User) -> None:
    """With what was known of the school when its answer was locked."""
    day = timezone.localdate(round_.due_at)
    facts = Fact.objects.live(day).by_organisation([each.organisation_id for each in accepted])
    for response in accepted:
        response.facts = facts[response.organisation_id]
        response.holder = response.organisation.holder()
        if response.state == State.LOCKED:
            response.save(update_fields=["facts", "holder"])
        else:
            move(response, State.LOCKED, by)
