"""What the post itself writes."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.utils import timezone

from communications.models import Question, Reader
from communications.tokens import preferences_url
from members.models import ContactPoint, Organisation, User
from portal.lib import mail


def send_link(address: str, language: str) -> None:
    """The way to one's choices: to any address, known or not, at most once an hour."""
    reader = Reader.at(address)
    mark = hashlib.sha256(reader.address.encode()).hexdigest()
    mail.send(
        "communications/emails/link",
        reader.address,
        {"url": preferences_url(reader.address), "site": settings.SITE_URL},
        key=f"communications:link:{mark}:{timezone.now():%Y-%m-%d-%H}",
        language=reader.user.language if reader.user else language,
        kind="transactional",
        secret=True,
    )


def tell_new_address(person: User, by: User) -> None:
    """Somebody else has corrected the address: its owner should know."""
    mail.send(
        "communications/emails/new_address",
        person.email,
        {"name": str(person), "by": by, "email": person.email, "site": settings.SITE_URL},
        key=f"communications:address:{person.pk}:{person.email}",
        language=person.language,
        kind="transactional",
    )


def send_question(question: Question) -> None:
    """To the address that the association is reached by; without one, to all who work there."""
    facts = {
        "name": str(question.asked_by),
        "question": question,
        "url": f"{settings.SITE_URL}{question.get_absolute_url()}",
        "site": settings.SITE_URL,
    }
    for address, language in _office():
        mark = hashlib.sha256(address.encode()).hexdigest()[:16]
        mail.send(
            "communications/emails/question",
            address,
            facts,
            key=f"communications:question:{question.pk}:{mark}",
            language=language,
            kind="transactional",
        )


def _office() -> list[tuple[str, str]]:
    association = Organisation.objects.filter(kind=Organisation.Kind.ASSOCIATION)
    points = ContactPoint.objects.filter(organisation__in=association, kind=ContactPoint.Kind.EMAIL)
    if point := points.order_by("pk").first():
        return [(point.value, settings.LANGUAGE_CODE)]
    people = User.objects.holding(["office"], association).order_by("pk")
    return [(person.email, person.language) for person in people]


def send_answer(question: Question) -> None:
    """To whoever asked; nobody is written to who is no longer here."""
    asker = question.asked_by
    if asker is None or not asker.is_active:
        return
    mail.send(
        "communications/emails/answer",
        asker.email,
        {
            "name": str(asker),
            "question": question,
            "url": f"{settings.SITE_URL}{question.get_absolute_url()}",
            "site": settings.SITE_URL,
        },
        key=f"communications:answer:{question.pk}",
        language=asker.language,
        kind="transactional",
    )
