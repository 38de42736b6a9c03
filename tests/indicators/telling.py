"""Releases that tell what a test says they tell, without an audit: `..D` is withheld, for D."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from indicators.models import DataElement, Group, Indicator, Release, Stat
from members.models import Organisation
from tests.indicators.factories import (
    COLLECTION,
    PERIOD,
    make_element,
    make_group,
    make_indicator,
    make_observation,
)

Thing = DataElement | Indicator


def make_told(
    lines: Mapping[Any, Mapping[str, str]], period: str = PERIOD, **fields: Any
) -> Release:
    """By thing and code of the group, the text of each statistic."""
    titles = {"title_fi": "Vuosikeruu", "title_sv": "Årsinsamling", "title_en": "Yearly survey"}
    state = fields.pop("state", "published")
    release = Release.objects.create(collection=COLLECTION, period=period, **titles | fields)
    for (thing, code), texts in lines.items():
        of = Group.objects.filter(collection=COLLECTION, period=period, code=code)
        group = of.first() or make_group([], code, period=period)
        Stat.objects.bulk_create(_stat(release, thing, group, *each) for each in texts.items())
    _finish(release, state)
    return release


def _stat(release: Release, thing: Thing, group: Group, kind: str, text: str) -> Stat:
    about = "indicator" if isinstance(thing, Indicator) else "element"
    is_withheld = text.startswith("..")
    return Stat(
        **{"release": release, about: thing, "group": group, "stat": kind},
        shown=text[:2] if is_withheld else text,
        value=None if is_withheld else _number(text),
        obs="Q" if is_withheld else "A",
        conf=text[2:] if is_withheld else "F",
    )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _finish(release: Release, state: str) -> None:
    if state == "draft":
        return
    release.state, release.status, release.input_hash = state, "done", "0" * 64
    release.published_at = timezone.now() if state in Release.TOLD else None
    if state == "withdrawn":
        release.withdrawn_at, release.withdraw_reason = timezone.now(), "Kirjoitusvirhe"
    release.save()


def make_applicants(**fields: Any) -> Indicator:
    """Applicants for each place, and the elements it is made of."""
    make_element("haku", name_fi="Hakijat", topic_fi="Haku", topic_sv="Ansökan", topic="haku")
    make_element("paikat", name_fi="Aloituspaikat", topic="haku", topic_fi="Haku")
    words = {
        "name_fi": "Hakijoita aloituspaikkaa kohti",
        "name_sv": "Sökande per nybörjarplats",
        "name_en": "Applicants per place",
        "unit_fi": "hakijaa paikkaa kohti",
        "unit_sv": "sökande per plats",
        "unit_en": "applicants per place",
        "meaning_fi": "Ensisijaisia hakijoita yhtä aloituspaikkaa kohti.",
        "topic": "haku",
    }
    sides = {"numerator": {"haku": 1}, "denominator": {"paikat": 1}}
    return make_indicator("haku-paikka", **words | sides | fields)


def report(school: Organisation, applicants: int, places: int = 100, period: str = PERIOD) -> None:
    for code, value in (("haku", applicants), ("paikat", places)):
        make_observation(make_element(code), school, value, period=period)


def make_years(indicator: Indicator, school: Organisation) -> list[Release]:
    """Five years, of which the school has reported each."""
    found = []
    for n in range(5):
        period = str(int(PERIOD) - 4 + n)
        report(school, 250 + 15 * n, period=period)
        lines = {
            (indicator, "all"): {"n": "11", "median": f"2.{n + 2}", "p25": f"1.{n + 3}", "p75": f"3.{n + 5}"},
            (indicator, "size-small"): {"n": "6", "median": "2.1"},
        }  # fmt: skip
        found.append(make_told(lines, period))
    return found
