"""What holds for every release, seen by somebody who attacks it and by the definition."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.disclosure import Candidate, Contribution, Unknown, audit
from indicators.disclosure.dominance import risk
from tests.indicators.reference import reference
from tests.indicators.releases import (
    POLICY,
    Release,
    come_out,
    known,
    published,
    random_release,
    rows_of,
    waived,
)

RELEASES = 200

releases = st.randoms(use_true_random=False).map(random_release)
few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def releases_by_number() -> list[Release]:
    return [random_release(Random(number)) for number in range(RELEASES)]  # noqa: S311


def test_an_attacker_finds_nothing_in_two_hundred_releases(
    releases_by_number: list[Release],
) -> None:
    found = [
        come_out(one.contributions, rows_of(published(one.contributions, one.candidates)))
        for one in releases_by_number
    ]

    assert found == [{}] * RELEASES


def test_without_the_audit_the_attacker_finds_something(releases_by_number: list[Release]) -> None:
    """Each figure by itself keeps the rules; together they do not. The attacker sees it."""
    found = [
        come_out(one.contributions, rows_of(_each_by_itself(one))) for one in releases_by_number
    ]

    assert sum(map(bool, found)) > RELEASES / 2


def _each_by_itself(release: Release) -> list[Candidate]:
    given = {one.unknown: one for one in release.contributions}
    return [
        one for one in release.candidates if not any(risk(POLICY, row, given) for row in one.rows)
    ]


@few
@given(releases)
def test_the_fast_audit_decides_as_the_definition(release: Release) -> None:
    verdicts = audit(POLICY, release.contributions, release.candidates)

    assert [one.reason for one in verdicts] == reference(
        POLICY, release.contributions, release.candidates
    )


@few
@given(releases, st.randoms(use_true_random=False))
def test_a_second_release_is_audited_with_the_first(release: Release, random: Random) -> None:
    """Half of the values have been corrected since, and some of the schools have no others."""
    first = rows_of(published(release.contributions, release.candidates))
    changed = [one for one in release.contributions if random.random() < random.choice([0.2, 0.8])]
    contributions = release.contributions + [_corrected(one) for one in changed]
    now = {one.unknown: _corrected(one).unknown for one in changed}
    candidates = [
        Candidate(
            one.key, tuple({now.get(u, u): times for u, times in row.items()} for row in one.rows)
        )
        for one in release.candidates
    ]

    verdicts = audit(POLICY, contributions, candidates, first)
    second = [
        one for one, verdict in zip(candidates, verdicts, strict=True) if verdict.is_published
    ]

    assert [one.reason for one in verdicts] == reference(POLICY, contributions, candidates, first)
    assert come_out(contributions, first + rows_of(second)) == {}


def _corrected(one: Contribution) -> Contribution:
    unknown = Unknown(one.unknown.organisation, one.unknown.element, version=1)
    return replace(one, unknown=unknown, value=one.value + 7)


@few
@given(releases, st.randoms(use_true_random=False))
def test_every_order_of_priority_is_safe(release: Release, random: Random) -> None:
    candidates = random.sample(release.candidates, len(release.candidates))

    rows = rows_of(published(release.contributions, candidates))

    assert come_out(release.contributions, rows) == {}


@few
@given(releases, st.randoms(use_true_random=False))
def test_a_waiver_of_aggregates_keeps_all_that_was_published(
    release: Release, random: Random
) -> None:
    before = published(release.contributions, release.candidates)
    contributions = [waived(one) if random.random() < 0.3 else one for one in release.contributions]

    assert published(contributions, before) == before


@few
@given(releases, st.randoms(use_true_random=False))
def test_a_waiver_by_name_is_safe_for_the_others(release: Release, random: Random) -> None:
    contributions = [known(one) if random.random() < 0.3 else one for one in release.contributions]

    rows = rows_of(published(contributions, release.candidates))

    assert come_out(contributions, rows) == {}


@few
@given(releases)
def test_the_record_names_who_could_compute_what(release: Release) -> None:
    """A figure withheld by the audit, published after all, tells the view something of the victim."""
    done: list[Candidate] = []
    for candidate, verdict in zip(
        release.candidates,
        audit(POLICY, release.contributions, release.candidates),
        strict=True,
    ):
        if verdict.is_published:
            done.append(candidate)
        elif verdict.reason == "D":
            found = come_out(release.contributions, rows_of([*done, candidate]))
            assert (verdict.view, verdict.victim) in found
