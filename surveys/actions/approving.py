"""A whole round is approved at once: what the office knows to be as good as it gets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from members.models import User
from surveys import emails
from surveys.actions.answers import Desk, desk, lock, move
from surveys.actions.refusals import NotTheOffice, ReasonMissing, RoundFrozen
from surveys.actions.responses import keep_snapshot
from surveys.models import Explanation, Response, Round, Snapshot
from surveys.models.responses import BROUGHT_ALONG
from surveys.sheet import Finding


@dataclass
class Approval:
    """How many answers were approved, how many had been, the findings that were accepted as they
    are by their rule, and the schools whose figures the person has typed: a colleague's to
    approve."""

    approved: int = 0
    already: int = 0
    accepted: Counter[str] = field(default_factory=Counter)
    left: list[str] = field(default_factory=list)


@transaction.atomic
def approve_round(round_: Round, reason: str, by: User) -> Approval:
    """Approve all that waits for the office, and accept what is open in it for the reason given,
    which is kept with each. Who has answered in the portal gets a letter; of a loaded answer nobody
    does. Raises NotTheOffice, RoundFrozen, ReasonMissing."""
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if not round_.may_review(by):
        raise NotTheOffice
    if round_.is_frozen:
        raise RoundFrozen
    if not reason.strip():
        raise ReasonMissing
    done = Approval(already=round_.responses.filter(state__in=Response.ACCEPTED).count())
    waiting = round_.responses.filter(state__in=Response.WAITING)
    for response in waiting.order_by("organisation__sort_key", "pk"):
        _approve(lock(response), reason.strip(), by, done)
    return done


def _approve(response: Response, reason: str, by: User, done: Approval) -> None:
    typed = response.answers.filter(by=by).exclude(source=BROUGHT_ALONG)
    if typed.exists():
        done.left.append(str(response.organisation))
        return
    at = desk(response)
    sheet = at.sheet()
    accepted = at.unsettled(sheet.findings)
    _accept(at, accepted, reason, by)
    response.reviewer, response.approved_at = by, timezone.now()
    move(response, Response.State.APPROVED, by, reason)
    snapshot = keep_snapshot(at, sheet, Snapshot.Event.APPROVED, by)
    if not response.is_brought_along:
        emails.tell_approved(response, snapshot)
    done.approved += 1
    done.accepted.update(finding.rule.code for finding in accepted)


def _accept(at: Desk, findings: list[Finding], reason: str, by: User) -> None:
    """Each open finding holds for just these values, and says why."""
    made = Explanation.objects.bulk_create(
        Explanation(
            response=at.response,
            rule=finding.rule.code,
            fingerprint=finding.fingerprint,
            text=reason[:2000],
            is_override=True,
            by=by,
        )
        for finding in findings
    )
    at.explanations.update({each.rule: each for each in made})
