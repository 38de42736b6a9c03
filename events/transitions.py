"""The lives of events, registrations and invitations: what may follow what, as tables.

A pair that is not in a table is refused. The values are what the database keeps; the words for
people are elsewhere. Attendance and no-show are derived, never states."""

from collections.abc import Mapping
from enum import StrEnum


class EventStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    ENDED = "ended"
    ARCHIVED = "archived"


class Status(StrEnum):
    """Of a registration, in the order of life."""

    SUBMITTED = "submitted"
    WAITING = "waiting"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    CANCELLED_LATE = "cancelled_late"
    SUBSTITUTED = "substituted"
    EVENT_CANCELLED = "event_cancelled"


class InvitationStatus(StrEnum):
    SENT = "sent"
    REGISTERED = "registered"
    DECLINED = "declined"
    BOUNCED = "bounced"


#: One row of these per person and event.
ACTIVE = frozenset({Status.SUBMITTED, Status.WAITING, Status.OFFERED, Status.CONFIRMED})
#: These change no more. Whoever wants back registers anew, at the end of the queue.
FINAL = frozenset(Status) - ACTIVE

E, S, I = EventStatus, Status, InvitationStatus  # noqa: E741  (the tables are to be read at a glance)

EVENT_MOVES: Mapping[tuple[EventStatus, str], frozenset[EventStatus]] = {
    (E.DRAFT, "publish"): frozenset({E.PUBLISHED}),
    (E.PUBLISHED, "postpone"): frozenset({E.POSTPONED}),
    (E.PUBLISHED, "cancel"): frozenset({E.CANCELLED}),
    (E.PUBLISHED, "end"): frozenset({E.ENDED}),
    (E.POSTPONED, "reschedule"): frozenset({E.PUBLISHED}),
    (E.POSTPONED, "cancel"): frozenset({E.CANCELLED}),
    (E.ENDED, "archive"): frozenset({E.ARCHIVED}),
}

#: How a registration begins.
BEGINNINGS: Mapping[str, frozenset[Status]] = {
    "register": frozenset({S.CONFIRMED, S.WAITING, S.SUBMITTED}),
    "substitute": frozenset({S.CONFIRMED}),
}

#: Where approval holds a seat, who takes an offered or a free seat is still to be approved:
#: accept and claim then lead to submitted, and the seat stays held.
MOVES: Mapping[tuple[Status, str], frozenset[Status]] = {
    (S.SUBMITTED, "approve"): frozenset({S.CONFIRMED, S.WAITING}),
    (S.SUBMITTED, "reject"): frozenset({S.REJECTED}),
    (S.SUBMITTED, "leave"): frozenset({S.WITHDRAWN}),
    (S.SUBMITTED, "cancel_event"): frozenset({S.EVENT_CANCELLED}),
    (S.WAITING, "offer"): frozenset({S.OFFERED}),
    (S.WAITING, "claim"): frozenset({S.CONFIRMED, S.SUBMITTED}),
    (S.WAITING, "leave"): frozenset({S.WITHDRAWN}),
    (S.WAITING, "close_queue"): frozenset({S.EXPIRED}),
    (S.WAITING, "cancel_event"): frozenset({S.EVENT_CANCELLED}),
    (S.OFFERED, "accept"): frozenset({S.CONFIRMED, S.SUBMITTED}),
    (S.OFFERED, "decline"): frozenset({S.DECLINED}),
    (S.OFFERED, "expire"): frozenset({S.EXPIRED}),
    (S.OFFERED, "reschedule"): frozenset({S.OFFERED}),  # with a new deadline
    (S.OFFERED, "cancel_event"): frozenset({S.EVENT_CANCELLED}),
    (S.CONFIRMED, "cancel"): frozenset({S.CANCELLED, S.CANCELLED_LATE}),
    (S.CONFIRMED, "substitute"): frozenset({S.SUBSTITUTED}),
    (S.CONFIRMED, "cancel_event"): frozenset({S.EVENT_CANCELLED}),
}

#: Who said no, or whose letter came back, may still come.
INVITATION_MOVES: Mapping[tuple[InvitationStatus, str], frozenset[InvitationStatus]] = {
    (I.SENT, "register"): frozenset({I.REGISTERED}),
    (I.SENT, "decline"): frozenset({I.DECLINED}),
    (I.SENT, "bounce"): frozenset({I.BOUNCED}),
    (I.DECLINED, "register"): frozenset({I.REGISTERED}),
    (I.BOUNCED, "register"): frozenset({I.REGISTERED}),
}


def holding(approval_holds_seat: bool) -> frozenset[Status]:
    """The states that hold a seat. Data, not code: counters are recounted by it every night."""
    held = frozenset({Status.OFFERED, Status.CONFIRMED})
    return held | {Status.SUBMITTED} if approval_holds_seat else held
