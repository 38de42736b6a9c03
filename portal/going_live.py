"""What must be so before real members come in: asked of the settings and of the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from members.models import ContactPoint, Organisation, User
from portal import sender
from strategy.models import Strategy

#: Nobody has an address under these: they are for examples (RFC 2606).
INVENTED = (".example", ".test", ".invalid", "example.org", "example.com", "example.net")
SECRET = 50


@dataclass(frozen=True)
class Point:
    """One thing that must be so; where it is not, what to do. Advice does not stop anybody."""

    is_so: bool
    says: str
    remedy: str
    is_advice: bool = False


def points() -> Iterator[Point]:
    yield from _settings()
    yield from _people()


def _settings() -> Iterator[Point]:
    carrier = settings.MAILERS["carrier"]["BACKEND"]
    yield Point(
        not settings.IS_DEMO, "the portal is not a demonstration", "take IS_DEMO out of .env"
    )
    yield Point(
        settings.SITE_URL.startswith("https://"),
        "people reach it by https",
        "set SITE_URL to its address, beginning with https://",
    )
    yield Point(
        len(settings.SECRET_KEY) >= SECRET,
        "the secret key is long",
        "set SECRET_KEY to the output of: openssl rand -hex 32",
    )
    yield Point(
        not carrier.endswith("TerminalCarrier"),
        "letters leave the machine",
        "set CARRIER_URL to the server that carries them",
    )
    yield Point(
        not _is_invented(settings.DEFAULT_FROM_EMAIL.rstrip(">")),
        "letters have a sender that can be answered",
        "set MAIL_FROM to an address of the association",
    )
    yield Point(
        sender.is_of_the_site(),
        "letters come from the portal's own domain",
        "set MAIL_FROM to an address of the domain that SITE_URL lies under",
    )
    yield Point(
        sender.is_signed(),
        "letters are signed for the sender's domain",
        "set DKIM_DOMAIN, as docs/letters.md tells",
        is_advice=True,
    )
    yield Point(
        bool(settings.BOUNCES_URL),
        "letters that come back are read",
        "set BOUNCES_URL to the mailbox of the sender",
        is_advice=True,
    )


def _people() -> Iterator[Point]:
    association = Organisation.objects.association()
    administrators = User.objects.holding(["admin"], association)
    addresses = ContactPoint.objects.filter(
        organisation__in=association, kind=ContactPoint.Kind.EMAIL
    )
    yield Point(association.exists(), "there is an association", 'found_association "Name" address')
    yield Point(
        administrators.exists(),
        "somebody is its administrator",
        "give somebody the role at the office's desk, or found_association",
    )
    yield Point(
        administrators.count() > 1,
        "a second administrator can step in",
        "give a colleague the role administrator at the office's desk",
        is_advice=True,
    )
    yield Point(
        not User.objects.filter(_invented()).exists(),
        "nobody has an invented address",
        "begin with an empty database: nothing of the demonstration comes along",
    )
    yield Point(
        addresses.exists(),
        "questions to the office have an address",
        "add an email address to the association's contact points",
        is_advice=True,
    )
    yield Point(
        Organisation.objects.members().exists(),
        "there are members",
        "bring the members in, as README tells",
    )
    yield Point(
        Strategy.objects.begun().exists(),
        "a strategy is in force",
        "load_strategy",
        is_advice=True,
    )


def _invented() -> Q:
    found = Q()
    for end in INVENTED:
        found |= Q(email__iendswith=end)
    return found


def _is_invented(address: str) -> bool:
    return address.lower().endswith((*INVENTED, "@localhost"))
