"""The figures of the demonstration: last year's round is frozen and released, and the two years
before it are known from the association's earlier tables."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from random import Random

from django.utils import timezone

from indicators.actions import build_release, request_release
from indicators.actions.groups import fix_groups
from indicators.models import DataElement, Group, Indicator, Observation, Release
from members.models import Organisation, User
from portal.demo.facts import make_facts
from portal.demo.yearly.indicators import make_indicators
from surveys.actions.freeze import freeze_round
from surveys.models import Round

#: Years before last year that the association has tables of.
EARLIER_YEARS = 2
#: After the closing, the figures are built and, some days later, published.
TO_BUILDING, TO_PUBLISHING = datetime.timedelta(days=55), datetime.timedelta(days=62)


def make_figures(
    last: Round, organisations: Mapping[str, Organisation], people: Mapping[str, User]
) -> int:
    """Returns how many releases there are."""
    make_facts(organisations, timezone.localdate())
    make_indicators()
    freeze_round(last, people["Outi Rantakivi"])
    year = int(last.period)
    for years in range(1, EARLIER_YEARS + 1):
        _tabulate(last, str(year - years))
    for years in range(EARLIER_YEARS + 1):
        _release(last, years, people)
    return Release.objects.count()


def _tabulate(last: Round, period: str) -> None:
    """What the earlier tables say: the totals, and what the indicators are made of."""
    following = str(int(period) + 1)
    known = Observation.objects.of(last.collection.code, following).filter(value__isnull=False)
    rows = known.filter(element__code__in=_tabulated()).select_related("element")
    earlier = [_a_year_before(row, period) for row in rows.order_by("pk")]
    Observation.objects.bulk_create(earlier)
    schools = {row.organisation_id for row in earlier}
    groups = fix_groups(last.collection.code, period, schools, timezone.localdate(last.due_at))
    told_apart = [group.pk for group in groups if group.system not in {"", "size"}]
    Group.objects.filter(pk__in=told_apart).delete()  # the earlier tables know the size alone


def _tabulated() -> set[str]:
    sides = Indicator.objects.values_list("numerator", "denominator")
    used = {code for above, below in sides for code in (*above, *below)}
    return used | {each.code for each in DataElement.objects.all() if _is_whole(each)}


def _is_whole(element: DataElement) -> bool:
    """The last line of a table."""
    parts = element.code.split(".")
    return bool(element.terms) and parts[1] == "kaikki" and parts[2] in {"kaikki", "maara"}


def _a_year_before(row: Observation, period: str) -> Observation:
    """Near the figure of the year after it: for a school and a figure always alike."""
    draw = Random(f"{row.organisation_id} {row.element.code} {period}")  # noqa: S311  no secret
    change = Decimal(str(round(draw.uniform(0.955, 1.025), 4)))
    smallest = Decimal(1).scaleb(-row.element.decimals)
    return Observation(
        element=row.element,
        organisation_id=row.organisation_id,
        period=period,
        value=((row.value or Decimal(0)) * change).quantize(smallest),
        status=row.status,
        collection=row.collection,
        survey_ref="import",
    )


def _release(last: Round, years: int, people: Mapping[str, User]) -> None:
    """Built by one of the office and published by the other, in its time."""
    period = str(int(last.period) - years)
    release = request_release(last.collection.code, period, people["Outi Rantakivi"])
    build_release(release.pk)
    closed = last.closes_at - datetime.timedelta(weeks=52) * years
    Release.objects.filter(pk=release.pk).update(
        state=Release.State.PUBLISHED,
        requested_at=closed + TO_BUILDING,
        published_at=closed + TO_PUBLISHING,
        published_by=people["Emil Sundåker"],
    )
