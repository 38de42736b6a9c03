from members.models.confirmations import Confirmation
from members.models.facts import Fact, FactValue
from members.models.identifiers import Identifier
from members.models.invitations import EmailDomain, Invitation
from members.models.organisations import Membership, Organisation
from members.models.people import Affiliation, Role, Seats, User
from members.models.requests import JoinRequest

__all__ = [
    "Affiliation",
    "Confirmation",
    "EmailDomain",
    "Fact",
    "FactValue",
    "Identifier",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Organisation",
    "Role",
    "Seats",
    "User",
]
