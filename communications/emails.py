"""What the post itself writes."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from communications.edition import (
    Edition,
)
from communications.models import (
    Newsletter,
    Question,
    Reader,
)
from communications.tokens import (
    preferences_url,
)
from members.models import (
    ContactPoint,
    Organisation,
    Role,
    User,
)
from portal.lib import mail

NEWSLETTER = "communications/emails/newsletter"


def send_link(address: str, language: str) -> None:
    """The way to one's choices: to any address, known or not, at most once an hour."""
    reader = Reader.at(address, language)
    mark = hashlib.sha256(reader.address.encode()).hexdigest()
    mail.send(
        "communications/emails/link",
        reader.address,
        {"url": preferences_url(reader.address), "site": settings.SITE_URL},
        key=f"communications:link:{mark}:{timezone.now():%Y-%m-%d-%H}",
        language=reader.language,
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


def newsletter_prefix(newsletter: Newsletter) -> str:
    """The beginning of the keys of its letters."""
    return f"communications:newsletter:{newsletter.pk}:to:"


def newsletter_key(newsletter: Newsletter, reader: Reader) -> str:
    """A person is one reader also where their address changes meanwhile."""
    mark = hashlib.sha256(reader.address.encode()).hexdigest()
    return f"{newsletter_prefix(newsletter)}{reader.user.pk if reader.user else mark}"


def send_newsletter(
    newsletter: Newsletter, edition: Edition, reader: Reader, role: Role | None
) -> None:
    """One letter to one reader, whatever happens twice. `role` is why it comes, unless the reader
    has chosen it."""
    mail.send(
        NEWSLETTER,
        reader.address,
        _told(newsletter, edition) | {"role": role},
        key=newsletter_key(newsletter, reader),
        language=edition.language,
        kind="newsletter",
        topic=newsletter.topic.slug,
    )


def newsletter_text(newsletter: Newsletter, edition: Edition) -> str:
    """The letter without its foot, as it would leave now."""
    with translation.override(edition.language):
        return render_to_string(f"{NEWSLETTER}_message.txt", _told(newsletter, edition)).strip()


def send_test(newsletter: Newsletter, edition: Edition, by: User) -> None:
    """The letter as its readers would get it, to who makes it; a double click is one."""
    mail.send(
        "communications/emails/newsletter_test",
        by.email,
        _told(newsletter, edition),
        key=f"communications:newsletter:{newsletter.pk}:test:{edition.language}:{by.pk}:"
        f"{timezone.now():%Y-%m-%d-%H-%M}",
        language=edition.language,
        kind="transactional",
    )


def tell_chair(newsletter: Newsletter, by: User) -> None:
    """A newsletter leaves without a second pair of eyes; the chair hears of it, and why."""
    association = Organisation.objects.association()
    for chair in User.objects.holding(["chair"], association).order_by("pk"):
        facts = {"name": str(chair), "newsletter": newsletter, "by": by, "site": settings.SITE_URL}
        mail.send(
            "communications/emails/newsletter_alone",
            chair.email,
            facts,
            key=f"communications:newsletter:{newsletter.pk}:alone:{chair.pk}:"
            f"{newsletter.approved_at:%Y-%m-%d-%H-%M-%S}",
            language=chair.language,
        )


def _told(newsletter: Newsletter, edition: Edition) -> dict[str, Any]:
    url = f"{settings.SITE_URL}{newsletter.get_absolute_url()}"
    return {"edition": edition, "url": url, "site": settings.SITE_URL}


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
    association = Organisation.objects.association()
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
