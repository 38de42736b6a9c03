"""Letters where everything breaks: real processes, killed as the machine would kill them, and a
carrier out of order. A smaller version of what `bench` measures."""

from collections.abc import Callable

import pytest

from communications.models import Letter
from portal.bench import letters
from portal.bench.letters import Account


def test_workers_that_are_killed_lose_nothing_and_double_only_what_may_come_twice(
    transactional_db: None,
) -> None:
    done = letters.kill(letters=150, kills=6)

    assert (done.lost, done.doubled) == (0, 0)
    assert done.repeated + done.held <= 6 * letters.WORKERS
    assert set(Letter.objects.values_list("state", flat=True)) <= {"sent", "committing"}


@pytest.mark.parametrize("weather", [letters.refused, letters.away, letters.flapping])
def test_a_carrier_out_of_order_loses_and_doubles_nothing(
    transactional_db: None, weather: Callable[[int, float], Account]
) -> None:
    done = weather(60, 2.0)

    assert (done.lost, done.doubled, done.repeated, done.held) == (0, 0, 0, 0)
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
    assert max(Letter.objects.values_list("attempts", flat=True)) > 1
