"""Reminding: only those who have not sent, as they are at the moment of writing."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from communications.models import Letter
from members.models import User
from surveys import emails
from surveys.actions.refusals import NotTheOffice
from surveys.models import ChangeRequest, People, Response, Round, people_of
from surveys.reminders import newest_slot


def remind_due() -> None:
    """What the clock does: every round that somebody still answers, each by itself."""
    for pk in Response.objects.open_now().values_list("round", flat=True).distinct():
        remind_round(pk)


@transaction.atomic
def remind_round(pk: int) -> None:
    """The newest reminder that is due for each school. Another worker that is at it is left to
    it, and what has been written once is not written again."""
    locked = Round.objects.select_for_update(skip_locked=True, no_key=True)
    round_ = locked.filter(pk=pk).first()
    if round_ is None:
        return
    slots: dict[datetime.date, list[Response]] = defaultdict(list)
    for response in remindable(round_):
        if slot := _slot(response):
            slots[slot].append(response)
    for slot, responses in sorted(slots.items()):
        people = people_of(responses, "reminder")
        _remind(round_, responses, people, slot)
        silent = [response for response in responses if not receivers(response, people)]
        emails.tell_of_silence(round_, silent, slot)


@transaction.atomic
def remind_now(round_: Round, chosen: Iterable[int], by: User) -> int:
    """The office reminds these schools today; who has had a reminder today gets no other. Returns
    how many letters were written. Raises NotTheOffice."""
    if not round_.may_review(by):
        raise NotTheOffice
    asked = set(chosen)
    responses = [response for response in remindable(round_) if response.pk in asked]
    return _remind(round_, responses, people_of(responses, "reminder"), timezone.localdate())


@dataclass(frozen=True)
class Planned:
    """A school that may be reminded now: who would read it, and whether all have today's letter."""

    response: Response
    readers: list[User]
    is_done: bool


def plan(round_: Round) -> list[Planned]:
    """Whom a reminder of today would reach, before anything is written."""
    responses = remindable(round_)
    people = people_of(responses, "reminder")
    readers = {response.pk: receivers(response, people) for response in responses}
    everybody = {user for users in readers.values() for user in users}
    done = reminded(round_, everybody, timezone.localdate())
    return [
        Planned(response, mine, bool(mine) and {user.pk for user in mine} <= done)
        for response in responses
        for mine in [readers[response.pk]]
    ]


def remindable(round_: Round) -> list[Response]:
    """The schools that have not sent and still may, with all that a letter tells of them."""
    open_requests = ChangeRequest.objects.filter(resolved_at=None)
    found = Response.objects.open_now().filter(round=round_).with_all().with_sections()
    return list(
        found.prefetch_related(Prefetch("change_requests", open_requests)).order_by(
            "organisation__sort_key", "pk"
        )
    )


def receivers(response: Response, people: People) -> list[User]:
    """Who is reminded: of a ready answer those who may send it, else those who fill it in."""
    senders = people.senders(response) if response.is_ready else []
    return senders or people.fillers(response)


def reminded(round_: Round, users: Iterable[User], slot: datetime.date) -> set[int]:
    """Who of these has the reminder of this day already."""
    keys = {emails.occasion(round_, "reminder", slot, user): user.pk for user in users}
    there = Letter.objects.filter(key__in=keys).values_list("key", flat=True)
    return {keys[key] for key in there}


def _remind(round_: Round, responses: list[Response], people: People, slot: datetime.date) -> int:
    mine: dict[User, list[Response]] = defaultdict(list)
    for response in responses:
        for user in receivers(response, people):
            mine[user].append(response)
    done = reminded(round_, mine, slot)
    todo = sorted((user for user in mine if user.pk not in done), key=lambda user: user.pk)
    for user in todo:
        emails.remind(round_, user, mine[user], slot)
    return len(todo)


def _slot(response: Response) -> datetime.date | None:
    """Counted from the school's own last day. The day of the invitation, and that of a return,
    has its own letter."""
    since = [response.round.opens_at, *(each.at for each in response.change_requests.all())]
    return newest_slot(
        timezone.localtime(response.due_at),
        response.round.reminder_days,
        max(timezone.localdate(moment) for moment in since),
        timezone.localtime(),
    )
