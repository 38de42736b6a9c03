"""The letters of a round, read back from the outbox: who got which and when."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from communications.models import Letter
from surveys.models import Round

OCCASIONS = {
    "invitation": _("Invitation"),
    "reminder": _("Reminder"),
    "returned": _("Returned for completion"),
    "received": _("Receipt"),
    "approved": _("Approval"),
    "silence": _("To the office: who hears nothing"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One letter: its occasion, the day of a reminder, its reader and what became of it."""

    occasion: str
    slot: str
    reader: int
    letter: Letter

    @property
    def words(self) -> str:
        return str(OCCASIONS.get(self.occasion, self.occasion))

    @property
    def day(self) -> datetime.date | None:
        """The day that a reminder was due, which a late one keeps."""
        return parse_date(self.slot) if self.occasion == "reminder" else None


@dataclass(frozen=True, slots=True)
class Batch:
    """All letters of one occasion, reminders by their day."""

    words: str
    day: datetime.date | None
    count: int
    failed: int


def letters_of(round_: Round) -> list[Sent]:
    """The latest first, in one query. Keys are made by `emails.occasion`."""
    found = Letter.objects.filter(key__startswith=f"surveys:{round_.pk}:").defer("text")
    return list(_read(found.order_by("-created_at", "key")))


def batches(letters: Iterable[Sent]) -> list[Batch]:
    """In the order of the letters."""
    groups: dict[tuple[str, datetime.date | None], list[Sent]] = defaultdict(list)
    for sent in letters:
        groups[sent.words, sent.day].append(sent)
    return [
        Batch(words, day, len(group), sum(each.letter.state == "failed" for each in group))
        for (words, day), group in groups.items()
    ]


def _read(letters: Iterable[Letter]) -> Iterator[Sent]:
    for letter in letters:
        _surveys, _round, occasion, slot, reader = letter.key.split(":")
        yield Sent(occasion, slot, int(reader), letter)
