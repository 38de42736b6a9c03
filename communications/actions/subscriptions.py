"""What readers choose. Done twice, each is as once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from communications.models import Reader, Refusal, Subscription, Topic
from members.actions.consents import keep_consent
from members.models import Consent, User

Source = Subscription.Source


@transaction.atomic
def subscribe(reader: Reader, topic: Topic, source: Source = Source.SELF) -> None:
    """From now on the reader gets the topic, an address in the language in which it was chosen
    last. One that one joins by request waits for the office, unless the reader has had it before by
    a role."""
    _lock(topic)
    there = topic.subscriptions.of(reader).filter(until_at__isnull=True)
    if reader.user is None and source == Source.SELF:
        there.update(language=reader.language)
    if not there.exists():
        is_wish = topic.is_closed and source == Source.SELF
        topic.subscriptions.create(**reader.fields, source=source, is_wish=is_wish)
        _keep_consent(reader)


@transaction.atomic
def unsubscribe(reader: Reader, topic: Topic) -> None:
    """The reader gets this topic no more, and all others as before. What comes with a role is
    refused by a row that has ended."""
    _lock(topic)
    now = timezone.now()
    said = topic.subscriptions.of(reader)
    ended = said.filter(until_at__isnull=True).update(until_at=now)
    if not ended and not said.exists():
        topic.subscriptions.create(
            **reader.fields, from_at=now, until_at=now, source=Source.DEFAULT
        )
    _keep_consent(reader)


@transaction.atomic
def choose(reader: Reader, open_topics: Iterable[Topic], chosen: Iterable[Topic]) -> None:
    """Of the topics that were shown the reader gets these, and no others."""
    wanted = set(chosen)
    for topic in open_topics:
        if topic in wanted:
            subscribe(reader, topic)
        else:
            unsubscribe(reader, topic)


@transaction.atomic
def refuse(user: User, services: Iterable[str]) -> None:
    """These kinds of service letters the person would rather not get, and no others."""
    refused = set(services)
    user.refusals.exclude(service__in=refused).delete()
    Refusal.objects.bulk_create(
        (Refusal(user=user, service=service) for service in sorted(refused)), ignore_conflicts=True
    )


def _keep_consent(reader: Reader) -> None:
    """An address without an account gets newsletters because it has agreed to, and for as long as
    it has a topic. People with a place get them as part of the association's work."""
    if reader.user is None:
        is_given = Subscription.objects.live().of(reader).exists()
        kind, channel = Consent.Kind.NEWSLETTER, Consent.Channel.LINK
        keep_consent(reader.address, kind, channel, is_given=is_given)


def _lock(topic: Topic) -> None:
    """Two clicks at once are one after the other."""
    Topic.objects.select_for_update().get(pk=topic.pk)
