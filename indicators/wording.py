"""What the page of a figure says in words. Every sentence follows from the figures by a rule, and
none of them says which figure is better."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators import disclosure
from indicators.figures import Beside, Figure, Trend, beside, signed, trend
from indicators.figures import change as changed
from indicators.reading import Story
from portal.lib.numbers import local

TOO_FEW = str(disclosure.Reason.FEW)
PERCENT = "\N{NO-BREAK SPACE}%"


def lede(story: Story) -> str:
    """One's own figure beside the median, and whether the difference goes on growing."""
    year = story.last
    words = {"own": with_unit(story, year.own), "median": with_unit(story, year.median)}
    match beside(year):
        case Beside.LARGER:
            first = _("Your own figure, %(own)s, is larger than the median, %(median)s.") % words
        case Beside.SMALLER:
            first = _("Your own figure, %(own)s, is smaller than the median, %(median)s.") % words
        case Beside.SAME:
            first = _("Your own figure is the same as the median, %(median)s.") % words
        case _nothing:
            return _("The median is %(median)s.") % words if year.median.exact is not None else ""
    return f"{first} {_trend(story)}".rstrip()


def _trend(story: Story) -> str:
    match trend(story.years):
        case (Trend.GROWN, since):
            return _("The difference has grown every year since %(year)s.") % {"year": since}
        case (Trend.SHRUNK, since):
            return _("The difference has shrunk every year since %(year)s.") % {"year": since}
    return ""


def with_unit(story: Story, figure: Figure) -> str:
    """A share carries its sign; other units stand in the heading."""
    is_number = figure.exact is not None
    return figure.text + (PERCENT if story.indicator.is_share and is_number else "")


def change(story: Story) -> str:
    """Of one's own figure since the year before."""
    difference = changed(story.years)
    if difference is None:
        return ""
    words = {"change": signed(difference) or local("0"), "year": story.years[-2].period}
    if story.indicator.is_share:
        return _("%(change)s percentage points since %(year)s") % words
    return _("%(change)s since %(year)s") % words


def why_withheld(figures: Iterable[Figure]) -> list[str]:
    """The reasons, where every figure that there is is withheld; nothing where one is told."""
    there = [figure for figure in figures if figure.shown]
    if not all(figure.is_withheld for figure in there):
        return []
    reasons = {figure.conf for figure in there}
    few = _(
        "Too few schools of the group have the figure. With so few, one school's own figure could"
        " be guessed."
    )
    derivable = _(
        "One school's own figure could be worked out from what the group would show, together"
        " with what is told of other groups."
    )
    return ([few] if TOO_FEW in reasons else []) + ([derivable] if reasons - {TOO_FEW} else [])


def meaning(figure: Figure) -> str:
    """What stands in the place of a number; empty for a number."""
    if figure.conf == TOO_FEW:
        return _("withheld: too few schools have the figure")
    if figure.conf:
        return _("withheld: a school's own figure could be worked out from it")
    return _symbols().get(figure.shown, "")


def legend(figures: Iterable[Figure]) -> list[tuple[str, str]]:
    """The symbols that a table shows, and what they mean."""
    shown = {figure.shown for figure in figures}
    return [(symbol, words) for symbol, words in _symbols().items() if symbol in shown]


def _symbols() -> dict[str, str]:
    return {
        disclosure.NIL: _("none at all"),
        disclosure.NOT_APPLICABLE: _("does not apply"),
        disclosure.WITHHELD: _("not known, or withheld so that no school's figure comes out"),
        disclosure.FEW: _("one to four people"),
    }
