from members.models.audit import AuditEvent, AuditSeal, Verb
from members.models.confirmations import Confirmation
from members.models.contacts import ContactPoint
from members.models.facts import Fact, FactValue
from members.models.identifiers import Identifier
from members.models.invitations import EmailDomain, Invitation
from members.models.lost_factors import LostFactor
from members.models.municipalities import Municipality
from members.models.names import OrganisationName, Tie
from members.models.organisations import Membership, Organisation
from members.models.people import Affiliation, Role, Seats, User
from members.models.previews import Preview
from members.models.privacy import Consent, Erasure, Export
from members.models.proposals import StructureProposal
from members.models.reports import OutdatedReport
from members.models.requests import JoinRequest
from members.models.rosters import RosterImport, RosterRow
from members.models.words import Visibility

__all__ = [
    "Affiliation",
    "AuditEvent",
    "AuditSeal",
    "Confirmation",
    "Consent",
    "ContactPoint",
    "EmailDomain",
    "Erasure",
    "Export",
    "Fact",
    "FactValue",
    "Identifier",
    "Invitation",
    "JoinRequest",
    "LostFactor",
    "Membership",
    "Municipality",
    "Organisation",
    "OrganisationName",
    "OutdatedReport",
    "Preview",
    "Role",
    "RosterImport",
    "RosterRow",
    "Seats",
    "StructureProposal",
    "Tie",
    "User",
    "Verb",
    "Visibility",
]
