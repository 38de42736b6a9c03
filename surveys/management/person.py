"""Who a command is run for: what it changes is logged under a name."""

from django.core.management.base import CommandError

from members.models import User
from surveys.models import office


def of_the_office(email: str) -> User:
    """The person with the address; without one, the only person of the office."""
    if email:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"There is nobody with the address {email}.")
        return person
    found = office()
    if len(found) != 1:
        raise CommandError(
            f"{len(found)} people work in the office: say with --by whose name it is done in."
        )
    return found[0]
