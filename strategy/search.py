"""What of the strategy in force a person finds."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from members.models import User
from portal.lib.search import Asked, Hit, Shelf
from strategy.models import Goal, Measure, Strategy, Theme


def search(user: User, asked: Asked) -> Iterator[Shelf]:
    now = Strategy.objects.visible_to(user).begun().values("pk")[:1]
    said, rank = asked.among("search"), asked.rank()
    goals = Goal.objects.filter(said, strategy__in=now)
    themes = Theme.objects.filter(said, goal__strategy__in=now).select_related("goal")
    measures = Measure.objects.visible_to(user).current().filter(said)
    yield Shelf("goals", _("Goals of the strategy"), goals.annotate(rank=rank), _goal)
    yield Shelf("themes", _("Themes of the strategy"), themes.annotate(rank=rank), _theme)
    yield Shelf("measures", _("Measures of the strategy"), measures.annotate(rank=rank), _measure)


def _goal(found: Goal) -> Hit:
    return Hit(str(found), found.get_absolute_url(), found.aim)


def _theme(found: Theme) -> Hit:
    return Hit(str(found), found.get_absolute_url(), found.goal.name)


def _measure(found: Measure) -> Hit:
    return Hit(str(found), found.get_absolute_url())
