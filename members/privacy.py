"""Every field that tells of a person: why we have it, and how long. A guard keeps it whole."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models import Affiliation, Role, User

_ACCOUNT = _("until the person is erased, at the latest 24 months after the last affiliation")
_LOG = _("three years")
_DAY = _("24 hours")
_CONSENT = _("24 months after it was withdrawn")
_HISTORY = _("as long as the organisation's own history, without a name once the person is erased")
_INVITED = _("90 days after it has ended; what came of it stays with the place")
_ASKED = _("90 days after the answer")
_IMPORTED = _("90 days after the file was sent; the counts stay")
_SIGNED_IN = _("as long as the session")

PERSONAL: dict[str, tuple[Promise, Promise]] = {
    "User.email": (_("to sign in, and to be written to"), _ACCOUNT),
    "User.phone": (_("to be called by those whom the person lets see it"), _ACCOUNT),
    "User.password": (_("to sign in, for those who choose one; only its hash"), _ACCOUNT),
    "User.name": (_("to be called by, in lists, letters and the log of changes"), _ACCOUNT),
    "User.language": (_("to be written to in it"), _ACCOUNT),
    "User.is_active": (_("to close an account without losing its history"), _ACCOUNT),
    "User.last_login": (_("to find accounts nobody uses"), _ACCOUNT),
    "User.created_at": (_("to find accounts nobody uses"), _ACCOUNT),
    "User.erased_at": (_("so that nobody writes a name to the row again"), _HISTORY),
    "Affiliation.user": (_("who belongs to the organisation"), _HISTORY),
    "Affiliation.title": (_("what the organisation calls the person"), _HISTORY),
    "Affiliation.from_on": (_("from when the person may see and do what belongs to it"), _HISTORY),
    "Affiliation.until_on": (_("until when"), _HISTORY),
    "Affiliation.visibility": (_("whom the person lets see it"), _HISTORY),
    "Role.role": (_("what the person answers for"), _HISTORY),
    "Role.from_on": (_("from when"), _HISTORY),
    "Role.until_on": (_("until when"), _HISTORY),
    "Role.granted_by": (_("who answers for the right that was given"), _HISTORY),
    "Role.reason": (_("why it was given"), _HISTORY),
    "ContactPoint.value": (
        _("to reach the organisation; it may be one person's address"),
        _HISTORY,
    ),
    "ContactPoint.label": (_("what the address is for; it may name people"), _HISTORY),
    "OutdatedReport.line": (
        _("what somebody knows to be out of date; it may name people"),
        _HISTORY,
    ),
    "OutdatedReport.reported_by": (_("whom to ask what was meant"), _HISTORY),
    "OutdatedReport.handled_by": (_("who has seen to it"), _HISTORY),
    "Organisation.note": (_("what the office needs to remember; it may name people"), _HISTORY),
    "User.title_visibility": (_("whom the person lets see their title"), _ACCOUNT),
    "User.email_visibility": (_("whom the person lets see their address"), _ACCOUNT),
    "User.phone_visibility": (_("whom the person lets see their telephone number"), _ACCOUNT),
    "AuditEvent.actor": (
        _("who has done what; a number, which leads to no name once the person is erased"),
        _LOG,
    ),
    "AuditEvent.object_pk": (_("what it was done to; it may be the number of a person"), _LOG),
    "AuditEvent.note": (_("which page was refused, or how many rows were touched"), _LOG),
    "Export.requested_by": (_("whose copy it is"), _DAY),
    "Export.content": (_("all that the portal knows of the person, for the person alone"), _DAY),
    "Erasure.person": (
        _("so that who was erased is erased again after a restore; a number"),
        _HISTORY,
    ),
    "Erasure.asked_by": (_("who has asked for the erasure"), _HISTORY),
    "Erasure.prepared_by": (_("who has looked at what it would reach"), _HISTORY),
    "Erasure.confirmed_by": (_("who answers for the erasure"), _HISTORY),
    "Erasure.alone_reason": (_("why nobody else confirmed it"), _HISTORY),
    "Consent.user": (_("who has agreed"), _CONSENT),
    "Consent.address": (_("who without an account has agreed"), _CONSENT),
    "Consent.kind": (_("to what"), _CONSENT),
    "Consent.text_version": (_("in which words"), _CONSENT),
    "Consent.given_at": (_("since when"), _CONSENT),
    "Consent.withdrawn_at": (_("until when"), _CONSENT),
    "RosterRow.target": (_("whose place the row is about"), _IMPORTED),
    "RosterRow.invitation": (_("the invitation that came of it"), _IMPORTED),
    "RosterRow.data": (_("what the file says of the person"), _IMPORTED),
    "RosterRow.changes": (_("what it would change"), _IMPORTED),
    "RosterRow.faults": (_("what is wrong in the row"), _IMPORTED),
    "RosterRow.before": (_("what was, so that it can be undone"), _IMPORTED),
    "RosterRow.after": (_("what the import made of it"), _IMPORTED),
    "RosterRow.choice": (_("what was decided about the row"), _IMPORTED),
    "Invitation.email": (_("where the invitation is sent, and whom it lets in"), _INVITED),
    "Invitation.name": (_("to be called by in the letter, and once they have come"), _INVITED),
    "Invitation.title": (_("what the organisation calls the person"), _INVITED),
    "Invitation.language": (_("to be written to in it"), _INVITED),
    "Invitation.roles": (_("what the person is asked to answer for"), _INVITED),
    "Invitation.invited_by": (_("who answers for the invitation"), _INVITED),
    "Invitation.checked_by": (_("who let it go to a foreign address"), _INVITED),
    "Invitation.affiliation": (_("the place that came of it"), _INVITED),
    "JoinRequest.user": (_("who asks to belong"), _ASKED),
    "JoinRequest.message": (_("so that those who answer know the person"), _ASKED),
    "JoinRequest.answered_by": (_("who answers for the answer"), _ASKED),
    "StructureProposal.note": (
        _("why the change is proposed; it may name people"),
        _HISTORY,
    ),
    "StructureProposal.proposed_by": (_("whom to ask, and to tell the answer"), _HISTORY),
    "StructureProposal.answered_by": (_("who answers for the answer"), _HISTORY),
    "StructureProposal.answer": (_("why it was declined; it may name people"), _HISTORY),
    "Confirmation.confirmed_by": (_("who answers for what was confirmed"), _HISTORY),
    "Confirmation.corrections": (_("what the office is to mend; it may name people"), _HISTORY),
    "LostFactor.person": (_("whose second factors were taken away"), _HISTORY),
    "LostFactor.reason": (_("how the office recognised the person"), _HISTORY),
    "LostFactor.asked_by": (_("who answers for having recognised the person"), _HISTORY),
    "LostFactor.asked_at": (_("when that was"), _HISTORY),
    "LostFactor.confirmed_by": (_("who answers for it together with them"), _HISTORY),
    "LostFactor.ended_at": (_("when it was done, or let be"), _HISTORY),
    "RosterImport.file_name": (
        _("by which the sender knows it again; it may name people"),
        _HISTORY,
    ),
    "RosterImport.file": (_("to be read; emptied as soon as it has been"), _IMPORTED),
    "RosterImport.requested_by": (_("who answers for what was brought"), _HISTORY),
    "RosterImport.acted_by": (_("who has taken it over or undone it"), _HISTORY),
    "RosterImport.error": (_("why a step was not done; it may name people"), _HISTORY),
    "RosterImport.ignored": (_("which columns were not read; they may name people"), _HISTORY),
    "Preview.by": (_("who of the office has looked as this school sees it"), _HISTORY),
    "usersessions.UserSession.ip": (_("so that the person knows their own sessions"), _SIGNED_IN),
    "usersessions.UserSession.user_agent": (
        _("so that the person knows their own sessions"),
        _SIGNED_IN,
    ),
    "mfa.Authenticator.type": (
        _("the second step of signing in; its secret is told to nobody"),
        _ACCOUNT,
    ),
}
NOT_PERSONAL = {
    *("AuditEvent.app", "AuditEvent.model", "AuditEvent.fields", "AuditSeal", "Export.error"),
    "Confirmation.summary",
    "EmailDomain",
    "Identifier",
    "Invitation.token_sha256",
    "Membership",
    "Municipality",
    *("Organisation.name_fi", "Organisation.name_sv", "Organisation.name_en"),
    *("Organisation.short", "Organisation.municipality"),
    "OrganisationName",
    "RosterImport.columns",
    "RosterImport.counts",
    "RosterImport.sha256",
    *("StructureProposal.name_fi", "StructureProposal.name_sv", "StructureProposal.name_en"),
    *("StructureProposal.short", "StructureProposal.municipality"),
    "Tie",
}

#: How a row leads to the person it is about. Other keys to people tell who has done something.
ABOUT = {
    "User": ("pk",),
    "Affiliation": ("user",),
    "Role": ("affiliation__user",),
    "OutdatedReport": ("affiliation__user", "reported_by"),
    "Export": ("requested_by",),
    "Erasure": ("person",),
    "Consent": ("user",),
    "RosterRow": ("target__user", "invitation__affiliation__user"),
    "RosterImport": ("requested_by",),
    "Invitation": ("affiliation__user",),
    "JoinRequest": ("user",),
    "LostFactor": ("person",),
    "StructureProposal": ("proposed_by",),
    "usersessions.UserSession": ("user",),
    "mfa.Authenticator": ("user",),
}
#: Where an address or a number stands by which a person is reached.
REACHED_AT = {"ContactPoint": "value", "Consent": "address", "Invitation": "email"}
#: Erasure removes these rows about the person, and empties these fields of others. Any other text
#: loses the name and the addresses of the person; a key stays, and leads to nobody any more.
DELETED = {
    *("ContactPoint", "Export", "Consent", "Invitation", "JoinRequest"),
    *("UserSession", "Authenticator"),
}
EMPTIED = {
    *("User.email", "User.name", "User.phone", "User.password"),
    *("Affiliation.title", "OutdatedReport.line", "LostFactor.reason"),
    *("RosterImport.file", "RosterImport.file_name"),
    *("RosterRow.data", "RosterRow.changes", "RosterRow.faults"),
    *("RosterRow.before", "RosterRow.after"),
}
BY_CONSENT = {"Consent"}


def hinders(user: User) -> Iterator[str]:
    """Why the person cannot be erased yet: what they still do goes to somebody else first."""
    today = timezone.localdate()
    ahead = Q(until_on=None) | Q(until_on__gt=today) & Q(until_on__gt=F("from_on"))
    places = Affiliation.objects.filter(ahead, user=user)
    for role in Role.objects.filter(ahead, affiliation__in=places).select_related(
        "affiliation__organisation"
    ):
        facts = {"role": role.get_role_display(), "place": role.affiliation.organisation}
        yield gettext("“%(role)s” at %(place)s is in force. End it or hand it over first.") % facts


def erase(user: User) -> None:
    """The account opens nothing any more, and no place goes on."""
    today = timezone.localdate()
    going_on = Q(until_on=None) | Q(until_on__gt=today)
    for rows in (Role.objects.filter(affiliation__user=user), user.affiliations.all()):
        rows.filter(going_on, from_on__gt=today).update(until_on=F("from_on"))
        rows.filter(going_on, from_on__lte=today).update(until_on=today)
    now = timezone.now()
    User.objects.filter(pk=user.pk, erased_at=None).update(
        is_active=False, last_login=None, erased_at=now
    )
