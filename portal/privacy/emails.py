"""What we write about people's own data, and about the log of deeds."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from members.models import AuditSeal, Erasure, Export, Organisation, User
from portal.lib import mail

FAREWELL = "privacy:farewell:"


def _association(*roles: str) -> QuerySet[User]:
    return User.objects.holding(roles, Organisation.objects.association()).order_by("pk")


def _send(template: str, to: User, key: str, path: str = "", **context: Any) -> None:
    known = {"name": str(to), "url": f"{settings.SITE_URL}{path}", "site": settings.SITE_URL}
    mail.send(
        f"privacy/emails/{template}", to.email, known | context, key=key, language=to.language
    )


def tell_broken(broken: AuditSeal) -> None:
    """The log of deeds does not fit its seal: each of the office hears once."""
    path = reverse("admin:members_auditseal_changelist")
    for person in _association("office", "admin"):
        _send("broken", person, f"privacy:broken:{broken.pk}:{person.pk}", path, seal=broken)


def tell_export(export: Export) -> None:
    """The copy is ready; the file itself stays behind the sign-in."""
    if (person := export.requested_by) is not None:
        path, key = reverse("privacy:own"), f"privacy:export:{export.pk}"
        _send("export", person, key, path, until=export.until)


def tell_alone(erasure: Erasure, by: User) -> None:
    """Somebody was erased without a second pair of eyes; the chair hears of it, and why. Whom it
    was about is a number by now."""
    for chair in _association("chair"):
        key = f"privacy:alone:{erasure.pk}:{chair.pk}"
        _send("alone", chair, key, by=by, erasure=erasure)


def tell_asked(erasure: Erasure) -> None:
    """The office hears that somebody asks to be erased."""
    for person in _association("office"):
        key = f"privacy:asked:{erasure.pk}:{person.pk}"
        _send("asked", person, key, erasure.get_absolute_url(), erasure=erasure)


@dataclass(frozen=True)
class Farewell:
    """Whom the last letter goes to: known before the address goes, written after."""

    name: str
    address: str
    language: str

    @classmethod
    def to(cls, person: User) -> Farewell:
        return cls(str(person), person.email, person.language)


def say_farewell(erasure: Erasure, to: Farewell) -> None:
    """The last letter. Its text goes as soon as it has left, and the rest of it with the night."""
    mail.send(
        "privacy/emails/farewell",
        to.address,
        {"name": to.name, "site": settings.SITE_URL},
        key=f"{FAREWELL}{erasure.pk}",
        language=to.language,
        kind="transactional",
        secret=True,
        expires_at=timezone.now() + datetime.timedelta(days=2),
    )


def unused_key(person: User, months: int) -> str:
    """One letter for each time that an account has been left unused."""
    day = person.last_login or person.created_at
    return f"privacy:unused:{person.pk}:{day:%Y-%m-%d}:{months}"


def warn_unused(person: User, months: int) -> None:
    """The account will be erased unless its person signs in: two months and one month before."""
    key = unused_key(person, months)
    _send("unused", person, key, reverse("account_login"), months=months)
