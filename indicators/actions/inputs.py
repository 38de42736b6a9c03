"""Everything that a release is made from, read from the rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from indicators.inputs import Inputs, Thing, Waived, from_json
from indicators.models import (
    DataElement,
    Group,
    Indicator,
    Observation,
    Release,
    SdcPolicy,
    Sensitivity,
    Waiver,
)
from indicators.statistics import Told
from members.models import Organisation

Elements = Mapping[str, DataElement]
#: Before the code of an indicator, beside the codes of elements.
INDICATOR = "indicator:"


def gather(collection: str, period: str) -> Inputs:
    """What the figures of the period would be made from now."""
    values = _values(collection, period)
    elements = {each.code: each for each in DataElement.objects.filter(code__in=values)}
    told = {code: each for code, each in elements.items() if not _stays_in_office(each, elements)}
    groups = Group.objects.of(collection, period).order_by("priority", "code")
    schools = {school for each in values.values() for school in each}
    return Inputs(
        policy=SdcPolicy.objects.get(collection=collection).rules,
        groups={group.code: group.members for group in groups},
        things=_things(told),
        terms={code: each.terms for code, each in elements.items() if each.terms},
        values=values,
        holders=_holders(schools),
        open=sorted(code for code, each in told.items() if _is_open(each)),
        waivers=_waivers(schools, elements),
        earlier=[each.input_hash for each in told_before(collection, period)],
    )


def told_before(collection: str, period: str) -> list[Release]:
    """The releases of the period that somebody has seen: what they told is known for ever."""
    return list(Release.objects.of(collection, period).told())


def told_by(release: Release) -> Told:
    audit = release.audit
    return Told(
        from_json(audit["inputs"]),
        [(thing, group) for thing, group in audit["sums"]],
        [(thing, group, stat) for thing, group, stat in audit["quantiles"]],
    )


def _values(collection: str, period: str) -> dict[str, dict[int, Decimal]]:
    found: dict[str, dict[int, Decimal]] = {}
    reported = Observation.objects.of(collection, period).filter(value__isnull=False)
    rows = reported.order_by("element__order", "element__code", "organisation")
    for code, school, value in rows.values_list("element__code", "organisation", "value"):
        if value is not None:
            found.setdefault(code, {})[school] = value
    return found


def _stays_in_office(element: DataElement, elements: Elements) -> bool:
    """Its own figure never leaves the office, or that of one of its parts."""
    parts = [elements[code] for code in element.terms if code in elements]
    return any(each.sensitivity == Sensitivity.OFFICE for each in (element, *parts))


def _is_open(element: DataElement) -> bool:
    return element.sensitivity == Sensitivity.OPEN


def _things(elements: Elements) -> dict[str, Thing]:
    """Totals first, then indicators, then what they are made of: the order decides what can be told
    where not everything can."""
    totals = {code: _element(each) for code, each in elements.items() if each.terms}
    leaves = {code: _element(each) for code, each in elements.items() if not each.terms}
    indicators = {
        f"{INDICATOR}{each.code}": _indicator(each, elements)
        for each in Indicator.objects.order_by("order", "code")
        if all(_can_be_added(code, elements) for code in {*each.numerator, *each.denominator})
    }
    return totals | indicators | leaves


def _can_be_added(code: str, elements: Elements) -> bool:
    return code in elements and elements[code].is_additive


def _element(element: DataElement) -> Thing:
    return Thing(
        numerator={element.code: 1},
        decimals=element.decimals,
        has_sum=element.is_additive,
        is_open=_is_open(element),
        counts_people_above=element.is_person_count,
    )


def _indicator(indicator: Indicator, elements: Elements) -> Thing:
    above = [elements[code] for code in indicator.numerator]
    below = [elements[code] for code in indicator.denominator]
    return Thing(
        numerator=indicator.numerator,
        denominator=indicator.denominator,
        decimals=indicator.decimals,
        is_share=indicator.is_share,
        is_open=all(map(_is_open, (*above, *below))),
        counts_people_above=any(each.is_person_count for each in above),
        counts_people_below=any(each.is_person_count for each in below),
    )


def _holders(schools: set[int]) -> dict[int, int]:
    found = Organisation.objects.filter(pk__in=schools).with_line().order_by("pk")
    return {school.pk: school.holder().pk for school in found}


def _waivers(schools: set[int], elements: Elements) -> list[Waived]:
    rows = Waiver.objects.live().filter(organisation__in=schools, element__code__in=elements)
    found = rows.order_by("organisation", "element__code")
    return [Waived(*row) for row in found.values_list("organisation", "element__code", "level")]
