"""What is new, for the first page that somebody meets: one query."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from communications.models import NewsItem
from members.models import User

SHOWN = 3


@dataclass(frozen=True)
class Bulletin:
    """What is pinned stands as a notice above all else."""

    pinned: list[NewsItem]
    latest: list[NewsItem]


def bulletin(user: User | AnonymousUser) -> Bulletin:
    published = NewsItem.objects.visible_to(user).published()
    found = list(published.order_by("-is_pinned", "-publish_at", "-pk")[: 2 * SHOWN])
    pinned = [item for item in found if item.is_pinned]
    return Bulletin(pinned, [item for item in found if not item.is_pinned][:SHOWN])
