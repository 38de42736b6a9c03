"""What the members' side asks of people, derived from rows."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.access import reach
from members.models import Invitation, Organisation, Seats, User
from portal.lib.todo import Task


def todo(user: User, seats: Seats) -> Iterator[Task]:
    if user.is_staff:
        yield from _members_without_key_contact(seats)
        yield from _addresses_to_check(user)
    if reach(user.standing, "grant_roles").organisations or user.is_staff:
        yield from _expired_invitations(user)


def _members_without_key_contact(seats: Seats) -> Iterator[Task]:
    """No member may be left without somebody to write to."""
    members = set(Organisation.objects.members().values_list("pk", flat=True))
    alone = members - seats.places("key_contact")
    for organisation in Organisation.objects.filter(pk__in=alone) if alone else ():
        yield Task(
            title=_("Name a key contact"),
            about=str(organisation),
            url=reverse("members:invite", args=[organisation.pk]),
            state=_("Nobody hears our letters"),
            sign="stop",
            tone="stop",
        )


def _addresses_to_check(user: User) -> Iterator[Task]:
    """An invitation to a foreign address waits for the office."""
    for invitation in Invitation.objects.visible_to(user).to_check().with_all():
        yield Task(
            title=_("Check the address of an invitation"),
            about=f"{invitation.name}, {invitation.organisation}",
            url=reverse("members:check_invitation", args=[invitation.pk]),
            state=_("The letter waits for you"),
            sign="letter",
            tone="warn",
        )


def _expired_invitations(user: User) -> Iterator[Task]:
    """Whoever invited may send the letter again; what is long past is not asked any more."""
    month_ago = timezone.now() - datetime.timedelta(days=30)
    expired = user.sent_invitations.expired().filter(expires_at__gt=month_ago)
    for invitation in expired.select_related("organisation").order_by("pk"):
        yield Task(
            title=_("Send the invitation again, or take it back"),
            about=f"{invitation.name}, {invitation.organisation}",
            url=f"{invitation.organisation.get_absolute_url()}#invitations",
            state=_("Expired"),
            sign="clock",
        )
