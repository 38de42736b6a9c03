"""What a newsletter must be before it is handed over."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from communications import emails, markdown
from communications.edition import editions
from communications.models import Newsletter, Topic
from communications.models.audiences import Audience

#: A letter beyond it is cut off by some mail programs.
BYTES = 100_000
#: News that everybody among the readers of the topic may read.
ALLOWED = {
    Topic.Audience.PUBLIC: {Audience.PUBLIC},
    Topic.Audience.SIGNED_IN: {Audience.PUBLIC},
    Topic.Audience.MEMBERS: {Audience.PUBLIC, Audience.MEMBERS},
}
#: What tells a site from which letter its reader came.
TRACKS = ("utm_", "fbclid", "gclid", "mc_eid", "mc_cid")


def problems(newsletter: Newsletter) -> list[str]:
    """Each a sentence. Other sites are not asked whether their pages are there: a server that asks
    whatever it is told to can be led inside the house."""
    return [*_of_items(newsletter), *_of_texts(newsletter)]


def _of_items(newsletter: Newsletter) -> Iterator[str]:
    items = [place.item for place in newsletter.places.select_related("item")]
    if not items:
        yield _("There is no news in it.")
    for item in items:
        if item.audience not in ALLOWED[Topic.Audience(newsletter.topic.audience)]:
            yield _("“%s” is not for all who get this newsletter.") % item
        if item.publish_at is None:
            yield _("“%s” is a draft.") % item
        elif item.has_ended:
            yield _("“%s” is no longer shown.") % item


def _of_texts(newsletter: Newsletter) -> Iterator[str]:
    found = editions(newsletter)
    for edition in found:
        if len(emails.newsletter_text(newsletter, edition).encode()) > BYTES:
            yield _("The letter is longer than 100 kB. Leave something out.")
    texts = dict.fromkeys(text for edition in found for text in edition.texts())
    for text in texts:
        yield from _of_text(text)


def _of_text(text: str) -> Iterator[str]:
    for picture in markdown.pictures(text):
        if not picture.words:
            yield _("A picture lacks the words that say what it shows: %s") % picture.source
        if not markdown.is_ours(picture.source):
            yield _("A picture comes from elsewhere, which would tell who reads: %s") % (
                picture.source
            )
    for link in markdown.links(text):
        if not _leads_somewhere(link):
            yield _("A link leads nowhere: %s") % link
        if any(name.startswith(TRACKS) for name in parse_qs(urlsplit(link).query)):
            yield _("A link tells from where its reader comes: %s") % link


def _leads_somewhere(link: str) -> bool:
    ours = f"{settings.SITE_URL}/"
    path = link.removeprefix(settings.SITE_URL) if link.startswith(ours) else link
    if not markdown.is_ours(path):
        return markdown.is_told(link) and not link.startswith("#") and _has_place(link)
    try:
        resolve(urlsplit(path).path)
    except Resolver404:
        return False
    return True


def _has_place(link: str) -> bool:
    """A host, or an address of mail."""
    parts = urlsplit(link)
    return "@" in parts.path if parts.scheme == "mailto" else bool(parts.hostname)
