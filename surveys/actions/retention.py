"""Who wrote an answer is known for two years, so that somebody can be asked; after that only who
confirmed it for the institution is, on its receipt."""

from __future__ import annotations

import datetime
from typing import Any

import pghistory.core
import pgtrigger
from django.db import transaction
from django.db.models import QuerySet

from surveys.models import Answer, Explanation, SectionState

NAMED_FOR = datetime.timedelta(days=730)


def named_too_long(now: datetime.datetime) -> int:
    """In how many responses somebody is still named, earlier versions of answers among them."""
    return len(
        {pk for rows, _name in _named(now) for pk in rows.values_list("response", flat=True)}
    )


@transaction.atomic
def forget_answerers(now: datetime.datetime) -> int:
    """The figures stay as they are, and no new version of them is written."""
    count = named_too_long(now)
    frozen = [f"{model._meta.label}:append_only" for model in _versions()]
    with pgtrigger.ignore("surveys.Answer:update_update", *frozen):
        for rows, name in _named(now):
            rows.update(**{name: None})
    return count


def _named(now: datetime.datetime) -> list[tuple[QuerySet[Any], str]]:
    last = now - NAMED_FOR
    marked = SectionState.objects.filter(ready_at__lte=last).exclude(ready_by=None)
    written = [Answer, Explanation, *_versions()]
    rows = [model._base_manager.filter(at__lte=last).exclude(by=None) for model in written]
    return [*((each, "by") for each in rows), (marked, "ready_by")]


def _versions() -> list[Any]:
    """Where the database keeps what answers have said before."""
    return list(pghistory.core.event_models(tracks_model=Answer))
