"""What the clock starts."""

from celery import shared_task

from surveys.actions.reminders import remind_due
from surveys.actions.rounds import keep_time


@shared_task
def keep_rounds() -> None:
    """Every hour: rounds open and close, and who has not sent is reminded. Two at once do no
    harm."""
    keep_time()
    remind_due()
