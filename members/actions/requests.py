""" "I work here": asked, and answered by those who look after the people there."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members import emails
from members.actions import NotYours, Refused, give_place, locked, refuse_giving
from members.actions.places import who_looks_after
from members.models import Affiliation, JoinRequest, Organisation, User
from members.roles import RoleName

#: So many requests may wait at once for one person.
AT_ONCE = 3


class HereAlready(Refused):
    sentence = _("You belong to %(organisation)s already.")


class NoMember(Refused):
    sentence = _("%(organisation)s is not a member at the moment.")


class TooMany(Refused):
    sentence = _("Three requests of yours are waiting. Withdraw one of them first.")


class AnsweredAlready(Refused):
    sentence = _("The request has been answered already.")


@transaction.atomic
def ask_to_join(user: User, organisation: Organisation, message: str) -> JoinRequest:
    """Ask; those who look after the people there hear it. Nothing opens by asking."""
    User.objects.get_queryset().select_for_update().get(pk=user.pk)
    organisation = locked(organisation)
    if user.affiliations.live().filter(organisation=organisation).exists():
        raise HereAlready(organisation=organisation)
    if organisation.live_membership() is None:
        raise NoMember(organisation=organisation)
    waiting = list(user.join_requests.open())
    if earlier := [request for request in waiting if request.organisation == organisation]:
        return earlier[0]
    if len(waiting) >= AT_ONCE:
        raise TooMany
    request = user.join_requests.create(organisation=organisation, message=message)
    for reader in who_looks_after(organisation):
        emails.tell_request(request, reader)
    return request


@transaction.atomic
def accept(request: JoinRequest, title: str, roles: Iterable[str], by: User) -> Affiliation | None:
    """The person belongs from today, with these roles. Accepted twice it is as once."""
    organisation = locked(request.organisation)
    asked = sorted({RoleName(role) for role in roles})
    refuse_giving(organisation, asked, by)
    request = _to_answer(request)
    if request.state == JoinRequest.State.ACCEPTED:
        return None
    _must_be_open(request)
    place = give_place(organisation, request.user.email, "", title, asked, by)
    request.end("accepted_at", by)
    emails.tell_added(place, None)
    return place


@transaction.atomic
def refuse(request: JoinRequest, by: User) -> None:
    """The person hears that the answer was no."""
    organisation = locked(request.organisation)
    refuse_giving(organisation, [], by)
    request = _to_answer(request)
    if request.state == JoinRequest.State.REFUSED:
        return
    _must_be_open(request)
    request.end("refused_at", by)
    emails.tell_refused(request)


@transaction.atomic
def withdraw(request: JoinRequest, by: User) -> None:
    request = _to_answer(request)
    if request.user_id != by.pk:
        raise NotYours(organisation=request.organisation)
    if request.state == JoinRequest.State.OPEN:
        request.end("withdrawn_at", by)


def _to_answer(request: JoinRequest) -> JoinRequest:
    return JoinRequest.objects.select_for_update(of=("self",)).with_all().get(pk=request.pk)


def _must_be_open(request: JoinRequest) -> None:
    if request.state != JoinRequest.State.OPEN:
        raise AnsweredAlready
