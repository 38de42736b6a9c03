"""What the clock starts."""

import time

from celery import shared_task
from django.conf import settings

from communications import delivery, mailbox, returned
from communications.actions import bounces, sending

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


@shared_task(soft_time_limit=240, time_limit=300)
def read_returned() -> None:
    """Every five minutes: what came back to the mailbox of the sender, where there is one."""
    if settings.BOUNCES_URL:
        for raw in mailbox.unread(settings.BOUNCES_URL):
            for report in returned.read(raw):
                bounces.note_report(report)


@shared_task(soft_time_limit=240, time_limit=300)
def send_newsletters() -> None:
    """Every half a minute: newsletters that are due become letters, which the relay sends."""
    sending.send_due()
