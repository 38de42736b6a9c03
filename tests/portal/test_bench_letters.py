"""Letters where everything breaks: real processes, killed as the machine would kill them, and a
carrier out of order. A smaller version of what `bench` measures."""

from collections import Counter
from collections.abc import Callable

import pytest

from communications.models import Letter
from portal.bench import broker, letters
from portal.bench.outbox import Account

SECONDS = 2.0


def test_workers_that_are_killed_lose_nothing_and_double_only_what_may_come_twice(
    transactional_db: None,
) -> None:
    done = letters.kill(letters=150, kills=6)

    assert (done.lost, done.doubled) == (0, 0)
    assert done.repeated + done.held <= 6 * letters.WORKERS
    assert set(Letter.objects.values_list("state", flat=True)) <= {"sent", "committing"}


@pytest.mark.parametrize("weather", letters.WEATHERS)
def test_a_carrier_out_of_order_loses_and_doubles_nothing(
    transactional_db: None, weather: Callable[[int, float], Account]
) -> None:
    done = weather(60, SECONDS)

    assert (done.lost, done.doubled, done.repeated, done.held) == (0, 0, 0, 0)
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
    if weather != letters.hanging:  # there the answer to a last dot may come late, and be a yes
        assert max(Letter.objects.values_list("attempts", flat=True)) > 1
    assert done.seconds > SECONDS


def test_answers_that_are_cut_short_lose_nothing_and_double_only_what_may_come_twice(
    transactional_db: None,
) -> None:
    done = letters.cut_short(40, 1.0)

    assert (done.lost, done.doubled) == (0, 0)
    assert done.held and done.repeated
    assert set(Letter.objects.values_list("on_doubt", "state")) == {
        ("hold", "committing"),
        ("hold", "sent"),
        ("resend", "sent"),
    }


def test_a_broker_that_dies_and_remembers_nothing_loses_and_doubles_no_letter(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two clocks and a worker, in processes of their own. That what lay in the broker alone is lost
    with it, the measurement sees for itself."""
    monkeypatch.setattr(broker, "BEFORE", 10)
    monkeypatch.setattr(broker, "MEANWHILE", 10)

    done = broker.kill_broker(1)

    assert (done.lost, done.doubled, done.repeated, done.held) == (0, 0, 0, 0)
    assert Counter(Letter.objects.values_list("state", "attempts")) == {("sent", 1): 20}
