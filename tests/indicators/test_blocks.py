"""Which elements are audited together, and for which there is no room."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from indicators.disclosure import blocks, leaves

PEOPLE = {
    "women": {},
    "men": {},
    "people": {"women": 1, "men": 1},
    "area": {},
}


def test_a_leaf_is_itself_and_a_total_is_its_leaves() -> None:
    terms = PEOPLE | {
        "staff": {},
        "all": {"people": 1, "staff": 1},
        "only staff": {"all": 1, "people": -1},
    }

    assert {
        code: leaves(code, terms) for code in ("women", "people", "all", "only staff", "?")
    } == {
        "women": {"women": 1},
        "people": {"women": 1, "men": 1},
        "all": {"women": 1, "men": 1, "staff": 1},
        "only staff": {"staff": 1},
        "?": {"?": 1},
    }


def test_what_a_total_ties_is_one_block() -> None:
    assert blocks(PEOPLE) == ([["women", "men", "people"], ["area"]], [])


def test_leaves_that_are_not_published_tie_too() -> None:
    terms = {
        "people": {"women": 1, "men": 1},
        "young": {"girls": 1, "boys": 1},
        "female": {"girls": 1, "women": 1},
    }

    assert blocks(terms) == ([["people", "young", "female"]], [])


def test_a_block_has_room_for_its_total_and_six_parts() -> None:
    parts: dict[str, Mapping[str, int]] = {f"part {number}": {} for number in range(8)}

    assert blocks(parts | {"total": dict.fromkeys(parts, 1), "else": {}}) == (
        [[*(f"part {number}" for number in range(6)), "total"], ["else"]],
        ["part 6", "part 7"],
    )


def test_a_total_that_would_tie_two_full_blocks_is_left_out() -> None:
    terms: dict[str, Mapping[str, int]] = {
        "a": {"a1": 1, "a2": 1},
        "b": {"b1": 1, "b2": 1},
        "both": {"a": 1, "b": 1},
        **{leaf: {} for leaf in ("a1", "a2", "b1", "b2")},
    }

    assert blocks(terms, cap=2) == ([["a", "a1"], ["b", "b1"]], ["both", "a2", "b2"])


def test_another_name_for_the_same_takes_no_room() -> None:
    terms = PEOPLE | {"students": {"people": 1}, "who dance": {"women": 1}}

    assert blocks(terms, cap=3) == (
        [["women", "men", "people", "students", "who dance"], ["area"]],
        [],
    )


codes = st.sampled_from([f"leaf {number}" for number in range(12)])
combinations = st.dictionaries(codes, st.sampled_from([1, -1]), max_size=4)


@given(
    st.dictionaries(st.text("tuv", min_size=1, max_size=3), combinations, max_size=9),
    st.sets(codes),
    st.integers(1, 7),
)
def test_no_two_blocks_share_a_leaf_and_none_is_too_large(
    totals: dict[str, dict[str, int]], published: set[str], cap: int
) -> None:
    terms: dict[str, Mapping[str, int]] = {**totals, **{code: {} for code in sorted(published)}}

    found, outside = blocks(terms, cap)

    inside = [{leaf for code in block for leaf in leaves(code, terms)} for block in found]
    assert sorted([*outside, *(code for block in found for code in block)]) == sorted(terms)
    assert sum(map(len, inside)) == len(set().union(*inside))
    assert all(
        len({frozenset(leaves(code, terms).items()) for code in one}) <= cap for one in found
    )
