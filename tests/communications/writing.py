"""Plain functions that make one valid piece of news or newsletter."""

import datetime
from itertools import count
from typing import Any

from django.utils import timezone

from communications.models import NewsItem, Newsletter, NewsletterItem
from members.models import User
from tests.factories import make_topic

_numbers = count(1)
HOUR = datetime.timedelta(hours=1)


def ago(**time: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(**time)


def make_news(**fields: Any) -> NewsItem:
    """News for everybody, published an hour ago, in Finnish."""
    number = next(_numbers)
    defaults = {
        "slug": f"uutinen-{number}",
        "title_fi": f"Uutinen {number}",
        "body_fi": f"Tapahtui asia {number}.",
        "audience": "public",
        "publish_at": ago(hours=1),
    }
    return NewsItem.objects.create(**defaults | fields)


def make_newsletter(*items: NewsItem, **fields: Any) -> Newsletter:
    """A draft with these news, or with one of its own."""
    defaults = {"title_fi": "Jäsenkirje", "intro_fi": "Hyvää syksyä."}
    topic = fields.pop("topic", None) or make_topic(f"aihe-{next(_numbers)}", audience="public")
    newsletter = Newsletter.objects.create(topic=topic, **defaults | fields)
    for position, item in enumerate(items or [make_news()], 1):
        NewsletterItem.objects.create(newsletter=newsletter, item=item, position=position)
    return newsletter


def make_sent(*items: NewsItem, by: User | None = None, **fields: Any) -> Newsletter:
    """One that has left, as it was."""
    newsletter = make_newsletter(*items, **fields)
    titles = {"title": newsletter.title_fi, "intro": newsletter.intro_fi}
    told = [
        {"title": place.item.title_fi, "body": place.item.body_fi, "language": "fi"}
        for place in newsletter.places.select_related("item")
    ]
    moments = dict.fromkeys(("approved_at", "send_at", "sending_at", "sent_at"), ago(hours=1))
    newsletter.step(
        Newsletter.State.SENT, edition={"fi": titles | {"items": told}}, approved_by=by, **moments
    )
    return newsletter
