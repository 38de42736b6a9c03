"""A newsletter from its draft to its approval. Each step locks the row; twice is as once."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from communications import emails
from communications.actions.refusals import (
    Approved,
    HasLeft,
    LookFirst,
    NotADraft,
    NotASender,
    NotTheOffice,
    NotWaiting,
    ReasonMissing,
    TooEarly,
    TooSoon,
    Unfinished,
)
from communications.checks import problems
from communications.edition import compose, editions
from communications.models import Newsletter
from communications.models.newsletters import makes_newsletters
from members.access import reach
from members.models import User

State = Newsletter.State
#: What a step backwards forgets.
NOTHING_APPROVED = {
    "previewed_at": None,
    "approved_by": None,
    "approved_at": None,
    "alone_reason": "",
    "send_at": None,
}


@transaction.atomic
def hand_over(newsletter: Newsletter, by: User) -> None:
    """As it is now it waits for a colleague; what is changed afterwards is not in it. Raises
    NotTheOffice, NotADraft, Unfinished."""
    _refuse_others(by)
    newsletter = _locked(newsletter)
    if newsletter.state == State.READY:
        return
    if newsletter.state != State.DRAFT:
        raise NotADraft
    if found := problems(newsletter):
        raise Unfinished(problems=" ".join(found))
    changes = {"edition": compose(newsletter), "written_by": by}
    newsletter.step(State.READY, **changes)


@transaction.atomic
def take_back(newsletter: Newsletter, by: User) -> None:
    """It can be changed again; nothing of it has left. Raises NotTheOffice, HasLeft."""
    _refuse_others(by)
    newsletter = _locked(newsletter)
    if newsletter.has_left or newsletter.state == State.DISCARDED:
        raise HasLeft
    newsletter.step(State.DRAFT, edition={}, **NOTHING_APPROVED)


@transaction.atomic
def discard(newsletter: Newsletter, by: User) -> None:
    """It is never sent. Raises NotTheOffice, Approved, HasLeft."""
    _refuse_others(by)
    newsletter = _locked(newsletter)
    if newsletter.state == State.APPROVED:
        raise Approved
    if newsletter.has_left:
        raise HasLeft
    newsletter.step(State.DISCARDED)


@transaction.atomic
def note_preview(newsletter: Newsletter, by: User) -> None:
    """Who has written it looks at it as it was handed over: alone, they may approve it later."""
    waiting = Newsletter.objects.waiting().filter(pk=newsletter.pk, previewed_at=None)
    waiting.filter(written_by=by).update(previewed_at=timezone.now())


@transaction.atomic
def send_test(newsletter: Newsletter, by: User) -> None:
    """A letter in each of its languages to the person alone. Raises NotTheOffice."""
    if not makes_newsletters(by.standing):
        raise NotTheOffice
    for edition in editions(newsletter):
        emails.send_test(newsletter, edition, by)
    note_preview(newsletter, by)


@transaction.atomic
def approve(
    newsletter: Newsletter, by: User, send_at: datetime.datetime | None = None, reason: str = ""
) -> None:
    """It leaves at the time, or now. A colleague of who has written it does it; alone, one does it
    after a look, half an hour and a reason, and the chair is told. Raises NotASender, NotWaiting,
    TooEarly, LookFirst, TooSoon, ReasonMissing."""
    if not reach(by.standing, "send_newsletter").everything:
        raise NotASender
    newsletter = _locked(newsletter)
    if newsletter.state == State.APPROVED and newsletter.approved_by_id == by.pk:
        return
    if newsletter.state != State.READY:
        raise NotWaiting
    now = timezone.now()
    send_at = max(send_at or now, now)
    _refuse_the_unpublished(newsletter, send_at)
    is_alone = newsletter.written_by_id in {None, by.pk}
    if is_alone:
        _refuse_haste(newsletter, reason)
    changes = {"alone_reason": reason.strip() if is_alone else "", "send_at": send_at}
    newsletter.step(State.APPROVED, approved_by=by, approved_at=now, **changes)
    if is_alone:
        emails.tell_chair(newsletter, by)


def _refuse_the_unpublished(newsletter: Newsletter, send_at: datetime.datetime) -> None:
    """The archive tells all of it, so nothing in it may wait for a later day."""
    later = newsletter.items.filter(publish_at__gt=send_at).order_by("-publish_at").first()
    if later is not None and later.publish_at is not None:
        raise TooEarly(item=later, at=_moment(later.publish_at))


def _refuse_haste(newsletter: Newsletter, reason: str) -> None:
    at = newsletter.may_be_approved_alone_at()
    if at is None:
        raise LookFirst
    if timezone.now() < at:
        raise TooSoon(at=_moment(at))
    if not reason.strip():
        raise ReasonMissing


def _moment(at: datetime.datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _locked(newsletter: Newsletter) -> Newsletter:
    """Two clicks at once are one after the other."""
    return Newsletter.objects.select_for_update(of=["self"]).get(pk=newsletter.pk)


def _refuse_others(by: User) -> None:
    if not reach(by.standing, "write_news").everything:
        raise NotTheOffice
