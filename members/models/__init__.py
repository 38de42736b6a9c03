from members.models.facts import Fact, FactValue
from members.models.organisations import Membership, Organisation
from members.models.people import Affiliation, Role, User

__all__ = ["Affiliation", "Fact", "FactValue", "Membership", "Organisation", "Role", "User"]
