"""What has been asked of the demonstration's office: one question waits, one has its answer."""

import datetime

from django.utils import timezone

from communications.models import Question
from members.models import User


def make_questions(people: dict[str, User]) -> int:
    """Returns how many there are."""
    now = timezone.now()
    asker, office = people["Maija Salovaara"], people["Outi Rantakivi"]
    place = asker.homes[0].organisation
    Question.objects.create(
        asked_by=asker,
        organisation=place,
        page="/collections/",
        text="Lasketaanko sivutoimiset opettajat mukaan, jos he ovat töissä vain kevään?",
        asked_at=now - datetime.timedelta(hours=20),
    )
    Question.objects.create(
        asked_by=asker,
        organisation=place,
        page="/library/",
        text="Saako liiton tunnusta käyttää konsertin käsiohjelmassa?",
        asked_at=now - datetime.timedelta(days=40),
        answer="Saa, kun konsertti on jäsenoppilaitoksen oma. Tunnus on kirjastossa.",
        answered_by=office,
        answered_at=now - datetime.timedelta(days=39),
    )
    return 2
