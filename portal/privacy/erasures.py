"""A person is erased: asked for, looked at by the office, confirmed by another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import audit
from members.access import reach
from members.actions import Refused
from members.models import Erasure, User, Verb
from portal.privacy import emails
from portal.privacy.erasing import erase, histories
from portal.privacy.lines import APPS, Fate, Table, tables
from portal.privacy.person import Person, history_about, rows_about, rows_by


class ErasureNotYours(Refused):
    sentence = _("Only the office looks at an erasure, and only an administrator confirms it.")


class NotLookedAt(Refused):
    sentence = _("Somebody of the office looks first at what goes and what stays.")


class Hindered(Refused):
    sentence = _("This cannot be done yet. %(why)s")


class NeedsAnother(Refused):
    sentence = _(
        "You have looked at it yourself: a colleague confirms it, or you do it alone half an hour "
        "after you looked, with a reason that the chair reads."
    )


class NoLongerOpen(Refused):
    sentence = _("This erasure has been done or withdrawn already.")


@dataclass(frozen=True)
class Reached:
    """Of one table: how many rows tell of the person, in how many they have only done something,
    and what becomes of each field."""

    table: Table
    about: int
    by: int
    versions: int

    @property
    def goes(self) -> list[Any]:
        return self._fields(Fate.EMPTIED, Fate.REMADE)

    @property
    def loses_names(self) -> list[Any]:
        return self._fields(Fate.UNNAMED)

    @property
    def stays(self) -> list[Any]:
        return self._fields(Fate.NOBODY)

    def _fields(self, *fates: Fate) -> list[Any]:
        return [line.field.verbose_name for line in self.table.lines if line.fate in fates]

    @property
    def why(self) -> list[Any]:
        """For what it stays, each ground once."""
        staying = (line for line in self.table.lines if line.fate in {Fate.NOBODY, Fate.UNNAMED})
        return list(dict.fromkeys(str(line.kept) for line in staying))


def preview(user: User) -> list[Reached]:
    """What an erasure would reach, table by table; tables without a row of the person are left
    out."""
    person = Person.of(user)
    return [each for table in tables() if (each := _reached(table, person)).about or each.by]


def _reached(table: Table, person: Person) -> Reached:
    about = rows_about(table, person)
    by = rows_by(table, person).exclude(pk__in=about.values("pk"))
    versions = sum(
        history_about(history, table, person).count() for history in histories(table.model)
    )
    return Reached(table, about.count(), by.count(), versions)


def hindrances(user: User) -> Iterator[str]:
    """What must be seen to before, in sentences: every app is asked."""
    for app in APPS:
        if asked := getattr(app, "hinders", None):
            yield from asked(user)


@transaction.atomic
def ask(person: User, by: User) -> Erasure:
    """The person asks, or the office for them. Asked again it is the one that waits."""
    if by != person and not _may(by, "prepare_erasure"):
        raise ErasureNotYours
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if waiting := Erasure.objects.open().filter(person=person).first():
        return waiting
    if person.erased_at:
        raise NoLongerOpen
    erasure = Erasure.objects.create(person=person, asked_by=by)
    emails.tell_asked(erasure)
    return erasure


@transaction.atomic
def withdraw(erasure: Erasure, by: User) -> None:
    """The person has thought again, or the office has asked them."""
    erasure = _locked(erasure)
    if by != erasure.person and not _may(by, "prepare_erasure"):
        raise ErasureNotYours
    if erasure.is_open:
        erasure.withdrawn_at = timezone.now()
        erasure.save(update_fields=["withdrawn_at"])


@transaction.atomic
def note_look(erasure: Erasure, by: User) -> None:
    """Somebody of the office has looked at what would go and what would stay: the first pair of
    eyes."""
    erasure = _locked(erasure)
    if not _may(by, "prepare_erasure"):
        raise ErasureNotYours
    if not erasure.is_open:
        raise NoLongerOpen
    if erasure.prepared_at is None:
        erasure.prepared_by, erasure.prepared_at = by, timezone.now()
        erasure.save(update_fields=["prepared_by", "prepared_at"])
        audit.record(Verb.ERASURE_VIEWED, by, erasure.person)


@transaction.atomic
def confirm(erasure: Erasure, by: User, reason: str = "") -> None:
    """The second pair of eyes; then the person is erased at once. Alone, one does it half an hour
    after the look, with a reason, and the chair is told. Done twice it is as once."""
    erasure = _locked(erasure)
    if not _may(by, "confirm_erasure"):
        raise ErasureNotYours
    if erasure.done_at:
        return
    _refuse(erasure, by, reason)
    if erasure.prepared_by == by:
        erasure.alone_reason = reason.strip()
        emails.tell_alone(erasure, by)
    finish(erasure, by)


def finish(erasure: Erasure, by: User | None) -> None:
    """Inside a transaction: the farewell, the erasing, and the row that remembers the number."""
    person = erasure.person
    farewell = emails.Farewell.to(person)
    erasure.confirmed_by, erasure.done_at = by, timezone.now()
    erasure.save(update_fields=["confirmed_by", "done_at", "alone_reason"])
    erase(person)
    emails.say_farewell(erasure, farewell)
    audit.record(Verb.ERASED, by, person)


def _refuse(erasure: Erasure, by: User, reason: str) -> None:
    if not erasure.is_open:
        raise NoLongerOpen
    if (alone_at := erasure.may_confirm_alone_at()) is None:
        raise NotLookedAt
    if erasure.prepared_by == by and (alone_at > timezone.now() or not reason.strip()):
        raise NeedsAnother
    if why := list(hindrances(erasure.person)):
        raise Hindered(why=" ".join(why))


def _locked(erasure: Erasure) -> Erasure:
    rows = Erasure.objects.select_for_update(of=("self",)).select_related("person", "prepared_by")
    return rows.get(pk=erasure.pk)


def _may(by: User, verb: str) -> bool:
    return reach(by.standing, verb).everything
