from members.models.audit import AuditEvent, AuditSeal, Verb
from members.models.contacts import ContactPoint
from members.models.facts import Fact, FactValue
from members.models.identifiers import Identifier
from members.models.names import OrganisationName, Tie
from members.models.organisations import Membership, Organisation
from members.models.people import Affiliation, Role, Seats, User
from members.models.privacy import Consent, Erasure, Export
from members.models.reports import OutdatedReport
from members.models.words import Visibility

__all__ = [
    "Affiliation",
    "AuditEvent",
    "AuditSeal",
    "Consent",
    "ContactPoint",
    "Erasure",
    "Export",
    "Fact",
    "FactValue",
    "Identifier",
    "Membership",
    "Organisation",
    "OrganisationName",
    "OutdatedReport",
    "Role",
    "Seats",
    "Tie",
    "User",
    "Verb",
    "Visibility",
]
