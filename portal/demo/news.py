# ruff: noqa: E501  a paragraph is a line
"""What the demonstration's association tells: news for everybody, for members and for the board, a
notice, a newsletter that has been sent and one that waits for a colleague."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from communications.actions.newsletters import approve, hand_over
from communications.actions.sending import send_due
from communications.emails import newsletter_key, newsletter_prefix
from communications.models import (
    Letter,
    NewsItem,
    Newsletter,
    NewsletterItem,
    Reader,
    Topic,
)
from members.models import User


@dataclass(frozen=True)
class Told:
    """Title and text in Finnish, Swedish and English; days from today."""

    slug: str
    audience: str
    day: int | None
    fi: tuple[str, str]
    sv: tuple[str, str] = ("", "")
    en: tuple[str, str] = ("", "")
    pinned_for: int = 0


NEWS = (
    Told(
        "tanssin-ja-musiikin-viikko",
        "public",
        -3,
        (
            "Koulut avaavat ovensa tammikuussa",
            "Musiikin ja tanssin viikolla voi seurata harjoituksia kuudellatoista paikkakunnalla.\n\n## Mitä on tarjolla\n\n- avoimia harjoituksia ja pieniä konsertteja\n- tunteja, joilla saa kokeilla soitinta tai tanssia\n- neuvontaa hakijoille\n\nOhjelma on kunkin koulun sivuilla. Paikkoja ei tarvitse varata.",
        ),
        (
            "Skolorna öppnar sina dörrar i januari",
            "Under musik- och dansveckan kan du följa övningar på sexton orter.\n\n## Vad som erbjuds\n\n- öppna övningar och små konserter\n- lektioner där du får pröva ett instrument eller dansa\n- rådgivning för sökande\n\nProgrammet finns på skolornas egna sidor. Du behöver inte boka plats.",
        ),
        (
            "The schools open their doors in January",
            "During the week of music and dance you can follow rehearsals in sixteen places.\n\n## What there is\n\n- open rehearsals and small concerts\n- lessons where you may try an instrument, or dance\n- advice for applicants\n\nThe programme is on the pages of each school. There is no need to book.",
        ),
    ),
    Told(
        "lausunto-rahoituksesta",
        "public",
        -16,
        (
            "Liitto esittää tasaisempaa rahoitusta pienille kouluille",
            "Kaikuliitto ehdottaa, että rahoituksen laskennassa otetaan huomioon **yksilöopetuksen osuus** ja pitkät matkat.\n\n> Pieni koulu on monella paikkakunnalla ainoa, joka vie ammattiopintoihin.\n\nLausunnon pohjana ovat jäsenten omat luvut. Yhdenkään koulun lukuja siitä ei voi päätellä.",
        ),
        (
            "Förbundet föreslår jämnare finansiering för små skolor",
            "Kaikuliitto föreslår att finansieringen ska ta hänsyn till **andelen individuell undervisning** och till långa avstånd.\n\n> En liten skola är på många orter den enda som leder till yrkesstudier.\n\nUtlåtandet bygger på medlemmarnas egna siffror. Det går inte att räkna ut en enskild skolas siffror ur det.",
        ),
        (
            "The association asks for steadier funding of small schools",
            "Kaikuliitto proposes that funding should take account of **the share of individual teaching** and of long distances.\n\n> In many places a small school is the only one that leads to professional studies.\n\nThe statement rests on the members’ own figures. No single school’s figures can be worked out from it.",
        ),
    ),
    Told(
        "vuosikeruun-luvut",
        "members",
        -14,
        (
            "Viime vuoden luvut ovat portaalissa",
            "Kuusitoista koulua vastasi. Omat lukusi ja jäsenten mediaanin näet [tunnusluvuista](/indicators/).\n\nJos jokin luku näyttää oudolta, kirjoita toimistoon: korjaamme sen uutena julkaisuna.",
        ),
        (
            "Förra årets siffror finns i portalen",
            "Sexton skolor svarade. Dina egna siffror och medlemmarnas median ser du bland [nyckeltalen](/indicators/).\n\nOm någon siffra ser underlig ut, skriv till kansliet: vi rättar den i en ny publicering.",
        ),
        (
            "Last year’s figures are in the portal",
            "Sixteen schools answered. You find your own figures and the members’ median among the [figures](/indicators/).\n\nIf a figure looks odd, write to the office: we correct it in a new release.",
        ),
    ),
    Told(
        "syyskokous",
        "members",
        -13,
        (
            "Syyskokous hyväksyi toimintasuunnitelman",
            "Kokous kiitti erityisesti siitä, että koulut tekevät enemmän yhdessä. [Strategia](/strategy/) ohjaa työtä edelleen.",
        ),
        (
            "Höstmötet godkände verksamhetsplanen",
            "Mötet tackade särskilt för att skolorna gör mer tillsammans. [Strategin](/strategy/) styr arbetet också framöver.",
        ),
        (
            "The autumn meeting approved the plan of action",
            "The meeting gave special thanks for what the schools do together. The [strategy](/strategy/) goes on guiding the work.",
        ),
    ),
    Told(
        "hallituksen-talvikokous",
        "board",
        -2,
        (
            "Hallituksen talvikokous pidetään etänä",
            "Kokouksen aiheet ovat talousarvio ja vuosikeruun aikataulu. Paperit tulevat viikkoa ennen kokousta.",
        ),
    ),
    Told(
        "mentorointi-alkaa",
        "members",
        9,
        (
            "Mentorointi alkaa taas keväällä",
            "Haku aukeaa pian. Ohjelma sopii sekä uusille että kokeneille opettajille.",
        ),
        (
            "Mentorskapet börjar igen på våren",
            "Ansökan öppnar snart. Programmet passar både nya och erfarna lärare.",
        ),
    ),
    Told(
        "huoltokatko",
        "members",
        -1,
        (
            "Portaali on suljettu lauantaiaamuna",
            "Portaali päivitetään lauantaina klo 7–8. Keskeneräiset vastaukset säilyvät.",
        ),
        (
            "Portalen är stängd på lördag morgon",
            "Portalen uppdateras på lördag kl. 7–8. Halvfärdiga svar finns kvar.",
        ),
        (
            "The portal is closed on Saturday morning",
            "The portal is updated on Saturday between 7 and 8. Answers that are not finished stay as they are.",
        ),
        pinned_for=7,
    ),
)
SENT = {
    "title_fi": "Jäsenkirje: syyskokous ja uudet luvut",
    "title_sv": "Medlemsbrev: höstmötet och nya siffror",
    "title_en": "Members’ newsletter: the autumn meeting and new figures",
    "intro_fi": "Hei. Syksyn jäsenkirjeessä on kaksi asiaa. Vastaamme mielellämme kysymyksiin.",
    "intro_sv": "Hej. Höstens medlemsbrev har två ärenden. Vi svarar gärna på frågor.",
    "intro_en": "Hello. This autumn’s newsletter has two things to tell. We are glad to answer questions.",
}
WAITING = {
    "title_fi": "Uutiset kaikille: ovet auki tammikuussa",
    "title_sv": "Nyheter för alla: öppna dörrar i januari",
    "title_en": "News for everybody: open doors in January",
    "intro_fi": "Hei. Tässä kirjeessä on kaksi uutista kouluista ja liitosta.",
    "intro_sv": "Hej. Det här brevet har två nyheter om skolorna och förbundet.",
    "intro_en": "Hello. This letter has two pieces of news about the schools and the association.",
}


def make_news(people: dict[str, User]) -> dict[str, int]:
    """Returns how many there are of what."""
    emil, outi = people["Emil Sundåker"], people["Outi Rantakivi"]
    items = {each.slug: _item(each, emil) for each in NEWS}
    sent = _letter("jasenkirje", SENT, emil, items, "syyskokous", "vuosikeruun-luvut")
    _send(sent, outi, people["Jaana Honkapuro"])
    waits = ("tanssin-ja-musiikin-viikko", "lausunto-rahoituksesta")
    _letter("uutiset", WAITING, emil, items, *waits)
    return {"pieces of news": len(items), "newsletters": 2}


def _item(told: Told, by: User) -> NewsItem:
    at = None if told.day is None else _day(told.day)
    texts = {
        f"{name}_{language}": words
        for language in ("fi", "sv", "en")
        for name, words in zip(("title", "body"), getattr(told, language), strict=True)
    }
    return NewsItem.objects.create(
        slug=told.slug,
        audience=told.audience,
        publish_at=at,
        expires_at=_day(told.pinned_for) if told.pinned_for else None,
        is_pinned=bool(told.pinned_for),
        written_by=by,
        **texts,
    )


def _letter(
    topic: str, texts: dict[str, str], by: User, items: dict[str, NewsItem], *slugs: str
) -> Newsletter:
    """Written and handed over."""
    made = Newsletter.objects.create(topic=Topic.objects.get(slug=topic), written_by=by, **texts)
    for position, slug in enumerate(slugs, 1):
        NewsletterItem.objects.create(newsletter=made, item=items[slug], position=position)
    hand_over(made, by)
    return made


def _send(newsletter: Newsletter, by: User, in_doubt: User) -> None:
    """It left twelve days ago and has arrived, but for one letter, which letters.py tells of."""
    key = newsletter_key(newsletter, Reader.of(in_doubt))
    Letter.objects.filter(key=f"newsletter:demo:{in_doubt.pk}").update(key=key)
    approve(newsletter, by)
    send_due()
    at = _day(-12)
    letters = Letter.objects.filter(key__startswith=newsletter_prefix(newsletter), state="queued")
    letters.update(state="sent", created_at=at, not_before=at, sent_at=at)
    moments = dict.fromkeys(("approved_at", "send_at", "sending_at", "sent_at"), at)
    Newsletter.objects.filter(pk=newsletter.pk).update(**moments)


def _day(days: int) -> datetime.datetime:
    """Nine in the morning of the day."""
    morning = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    return morning + datetime.timedelta(days=days)
