"""What may follow what."""

import pytest

from events.transitions import (
    ACTIVE,
    BEGINNINGS,
    EVENT_MOVES,
    FINAL,
    INVITATION_MOVES,
    MOVES,
    EventStatus,
    Status,
    holding,
)


def test_what_is_over_does_not_change() -> None:
    over = {
        *(Status.REJECTED, Status.WITHDRAWN, Status.DECLINED, Status.EXPIRED, Status.CANCELLED),
        *(Status.CANCELLED_LATE, Status.SUBSTITUTED, Status.EVENT_CANCELLED),
    }

    assert over == FINAL
    assert {status for status, _ in MOVES} == ACTIVE == set(Status) - over
    assert {status for status, _ in EVENT_MOVES} == set(EventStatus) - {
        EventStatus.CANCELLED,
        EventStatus.ARCHIVED,
    }


def test_every_state_can_be_reached() -> None:
    begun = {status for ends in BEGINNINGS.values() for status in ends}
    reached = begun | {status for ends in MOVES.values() for status in ends}
    events = {EventStatus.DRAFT} | {status for ends in EVENT_MOVES.values() for status in ends}

    assert reached == set(Status)
    assert events == set(EventStatus)


def test_every_active_registration_ends_with_the_event() -> None:
    assert {status for status, verb in MOVES if verb == "cancel_event"} == ACTIVE


def test_an_event_goes_from_draft_to_archive_and_never_back() -> None:
    assert {(begin, verb): [*ends] for (begin, verb), ends in EVENT_MOVES.items()} == {
        ("draft", "publish"): ["published"],
        ("published", "postpone"): ["postponed"],
        ("published", "cancel"): ["cancelled"],
        ("published", "end"): ["ended"],
        ("postponed", "reschedule"): ["published"],
        ("postponed", "cancel"): ["cancelled"],
        ("ended", "archive"): ["archived"],
    }


def test_a_registration_lives_as_the_table_says() -> None:
    assert {(begin, verb): sorted(ends) for (begin, verb), ends in MOVES.items()} == {
        ("submitted", "approve"): ["confirmed", "waiting"],
        ("submitted", "reject"): ["rejected"],
        ("submitted", "leave"): ["withdrawn"],
        ("submitted", "cancel_event"): ["event_cancelled"],
        ("waiting", "offer"): ["offered"],
        ("waiting", "claim"): ["confirmed", "submitted"],
        ("waiting", "leave"): ["withdrawn"],
        ("waiting", "close_queue"): ["expired"],
        ("waiting", "cancel_event"): ["event_cancelled"],
        ("offered", "accept"): ["confirmed", "submitted"],
        ("offered", "decline"): ["declined"],
        ("offered", "expire"): ["expired"],
        ("offered", "reschedule"): ["offered"],
        ("offered", "cancel_event"): ["event_cancelled"],
        ("confirmed", "cancel"): ["cancelled", "cancelled_late"],
        ("confirmed", "substitute"): ["substituted"],
        ("confirmed", "cancel_event"): ["event_cancelled"],
    }


def test_who_said_no_to_an_invitation_may_still_come() -> None:
    assert {(begin, verb): [*ends] for (begin, verb), ends in INVITATION_MOVES.items()} == {
        ("sent", "register"): ["registered"],
        ("sent", "decline"): ["declined"],
        ("sent", "bounce"): ["bounced"],
        ("declined", "register"): ["registered"],
        ("bounced", "register"): ["registered"],
    }


@pytest.mark.parametrize(
    "approval_holds_seat, expected",
    [(False, {"offered", "confirmed"}), (True, {"offered", "confirmed", "submitted"})],
)
def test_what_holds_a_seat(approval_holds_seat: bool, expected: set[str]) -> None:
    assert holding(approval_holds_seat) == expected
