"""A piece of news as it would be read in each language."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString

from communications.models import NewsItem
from communications.models.news import safe_html
from strategy.models.texts import Text, in_language


@dataclass(frozen=True)
class Version:
    """Empty where it has not been written: its readers get the Finnish."""

    language: str
    name: str
    title: Text
    html: SafeString


def in_each_language(item: NewsItem) -> list[Version]:
    return [
        Version(
            language,
            str(name),
            in_language(item, "title", language),
            safe_html(in_language(item, "body", language), top=3),
        )
        for language, name in settings.LANGUAGES
    ]
