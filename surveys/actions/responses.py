"""The way of a response: sent, taken back, reviewed, returned, approved."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.models import User
from surveys import emails
from surveys.actions.answers import Desk, count_sections, desk, lock, move
from surveys.actions.refusals import (
    DayIsOver,
    DayMissing,
    NotOpen,
    NotReady,
    NotYours,
    ReasonMissing,
    RoundFrozen,
    TypedItYourself,
    WrongStep,
)
from surveys.compiled import Entries
from surveys.models import (
    AnswersOpened,
    ChangeRequest,
    Explanation,
    Response,
    SectionState,
    Snapshot,
)
from surveys.questionnaire import content_hash
from surveys.sheet import Sheet

State = Response.State


@transaction.atomic
def submit(response: Response, by: User) -> Snapshot:
    """Send the answer: nothing obligatory is empty, nothing wrong or unexplained. What it said is
    kept as it was. Raises NotYours, NotOpen, WrongStep, NotReady."""
    response = lock(response)
    if not response.may_submit(by):
        raise NotYours(organisation=response.organisation)
    if response.state in Response.SENT:
        return response.snapshots.sent()[0]
    if not response.is_open:
        raise NotOpen
    at = desk(response)
    sheet = at.sheet()
    if stops(at, sheet):
        raise NotReady
    response.submitted_at, response.submitted_by = timezone.now(), by
    response.change_requests.filter(resolved_at=None).update(resolved_at=timezone.now())
    # Sending says of every section that it is ready: a return then opens just what it asks for.
    response.section_states.filter(ready_at=None).update(ready_at=timezone.now(), ready_by=by)
    move(response, State.SUBMITTED, by)
    snapshot = keep_snapshot(at, sheet, Snapshot.Event.SUBMITTED, by)
    emails.tell_received(response, snapshot, by)
    return snapshot


def stops(at: Desk, sheet: Sheet) -> bool:
    """Whether something stops the sending."""
    sections = at.compiled.questionnaire.sections
    lacking = any(sheet.progress(section).lacking for section in sections)
    return lacking or bool(at.unsettled(sheet.findings))


@transaction.atomic
def take_back(response: Response, by: User) -> None:
    """The school goes on with an answer that nobody has begun to review."""
    response = lock(response)
    if not response.may_submit(by):
        raise NotYours(organisation=response.organisation)
    if response.state == State.DRAFT:
        return
    if response.state != State.SUBMITTED:
        raise WrongStep(state=response.get_state_display())
    if not response.has_time_left:
        raise NotOpen
    response.submitted_at = response.submitted_by = None
    move(response, State.DRAFT, by)


@transaction.atomic
def begin_review(response: Response, by: User) -> None:
    response = _reviewed(response, by)
    if response.state == State.IN_REVIEW:
        return
    if response.state != State.SUBMITTED:
        raise WrongStep(state=response.get_state_display())
    response.reviewer = by
    move(response, State.IN_REVIEW, by)


@transaction.atomic
def return_response(
    response: Response,
    requests: Mapping[str, str],
    reason: str,
    by: User,
    until: datetime.datetime | None = None,
) -> None:
    """Ask the school to complete sections, each with its reason; only those open again, until the
    round closes or the school's own last day. Raises NotYours, WrongStep, ReasonMissing,
    DayMissing."""
    response = _reviewed(response, by)
    if response.state == State.RETURNED:
        return
    if response.state not in {State.SUBMITTED, State.IN_REVIEW, State.APPROVED}:
        raise WrongStep(state=response.get_state_display())
    asked = {section: text.strip() for section, text in requests.items() if text.strip()}
    if not asked:
        raise ReasonMissing
    response.due_override = until or response.due_override
    if not response.has_time_left:
        raise DayMissing
    made = ChangeRequest.objects.bulk_create(
        ChangeRequest(response=response, section=section, text=text, by=by)
        for section, text in asked.items()
    )
    response.section_states.filter(section__in=asked).update(ready_at=None, ready_by=None)
    response.reviewer = by
    response.submitted_at = response.submitted_by = response.approved_at = None
    step = move(response, State.RETURNED, by, reason.strip() or "\n".join(asked.values()))
    emails.tell_returned(response, made, step)


@transaction.atomic
def approve(response: Response, by: User, reason: str = "") -> None:
    """The office accepts the figures. Who typed some of them leaves it to a colleague."""
    response = _reviewed(response, by)
    if response.state == State.APPROVED:
        return
    if response.state not in {State.SUBMITTED, State.IN_REVIEW}:
        raise WrongStep(state=response.get_state_display())
    if response.answers.filter(by=by).exists():
        raise TypedItYourself
    at = desk(response)
    response.reviewer, response.approved_at = by, timezone.now()
    move(response, State.APPROVED, by, reason)
    emails.tell_approved(response, keep_snapshot(at, at.sheet(), Snapshot.Event.APPROVED, by))


@transaction.atomic
def exempt(response: Response, reason: str, by: User) -> None:
    """The school need not answer; it leaves the response rate."""
    response = _reviewed(response, by)
    if response.state == State.EXEMPT:
        return
    if response.state not in Response.UNSENT:
        raise WrongStep(state=response.get_state_display())
    if not reason.strip():
        raise ReasonMissing
    response.exempt_reason = reason.strip()
    move(response, State.EXEMPT, by, reason)


@transaction.atomic
def extend(response: Response, until: datetime.datetime, by: User) -> None:
    """Give one school its own last day. Raises NotYours, WrongStep, DayIsOver."""
    response = _reviewed(response, by)
    if response.state not in Response.UNSENT:
        raise WrongStep(state=response.get_state_display())
    if until <= timezone.now():
        raise DayIsOver
    response.due_override = until
    response.save(update_fields=["due_override"])


def note_opening(response: Response, by: User) -> None:
    """Whoever reviews sees a school's own figures; that is written down, each time."""
    if by.sees_as or response.may_review(by):
        AnswersOpened.objects.create(response=response, by=by)


def _reviewed(response: Response, by: User) -> Response:
    response = lock(response)
    if not response.may_review(by):
        raise NotYours(organisation=response.organisation)
    if response.round.is_frozen:
        raise RoundFrozen
    return response


def keep_snapshot(at: Desk, sheet: Sheet, event: Snapshot.Event, by: User | None) -> Snapshot:
    """Keep what the response says as it is now."""
    states = count_sections(at, sheet)
    document = snapshot_document(at, sheet, states)
    return Snapshot.objects.create(
        response=at.response,
        number=at.response.snapshots.count() + 1,
        event=event,
        document=document,
        sha256=content_hash(document),
        by=by,
    )


def snapshot_document(at: Desk, sheet: Sheet, states: Mapping[str, SectionState]) -> dict[str, Any]:
    """All that the response says, in an order that does not depend on how it was typed. People are
    told by their keys: who has been erased has no name in it."""
    comments = {key: answer.comment for key, answer in at.answers.items()}
    shown = {key: entry for key, entry in sheet.entries.items() if key not in sheet.hidden}
    return {
        "form": at.response.form_version.content_hash,
        "due_at": at.response.due_at.isoformat(),
        "answers": _said(shown, comments),
        "earlier": [
            {"period": period, "answers": _said(entries)}
            for period, entries in zip(at.periods, at.earlier, strict=True)
        ],
        "explanations": {
            finding.rule.code: _explained(at.explanations[finding.rule.code])
            for finding in sheet.findings
            if at.is_settled(finding)
        },
        "sections": {
            code: {"by": state.ready_by_id, "at": state.ready_at.isoformat()}
            for code, state in sorted(states.items())
            if state.ready_at and not state.is_hidden
        },
    }


def _said(entries: Entries, comments: Mapping[str, str] | None = None) -> dict[str, dict[str, str]]:
    """What each cell says, by its key."""
    told = {
        key: {"text": entry.text, "missing": entry.missing, "comment": (comments or {}).get(key)}
        for key, entry in sorted(entries.items())
    }
    return {
        key: {name: value for name, value in each.items() if value} for key, each in told.items()
    }


def _explained(explanation: Explanation) -> dict[str, Any]:
    return {
        "text": explanation.text,
        "is_override": explanation.is_override,
        "by": explanation.by_id,
        "at": explanation.at.isoformat(),
    }
