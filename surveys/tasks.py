"""What the clock starts, and what waits for nobody."""

from celery import shared_task

from surveys.actions.imports import run_import
from surveys.actions.reminders import remind_due
from surveys.actions.rounds import keep_time
from surveys.models import FormImport


@shared_task
def keep_rounds() -> None:
    """Every hour: rounds open and close, and who has not sent is reminded. Two at once do no
    harm."""
    keep_time()
    remind_due()


@shared_task
def import_form(pk: int) -> None:
    """As soon as its file has come."""
    run_import(pk)


@shared_task
def import_forms() -> None:
    """Every minute: what nobody has taken up, or whose worker has died. Two at once do no harm."""
    for pk in FormImport.objects.untaken().order_by("requested_at").values_list("pk", flat=True):
        run_import(pk)
