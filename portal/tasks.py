"""What the clock starts that concerns every app."""

from celery import shared_task

from members import audit
from members.models import Export
from portal.privacy import emails, retention
from portal.privacy.copy import make_copy


@shared_task
def keep_log() -> None:
    """Every night: seal what is new in the log of deeds, and see that nothing old has changed. Two
    at once do no harm."""
    broken = audit.check()
    audit.seal()
    for each in broken:
        emails.tell_broken(each)


@shared_task
def make_export(pk: int) -> None:
    """As soon as it has been asked for."""
    make_copy(pk)


@shared_task
def make_exports() -> None:
    """Every minute: copies that nobody makes, or whose worker has died. Two at once do no harm."""
    for pk in Export.objects.untaken().values_list("pk", flat=True):
        make_copy(pk)


@shared_task
def retain() -> None:
    """Every night: what was kept long enough goes. It fails loudly where something does not."""
    retention.retain()
