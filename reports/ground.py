"""What the reports of a release are made from: its key figures, what it and the releases before it
tell of them, and what one school has reported. Words are in the active language.

Numbers come only from rows of `Stat` and from the school's own observations; nothing is added up
here. What never leaves the office is not read at all.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from indicators import disclosure
from indicators.actions.inputs import INDICATOR
from indicators.figures import UNTOLD, Figure, Reported, Year, own_element, own_indicator
from indicators.models import DataElement, Group, Indicator, Observation, Release, Sensitivity, Stat
from indicators.models.groups import EVERYBODY
from indicators.reading.cells import Cells, cells_of
from members.models import Organisation

#: So many years are told, where there are as many.
YEARS = 5
#: Grows when the same figures would make another document.
TEMPLATE = 2
Terms = Mapping[str, int]
Years = Mapping[str, Mapping[str, Reported]]


@dataclass(frozen=True, eq=False)
class Key:
    """A figure that reports tell of: an indicator, or an element that is no part of another. Its
    number is the same in every report of the release. `uses` is how many indicators build on it."""

    number: str
    code: str
    pk: int
    name: str
    unit: str
    meaning: str
    topic: str
    decimals: int
    numerator: Terms
    denominator: Terms
    is_share: bool
    is_indicator: bool
    uses: int

    @property
    def title(self) -> str:
        """With its unit, as it stands at the head of a row."""
        return f"{self.name}, {self.unit}" if self.unit else self.name

    @property
    def is_percent(self) -> bool:
        return self.unit == "%"


@dataclass(frozen=True)
class Topic:
    code: str
    name: str
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class Circle:
    """A group of schools, by name."""

    code: str
    label: str
    system: str
    members: list[int]
    names: list[str]

    @property
    def n(self) -> int:
        return len(self.members)

    @property
    def n_text(self) -> str:
        return f"n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{self.n}"


@dataclass(frozen=True)
class Ground:
    release: Release
    association: str
    topics: list[Topic]
    circles: list[Circle]
    #: The periods that are told, the earliest first; the last is that of the release.
    periods: list[str]
    cells: Mapping[tuple[str, str, str], Cells]  # by period, code of the figure and of the group
    reported: Years
    earlier: list[str]  # hashes of the releases before

    @property
    def period(self) -> str:
        return self.release.period

    @property
    def before(self) -> str:
        """The period before, where there is one."""
        return self.periods[-2] if len(self.periods) > 1 else ""

    @cached_property
    def keys(self) -> list[Key]:
        return [key for topic in self.topics for key in topic.keys]

    @cached_property
    def circle_of(self) -> dict[str, Circle]:
        return {circle.code: circle for circle in self.circles}

    def cell(self, key: Key, stat: str, group: str = EVERYBODY, period: str = "") -> Figure:
        return self.cells.get((period or self.period, key.code, group), {}).get(stat, UNTOLD)

    def own(self, key: Key, period: str = "") -> Figure:
        """Exact; nothing at all where the school has reported nothing in the period."""
        said = self.reported.get(period or self.period)
        if said is None:
            return UNTOLD
        if not key.is_indicator:
            return own_element(said.get(key.code), key.decimals)
        sides = (key.numerator, key.denominator)
        return own_indicator(*sides, said, key.decimals, is_share=key.is_share)

    def years(self, key: Key, group: str = EVERYBODY) -> list[Year]:
        return [
            Year(
                period,
                self.own(key, period),
                *(self.cell(key, stat, group, period) for stat in ("n", "median", "p25", "p75")),
            )
            for period in self.periods
        ]

    def has_course(self, key: Key) -> bool:
        """Whether there is more than one year to draw; where there is no other year, whatever is
        told is drawn."""
        told = [
            year.own.exact is not None
            or year.median.exact is not None
            or self.cell(key, "sum", period=year.period).exact is not None
            for year in self.years(key)
        ]
        return sum(told) > 1 or len(told) == 1

    def leading(self, keys: Sequence[Key]) -> Key:
        """The one that most indicators build on, of those that can be laid beside earlier years;
        of equals the last."""
        places = range(len(keys))
        best = max(places, key=lambda n: (self.has_course(keys[n]), keys[n].uses, n))
        return keys[best]

    @cached_property
    def hash(self) -> str:
        """Of everything that the document says of figures and groups."""
        told = {
            str(place): {stat: figure.shown for stat, figure in cells.items()}
            for place, cells in self.cells.items()
        }
        own = {
            period: {code: [str(each.value), each.status] for code, each in said.items()}
            for period, said in self.reported.items()
        }
        groups = [[each.code, each.members] for each in self.circles]
        hashes = [self.release.input_hash, *self.earlier]
        parts: list[Any] = [TEMPLATE, hashes, told, own, groups, self.periods]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def heaviest(keys: Sequence[Key], count: int) -> list[Key]:
    """So many of these that most indicators build on, in their own order; of equals the last."""
    places = sorted(range(len(keys)), key=lambda n: (-keys[n].uses, -n))[:count]
    return [keys[n] for n in sorted(places)]


def ground(release: Release, organisation: Organisation | None = None) -> Ground:
    """With an organisation its own figures too."""
    releases = _releases(release)
    elements = list(DataElement.objects.exclude(sensitivity=Sensitivity.OFFICE))
    keys = _keys(elements, list(Indicator.objects.all()))
    reported = _reported(release, organisation, keys)
    periods = sorted({*(each.period for each in releases), *reported})[-YEARS:]
    cells = _cells(releases, keys)
    told = {code for _period, code, _group in cells}
    return Ground(
        release=release,
        association=_association(),
        topics=_topics(elements, [key for key in keys if key.code in told]),
        circles=_circles(release),
        periods=periods,
        cells={place: found for place, found in cells.items() if place[0] in periods},
        reported=reported,
        earlier=[each.input_hash for each in releases[1:]],
    )


def _releases(release: Release) -> list[Release]:
    """With those before it that stand published, the latest first."""
    published = Release.objects.published().filter(
        collection=release.collection, period__lt=release.period
    )
    before = published.without_audit().order_by("-period", "-seq")[: YEARS - 1]
    return [release, *before]


def _keys(elements: Sequence[DataElement], indicators: Sequence[Indicator]) -> list[Key]:
    """By topic, in the order of the questionnaire: elements first, then what is made of them."""
    terms: dict[str, Terms] = {each.code: each.terms for each in elements}
    known = [each for each in indicators if terms.keys() >= {*each.numerator, *each.denominator}]
    uses = Counter(code for each in known for code in (*each.numerator, *each.denominator))
    below = {code for each in known for code in each.denominator}
    counted = {code for each in known if each.is_share for code in each.numerator}
    whole = _whole(elements, terms, counted - below)
    topics = {topic: place for place, topic in enumerate(dict.fromkeys(_topics_of(elements)))}
    found: list[DataElement | Indicator] = [*whole, *known]
    found.sort(key=lambda each: topics.get(each.topic, len(topics)))
    return [
        _key(f"K{number}", each, uses[each.code] if isinstance(each, DataElement) else 0)
        for number, each in enumerate(found, 1)
    ]


def _topics_of(elements: Iterable[DataElement]) -> list[str]:
    return [each.topic for each in elements]


def _whole(
    elements: Sequence[DataElement], terms: Mapping[str, Terms], counted: set[str]
) -> list[DataElement]:
    """What can be added up and is no part of a larger total; what is only counted for a share is
    told by that."""
    parts = {each.code: frozenset(disclosure.leaves(each.code, terms)) for each in elements}
    totals = [each for each in elements if each.terms]
    inside = {part for each in totals for part in parts[each.code]}
    return [
        each
        for each in elements
        if each.is_additive
        and (
            not any(parts[each.code] < parts[total.code] for total in totals)
            if each.terms
            else each.code not in inside and each.code not in counted
        )
    ]


def _key(number: str, each: DataElement | Indicator, uses: int) -> Key:
    is_indicator = isinstance(each, Indicator)
    return Key(
        number=number,
        code=f"{INDICATOR}{each.code}" if is_indicator else each.code,
        pk=each.pk,
        name=each.name,
        unit=each.unit,
        meaning=each.meaning if isinstance(each, Indicator) else "",
        topic=each.topic,
        decimals=each.decimals,
        numerator=each.numerator if isinstance(each, Indicator) else {each.code: 1},
        denominator=each.denominator if isinstance(each, Indicator) else {},
        is_share=isinstance(each, Indicator) and each.is_share,
        is_indicator=is_indicator,
        uses=uses,
    )


def _topics(elements: Iterable[DataElement], keys: Iterable[Key]) -> list[Topic]:
    names = {each.topic: each.topic_name for each in reversed(list(elements))}
    found: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        found[key.topic].append(key)
    return [Topic(code, names.get(code, code), tuple(each)) for code, each in found.items()]


def _cells(releases: Sequence[Release], keys: Sequence[Key]) -> dict[tuple[str, str, str], Cells]:
    """Of this release every group, of those before it everybody."""
    periods = {each.pk: each.period for each in releases}
    stats = Stat.objects.filter(release__in=periods).filter(
        Q(release=releases[0]) | Q(group__code=EVERYBODY)
    )
    found: dict[tuple[str, str, str], Cells] = {}
    by_pk = {key.pk: key.code for key in keys if not key.is_indicator}
    for (release, pk, group), cells in cells_of(stats.filter(element__in=by_pk), "element").items():
        found[periods[release], by_pk[pk], group] = cells
    by_pk = {key.pk: key.code for key in keys if key.is_indicator}
    for (release, pk, group), cells in cells_of(
        stats.filter(indicator__in=by_pk), "indicator"
    ).items():
        found[periods[release], by_pk[pk], group] = cells
    return dict(sorted(found.items()))


def _circles(release: Release) -> list[Circle]:
    """In the board's order; the names of schools by the alphabet."""
    groups = list(Group.objects.of(release.collection, release.period).order_by("priority", "code"))
    places = Organisation.objects.in_bulk({pk for each in groups for pk in each.members})
    return [
        Circle(
            each.code,
            each.label,
            each.system,
            sorted(each.members),
            sorted(str(places[pk]) for pk in each.members if pk in places),
        )
        for each in groups
    ]


def _association() -> str:
    found = Organisation.objects.filter(kind=Organisation.Kind.ASSOCIATION).first()
    return str(found) if found else ""


def _reported(release: Release, organisation: Organisation | None, keys: Iterable[Key]) -> Years:
    if organisation is None:
        return {}
    codes = {code for key in keys for code in (*key.numerator, *key.denominator)}
    rows = Observation.objects.filter(
        organisation=organisation,
        collection=release.collection,
        period__lte=release.period,
        element__code__in=codes,
    ).order_by("period", "element__code")
    found: dict[str, dict[str, Reported]] = defaultdict(dict)
    for period, code, value, status in rows.values_list(
        *("period", "element__code", "value", "status")
    ):
        found[period][code] = Reported(value, status)
    return dict(found)
