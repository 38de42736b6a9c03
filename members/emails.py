"""What we write about people, their places and their accounts, each in the reader's own language,
and once."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from members import devices
from members.models import (
    Affiliation,
    Confirmation,
    Invitation,
    JoinRequest,
    LostFactor,
    Role,
    StructureProposal,
    User,
)
from members.models.invitations import link
from portal.lib import mail


def invite(invitation: Invitation, token: str) -> None:
    """The only letter that knows the link; its text is wiped once it has left."""
    mail.send(
        "members/emails/invitation",
        invitation.email,
        {"invitation": invitation, "url": address(link(token)), "site": settings.SITE_URL},
        key=invitation.letter,
        language=invitation.language,
        kind="transactional",
        secret=True,
        expires_at=invitation.expires_at,
    )


def tell_declined(invitation: Invitation) -> None:
    if invitation.invited_by and invitation.invited_by.is_active:
        key = f"invitation:{invitation.pk}:declined"
        write("declined", invitation.invited_by, key, invitation=invitation)


def tell_added(affiliation: Affiliation, inviter: User | None) -> None:
    """Everybody hears where they have been added, and how to say no."""
    url = address(reverse("members:place", args=[affiliation.pk]))
    key = f"added:{affiliation.pk}"
    write("added", affiliation.user, key, affiliation=affiliation, inviter=inviter, url=url)


def tell_left(affiliation: Affiliation, inviter: User) -> None:
    """Somebody who was added has said that it was wrong."""
    write("left", inviter, f"left:{affiliation.pk}", affiliation=affiliation)


def tell_ended(affiliation: Affiliation) -> None:
    """Whoever's place another has ended hears it, and from when."""
    if affiliation.user.is_active:
        key = f"ended:{affiliation.pk}:{affiliation.until_on}"
        write("ended", affiliation.user, key, affiliation=affiliation)


def tell_newcomers(reader: User, day: datetime.date, newcomers: list[Affiliation]) -> None:
    """All who came on the day, wherever the reader looks after people, in one letter."""
    key = f"newcomers:{day}:{reader.pk}"
    write("newcomers", reader, key, day=day, newcomers=newcomers)


def tell_request(request: JoinRequest, reader: User) -> None:
    url = address(request.get_absolute_url())
    write("request", reader, f"join:{request.pk}:{reader.pk}", request=request, url=url)


def tell_refused(request: JoinRequest) -> None:
    write("refused", request.user, f"join:{request.pk}:refused", request=request)


def tell_proposal_answered(proposal: StructureProposal) -> None:
    """Accepted or declined: one letter, with the reason."""
    reader, url = proposal.proposed_by, address(proposal.organisation.get_absolute_url())
    if reader.is_active:
        key = f"proposal:{proposal.pk}:answered"
        write("proposal", reader, key, proposal=proposal, url=url)


def tell_handed_over(
    place: Affiliation, successor: Affiliation, roles: list[Role], day: datetime.date
) -> None:
    key = f"handover:{place.pk}:{successor.pk}:{day}:{'+'.join(role.role for role in roles)}"
    url = address(successor.place_url)
    write("handed_over", successor.user, key, place=place, roles=roles, day=day, url=url)


def ask_to_confirm(confirmation: Confirmation, reader: User, step: int) -> None:
    """The first letter and its reminders: one key for each step."""
    key = f"confirmation:{confirmation.pk}:+{step}:{reader.pk}"
    url = address(confirmation.get_absolute_url())
    write("confirmation", reader, key, confirmation=confirmation, step=step, url=url)


def factors_reported_lost(lost: LostFactor) -> None:
    _to_owner("lost_factor", lost, "reported")


def factors_taken_away(lost: LostFactor) -> None:
    _to_owner("lost_factor_gone", lost, "taken away")


def factors_removed(person: User) -> None:
    """By whoever runs the server, where nobody of the office is left to confirm it."""
    _tell("factors_removed", person, person.email, f"second factors removed:{person.pk}:{_now()}")


def new_browser(person: User, user_agent: str) -> None:
    """Somebody has signed in as the person where they had not before. Which browser it was is told
    to its owner alone: the text goes as soon as it has left."""
    facts = {"device": devices.described(user_agent), "url": address(reverse("session_list"))}
    key = f"new browser:{person.pk}:{_now()}"
    _tell("new_browser", person, person.email, key, is_secret=True, **facts)


def address_changed(person: User, old: str) -> None:
    """To the address that opens the account no longer, in case somebody else had it changed."""
    _tell("address_changed", person, old, f"address changed:{person.pk}:{_now()}")


def _to_owner(template: str, lost: LostFactor, what: str) -> None:
    key = f"lost second factor:{lost.pk}:{what}"
    _tell(template, lost.person, lost.person.email, key, lost=lost)


def _tell(
    template: str, person: User, address: str, key: str, *, is_secret: bool = False, **facts: Any
) -> None:
    mail.send(
        f"members/emails/{template}",
        address,
        facts | {"now": timezone.now(), "site": settings.SITE_URL},
        key=key,
        language=person.language,
        kind="transactional",
        secret=is_secret,
    )


def _now() -> str:
    return timezone.now().isoformat()


def write(letter: str, reader: User, key: str, **context: Any) -> None:
    mail.send(
        f"members/emails/{letter}",
        reader.email,
        {"name": str(reader), "site": settings.SITE_URL} | context,
        key=key,
        language=reader.language,
    )


def address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
