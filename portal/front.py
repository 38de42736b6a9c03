"""Whose portal it is."""

from members.models import Organisation


def association() -> Organisation | None:
    """Nobody's until it has been founded."""
    return Organisation.objects.filter(kind=Organisation.Kind.ASSOCIATION).first()
