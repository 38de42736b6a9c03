"""Releases for tests: rows from words, and random ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from indicators.disclosure import Candidate, Contribution, Policy, Row, Unknown, audit
from tests.indicators.attacker import Equation, attack

POLICY = Policy()


def row(organisations: Iterable[int], *elements: str, version: int = 0) -> dict[Unknown, int]:
    """The sum of the elements over the organisations."""
    return {Unknown(one, element, version): 1 for one in organisations for element in elements}


def gave(organisation: int, element: str = "x", value: int = 10, **more: int) -> Contribution:
    """The organisation is its own holder unless told otherwise."""
    holder, version = more.get("holder", organisation), more.get("version", 0)
    return Contribution(Unknown(organisation, element, version), holder, Decimal(value))


def sums(*groups: Iterable[int], element: str = "x") -> list[Candidate]:
    """One candidate for each group, numbered from 0."""
    return [Candidate(number, (row(group, element),)) for number, group in enumerate(groups)]


def published(
    contributions: Iterable[Contribution],
    candidates: Sequence[Candidate],
    earlier: Iterable[Row] = (),
) -> list[Candidate]:
    verdicts = audit(POLICY, contributions, candidates, earlier)
    return [one for one, verdict in zip(candidates, verdicts, strict=True) if verdict.is_published]


def known(one: Contribution) -> Contribution:
    return replace(one, is_known=True)


def waived(one: Contribution) -> Contribution:
    return replace(one, is_target=False)


@dataclass(frozen=True)
class Release:
    contributions: list[Contribution]
    candidates: list[Candidate]


def random_release(random: Random) -> Release:
    """Up to eight holders and eleven organisations, three elements, and waivers of both kinds."""
    holder_of = list(range(random.randint(3, 8)))
    holder_of += [random.choice(holder_of) for _ in range(random.randint(0, 3))]
    elements = ["a", "b", "c"][: random.randint(1, 3)]
    contributions = [
        Contribution(
            Unknown(organisation, element),
            holder,
            Decimal(random.choice([0, 150, *range(20, 60)])),
            is_known=random.random() < 0.06,
            is_target=random.random() > 0.1,
        )
        for organisation, holder in enumerate(holder_of)
        for element in elements
        if random.random() < 0.9
    ]
    groups = _groups(random, range(len(holder_of)))
    candidates = [one for group in groups for one in _figures(random, group, elements)]
    random.shuffle(candidates)
    return Release(contributions, candidates)


def _groups(random: Random, organisations: Sequence[int]) -> list[list[int]]:
    """All, the classes of a fact, and some by chance."""
    size = [random.randrange(3) for _ in organisations]
    classes = [[one for one in organisations if size[one] == wanted] for wanted in range(3)]
    by_chance = [
        [one for one in organisations if random.random() < random.choice([0.6, 0.9])]
        for _ in range(random.randint(1, 4))
    ]
    return [list(organisations), *classes, *by_chance]


def _figures(random: Random, group: list[int], elements: list[str]) -> list[Candidate]:
    """Total and parts, the first less the second, the ratio of the first to the last."""
    name, parts = str(group), [row(group, element) for element in elements]
    figures = [Candidate((name, "total"), (row(group, *elements),))]
    figures += [Candidate((name, number), (part,)) for number, part in enumerate(parts)]
    if len(elements) > 1 and random.random() < 0.5:
        figures += [Candidate((name, "less"), (parts[0] | dict.fromkeys(parts[1], -1),))]
    if random.random() < 0.5:
        figures += [Candidate((name, "ratio"), (parts[0], parts[-1]))]
    return figures


def come_out(
    contributions: Iterable[Contribution], rows: Iterable[Row]
) -> dict[tuple[int | None, int], list[Equation]]:
    """What the attacker computes of protected values, and that it is true."""
    given = {one.unknown: one for one in contributions}
    values = {unknown: Fraction(one.value) for unknown, one in given.items()}
    cut = [{unknown: times for unknown, times in one.items() if unknown in given} for one in rows]
    equations = [
        (one, sum((times * values[unknown] for unknown, times in one.items()), Fraction(0)))
        for one in cut
    ]
    public = [unknown for unknown, one in given.items() if one.is_known]
    owners = {unknown: one.holder for unknown, one in given.items()}
    found = {}
    for who, facts in attack(equations, values, owners, public).items():
        for left, value in facts:
            assert value == sum(times * values[unknown] for unknown, times in left.items())
        if told := [one for one in facts if any(given[unknown].is_target for unknown in one[0])]:
            found[who] = told
    return found


def rows_of(candidates: Iterable[Candidate]) -> list[Row]:
    return [one for candidate in candidates for one in candidate.rows]
