"""What the members' side asks of people, derived from rows."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.access import reach
from members.models import Confirmation, Invitation, JoinRequest, Organisation, Seats, User
from portal.lib.todo import Task


def todo(user: User, seats: Seats) -> Iterator[Task]:
    if user.is_staff:
        yield from _members_without_key_contact(seats)
        yield from _addresses_to_check(user)
        yield from _confirmations_for_the_office(user)
    own = reach(user.standing, "grant_roles").organisations
    if own or user.is_staff:
        yield from _expired_invitations(user)
        yield from _requests(user, seats)
    if own:
        yield from _confirmations(own)


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


def _requests(user: User, seats: Seats) -> Iterator[Task]:
    """Those who look after the people are asked first; the office after a week, or where nobody
    would hear."""
    heard = seats.places("key_contact", "head", "deputy")
    for request in JoinRequest.objects.visible_to(user).open().with_all():
        line = {place.pk for place in request.organisation.line()}
        if user.is_staff and not request.is_late and line & heard:
            continue
        yield Task(
            title=_("Answer who wants to join"),
            about=f"{request.user}, {request.organisation}",
            url=request.get_absolute_url(),
            state=_("Has waited for a week") if request.is_late else _("Asks for a place"),
            sign="person",
            tone="warn" if request.is_late else "",
        )


def _confirmations(own: frozenset[int]) -> Iterator[Task]:
    for confirmation in Confirmation.objects.waiting().filter(organisation__in=own).with_all():
        yield Task(
            title=_("Confirm that our facts are right"),
            about=f"{confirmation.organisation}, {confirmation.year}",
            url=confirmation.get_absolute_url(),
            state=_("Takes a minute"),
            sign="ask",
            tone="mine",
            due_on=confirmation.due_on,
        )


def _confirmations_for_the_office(user: User) -> Iterator[Task]:
    asked = Confirmation.objects.visible_to(user)
    late, wrong = asked.late().count(), asked.to_correct().count()
    url = reverse("members:confirmations")
    if late:
        about = ngettext("%(n)s member has not confirmed", "%(n)s members have not confirmed", late)
        call, state = _("Call about the yearly confirmation"), _("Late")
        yield Task(call, about % {"n": late}, url, state, sign="clock", tone="warn")
    if wrong:
        about = ngettext("%(n)s member tells a mistake", "%(n)s members tell a mistake", wrong)
        mend, state = _("Correct the register"), _("Told in the confirmation")
        yield Task(mend, about % {"n": wrong}, url, state, sign="comment")
