"""How the outbox is, in a number: it tells of no letter and of nobody."""

from communications.models import Letter


def uncertain_letters() -> int:
    """Handed over and never answered for: the office decides about them."""
    return Letter.objects.uncertain().count()
