"""What the office decides about letters. Each decision is a step of the letter, with its name."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from communications.models import TEXT_TO_KEEP, Letter, LetterQuerySet, LetterStep
from members import audit
from members.models import User, Verb


def uncertain() -> Q:
    """Handed over, and nobody will answer any more."""
    return Q(state=Letter.State.COMMITTING, lease_until__lte=timezone.now())


def send_again(letters: LetterQuerySet, by: User) -> int:
    """Give letters that failed, or may not have arrived, another try; returns how many."""
    found = Q(state=Letter.State.FAILED) | uncertain()
    changes = {"not_before": timezone.now(), "lease_until": None}
    return _decide(letters.filter(found), Letter.State.QUEUED, by, **changes)


def say_arrived(letters: LetterQuerySet, by: User) -> int:
    """The office knows that these uncertain letters have arrived; returns how many there were."""
    changes = {"sent_at": timezone.now(), "lease_until": None, "text": TEXT_TO_KEEP}
    return _decide(letters.filter(uncertain()), Letter.State.SENT, by, **changes)


def cancel(letters: LetterQuerySet, by: User) -> int:
    """Take back what waits or was not delivered; returns how many there were."""
    found = Q(state__in=[Letter.State.QUEUED, Letter.State.FAILED]) | uncertain()
    changes = {"lease_until": None, "text": TEXT_TO_KEEP}
    return _decide(letters.filter(found), Letter.State.CANCELLED, by, **changes)


@transaction.atomic
def _decide(letters: LetterQuerySet, state: Letter.State, by: User, **changes: Any) -> int:
    found = list(letters.select_for_update(of=["self"]).order_by("pk"))
    for letter in found:
        if letter.is_uncertain:
            audit.record(Verb.LETTER_SETTLED, by, letter, organisation=letter.organisation_id)
    Letter.objects.filter(pk__in=[letter.pk for letter in found]).update(state=state, **changes)
    LetterStep.objects.bulk_create(
        LetterStep(letter=letter, attempt=letter.attempts, state=state, by=by) for letter in found
    )
    return len(found)
