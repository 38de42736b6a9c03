"""What the demonstration's log of deeds tells, and a person who asks to be erased."""

import datetime
from collections.abc import Mapping

from django.utils import timezone

from members import audit
from members.models import AuditEvent, Erasure, Organisation, User, Verb

#: Who did what to whose place at which school, so many days ago.
DEEDS = (
    ("Outi Rantakivi", Verb.APPOINTED, "Jaana Honkapuro", "koivuranta", 40),
    ("Jaana Honkapuro", Verb.APPOINTED, "Leena Kataharju", "koivuranta", 33),
    ("Carita Holmgård", Verb.APPOINTED, "Mikael Ödkulla", "granholmen", 12),
)
LEAVING = "Mirela Dobrescu"


def make_log(organisations: Mapping[str, Organisation], people: Mapping[str, User]) -> None:
    """Sealed as a night would."""
    now = timezone.now()
    for actor, verb, whose, place, days in DEEDS:
        AuditEvent.objects.create(
            at=now - datetime.timedelta(days=days),
            actor=people[actor],
            verb=verb,
            app="members",
            model="affiliation",
            object_pk=str(people[whose].affiliations.earliest("pk").pk),
            organisation=organisations[place],
        )
    audit.seal()
    person = people[LEAVING]
    Erasure.objects.create(person=person, asked_by=person, asked_at=now - datetime.timedelta(2))
