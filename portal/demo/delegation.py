"""Who is about to come, who asks to, what is proposed, and what is confirmed this year, in the
demonstration."""

import datetime
from collections.abc import Mapping

from django.utils import timezone

from members.models import (
    Confirmation,
    EmailDomain,
    Invitation,
    JoinRequest,
    Organisation,
    StructureProposal,
    User,
)
from members.models.invitations import LIFE
from portal.demo.places import PLACES

#: Days ago the yearly confirmation opened.
OPENED = 30
#: Members that have not confirmed yet.
SILENT = {"koivuranta", "ruskovaara", "granholmen", "peltovaara"}

Organisations = Mapping[str, Organisation]
People = Mapping[str, User]


def make_delegation(organisations: Organisations, people: People) -> None:
    make_domains(organisations)
    make_invitations(organisations["koivuranta"], people)
    JoinRequest.objects.create(
        user=people["Anni Tuulenmäki"],
        organisation=organisations["koivuranta"],
        message="Tuntiopettaja, nykytanssi, elokuusta alkaen",
    )
    StructureProposal.objects.create(
        organisation=organisations["koivuranta"],
        kind=StructureProposal.Kind.SITE,
        name_fi="Tanssitalo",
        name_sv="Danshuset",
        municipality="Koivuranta",
        from_on=timezone.localdate(),
        note="Johtokunta päätti talon vuokraamisesta syyskuussa",
        proposed_by=people["Jaana Honkapuro"],
    )
    make_confirmations(organisations, people)


def make_domains(organisations: Organisations) -> None:
    """The addresses of a place's people end with its key."""
    EmailDomain.objects.bulk_create(
        EmailDomain(organisation=organisations[place.key], domain=f"{place.key}.example.org")
        for place in PLACES
        if "." not in place.key
    )


def make_invitations(school: Organisation, people: People) -> None:
    """One that waits for its answer and one that waits for the office; nobody knows their links."""
    now = timezone.now()
    inviter = people["Jaana Honkapuro"]
    Invitation.objects.create(
        organisation=school,
        email="saara.seljavaara@koivuranta.example.org",
        name="Saara Seljavaara",
        title="opintosihteeri",
        roles=["survey"],
        invited_by=inviter,
        checked_at=now,
        sent_at=now,
        expires_at=now + LIFE,
        letters=1,
    )
    Invitation.objects.create(
        organisation=school,
        email="otto.purola@purolanstudio.example.org",
        name="Otto Purola",
        title="vieraileva opettaja",
        invited_by=inviter,
    )


def make_confirmations(organisations: Organisations, people: People) -> None:
    """Opened a month ago; most members have confirmed within the week."""
    today = timezone.localdate()
    opens_on = today - datetime.timedelta(days=OPENED)
    keys = {organisation.pk: key for key, organisation in organisations.items()}
    for organisation in Organisation.objects.members():
        is_silent = keys[organisation.pk] in SILENT
        staff = organisation.affiliations.live().with_live_roles()
        heads = [each for each in staff if "head" in {role.role for role in each.roles.all()}]
        Confirmation.objects.create(
            organisation=organisation,
            year=opens_on.year,
            opens_on=opens_on,
            confirmed_at=None if is_silent else timezone.now() - datetime.timedelta(days=25),
            confirmed_by=None if is_silent or not heads else heads[0].user,
            summary={} if is_silent else {"people": len(staff), "left": 0},
        )
