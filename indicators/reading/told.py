"""Which releases a person is told of, and which have been withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.models import Release
from members.models import User


@dataclass(frozen=True)
class Told:
    """What is published, the latest period first; and of each period that has nothing else the
    release that was withdrawn."""

    releases: list[Release]
    withdrawn: list[Release]

    @property
    def latest(self) -> list[Release]:
        """Of each collection its latest period."""
        found: dict[str, Release] = {}
        for release in self.releases:
            found.setdefault(release.collection, release)
        return list(found.values())


def told(user: User) -> Told:
    rows = list(Release.objects.announced_to(user).without_audit().order_by("-period", "-seq"))
    published = [row for row in rows if row.state == Release.State.PUBLISHED]
    standing = {(row.collection, row.period) for row in published}
    gone: dict[tuple[str, str], Release] = {}
    for row in rows:
        if (key := (row.collection, row.period)) not in standing:
            gone.setdefault(key, row)
    return Told(published, list(gone.values()))
