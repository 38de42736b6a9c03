import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from communications.models import Letter
from tests.factories import make_letter

NOW = timezone.now()
LATER = NOW + datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("constraint", "broken", "mended"),
    [
        (
            "letter_is_on_its_way_for_as_long_as_its_lease",
            {"state": "sending"},
            {"lease_until": NOW},
        ),
        ("letter_is_sent_at_a_moment", {"state": "sent"}, {"sent_at": NOW}),
        (
            "letter_keeps_no_secret_that_nobody_will_send",
            {"state": "sent", "sent_at": NOW, "secret": True},
            {"text": ""},
        ),
        (
            "letter_keeps_no_secret_that_nobody_will_send",
            {"state": "cancelled", "secret": True},
            {"text": ""},
        ),
    ],
)
def test_the_database_refuses(
    db: None, constraint: str, broken: dict[str, Any], mended: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_letter(**broken)

    make_letter(**broken | mended)


def test_due_are_the_waiting_ones_whose_time_has_come_the_longest_waiting_first(db: None) -> None:
    second = make_letter()
    first = make_letter(not_before=NOW - datetime.timedelta(days=1))
    make_letter(not_before=LATER)
    make_letter(state="sending", lease_until=LATER)
    make_letter(state="sent", sent_at=NOW)
    make_letter(state="failed")
    make_letter(state="cancelled")

    assert list(Letter.objects.due()) == [first, second]


def test_cancel_takes_back_what_has_not_left_and_secrets_with_it(db: None) -> None:
    for state in ("queued", "failed", "sending", "sent"):
        make_letter(key=state, state=state, lease_until=LATER, sent_at=NOW, text="T")
    make_letter(key="secret", secret=True, text="123456")

    assert Letter.objects.cancel() == 3
    assert sorted(Letter.objects.values_list("key", "state", "text")) == [
        ("failed", "cancelled", "T"),
        ("queued", "cancelled", "T"),
        ("secret", "cancelled", ""),
        ("sending", "sending", "T"),
        ("sent", "sent", "T"),
    ]
