"""Public news for programs that read: Atom, one in each language."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from communications import markdown
from communications.models import NewsItem

SHOWN = 20


def atom(items: Iterable[NewsItem], language: str) -> str:
    """The address of an item is its name for ever: `slug` stays, the site too."""
    here = f"{settings.SITE_URL}{reverse('communications:feed', args=[language])}"
    with translation.override(language):
        feed = Atom1Feed(
            title=_("News of the association"),
            link=f"{settings.SITE_URL}{reverse('communications:news')}",
            feed_url=here,
            description="",
            language=language,
        )
        for item in items:
            feed.add_item(
                title=markdown.plain(item.title),
                link=f"{settings.SITE_URL}{item.get_absolute_url()}",
                description=str(item.html),
                pubdate=item.publish_at,
                updateddate=item.publish_at,
                unique_id=f"{settings.SITE_URL}{item.get_absolute_url()}",
            )
        return feed.writeString("utf-8")
