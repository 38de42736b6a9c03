"""The figures of a release: sums, means, shares, medians and quartiles of each thing in each group,
each told or withheld. Plain values in, lines out; what protects the schools is in disclosure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from indicators import disclosure as sdc
from indicators.inputs import Inputs, Terms, Thing

QUANTILES = {
    "median": sdc.MEDIAN,
    "p25": sdc.LOWER_QUARTILE,
    "p75": sdc.UPPER_QUARTILE,
}
TOLD, NOT_APPLICABLE, WITHHELD = "A", "M", "Q"
#: Waivers by which a figure is told with its school's name.
NAMED = frozenset({"members", "open"})
Place = tuple[str, str]  # a thing and a group, by their codes


@dataclass(frozen=True)
class Line:
    """One statistic as it is told; a withheld one has the reason in `conf` and nothing else."""

    thing: str
    group: str
    stat: str
    shown: str
    value: Decimal | None = None
    obs: str = TOLD
    conf: str = "F"


@dataclass(frozen=True)
class Told:
    """What an earlier release has told: sums and ratios, and quantiles, by thing and group."""

    inputs: Inputs
    sums: Sequence[Place]
    quantiles: Sequence[tuple[str, str, str]]


@dataclass
class Outcome:
    """The lines, and what the audit said: for the office alone, for it names schools."""

    lines: list[Line] = field(default_factory=list)
    sums: list[Place] = field(default_factory=list)
    quantiles: list[tuple[str, str, str]] = field(default_factory=list)
    withheld: list[dict[str, Any]] = field(default_factory=list)


def outcome(
    inputs: Inputs, earlier: Iterable[Told] = (), say: Callable[[int], None] = lambda _: None
) -> Outcome:
    """Every line of the release. `say` hears how far it is, in per cent."""
    made = _Making(inputs, list(earlier))
    say(10)
    verdicts = made.audit()
    say(70)
    for group in inputs.groups:
        for code in inputs.things:
            made.tell(code, group, verdicts.get((code, group)))
    return made.outcome


class _Making:
    def __init__(self, inputs: Inputs, earlier: list[Told]) -> None:
        self.inputs, self.earlier = inputs, earlier
        self.policy = sdc.Policy(**inputs.policy)
        self.versions = _Versions()
        self.contributions: dict[sdc.Unknown, sdc.Contribution] = {}
        self.waivers = {(each.organisation, each.element): each.level for each in inputs.waivers}
        self.outcome = Outcome()
        self.shown: dict[tuple[str, str], list[list[sdc.Contribution]]] = defaultdict(list)
        # What was told before comes first: its values have the first versions.
        self.rows_before = [row for told in earlier for row in self._rows_told(told)]
        for told in earlier:
            for code, group, stat in told.quantiles:
                self.shown[code, stat].append(self._each(told.inputs, code, group))

    # --- sums, means, shares and ratios: one audit of everything --------------------

    def audit(self) -> dict[Place, sdc.Verdict]:
        candidates, no_room = self._candidates()
        known = [*self.rows_before, *self._rows_waived()]
        verdicts = sdc.audit(
            self.policy, self.contributions.values(), [*candidates.values()], known
        )
        return no_room | dict(zip(candidates, verdicts, strict=True))

    def _candidates(self) -> tuple[dict[Place, sdc.Candidate], dict[Place, sdc.Verdict]]:
        outside = self._outside()
        candidates: dict[Place, sdc.Candidate] = {}
        no_room: dict[Place, sdc.Verdict] = {}
        for group in self.inputs.groups:
            for code, thing in self.inputs.things.items():
                if not thing.has_sum or thing.is_open:
                    continue
                key, rows = (code, group), self._rows(self.inputs, code, group)
                if code in outside:
                    no_room[key] = sdc.Verdict(key, sdc.Reason.DIFFERENCE)
                elif any(rows):
                    candidates[key] = sdc.Candidate(key, rows)
        return candidates, no_room

    def _outside(self) -> set[str]:
        """Things for which there is no room in their block of elements."""
        terms: dict[str, Terms] = {}
        sides: dict[str, set[str]] = defaultdict(set)
        for code, thing in self.inputs.things.items():
            if thing.has_sum and not thing.is_open:
                for side in filter(None, (thing.numerator, thing.denominator)):
                    name, parts = self._named(side)
                    terms[name] = parts
                    sides[name].add(code)
        _blocks, outside = sdc.blocks(terms)
        return {code for name in outside for code in sides[name]}

    def _named(self, side: Terms) -> tuple[str, Terms]:
        """One element by its code; what combines several by what it combines."""
        if [*side.values()] == [1]:
            code = next(iter(side))
            return code, self.inputs.terms.get(code, {})
        parts: Counter[str] = Counter()
        for code, times in side.items():
            for part, number in sdc.leaves(code, self.inputs.terms).items():
                parts[part] += times * number
        return str(sorted(parts.items())), parts

    def _rows(self, inputs: Inputs, code: str, group: str) -> tuple[sdc.Row, ...]:
        """Of those schools that say what is needed: what is above the line, and what is below."""
        thing, schools = inputs.things[code], _saying(inputs, code, group)
        sides = (thing.numerator, thing.denominator) if thing.is_ratio else (thing.numerator,)
        return tuple(self._row(inputs, side, schools) for side in sides)

    def _row(self, inputs: Inputs, terms: Terms, schools: Iterable[int]) -> sdc.Row:
        found: dict[sdc.Unknown, int] = defaultdict(int)
        for school in schools:
            for code, number in terms.items():
                for part, times in _parts(inputs, code, school).items():
                    found[self._unknown(inputs, part, school)] += number * times
        return {unknown: number for unknown, number in found.items() if number}

    def _unknown(self, inputs: Inputs, code: str, school: int) -> sdc.Unknown:
        value = inputs.values[code][school]
        unknown = self.versions.unknown(school, code, value)
        if unknown not in self.contributions:
            waived, is_open = self.waivers.get((school, code), ""), code in self.inputs.open
            one = self._contribution(unknown, value, waived, is_open=is_open)
            self.contributions[unknown] = one
        return unknown

    def _rows_told(self, told: Told) -> Iterator[sdc.Row]:
        for code, group in told.sums:
            yield from self._rows(told.inputs, code, group)

    def _rows_waived(self) -> Iterator[sdc.Row]:
        """Totals that a school lets be told by its name."""
        for (school, code), level in self.waivers.items():
            is_total = bool(self.inputs.terms.get(code))
            is_reported = school in self.inputs.values.get(code, {})
            if is_total and is_reported and level in NAMED:
                yield self._row(self.inputs, {code: 1}, [school])

    # --- the lines ------------------------------------------------------------------

    def tell(self, code: str, group: str, verdict: sdc.Verdict | None) -> None:
        thing = self.inputs.things[code]
        schools = _saying(self.inputs, code, group)
        self._add(Line(code, group, "n", str(len(schools)), Decimal(len(schools))))
        if thing.has_sum:
            self._tell_sums(code, group, schools, verdict)
        members = {self.inputs.holders.get(pk, pk) for pk in self.inputs.groups[group]}
        for stat, share in QUANTILES.items():
            if stat == "median" or len(members) >= self.policy.min_quartile:
                self._tell_quantile(code, group, stat, share)

    def _tell_sums(
        self, code: str, group: str, schools: list[int], verdict: sdc.Verdict | None
    ) -> None:
        thing = self.inputs.things[code]
        stats = ["share" if thing.is_share else "mean"]
        stats = stats if thing.is_ratio else ["sum", *stats]
        if not schools:
            for stat in stats:
                self._add(Line(code, group, stat, sdc.NOT_APPLICABLE, obs=NOT_APPLICABLE))
            return
        if not thing.is_open and not (verdict and verdict.is_published):
            unjudged = sdc.Verdict((code, group), sdc.Reason.DIFFERENCE)
            self._withhold(code, group, stats, verdict or unjudged)
            return
        self.outcome.sums.append((code, group))
        above = self._sum(thing.numerator, schools)
        below = self._sum(thing.denominator, schools) if thing.is_ratio else None
        if not thing.is_ratio:
            self._add(_sum_line(code, group, thing, above))
        self._add(_ratio_line(code, group, thing, above, below, len(schools)))

    def _sum(self, terms: Terms, schools: Iterable[int]) -> Decimal:
        return sum((self.inputs.value(terms, each) or Decimal(0) for each in schools), Decimal(0))

    def _tell_quantile(self, code: str, group: str, stat: str, share: Decimal) -> None:
        thing = self.inputs.things[code]
        each = self._each(self.inputs, code, group)
        if not each:
            self._add(Line(code, group, stat, sdc.NOT_APPLICABLE, obs=NOT_APPLICABLE))
            return
        reason = None
        if not thing.is_open:
            reason = sdc.refusal(self.policy, share, each, self.shown[code, stat])
        if reason is not None:
            self._withhold(code, group, (stat,), sdc.Verdict((code, group), reason))
            return
        self.shown[code, stat].append(each)
        self.outcome.quantiles.append((code, group, stat))
        found = sdc.significant(
            sdc.quantile([one.value for one in each], share), sdc.digits(self.policy, each)
        )
        is_count = thing.counts_people_above and not thing.is_ratio
        self._add(
            _count_line(code, group, stat, found)
            if is_count
            else _line(code, group, stat, found, _decimals(found, thing.decimals))
        )

    def _each(self, inputs: Inputs, code: str, group: str) -> list[sdc.Contribution]:
        """What the thing says of each school of the group."""
        told = inputs.told[code]
        return [
            self._contribution(
                self.versions.unknown(school, f"told:{code}", told[school]),
                told[school],
                self.waivers.get((school, code), ""),
                is_open=inputs.things[code].is_open,
            )
            for school in _saying(inputs, code, group)
        ]

    def _contribution(
        self, unknown: sdc.Unknown, value: Decimal, waived: str, *, is_open: bool
    ) -> sdc.Contribution:
        """A waiver by name tells the figure of today, not those before."""
        today = self.inputs.values.get(unknown.element.removeprefix("told:"), {})
        is_named = waived in NAMED and today.get(unknown.organisation) == value
        return sdc.Contribution(
            unknown,
            self.inputs.holders.get(unknown.organisation, unknown.organisation),
            value,
            is_known=is_open or is_named,
            is_target=waived != "aggregate",
        )

    def _add(self, line: Line) -> None:
        self.outcome.lines.append(line)

    def _withhold(self, code: str, group: str, stats: Iterable[str], verdict: sdc.Verdict) -> None:
        reason = str(verdict.reason)
        for stat in stats:
            self._add(Line(code, group, stat, sdc.WITHHELD, obs=WITHHELD, conf=reason))
        self.outcome.withheld.append(
            {
                "thing": code,
                "group": group,
                "stats": list(stats),
                "reason": reason,
                "view": verdict.view,
                "victim": verdict.victim,
            }
        )


class _Versions:
    """Each value that a school has ever reported for an element is an unknown of its own."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, str], list[Decimal]] = defaultdict(list)

    def unknown(self, school: int, code: str, value: Decimal) -> sdc.Unknown:
        values = self.known[school, code]
        if value not in values:
            values.append(value)
        return sdc.Unknown(school, code, values.index(value))


def _saying(inputs: Inputs, code: str, group: str) -> list[int]:
    """The schools of the group of which the thing can be told."""
    told = inputs.told[code]
    return [school for school in inputs.groups.get(group, ()) if school in told]


def _parts(inputs: Inputs, code: str, school: int) -> dict[str, int]:
    """The reported elements that a school's figure adds up; the figure itself where it is reported,
    or where its parts do not make it."""
    values = inputs.values
    parts = {
        part: times
        for part, times in sdc.leaves(code, inputs.terms).items()
        if school in values.get(part, {})
    }
    made = sum((times * values[part][school] for part, times in parts.items()), Decimal(0))
    return parts if parts and made == values[code][school] else {code: 1}


def _sum_line(code: str, group: str, thing: Thing, found: Decimal) -> Line:
    if not found:
        return Line(code, group, "sum", sdc.NIL, Decimal(0))
    if thing.counts_people_above:
        return _count_line(code, group, "sum", found)
    return _line(code, group, "sum", found, thing.decimals)


def _count_line(code: str, group: str, stat: str, people: Decimal) -> Line:
    return Line(code, group, stat, sdc.persons_shown(people), sdc.protected(people))


def _ratio_line(
    code: str, group: str, thing: Thing, above: Decimal, below: Decimal | None, schools: int
) -> Line:
    """The mean of the schools, or the ratio of their sums; of people only from protected counts."""
    stat = "share" if thing.is_share else "mean"
    people = (
        above if thing.counts_people_above else None,
        below if thing.counts_people_below else None,
    )
    if not sdc.ratio_may_be_shown(*people):
        return Line(code, group, stat, sdc.WITHHELD, obs=WITHHELD, conf=str(sdc.Reason.FEW))
    top = sdc.protected(above) if thing.counts_people_above else above
    bottom = Decimal(schools) if below is None else below
    divisor = sdc.protected(bottom) if people[1] is not None else bottom
    if top is None or not divisor:
        return Line(code, group, stat, sdc.NOT_APPLICABLE, obs=NOT_APPLICABLE)
    decimals = thing.decimals if thing.is_ratio else max(thing.decimals, 1)
    return _line(code, group, stat, top / divisor * (100 if thing.is_share else 1), decimals)


def _line(code: str, group: str, stat: str, found: Decimal, decimals: int) -> Line:
    text = sdc.shown(found, decimals)
    return Line(code, group, stat, text, Decimal(text))


def _decimals(rounded: Decimal, most: int) -> int:
    """No more than it was rounded to."""
    return max(0, min(most, -int(rounded.as_tuple().exponent)))
