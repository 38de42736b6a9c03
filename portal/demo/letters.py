"""What the demonstration's readers choose, and what did not arrive: newsletters with readers inside
and outside, an address that does not work, and a letter that may have arrived."""

import datetime

from django.utils import timezone

from communications.actions import bounces
from communications.actions.subscriptions import subscribe, unsubscribe
from communications.models import Bounce, Letter, LetterStep, Reader, Topic
from members.models import User

TOPICS = (
    {
        "slug": "jasenkirje",
        "name_fi": "Jäsenkirje",
        "name_sv": "Medlemsbrev",
        "name_en": "Members’ newsletter",
        "about_fi": "Kerran kuussa: mitä liitossa tapahtuu ja mitä jäseniltä kysytään.",
        "about_sv": "En gång i månaden: vad som händer i förbundet och vad vi frågar er.",
        "about_en": "Once a month: what happens in the association, and what members are asked.",
        "audience": Topic.Audience.MEMBERS,
        "default_roles": ["key_contact", "head"],
    },
    {
        "slug": "uutiset",
        "name_fi": "Uutiset kaikille",
        "name_sv": "Nyheter för alla",
        "name_en": "News for everybody",
        "about_fi": "Kannanotot, uudet luvut ja avoimet tilaisuudet.",
        "about_sv": "Ställningstaganden, nya siffror och öppna tillfällen.",
        "about_en": "Statements, new figures and open events.",
        "audience": Topic.Audience.PUBLIC,
    },
    {
        "slug": "rehtorit",
        "name_fi": "Rehtorien piiri",
        "name_sv": "Rektorernas krets",
        "name_en": "Circle of principals",
        "about_fi": "Keskusteluja rehtorien kesken.",
        "about_sv": "Diskussioner mellan rektorer.",
        "about_en": "Talks among principals.",
        "audience": Topic.Audience.MEMBERS,
        "default_roles": ["head"],
        "is_closed": True,
    },
)
OUTSIDER = "toimitus@sointusanomat.example.org"


def make_letters(people: dict[str, User]) -> int:
    """Returns how many topics there are."""
    monthly, everybody, principals = (Topic.objects.create(**topic) for topic in TOPICS)
    subscribe(Reader.at(OUTSIDER), everybody)
    subscribe(Reader.of(people["Maija Salovaara"]), everybody)
    subscribe(Reader.of(people["Jaana Honkapuro"]), principals)
    unsubscribe(Reader.of(people["Hannele Vesikallio"]), monthly)
    _make_silence(people["Petra Ylikylä"])
    _make_doubt(monthly, people["Jaana Honkapuro"])
    return len(TOPICS)


def _make_silence(person: User) -> None:
    """Her address does not work: the key contact of the school has a task."""
    words = "550 5.1.1 No such mailbox"
    bounces.note(None, person.email, Bounce.Kind.HARD, "5.1.1", words, Bounce.Source.SMTP)


def _make_doubt(topic: Topic, person: User) -> None:
    """The line broke after the newsletter was handed over: the office decides."""
    at = timezone.now() - datetime.timedelta(days=2)
    letter = Letter.objects.create(
        key=f"newsletter:demo:{person.pk}",
        kind=Letter.Kind.NEWSLETTER,
        on_doubt=Letter.OnDoubt.HOLD,
        topic=topic,
        user=person,
        address=person.email,
        language=person.language,
        subject="Jäsenkirje: syyskokous ja uudet luvut",
        text="Hei.\n\nSyyskokous hyväksyi toimintasuunnitelman. Uudet luvut ovat portaalissa.\n",
        because="Saat tämän viestin, koska olet koulusi pääyhteyshenkilö.",
        state=Letter.State.COMMITTING,
        attempts=1,
        created_at=at,
        not_before=at,
        lease_until=at + datetime.timedelta(minutes=2),
        last_reply="The line broke before the answer: the letter may have arrived.",
    )
    LetterStep.objects.create(
        letter=letter, attempt=1, state=letter.state, reply=letter.last_reply, at=at
    )
