from members.models.contacts import ContactPoint
from members.models.facts import Fact, FactValue
from members.models.identifiers import Identifier
from members.models.names import OrganisationName, Tie
from members.models.organisations import Membership, Organisation
from members.models.people import Affiliation, Role, Seats, User
from members.models.previews import Preview
from members.models.reports import OutdatedReport
from members.models.words import Visibility

__all__ = [
    "Affiliation",
    "ContactPoint",
    "Fact",
    "FactValue",
    "Identifier",
    "Membership",
    "Organisation",
    "OrganisationName",
    "OutdatedReport",
    "Preview",
    "Role",
    "Seats",
    "Tie",
    "User",
    "Visibility",
]
