"""What the clock starts, and what waits for nobody."""

from celery import shared_task

from indicators.actions import build_release
from indicators.models import Release


@shared_task
def build(pk: int) -> None:
    """As soon as it has been asked for."""
    build_release(pk)


@shared_task
def build_releases() -> None:
    """Every minute: what nobody has taken up, or whose worker has died. Two at once do no harm."""
    for pk in Release.objects.untaken().values_list("pk", flat=True):
        build_release(pk)
