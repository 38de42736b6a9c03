"""What the clock starts."""

import datetime

from celery import shared_task
from django.utils import timezone

from members.actions.confirmations import keep_ladder
from members.actions.places import tell_of_newcomers
from members.actions.rosters import run_import
from members.models import RosterImport

#: A clock that stood still for a week catches up.
DAYS = 7


@shared_task
def tell_newcomers() -> None:
    """Every morning: who came yesterday, or on a day that was left out. Twice does no harm."""
    for ago in range(DAYS, 0, -1):
        tell_of_newcomers(timezone.localdate() - datetime.timedelta(days=ago))


@shared_task
def keep_confirmations() -> None:
    """Every morning: the yearly confirmation opens, and who has not confirmed is reminded."""
    keep_ladder()


@shared_task
def import_roster(pk: int) -> None:
    """As soon as a step of an import is asked for."""
    run_import(pk)


@shared_task
def import_rosters() -> None:
    """Every minute: what nobody has taken up, or whose worker has died. Two at once do no harm."""
    for pk in RosterImport.objects.untaken().order_by("requested_at").values_list("pk", flat=True):
        run_import(pk)
