"""Trees, cells and scopes for property tests, in the JSON form of the language."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from surveys.expressions import Missing, PublicFigure, Scope, ranges_of
from surveys.expressions.signatures import SIGNATURES, Kind
from surveys.expressions.trees import RANKS, plain

Tree = list[Any]
Trees = st.SearchStrategy[Tree]

NUMBERS = ("a", "b", "t.r1.w", "t.r1.m", "t.r2.w", "t.r2.m", "s")
TEXTS, SETS, DATES, TRUTHS = ("c",), ("k",), ("d",), ("f",)
RANGES = ("t.*.w", "t.r1.*", "t.*.*")
WORDS = st.sampled_from(
    ["", "x", "y", "x y", "12", "-3.5", "true", "00100", "2026-09-20", "'", "ä"]
)

numbers = st.one_of(
    st.sampled_from(["0", "1", "2", "3", "0.5", "10", "0.00005", "0.00004", "0.333333333333"]),
    st.decimals("0", "999999999999999", places=4, allow_nan=False).map(plain),
    st.decimals("0", "1", places=12, allow_nan=False).map(plain),
)
signed = st.one_of(
    st.sampled_from([Decimal(0), Decimal(1), Decimal(-2), Decimal("0.5"), Decimal("-0.00005")]),
    st.integers(-50, 50).map(Decimal),
    st.decimals("-999999999999999", "999999999999999", places=4, allow_nan=False),
)


def ref(names: Sequence[str]) -> Trees:
    return st.sampled_from(names).map(lambda name: ["ref", name])


def call(name: str, *arguments: Trees) -> Trees:
    return st.tuples(*arguments).map(lambda given: ["call", name, list(given)])


def calls(names: Sequence[str], *arguments: Trees) -> Trees:
    return st.tuples(st.sampled_from(names), st.tuples(*arguments)).map(
        lambda each: ["call", each[0], list(each[1])]
    )


number_cell = st.one_of(ref(NUMBERS), st.just(["self"]))
any_cell = ref((*NUMBERS, *TEXTS, *SETS, *DATES, *TRUTHS))
text_tree = st.one_of(
    WORDS.map(lambda text: ["str", text]), ref(TEXTS), call("concat", any_cell, ref(TEXTS))
)
date_tree = st.one_of(ref(DATES), st.just(["call", "today", []]))
number_leaf = st.one_of(
    numbers.map(lambda text: ["lit", text]),
    number_cell,
    calls(["change", "pct-change", "public", "public-min", "public-max", "prev"], number_cell),
    call("prev", number_cell, st.sampled_from(["1", "2", "3"]).map(lambda back: ["lit", back])),
    calls(["sum", "avg", "min", "max", "count"], ref(RANGES)),
    call("number", text_tree),
    call("year", date_tree),
    call("string-length", text_tree),
    call("count-selected", ref(SETS)),
)


def _more_numbers(inner: Trees) -> Trees:
    operation: Trees = st.tuples(st.sampled_from(["+", "-", "*", "div", "mod"]), inner, inner).map(
        list
    )
    return st.one_of(
        operation,
        inner.map(lambda part: ["neg", part]),
        calls(["abs", "int"], inner),
        calls(["coalesce", "sum", "min", "max", "avg"], inner, inner),
        call("round", inner, st.integers(0, 12).map(lambda places: ["lit", str(places)])),
    )


number_tree = st.recursive(number_leaf, _more_numbers, max_leaves=8)

_SIGNS = ["=", "!=", "<", "<=", ">", ">="]
truth_leaf = st.one_of(
    st.tuples(st.sampled_from(_SIGNS), number_tree, number_tree).map(list),
    st.tuples(st.sampled_from(_SIGNS[:2]), text_tree, text_tree).map(list),
    st.tuples(st.sampled_from(_SIGNS), date_tree, text_tree).map(list),
    call("between", number_tree, number_tree, number_tree),
    calls(["answered", "is-missing"], st.one_of(any_cell, ref(RANGES))),
    call("selected", ref((*SETS, *TEXTS)), text_tree),
    calls(["contains", "starts-with"], text_tree, text_tree),
    calls(["true", "false"]),
    ref(TRUTHS),
)
truth_tree = st.recursive(
    truth_leaf,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["and", "or", "="]), inner, inner).map(list),
        call("not", inner),
        call("if", inner, inner, inner),
    ),
    max_leaves=6,
)


@st.composite
def _wild_call(draw: st.DrawFn, inner: Trees) -> Tree:
    name = draw(st.sampled_from(sorted(SIGNATURES)))
    signature = SIGNATURES[name]
    high = 4 if signature.high is None else signature.high
    return ["call", name, draw(st.lists(inner, min_size=signature.low, max_size=high))]


#: Trees of any shape at all, with no thought of kinds.
wild_tree = st.recursive(
    st.one_of(
        numbers.map(lambda text: ["lit", text]),
        text_tree,
        any_cell,
        ref(RANGES),
        st.just(["self"]),
        st.just(["str", "postcode"]),
    ),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(sorted(RANKS)), inner, inner).map(list),
        inner.map(lambda part: ["neg", part]),
        _wild_call(inner),
    ),
    max_leaves=15,
)

missing = st.sampled_from([None, *Missing])
#: Only numbers can be nil.
no_number = st.sampled_from([None, *list(Missing)[1:]])
number_cells = st.one_of(signed, signed, missing)
cells = st.fixed_dictionaries(
    {
        **dict.fromkeys(NUMBERS, number_cells),
        "c": st.one_of(WORDS, no_number),
        "k": st.one_of(st.frozensets(st.sampled_from("xyz")), no_number),
        "d": st.one_of(st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1)), no_number),
        "f": st.one_of(st.booleans(), no_number),
    }
)
figures = st.one_of(
    signed.map(PublicFigure),
    st.tuples(signed, signed).map(lambda bounds: PublicFigure(None, min(bounds), max(bounds))),
)
scopes = st.builds(
    Scope,
    cells=cells,
    ranges=st.just(ranges_of(NUMBERS)),
    earlier=st.lists(st.dictionaries(st.sampled_from(NUMBERS), number_cells), max_size=3),
    public=st.dictionaries(st.sampled_from(NUMBERS), figures),
    facts=st.dictionaries(st.sampled_from(["x", "y"]), st.one_of(WORDS, signed)),
    today=st.just(datetime.date(2026, 11, 24)),
    own=st.sampled_from(["a", "s"]),
    blanks_are_zero=st.booleans(),
)
#: Where blanks are read as zeros a blank text is a number, and kinds promise nothing.
plain_scopes = scopes.map(lambda scope: replace(scope, blanks_are_zero=False))
KINDS = {
    **dict.fromkeys(NUMBERS, Kind.NUMBER),
    "c": Kind.TEXT,
    "k": Kind.SET,
    "d": Kind.DATE,
    "f": Kind.BOOLEAN,
}
