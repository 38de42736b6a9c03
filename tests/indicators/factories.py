"""Rows of figures: elements, what schools have reported, and releases of it."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from django.utils import timezone

from indicators.models import (
    DataElement,
    Group,
    Indicator,
    Observation,
    Release,
    SdcPolicy,
    Stat,
    Waiver,
)
from members.models import Organisation
from tests.factories import make_member

_numbers = count(1)
COLLECTION, PERIOD = "vuosi", "2026"


def make_policy(**fields: Any) -> SdcPolicy:
    defaults = {"name_fi": "Vuosikeruu", "name_sv": "Årsinsamling", "name_en": "Yearly collection"}
    collection = fields.pop("collection", COLLECTION)
    return SdcPolicy.objects.update_or_create(collection=collection, defaults=defaults | fields)[0]


def make_element(code: str = "op", **fields: Any) -> DataElement:
    found = DataElement.objects.filter(code=code).first()
    defaults = {"name_fi": code.capitalize(), "order": next(_numbers), "topic": "opiskelijat"}
    return found or DataElement.objects.create(code=code, **defaults | fields)


def make_indicator(code: str = "suhde", **fields: Any) -> Indicator:
    defaults = {"name_fi": code.capitalize(), "numerator": {"op": 1}, "denominator": {"htv": 1}}
    return Indicator.objects.create(code=code, **defaults | fields)


def make_observation(
    element: DataElement, organisation: Organisation, value: int | None = 10, **fields: Any
) -> Observation:
    defaults = {
        "period": PERIOD,
        "collection": COLLECTION,
        "survey_ref": "import",
        "status": "missing" if value is None else "reported",
    }
    return Observation.objects.create(
        element=element, organisation=organisation, value=value, **defaults | fields
    )


def make_group(members: Iterable[Organisation], code: str = "all", **fields: Any) -> Group:
    defaults = {"collection": COLLECTION, "period": PERIOD, "label_fi": code.capitalize()}
    keys = [each.pk for each in members]
    return Group.objects.create(code=code, members=keys, **defaults | fields)


def make_waiver(element: DataElement, organisation: Organisation, **fields: Any) -> Waiver:
    defaults = {"level": "aggregate", "from_on": "2020-01-01", "signed_by": "Rehtori"}
    return Waiver.objects.create(element=element, organisation=organisation, **defaults | fields)


def make_schools(number: int) -> list[Organisation]:
    return [make_member() for _ in range(number)]


def make_figures(
    values: Mapping[str, Iterable[int | None]], schools: list[Organisation] | None = None
) -> list[Organisation]:
    """What each school in turn reports of each element, and the group of all of them."""
    listed = {code: list(figures) for code, figures in values.items()}
    schools = schools or make_schools(max(len(figures) for figures in listed.values()))
    make_policy()
    for code, figures in listed.items():
        for school, value in zip(schools, figures, strict=False):
            make_observation(make_element(code), school, value)
    make_group(schools)
    return schools


def make_release(state: str = "published", **fields: Any) -> Release:
    """With one figure told in one group."""
    make_policy(collection=fields.get("collection", COLLECTION))
    defaults = {"collection": COLLECTION, "period": PERIOD, "title_fi": "Vuosikeruu"}
    release = Release.objects.create(**defaults | fields)
    of = {"collection": release.collection, "period": release.period}
    group = Group.objects.filter(**of, code="all").first() or make_group([], **of)
    Stat.objects.create(
        release=release, element=make_element(), group=group, stat="sum", value=30, shown="30"
    )
    if state != "draft":
        release.state, release.status, release.progress = state, "done", 100
        release.input_hash = "0" * 64
        release.published_at = timezone.now() if state in Release.TOLD else None
        if state == "withdrawn":
            release.withdrawn_at, release.withdraw_reason = timezone.now(), "Virhe"
        release.save()
    return release
