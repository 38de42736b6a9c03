"""What the members' side asks of people, derived from rows."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import LostFactor, Organisation, OutdatedReport, Seats, User
from portal.lib.todo import Task


def todo(user: User, seats: Seats) -> Iterator[Task]:
    if user.is_staff:
        yield from _members_without_key_contact(seats)
        yield from _lost_factors(user)
    for report in OutdatedReport.objects.waiting_for(user, seats):
        yield Task(
            title=_("Check what is out of date"),
            about=report.about,
            url=report.get_absolute_url(),
            state=_("Reported as outdated"),
            sign="ask",
            tone="warn",
            due_on=report.office_hears_on,
        )


def _members_without_key_contact(seats: Seats) -> Iterator[Task]:
    """No member may be left without somebody to write to."""
    members = set(Organisation.objects.members().values_list("pk", flat=True))
    alone = members - seats.places("key_contact")
    for organisation in Organisation.objects.filter(pk__in=alone) if alone else ():
        yield Task(
            title=_("Name a key contact"),
            about=str(organisation),
            url=reverse("members:appoint", args=[organisation.pk]),
            state=_("Nobody hears our letters"),
            sign="stop",
            tone="stop",
        )


def _lost_factors(user: User) -> Iterator[Task]:
    for lost in LostFactor.objects.waiting_for(user).select_related("person"):
        yield Task(
            title=_("Confirm that a second factor is lost"),
            about=str(lost.person),
            url=reverse("admin:members_lostfactor_changelist"),
            state=_("Waits for you"),
            sign="lock",
            tone="mine",
        )
