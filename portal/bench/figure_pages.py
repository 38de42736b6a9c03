"""A page of figures larger than any: ten years of one indicator in ten groups, beside nine of its
kin, with the school's own. It is made for the measurement and taken back after it."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from indicators.models import DataElement, Group, Indicator, Observation, Release, Stat
from members.models import Membership, Organisation
from portal.bench.collections import LONG_AGO, open_page, person
from portal.bench.measuring import Figure, milliseconds, p50, queries, signed_in

YEARS, GROUPS, INDICATORS, TIMES = 10, 10, 10, 50
KINDS = {"n": 11, "median": 26, "p25": 17, "p75": 34}


def measure() -> Iterator[Figure]:
    with transaction.atomic():
        school = Organisation.objects.create(kind="institution", name_fi="Mittauskoulu")
        Membership.objects.create(organisation=school, from_on=LONG_AGO)
        indicator = _made(school)
        client = signed_in(person(school, "survey"))
        page = partial(open_page, client, reverse("indicators:indicator", args=[indicator.code]))
        page()
        times = [milliseconds(page) for _ in range(TIMES)]
        yield Figure("figure of ten years in ten groups, p50", p50(times), "ms", 100)
        yield Figure("figure of ten years in ten groups", queries(page), "queries", 12)
        transaction.set_rollback(True)


def _made(school: Organisation) -> Indicator:
    above, below = (
        DataElement.objects.create(code=f"bench.{part}", name_fi=part, topic="bench")
        for part in ("above", "below")
    )
    sides = {"numerator": {above.code: 1}, "denominator": {below.code: 1}}
    indicators = Indicator.objects.bulk_create(
        Indicator(code=f"bench-{n}", name_fi=f"Mittaus {n}", topic="bench", **sides)
        for n in range(INDICATORS)
    )
    for year in range(2000, 2000 + YEARS):
        _tell(indicators, str(year))
        Observation.objects.bulk_create(
            Observation(
                element=element,
                organisation=school,
                period=str(year),
                value=Decimal(value),
                collection="bench",
                survey_ref="bench",
            )
            for element, value in ((above, 300), (below, 100))
        )
    return indicators[0]


def _tell(indicators: list[Indicator], period: str) -> None:
    at = {"collection": "bench", "period": period}
    groups = Group.objects.bulk_create(
        Group(code="all" if n == 0 else f"g{n}", label_fi=f"Ryhmä {n}", priority=n, **at)
        for n in range(GROUPS)
    )
    release = Release.objects.create(title_fi="Mittaus", **at)
    Stat.objects.bulk_create(
        Stat(release=release, indicator=each, group=group, stat=kind, value=value, shown=str(value))
        for each in indicators
        for group in groups
        for kind, value in KINDS.items()
    )
    release.state, release.status, release.input_hash = "published", "done", "bench"
    release.published_at = timezone.now()
    release.save()
