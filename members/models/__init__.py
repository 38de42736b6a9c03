from members.models.contacts import ContactPoint
from members.models.facts import Fact, FactValue
from members.models.identifiers import Identifier
from members.models.organisations import Membership, Organisation
from members.models.people import Affiliation, Role, Seats, User

__all__ = [
    "Affiliation",
    "ContactPoint",
    "Fact",
    "FactValue",
    "Identifier",
    "Membership",
    "Organisation",
    "Role",
    "Seats",
    "User",
]
