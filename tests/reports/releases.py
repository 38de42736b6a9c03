"""A release to make reports of: twelve schools, two years, two topics, an indicator, a figure that
one school makes up nearly all of, and one that never leaves the office."""

import datetime
from collections.abc import Sequence

from indicators.actions import build_release, request_release
from indicators.models import DataElement, Release
from members.models import Organisation, User
from tests.indicators.factories import (
    make_element,
    make_group,
    make_indicator,
    make_observation,
    make_policy,
)

#: Of the giant: nobody but itself may read them.
GIANT, SECRET = 98765, 43219
PUBLISHED = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
STUDENTS = [31, 44, 58, 62, 75, 83, 97, 104, 118, 126, 139, 152]
TOPICS = {
    "opiskelijat": ("Opiskelijat", "Studerande", "Students"),
    "henkilosto": ("Henkilöstö", "Personal", "Staff"),
}


NAMES = {
    "op": ("Opiskelijoita", "Studerande", "Students"),
    "iso": ("Kirjoja", "Böcker", "Books"),
    "htv": ("Henkilötyövuosia", "Årsverken", "Full-time equivalents"),
    "salaisuus": ("Sairauspäiviä", "Sjukdagar", "Sick days"),
}
LANGUAGES = ("fi", "sv", "en")


def elements() -> dict[str, DataElement]:
    of_staff = {"htv": {"kind": "decimal", "decimals": 1}, "salaisuus": {"sensitivity": "office"}}
    found = {}
    for order, (code, names) in enumerate(NAMES.items(), 1):
        topic = "henkilosto" if code in of_staff else "opiskelijat"
        words = {f"name_{each}": name for each, name in zip(LANGUAGES, names, strict=True)}
        words |= {f"topic_{each}": t for each, t in zip(LANGUAGES, TOPICS[topic], strict=True)}
        fields = {"topic": topic, "order": order, **words, **of_staff.get(code, {})}
        found[code] = make_element(code, **fields)
    return found


def report_figures(schools: Sequence[Organisation], period: str, grown: int = 0) -> None:
    """What each school reports; the last one is the giant, and the first, with two others, knows
    no staff of its own."""
    known = elements()
    for n, (school, students) in enumerate(zip(schools, STUDENTS, strict=False)):
        is_giant = school == schools[-1]
        values = {
            "op": students + grown,
            "iso": GIANT + grown if is_giant else 3 + n,
            "htv": None if n in {0, 5, 6} else 4 + n,
            "salaisuus": SECRET if is_giant else 11 + n,
        }
        for code, value in values.items():
            make_observation(known[code], school, value, period=period)
    make_group(schools, period=period, label_sv="Alla läroanstalter", label_en="All schools")
    half = schools[: len(schools) // 2]
    make_group(half, "small", system="size", period=period, priority=1, label_en="Small schools")


def publish(period: str, by: User, state: str = "published") -> Release:
    """Built as the office builds it; told at a moment of its own."""
    release = request_release("vuosi", period, by)
    build_release(release.pk)
    if state != "audited":
        Release.objects.filter(pk=release.pk).update(
            state=Release.State.PUBLISHED, published_at=PUBLISHED, published_by=by
        )
    return Release.objects.get(pk=release.pk)


def make_told(
    schools: Sequence[Organisation], by: User, periods: Sequence[str] = ("2025", "2026")
) -> Release:
    """The latest of these years."""
    make_policy()
    elements()
    make_indicator(
        "suhde",
        numerator={"op": 1},
        denominator={"htv": 1},
        name_fi="Opiskelijoita henkilötyövuotta kohti",
        name_sv="Studerande per årsverke",
        name_en="Students per full-time equivalent",
        meaning_fi="Kertoo mitoituksesta.",
        topic="henkilosto",
    )
    for n, period in enumerate(periods):
        report_figures(schools, period, grown=5 * n)
    releases = [publish(period, by) for period in periods]
    return releases[-1]
