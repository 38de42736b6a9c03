"""Inviting, and answering. A link opens nothing by itself: whoever has it can only let the invited
address in, and to sign in one must read that address's mail."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import audit, emails
from members.actions import Refused, give_place, grantable, locked, refuse_giving
from members.models import Affiliation, EmailDomain, Invitation, Organisation, User, Verb
from members.roles import RoleName
from portal.lib import mail

#: Pressed twice, one letter.
PAUSE = datetime.timedelta(minutes=1)


class InvitedAlready(Refused):
    sentence = _(
        "%(email)s has been invited already. Send the letter again, or take the invitation back."
    )


class NotOpen(Refused):
    sentence = _("The invitation is no longer open.")


class SomebodyElse(Refused):
    sentence = _("The invitation is to another address than yours.")


class AccountTurnedOff(Refused):
    sentence = _("The account of this address has been turned off. Write to the office.")


@transaction.atomic
def invite(
    organisation: Organisation,
    email: str,
    name: str,
    title: str,
    roles: Iterable[str],
    by: User,
    *,
    language: str = "fi",
) -> Invitation:
    """Ask somebody to come. The letter leaves at once to an address of the organisation's own, or
    where the office invites; any other address waits for the office."""
    organisation = locked(organisation)
    asked = sorted({RoleName(role) for role in roles})
    refuse_giving(organisation, asked, by)
    email = email.strip().lower()
    earlier = organisation.invitations.open().filter(email=email).first()
    if earlier and earlier.state != Invitation.State.EXPIRED:
        if (earlier.name, earlier.title, earlier.roles) == (name, title, asked):
            return earlier
        raise InvitedAlready(email=email)
    if earlier:
        earlier.end("revoked_at")
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        name=name,
        title=title,
        roles=asked,
        language=language,
        invited_by=by,
    )
    if by.is_staff or is_own(organisation, invitation.domain):
        _pass(invitation, by if by.is_staff else None)
    return invitation


def is_own(organisation: Organisation, domain: str) -> bool:
    """Whether addresses that end so are of the organisation or of what stands above it."""
    return EmailDomain.objects.filter(
        organisation__in=organisation.line_ids, domain=domain
    ).exists()


@transaction.atomic
def approve(invitation: Invitation, by: User, *, trust: bool = False) -> None:
    """The office lets it go, and may trust such addresses from now on."""
    invitation = _ours(invitation, by)
    if not by.is_staff or invitation.state in {"refused", "revoked"}:
        raise NotOpen
    if trust:
        invitation.organisation.email_domains.get_or_create(domain=invitation.domain)
    if invitation.state == Invitation.State.NEEDS_CHECK:
        _pass(invitation, by)


@transaction.atomic
def refuse(invitation: Invitation, by: User) -> None:
    """The office does not let it go; the inviter sees it."""
    invitation = _ours(invitation, by)
    if not by.is_staff or invitation.state not in {"needs_check", "refused"}:
        raise NotOpen
    if invitation.is_open:
        invitation.end("refused_at")


@transaction.atomic
def resend(invitation: Invitation, by: User) -> None:
    """A new letter with a new link, also where the old one has expired. The old link is void."""
    invitation = _ours(invitation, by)
    if invitation.state not in {"pending", "expired"}:
        raise NotOpen
    if invitation.sent_at is None or invitation.sent_at < timezone.now() - PAUSE:
        mail.cancel(invitation.letter)
        emails.invite(invitation, invitation.renew())


@transaction.atomic
def revoke(invitation: Invitation, by: User) -> None:
    """Take it back: its link is void, and a letter that has not left never will."""
    invitation = _ours(invitation, by)
    if invitation.is_open:
        mail.cancel(invitation.letter)
        invitation.end("revoked_at")
        audit.record(
            Verb.INVITATION_REVOKED, by, invitation, organisation=invitation.organisation_id
        )
    elif invitation.state != Invitation.State.REVOKED:
        raise NotOpen


@transaction.atomic
def accept(token: str, reader: User | None) -> Affiliation:
    """The invited address gets its place and its roles; nobody is signed in by this. Who is signed
    in with another address is refused, and the invitation stays open."""
    invitation = _to_answer(token, reader)
    known = User.objects.filter(email=invitation.email).first()
    if known and not known.is_active:
        raise AccountTurnedOff
    organisation = locked(invitation.organisation)
    invitation.affiliation = give_place(
        organisation,
        invitation.email,
        invitation.name,
        invitation.title,
        invitation.roles,
        invitation.invited_by,
        language=invitation.language,
    )
    invitation.end("accepted_at")
    place = invitation.affiliation
    audit.record(Verb.INVITATION_ACCEPTED, place.user, place, organisation=organisation)
    emails.tell_added(place, invitation.invited_by)
    return place


@transaction.atomic
def decline(token: str, reader: User | None) -> None:
    """No, thank you: the inviter hears it."""
    invitation = _to_answer(token, reader)
    invitation.end("declined_at")
    emails.tell_declined(invitation)


def find(token: str) -> Invitation | None:
    """The invitation of the link, for whoever has it: the link is the key."""
    return Invitation.objects.with_all().of_token(token).first()


def _pass(invitation: Invitation, by: User | None) -> None:
    invitation.checked_at, invitation.checked_by = timezone.now(), by
    invitation.save(update_fields=["checked_at", "checked_by"])
    emails.invite(invitation, invitation.renew())


def _ours(invitation: Invitation, by: User) -> Invitation:
    """The invitation, ours alone until the transaction ends, if all it offers is the person's to
    give."""
    rows = Invitation.objects.select_for_update(of=("self",)).with_all()
    invitation = rows.get(pk=invitation.pk)
    theirs = grantable(by, invitation.organisation)
    if not theirs or not theirs.issuperset(invitation.roles):
        refuse_giving(invitation.organisation, [RoleName(role) for role in invitation.roles], by)
    return invitation


def _to_answer(token: str, reader: User | None) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).with_all()
    invitation = rows.of_token(token).first()
    if invitation is None or invitation.state != Invitation.State.PENDING:
        raise NotOpen
    if reader is not None and reader.email != invitation.email:
        raise SomebodyElse
    return invitation
