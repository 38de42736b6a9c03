"""What the clock starts."""

import time

from celery import shared_task

from communications import delivery

#: Then the next tick goes on: a worker that is told to stop has soon done so.
BATCH, SECONDS = 100, 60


@shared_task(soft_time_limit=150, time_limit=180)
def relay() -> None:
    """Every two seconds: send what is due, one by one over one line. Two at once do no harm."""
    delivery.put_away()
    begun = time.monotonic()
    with delivery.open_carrier() as carrier:
        for _each in range(BATCH):
            letter = delivery.claim()
            if letter is None or not delivery.deliver(letter, carrier):
                break
            if time.monotonic() - begun > SECONDS:
                break
