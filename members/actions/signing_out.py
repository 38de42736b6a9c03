"""The office ends what somebody else has open."""

from django.db import transaction

from members import audit, sessions
from members.models import User, Verb


@transaction.atomic
def sign_out(person: User, by: User) -> None:
    """Everywhere, at once."""
    sessions.end_all(person)
    audit.record(Verb.SESSIONS_ENDED, by, person)
