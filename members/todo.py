"""What the members' side asks of people, derived from rows."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import Organisation, Role, User
from members.models.days import live
from portal.lib.todo import Task


def todo(user: User) -> Iterator[Task]:
    if user.is_staff:
        yield from _members_without_key_contact()


def _members_without_key_contact() -> Iterator[Task]:
    """No member may be left without somebody to write to."""
    key_contacts = Role.objects.live().filter(
        live("affiliation__"), affiliation__organisation=OuterRef("pk"), role="key_contact"
    )
    for organisation in Organisation.objects.members().filter(~Exists(key_contacts)):
        yield Task(
            title=_("Name a key contact"),
            about=str(organisation),
            url=reverse("members:appoint", args=[organisation.pk]),
            state=_("Nobody hears our letters"),
            sign="stop",
            tone="stop",
        )
