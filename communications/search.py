"""What of the library a person finds."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from communications.models import Document
from members.models import User
from portal.lib.search import Asked, Hit, Shelf


def search(user: User, asked: Asked) -> Iterator[Shelf]:
    found = Document.objects.visible_to(user).filter(asked.among("search"))
    yield Shelf("documents", _("Library"), found.annotate(rank=asked.rank()), _document)


def _document(found: Document) -> Hit:
    return Hit(str(found), found.get_absolute_url(), found.about)
