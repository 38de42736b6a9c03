"""What a release says in a few sentences, found by rules: how many schools are in it, which total
has changed the most, which median has, how much is withheld. Never of one school."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.figures import Figure
from reports import telling
from reports.ground import Ground, Key
from reports.turnout import Turnout

#: So many sentences at most, and so many of each kind of change.
MOST, TOTALS, MEDIANS = 5, 2, 2
#: A smaller change of a total, in per cent, is no finding.
WORTH_TELLING = Decimal(2)


@dataclass(frozen=True)
class Finding:
    """The number that it is about, and the sentence."""

    mark: str
    sentence: str


@dataclass(frozen=True)
class Withheld:
    """Of everything that could be told in the release."""

    told: int
    by_reason: list[telling.Note]

    @property
    def count(self) -> int:
        return sum(note.count for note in self.by_reason)

    @property
    def share(self) -> int:
        whole = self.told + self.count
        return round(100 * self.count / whole) if whole else 0


def findings(ground: Ground, turnout: Turnout | None, withheld: Withheld) -> list[Finding]:
    """The most important first."""
    found = [
        *_of_turnout(turnout),
        *_of_totals(ground),
        *_of_medians(ground),
        *_of_withheld(withheld),
    ]
    return found[:MOST]


def _of_turnout(turnout: Turnout | None) -> Iterator[Finding]:
    if turnout is None:
        return
    words = {"n": turnout.accepted, "asked": turnout.asked}
    sentence = ngettext(
        "The answer of %(n)s school is in the figures, of %(asked)s that were asked.",
        "The answers of %(n)s schools are in the figures, of %(asked)s that were asked.",
        turnout.accepted,
    )
    yield Finding(f"{turnout.share}{telling.NBSP}%", sentence % words)


def _of_totals(ground: Ground) -> Iterator[Finding]:
    changes = []
    for key in ground.keys:
        before, now = _both(ground, key, "sum")
        if before is None or now is None or not before or key.is_indicator:
            continue
        share = telling.per_cent(before, now)
        if share is not None and abs(share) >= WORTH_TELLING:
            changes.append((abs(share), share, key))
    changes.sort(key=lambda each: (-each[0], each[2].number))
    for _size, share, key in changes[:TOTALS]:
        yield Finding(f"{telling.with_sign(share)}{telling.NBSP}%", _total(ground, key))


def _total(ground: Ground, key: Key) -> str:
    words = {
        "name": key.name,
        "now": ground.cell(key, "sum").text,
        "before": ground.cell(key, "sum", period=ground.before).text,
        "period": ground.before,
        "n": telling.n(ground.cell(key, "n")),
        "n_before": telling.n(ground.cell(key, "n", period=ground.before)),
    }
    if words["n"] == words["n_before"]:
        sentence = _("%(name)s: %(now)s in all, in %(period)s %(before)s (%(n)s).")
    else:
        sentence = _("%(name)s: %(now)s in all (%(n)s), in %(period)s %(before)s (%(n_before)s).")
    return sentence % words


def _of_medians(ground: Ground) -> Iterator[Finding]:
    """By how much of itself it has changed, so that large and small figures can be compared."""
    changes = []
    for key in ground.keys:
        before, now = _both(ground, key, "median")
        if key.is_indicator and before and now is not None and now != before:
            changes.append((abs((now - before) / before), now - before, key))
    changes.sort(key=lambda each: (-each[0], each[2].number))
    for _size, step, key in changes[:MEDIANS]:
        words = {
            "name": key.name,
            "now": telling.told(key, ground.cell(key, "median")),
            "before": telling.told(key, ground.cell(key, "median", period=ground.before)),
            "period": ground.before,
        }
        sentence = _("%(name)s: the median school has %(now)s, in %(period)s it had %(before)s.")
        yield Finding(telling.with_sign(step), sentence % words)


def _of_withheld(withheld: Withheld) -> Iterator[Finding]:
    if withheld.count:
        sentence = ngettext(
            "%(n)s figure is withheld, so that no school’s own figure comes out. Most of them are"
            " medians and sums of small groups.",
            "%(n)s figures are withheld, so that no school’s own figure comes out. Most of them"
            " are medians and sums of small groups.",
            withheld.count,
        )
        yield Finding(
            f"{withheld.share}{telling.NBSP}%", sentence % {"n": telling.number(withheld.count)}
        )


def _both(ground: Ground, key: Key, stat: str) -> tuple[Decimal | None, Decimal | None]:
    if not ground.before:
        return None, None
    before: Figure = ground.cell(key, stat, period=ground.before)
    return before.exact, ground.cell(key, stat).exact
