"""What was sent, as its receipt tells it on the page and in the file: from the snapshot alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from members.models import User
from surveys.models import Explanation, Snapshot
from surveys.sheet import Sheet, fill
from surveys.summary import Part, Reading, figures_of, remark
from surveys.wording import Names


@dataclass(frozen=True, slots=True)
class Signature:
    """Who has marked a section ready, and when."""

    number: int
    title: str
    by: User | None
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    snapshot: Snapshot
    language: str
    parts: list[Part]
    signatures: list[Signature]
    due_at: datetime.datetime
    before: str  # the period that it is compared with, where there is one

    @property
    def is_on_time(self) -> bool:
        return self.snapshot.at <= self.due_at

    @property
    def mark(self) -> str:
        """By which a receipt is known at a glance."""
        return self.snapshot.sha256[:8]

    @property
    def has_before(self) -> bool:
        return bool(self.before)


def receipt_of(snapshot: Snapshot, language: str) -> Receipt:
    """Wants the language also as the active one. Names of people are those of today, and who has
    been erased has none."""
    document, sheet, earlier = snapshot.document, _sheet(snapshot), snapshot.earlier
    names = Names(sheet.compiled, tuple(earlier), language)
    before = next(iter(earlier.values()), {})
    reading = Reading(sheet, before, names, snapshot.comments)
    people = User.objects.in_bulk(_signers(document))
    return Receipt(
        snapshot,
        language,
        list(_parts(reading, _settled(document["explanations"], people))),
        list(_signatures(reading, document["sections"], people)),
        datetime.datetime.fromisoformat(document["due_at"]),
        next(iter(earlier), ""),
    )


def _sheet(snapshot: Snapshot) -> Sheet:
    """The findings are found anew; the figures are the very ones that were sent."""
    compiled, entries = snapshot.response.form_version.compiled, snapshot.entries
    today = timezone.localdate(snapshot.at)
    filled = fill(compiled, entries, list(snapshot.earlier.values()), today=today)
    return replace(filled, entries=entries)


def _parts(reading: Reading, settled: Mapping[str, Explanation]) -> Iterator[Part]:
    """Only findings that were settled: what was merely a remark to the writer is left out."""
    sheet, language = reading.sheet, reading.names.language
    for number, section in enumerate(sheet.compiled.questionnaire.sections, 1):
        figures = figures_of(reading, section)
        told = [each for each in sheet.findings_in(section) if each.rule.code in settled]
        remarks = [remark(reading.names, each, settled[each.rule.code]) for each in told]
        if figures or remarks:
            yield Part(section.code, number, section.title.in_(language), figures, remarks)


def _signatures(
    reading: Reading, signed: Mapping[str, Any], people: Mapping[int, User]
) -> Iterator[Signature]:
    for number, section in enumerate(reading.sheet.compiled.questionnaire.sections, 1):
        if said := signed.get(section.code):
            title = section.title.in_(reading.names.language)
            at = datetime.datetime.fromisoformat(said["at"])
            yield Signature(number, title, people.get(said["by"]), at)


def _settled(explanations: Mapping[str, Any], people: Mapping[int, User]) -> dict[str, Explanation]:
    """The explanations as they were, by rule; they are read, never saved."""
    return {
        rule: Explanation(
            rule=rule,
            text=said["text"],
            is_override=said["is_override"],
            by=people.get(said["by"]),
            at=datetime.datetime.fromisoformat(said["at"]),
        )
        for rule, said in explanations.items()
    }


def _signers(document: Mapping[str, Any]) -> set[int]:
    told = [*document["sections"].values(), *document["explanations"].values()]
    return {each["by"] for each in told if each["by"]}
