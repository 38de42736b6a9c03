"""Which reports a person finds, by whom and what they are about."""

from collections.abc import Iterator

from django.db.models import FloatField, Value
from django.utils.translation import gettext as _

from members.models import User
from portal.lib.search import Asked, Hit, Shelf
from reports.models import Report

ABOUT = (
    "organisation__search",
    "release__search",
    "snapshot__response__organisation__search",
    "snapshot__response__round__collection__search",
)
#: Less than what the report tells of.
LOW = 0.05


def search(user: User, asked: Asked) -> Iterator[Shelf]:
    found = Report.objects.visible_to(user).done().filter(asked.among(*ABOUT))
    rank = Value(LOW, FloatField())
    yield Shelf("reports", _("Reports"), found.with_all().annotate(rank=rank), _report)


def _report(found: Report) -> Hit:
    return Hit(str(found), found.get_absolute_url(), str(found.get_language_display()))
