from members.models.organisations import Membership, Organisation
from members.models.people import Affiliation, Role, User

__all__ = ["Affiliation", "Membership", "Organisation", "Role", "User"]
