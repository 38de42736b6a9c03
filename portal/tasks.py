"""What the clock starts that concerns every app."""

from celery import shared_task

from members import audit
from portal.privacy import emails


@shared_task
def keep_log() -> None:
    """Every night: seal what is new in the log of deeds, and see that nothing old has changed. Two
    at once do no harm."""
    broken = audit.check()
    audit.seal()
    for each in broken:
        emails.tell_broken(each)
