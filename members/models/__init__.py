from members.models.facts import Fact, FactValue
from members.models.identifiers import Identifier
from members.models.lost_factors import LostFactor
from members.models.organisations import Membership, Organisation
from members.models.people import Affiliation, Role, Seats, User

__all__ = [
    "Affiliation",
    "Fact",
    "FactValue",
    "Identifier",
    "LostFactor",
    "Membership",
    "Organisation",
    "Role",
    "Seats",
    "User",
]
