"""What of the library and of the news a person finds."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from communications import markdown
from communications.models import Document, NewsItem
from members.models import User
from portal.lib.search import Asked, Hit, Shelf


def search(user: User, asked: Asked) -> Iterator[Shelf]:
    found = Document.objects.visible_to(user).filter(asked.among("search"))
    yield Shelf("documents", _("Library"), found.annotate(rank=asked.rank()), _document)
    news = NewsItem.objects.visible_to(user).filter(asked.among("search")).order_by()
    yield Shelf("news", _("News"), news.annotate(rank=asked.rank()), _news)


def _document(found: Document) -> Hit:
    return Hit(str(found), found.get_absolute_url(), found.about)


def _news(found: NewsItem) -> Hit:
    lines = tuple(markdown.to_text(found.body).splitlines())
    return Hit(str(found.title), found.get_absolute_url(), lines=lines)
