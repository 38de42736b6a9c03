"""How a report writes figures and changes. No sentence says which figure is better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from indicators.disclosure import WITHHELD
from indicators.figures import Figure, Year, signed
from indicators.models import Release, Stat
from portal.lib.numbers import local
from reports.ground import Key

NBSP = "\N{NO-BREAK SPACE}"
#: Below it a change is told as it is, for its per cent would say too much.
SMALL = Decimal(20)
TENTH = Decimal("0.1")


def told(key: Key, figure: Figure) -> str:
    """A share carries its sign; other units stand in the heading."""
    is_number = figure.exact is not None
    return figure.text + (f"{NBSP}%" if key.is_percent and is_number else "")


def cell(figure: Figure) -> str:
    """In a table, where an empty cell would say nothing."""
    return figure.text or WITHHELD


def n(figure: Figure) -> str:
    """How many schools have the figure."""
    return f"n{NBSP}={NBSP}{cell(figure)}"


def middle(year: Year) -> str:
    return year.middle or WITHHELD


def span(periods: Sequence[str]) -> str:
    return periods[0] if len(periods) == 1 else f"{periods[0]}–{periods[-1]}"


def per_cent(before: Decimal, now: Decimal) -> Decimal | None:
    """Of the figures as they are shown; nothing where the earlier one is small."""
    if abs(before) < SMALL:
        return None
    return ((now - before) / before * 100).quantize(TENTH, ROUND_HALF_UP)


def change(key: Key, before: Figure, now: Figure) -> str:
    """Short, for a table: per cent of what can be counted, else the difference itself."""
    if before.exact is None or now.exact is None:
        return WITHHELD
    difference = now.exact - before.exact
    share = None if key.is_indicator else per_cent(before.exact, now.exact)
    if share is not None:
        return f"{signed(share)}{NBSP}%"
    return signed(difference)


def change_since(key: Key, before: Figure, now: Figure, period: str) -> str:
    """As a line of its own; empty where one of them is not known."""
    if before.exact is None or now.exact is None:
        return ""
    if now.exact == before.exact:
        return _("the same as in %(year)s") % {"year": period}
    words = {"change": change(key, before, now), "year": period}
    if key.is_percent:
        return _("%(change)s percentage points since %(year)s") % words
    return _("%(change)s since %(year)s") % words


@dataclass(frozen=True)
class Note:
    """Why figures are withheld, and how many."""

    reason: str
    count: int


def notes(figures: Iterable[Figure]) -> list[Note]:
    counts = Counter(figure.conf for figure in figures if figure.is_withheld)
    return [
        Note(str(Stat.Conf(conf).label), counts[conf]) for conf in Stat.Conf.values if counts[conf]
    ]


def day(release: Release) -> str:
    """When it was published, or built where it has not been."""
    at = release.published_at or release.requested_at
    return date_format(timezone.localdate(at), "SHORT_DATE_FORMAT")


def release_line(release: Release) -> str:
    """The source of every figure that comes from it."""
    return _("%(title)s %(period)s, release %(seq)s, %(day)s") % {
        "title": release.title,
        "period": release.period,
        "seq": release.seq,
        "day": day(release),
    }


def with_sign(number: Decimal) -> str:
    return signed(number)


def number(count: int) -> str:
    return local(str(count))
