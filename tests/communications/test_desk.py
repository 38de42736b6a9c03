"""What the office decides about letters, and that each decision is written down."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from communications.actions import letters as desk
from communications.models import Letter, LetterQuerySet, LetterStep
from members.models import User
from tests.communications.conftest import NOW
from tests.factories import make_letter

STATES = ("queued", "sending", "committing", "uncertain", "sent", "failed", "cancelled")


def make_all() -> dict[str, Letter]:
    """A letter in each state, that in doubt too."""
    now = timezone.now()
    later = now + datetime.timedelta(hours=1)
    leases = {"sending": later, "committing": later, "uncertain": now}
    return {
        state: make_letter(
            key=state,
            state="committing" if state == "uncertain" else state,
            lease_until=leases.get(state),
            sent_at=now if state == "sent" else None,
            attempts=3,
        )
        for state in STATES
    }


@pytest.mark.parametrize(
    ("decide", "becomes", "those"),
    [
        (desk.send_again, "queued", {"uncertain", "failed"}),
        (desk.say_arrived, "sent", {"uncertain"}),
        (desk.cancel, "cancelled", {"queued", "uncertain", "failed"}),
    ],
)
def test_a_decision_is_for_some_letters_and_is_written_down(
    outi: User,
    clock: object,
    decide: Callable[[LetterQuerySet, User], int],
    becomes: str,
    those: set[str],
) -> None:
    before = {key: letter.state for key, letter in make_all().items()}

    assert decide(Letter.objects.all(), outi) == len(those)
    assert decide(Letter.objects.filter(key__in=those), outi) == 0  # done twice, it is as once

    assert dict(Letter.objects.values_list("key", "state")) == before | dict.fromkeys(
        those, becomes
    )
    assert [
        (step.letter.key, step.attempt, step.state, step.by, step.at)
        for step in LetterStep.objects.order_by("letter__key")
    ] == [(key, 3, becomes, outi, NOW) for key in sorted(those)]


def test_what_arrived_or_was_cancelled_keeps_no_secret(outi: User) -> None:
    now = timezone.now()
    for key in ("arrived", "cancelled"):
        make_letter(key=key, secret=True, text="123456", state="committing", lease_until=now)

    desk.say_arrived(Letter.objects.filter(key="arrived"), outi)
    desk.cancel(Letter.objects.filter(key="cancelled"), outi)

    assert sorted(Letter.objects.values_list("key", "state", "text")) == [
        ("arrived", "sent", ""),
        ("cancelled", "cancelled", ""),
    ]


def test_a_letter_sent_again_is_due_at_once(outi: User, clock: object) -> None:
    letter = make_letter(state="failed", not_before=NOW - datetime.timedelta(days=9))

    desk.send_again(Letter.objects.all(), outi)

    assert list(Letter.objects.due()) == [letter]
    assert Letter.objects.get().not_before == NOW
