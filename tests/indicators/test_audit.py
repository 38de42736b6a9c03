"""What the audit publishes and withholds, case by case."""

import pytest

from indicators.disclosure import (
    Candidate,
    Contribution,
    Policy,
    Reason,
    Unknown,
    Verdict,
    audit,
)
from tests.indicators.releases import (
    POLICY,
    come_out,
    gave,
    known,
    published,
    row,
    rows_of,
    sums,
    waived,
)


def _reasons(contributions: list[Contribution], candidates: list[Candidate]) -> list[Reason | None]:
    return [verdict.reason for verdict in audit(POLICY, contributions, candidates)]


# --- one figure by itself --------------------------------------------------------


def test_a_sum_of_three_is_published_and_of_two_is_not() -> None:
    given = [gave(one) for one in range(5)]

    assert _reasons(given, sums(range(3), [3, 4], [4])) == [None, Reason.FEW, Reason.FEW]


def test_a_blank_is_no_contributor_and_a_zero_is_one() -> None:
    given = [gave(0, value=0), gave(1), gave(2)]

    assert _reasons(given, sums([0, 1, 2], [1, 2, 3])) == [Reason.DOMINANCE, Reason.FEW]


def test_two_large_firms_are_not_hidden_by_a_small_rest() -> None:
    """Handbook example 1: safe by (1, 90), fails p % = 10."""
    given = [gave(0, value=50_000), gave(1, value=49_000), gave(2, value=600), gave(3, value=400)]

    assert audit(POLICY, given, sums(range(4))) == [Verdict(0, Reason.DOMINANCE, 1, 0)]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ((100, 40, 10), Reason.TWO_DOMINATE),  # 10 per cent of the largest are left: enough for p
        ((100, 40, 9), Reason.DOMINANCE),
        ((500, 350, 150), None),  # two have 85 per cent
        ((501, 350, 149), Reason.TWO_DOMINATE),
        ((-500, 350, -150), None),
        ((-501, 350, -149), Reason.TWO_DOMINATE),
        ((0, 0, 0), None),
    ],
)
def test_two_may_have_this_much_of_a_figure(values: tuple[int, ...], reason: Reason | None) -> None:
    given = [gave(number, value=value) for number, value in enumerate(values)]

    assert _reasons(given, sums(range(3))) == [reason]


def test_schools_of_one_provider_are_one_contributor() -> None:
    given = [gave(0), gave(1, holder=0), gave(2), gave(3)]

    assert _reasons(given, sums([0, 1, 2], [0, 1, 2, 3])) == [Reason.FEW, None]


def test_schools_of_one_provider_are_large_together() -> None:
    values = [30, 30, 30, 12]
    alone = [gave(number, value=value) for number, value in enumerate(values)]
    together = [gave(0, value=30, holder=1), *alone[1:]]

    assert [_reasons(given, sums(range(4))) for given in (alone, together)] == [
        [None],
        [Reason.TWO_DOMINATE],
    ]


def test_what_is_public_gives_no_cover() -> None:
    given = [gave(0), gave(1), known(gave(2)), known(gave(3, value=1000)), gave(4)]

    assert _reasons(given, sums([0, 1, 2], [0, 1, 3, 4], [2, 3])) == [Reason.FEW, None, None]


def test_a_large_school_may_let_the_figure_be_published() -> None:
    given = [gave(0, value=1000), gave(1), gave(2), gave(3)]

    assert _reasons(given, sums(range(4))) == [Reason.DOMINANCE]
    assert _reasons([waived(given[0]), *given[1:]], sums(range(4))) == [None]


def test_a_waiver_of_the_second_does_not_weaken_the_first() -> None:
    given = [gave(0, value=500), gave(1, value=400), gave(2, value=60), gave(3, value=40)]

    assert _reasons(given, sums(range(4))) == [Reason.TWO_DOMINATE]
    assert _reasons([given[0], waived(given[1]), *given[2:]], sums(range(4))) == (
        [Reason.TWO_DOMINATE]
    )
    assert _reasons([*map(waived, given)], sums(range(4))) == [None]


def test_a_waiver_does_not_uncover_a_neighbour() -> None:
    given = [waived(gave(0)), gave(1), gave(2)]

    assert _reasons(given, sums([0, 1], [0, 1, 2])) == [Reason.FEW, None]


def test_a_ratio_needs_its_numerator_and_its_denominator() -> None:
    given = [gave(one, element) for one in range(3) for element in "ab"]
    given[1] = gave(0, "b", value=900)
    ratio = Candidate("a to b", (row(range(3), "a"), row(range(3), "b")))
    turned = Candidate("b to a", ratio.rows[::-1])

    assert audit(POLICY, given, [ratio, turned]) == [
        Verdict("a to b", Reason.DOMINANCE, 1, 0),
        Verdict("b to a", Reason.DOMINANCE, 1, 0),
    ]


def test_a_ratio_to_a_public_figure_is_its_numerator() -> None:
    given = [gave(one, "a") for one in range(3)] + [known(gave(0, "b", value=900))]
    ratio = Candidate("a to b", (row(range(3), "a"), row(range(3), "b")))

    assert audit(POLICY, given, [ratio]) == [Verdict("a to b")]


def test_a_value_has_one_contribution() -> None:
    assert _reasons([gave(0), gave(0), gave(1), gave(2)], sums(range(3))) == [None]

    with pytest.raises(ValueError, match="two contributions"):
        audit(POLICY, [gave(0), gave(0, value=11)], [])


def test_whatever_would_weaken_the_rules_is_refused() -> None:
    with pytest.raises(ValueError, match="Coalitions"):
        Policy(coalition=2)
    with pytest.raises(ValueError, match="Of two contributors"):
        Policy(min_sum=2)


# --- figures together ------------------------------------------------------------


def test_two_single_cells_under_a_margin_need_a_third() -> None:
    given = [gave(one) for one in range(8)]
    margin = sums(range(8), [0], [1], [2, 3, 4], [5, 6, 7])

    assert audit(POLICY, given, margin) == [
        Verdict(0),
        Verdict(1, Reason.FEW),
        Verdict(2, Reason.FEW),
        Verdict(3),
        Verdict(4, Reason.DIFFERENCE, 0, 1),
    ]


def test_what_is_left_of_a_total_is_seen_by_anybody_or_by_one() -> None:
    given = [gave(one) for one in range(7)]

    assert audit(POLICY, given, sums(range(7), range(6), range(5), range(4))) == [
        Verdict(0),
        Verdict(1, Reason.DIFFERENCE, None, 6),
        Verdict(2, Reason.DIFFERENCE, 5, 6),
        Verdict(3),
    ]


def test_the_order_decides_what_survives() -> None:
    given = [gave(one) for one in range(7)]
    candidates = sums(range(7), range(6))

    assert [one.key for one in published(given, candidates)] == [0]
    assert [one.key for one in published(given, candidates[::-1])] == [1]


def test_what_follows_from_published_figures_is_published() -> None:
    given = [gave(one) for one in range(6)]

    assert _reasons(given, sums(range(3), range(3, 6), range(6))) == [None, None, None]


def test_schools_of_one_provider_attack_as_one() -> None:
    """All less the other three is what 0, 1 and 2 gave; the holder of 0 and 1 knows the rest."""
    candidates = sums(range(6), [3, 4, 5])
    alone = [gave(one) for one in range(6)]
    together = [gave(0, holder=1), *alone[1:]]

    assert _reasons(alone, candidates) == [None, None]
    assert audit(POLICY, together, candidates)[1] == Verdict(1, Reason.DIFFERENCE, 1, 2)


def test_two_joiners_do_not_come_out_of_the_panel_and_three_do_together() -> None:
    given = [gave(one) for one in range(9)]

    assert _reasons(given, sums(range(6), range(8))) == [None, Reason.DIFFERENCE]
    assert _reasons(given, sums(range(6), range(9))) == [None, None]


def test_total_and_parts_never_solve_the_third() -> None:
    given = [gave(one, element) for one in range(7) for element in ("women", "men")]
    candidates = [
        Candidate("all", (row(range(7), "women", "men"),)),
        Candidate("women", (row(range(7), "women"),)),
        Candidate("men but one", (row(range(6), "men"),)),
        Candidate("men", (row(range(7), "men"),)),
    ]

    assert audit(POLICY, given, candidates) == [
        Verdict("all"),
        Verdict("women"),
        Verdict("men but one", Reason.DIFFERENCE, None, 6),
        Verdict("men"),
    ]


def test_a_combination_of_one_schools_values_is_a_value_of_the_school() -> None:
    given = [gave(one, element) for one in range(7) for element in ("women", "men")]
    candidates = [
        Candidate("all", (row(range(7), "women", "men"),)),
        Candidate("all but one", (row(range(6), "women", "men"),)),
    ]

    assert [one.reason for one in audit(POLICY, given, candidates)] == [None, Reason.DIFFERENCE]


def test_a_ratio_is_published_whole_or_not_at_all() -> None:
    """Its denominator would give 6 away, so its numerator too is not public: the last row stays."""
    given = [gave(one, element) for one in range(7) for element in "ab"]
    candidates = [
        Candidate("b", (row(range(7), "b"),)),
        Candidate("ratio", (row(range(7), "a"), row(range(6), "b"))),
        Candidate("a but one", (row(range(6), "a"),)),
    ]

    assert audit(POLICY, given, candidates) == [
        Verdict("b"),
        Verdict("ratio", Reason.DIFFERENCE, None, 6),
        Verdict("a but one"),
    ]


def test_a_waiver_by_name_may_withhold_more() -> None:
    """The last three cover each other until one of them is public."""
    given = [gave(one) for one in range(6)]
    candidates = sums(range(6), range(3))

    assert _reasons(given, candidates) == [None, None]
    assert _reasons([*given[:5], known(given[5])], candidates) == [None, Reason.DIFFERENCE]


def test_a_waiver_of_aggregates_lets_the_school_come_out_and_still_covers_others() -> None:
    given = [gave(one) for one in range(7)]
    candidates = sums(range(7), range(6))

    assert _reasons([*given[:6], waived(given[6])], candidates) == [None, None]
    assert _reasons([waived(given[0]), *given[1:]], candidates) == [None, Reason.DIFFERENCE]


def test_a_waiver_of_one_value_does_not_give_away_another() -> None:
    """6 has waived its women alone: its total would tell its men, its women may come out."""
    given = [gave(one, element) for one in range(7) for element in ("women", "men")]
    given = [waived(one) if one.unknown == Unknown(6, "women") else one for one in given]
    total = [Candidate(n, (row(range(n), "women", "men"),)) for n in (7, 6)]
    women = [Candidate(n, (row(range(n), "women"),)) for n in (7, 6)]

    assert _reasons(given, total) == [None, Reason.DIFFERENCE]
    assert _reasons(given, women) == [None, None]


# --- what was published before ---------------------------------------------------


@pytest.mark.parametrize(
    ("corrected", "reason"),
    [(1, Reason.DIFFERENCE), (2, Reason.DIFFERENCE), (3, None)],
)
def test_a_correction_of_three_replaces_a_figure(corrected: int, reason: Reason | None) -> None:
    """Of fewer it does not: old less new would be known to the one, or to each of the two."""
    before = [gave(one) for one in range(6)]
    changed = [gave(one, value=12, version=1) for one in range(corrected)]
    new = row(range(corrected), "x", version=1) | row(range(corrected, 6), "x")

    verdicts = audit(POLICY, before + changed, [Candidate("new", (new,))], [row(range(6), "x")])

    assert [verdict.reason for verdict in verdicts] == [reason]


def test_three_corrections_of_one_provider_are_one() -> None:
    before = [gave(one, holder=max(one, 2)) for one in range(7)]
    changed = [gave(one, value=12, holder=2, version=1) for one in range(3)]
    new = row(range(3), "x", version=1) | row(range(3, 7), "x")

    verdicts = audit(POLICY, before + changed, [Candidate("new", (new,))], [row(range(7), "x")])

    assert [verdict.reason for verdict in verdicts] == [Reason.DIFFERENCE]


def test_an_old_figure_is_published_again_with_nothing_new() -> None:
    given, old = [gave(one) for one in range(6)], row(range(6), "x")

    assert published(given, [Candidate("again", (old,))], [old]) == [Candidate("again", (old,))]


def test_an_old_leak_stops_only_what_it_concerns() -> None:
    """A waiver has ended: what it let out is out, and other elements go on."""
    given = [gave(one, element) for one in range(7) for element in "xy"]
    old = [row(range(7), "x"), row(range(6), "x")]
    candidates = [Candidate("x", (row(range(3), "x"),)), Candidate("y", (row(range(7), "y"),))]

    verdicts = audit(POLICY, given, candidates, old)

    assert [verdict.reason for verdict in verdicts] == [None, None]
    assert come_out(given, old).keys() == come_out(given, old + rows_of(candidates)).keys()
