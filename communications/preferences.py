"""What a reader gets, and may choose."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from communications.models import Reader, Subscription, Suppression, Topic
from communications.tokens import Proof, Ticket, read_preferences, read_unsubscribe
from members.models import User


@dataclass(frozen=True)
class Choice:
    topic: Topic
    is_on: bool
    is_wish: bool


def choices(reader: Reader) -> list[Choice]:
    """The topics that are open to the reader, and those they have been given."""
    said: dict[int, Subscription] = {}
    for each in Subscription.objects.of(reader).order_by("from_at", "pk"):
        said[each.topic_id] = each
    given = {topic for topic, each in said.items() if each.until_at is None}
    shown = Topic.objects.open_to(reader.user) | Topic.objects.filter(pk__in=given)
    roles = {role for _place, role in reader.user.standing.roles} if reader.user else set()
    return [_choice(topic, said.get(topic.pk), roles) for topic in shown]


def _choice(topic: Topic, said: Subscription | None, roles: set[str]) -> Choice:
    if said is None:
        return Choice(topic, bool(roles & set(topic.default_roles)), is_wish=False)
    return Choice(topic, said.is_live, said.is_wish and said.until_at is None)


def refused(user: User | None) -> list[str]:
    return list(user.refusals.values_list("service", flat=True)) if user else []


def ticket(token: str) -> tuple[Reader, Topic] | None:
    """Whose subscription of what a link in a newsletter ends."""
    found = read_unsubscribe(token)
    return _found(found) if found else None


def _found(found: Ticket) -> tuple[Reader, Topic] | None:
    number, person, address = found
    topic = Topic.objects.filter(pk=number).first()
    user = User.objects.filter(pk=person).first() if person else None
    if topic is None or (person and user is None):
        return None
    return (Reader.of(user) if user else Reader(address, None, _spoken())), topic


def opened(token: str) -> tuple[Proof, Reader] | None:
    """Whose choices a link that was asked for opens."""
    proof = read_preferences(token)
    return (proof, Reader.at(proof.address, _spoken())) if proof else None


def _spoken() -> str:
    """The language of the page, in which an address gets its letters."""
    return get_language() or settings.LANGUAGE_CODE


def silence(address: str) -> Suppression | None:
    """Why letters to the address are not sent, if they are not."""
    return Suppression.objects.live().filter(address=address.lower()).first()


def reader_of(user: User) -> Reader:
    return Reader.of(user)


def signed_in_by_code(session: Any, user: User) -> Proof | None:
    """Who has signed in by a mailed code has the mailbox: the latest such proof of the session."""
    proofs = [
        Proof(user.email, datetime.datetime.fromtimestamp(record["at"], datetime.UTC))
        for record in session.get("account_authentication_methods", [])
        if record.get("method") == "code" and record.get("email", "").lower() == user.email
    ]
    return max(proofs, key=lambda proof: proof.at, default=None)
