"""What stands on the cover and at the foot of every page of a report: from whom, of what, when, and
by what it is known again. Nothing of it comes from the clock."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from indicators.models import Release
from members.models import Organisation
from reports import telling
from reports.ground import Ground


@dataclass(frozen=True)
class Imprint:
    release: Release
    language: str
    association: str
    day: str
    at: datetime.datetime
    #: Of release, school and language; no two reports have the same.
    code: str
    #: The first signs of the hash of all that it is made from.
    mark: str
    is_draft: bool


def imprint(
    ground: Ground, organisation: Organisation | None, language: str, *, is_draft: bool
) -> Imprint:
    release = ground.release
    whose = str(organisation.pk) if organisation else "H"
    parts = (release.collection, release.period, str(release.seq), whose, language)
    code = "-".join(parts).upper()
    mark = hashlib.sha256(f"{code} {ground.hash}".encode()).hexdigest()[:8]
    return Imprint(
        release=release,
        language=language,
        association=ground.association,
        day=telling.day(release),
        at=release.published_at or release.requested_at,
        code=code,
        mark=mark,
        is_draft=is_draft,
    )
