"""What the clock starts."""

from itertools import islice

from celery import shared_task

from communications import delivery

#: Then the next tick goes on: a worker that is told to stop has soon done so.
BATCH = 100


@shared_task
def relay() -> None:
    """Every two seconds: send what is due, one by one. Two at once do no harm."""
    delivery.put_away()
    for letter in islice(iter(delivery.claim, None), BATCH):
        delivery.deliver(letter)
