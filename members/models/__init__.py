from members.models.facts import Fact, FactValue
from members.models.identifiers import Identifier
from members.models.invitations import EmailDomain, Invitation
from members.models.organisations import Membership, Organisation
from members.models.people import Affiliation, Role, Seats, User

__all__ = [
    "Affiliation",
    "EmailDomain",
    "Fact",
    "FactValue",
    "Identifier",
    "Invitation",
    "Membership",
    "Organisation",
    "Role",
    "Seats",
    "User",
]
