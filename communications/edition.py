"""A newsletter as its readers get it: in each language in which it has been written, the news in
the same order; what is not there in a language is told in Finnish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString

from communications import markdown
from communications.models import Newsletter
from communications.models.news import safe_html
from strategy.models.texts import LANGUAGES, in_language


@dataclass(frozen=True)
class Piece:
    """One of its news; in the archive whole, in the letter by its first words."""

    title: str
    body: str
    language: str

    @property
    def html(self) -> SafeString:
        return safe_html(self.body, top=3)

    @property
    def lead(self) -> str:
        return markdown.lead(self.body)


@dataclass(frozen=True)
class Edition:
    language: str
    title: str
    intro: str
    pieces: list[Piece]

    @property
    def html(self) -> SafeString:
        return safe_html(self.intro)

    @property
    def text(self) -> str:
        return markdown.to_text(self.intro, settings.SITE_URL)

    def texts(self) -> list[str]:
        return [self.intro, *(piece.body for piece in self.pieces)]


def compose(newsletter: Newsletter) -> dict[str, Any]:
    """The edition as it is written now, as the row keeps it."""
    places = list(newsletter.places.select_related("item"))
    return {
        language: _in(language, newsletter, places)
        for language in LANGUAGES
        if in_language(newsletter, "title", language)
    }


def editions(newsletter: Newsletter) -> list[Edition]:
    """What was handed over, or of a draft what would be."""
    kept = newsletter.edition or compose(newsletter)
    return [_read(language, kept[language]) for language in LANGUAGES if language in kept]


def edition_for(newsletter: Newsletter, language: str) -> Edition:
    """In the reader's language where it has been written, else in Finnish."""
    there = {each.language: each for each in editions(newsletter)}
    return there.get(language[:2]) or there["fi"]


def _in(language: str, newsletter: Newsletter, places: list[Any]) -> dict[str, Any]:
    with translation.override(language):
        items = [
            {
                "title": str(place.item.title),
                "body": str(place.item.body),
                "language": place.item.body.language,
            }
            for place in places
        ]
        return {"title": str(newsletter.title), "intro": str(newsletter.intro), "items": items}


def _read(language: str, kept: dict[str, Any]) -> Edition:
    pieces = [Piece(**item) for item in kept["items"]]
    return Edition(language, kept["title"], kept["intro"], pieces)
