"""What holds for every expression and every answer."""

import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from surveys.expressions import (
    Expression,
    ExpressionError,
    Fault,
    Field,
    Form,
    Kind,
    Scope,
    Strategy,
    Value,
    check,
    conjunction,
    evaluate,
    explain,
    fingerprint,
    from_json,
    is_never_true,
    judge,
    parse,
    ranges_of,
    rename,
    render,
    sources,
    to_json,
    write,
)
from surveys.expressions.sources import Origin
from surveys.expressions.tokens import tokens
from tests.surveys.expression_cases import (
    KINDS,
    NUMBERS,
    Tree,
    number_tree,
    plain_scopes,
    scopes,
    truth_tree,
    wild_tree,
)
from tests.surveys.slow_expressions import Slow

FORM = Form({name: Field(kind) for name, kind in KINDS.items()}, ranges_of(NUMBERS))
SIGNS = ["${a}", "${t.*.w}", ".", "1", "0.5", "'x'", "(", ")", ",", "+", "-", "*", "div", "mod"]
SIGNS += [
    "and",
    "or",
    "=",
    "!=",
    "<",
    ">=",
    "sum(",
    "if(",
    "not(",
    "prev(",
    "true()",
    " ",
    "$",
    "é",
]
soup = st.lists(st.sampled_from(SIGNS), max_size=40).map(" ".join)


class Plain:
    def label(self, source: object) -> str:
        return str(source)

    def value(self, value: object) -> str:
        return str(value)


def made_or_refused(make: Callable[[Any], Expression], of: object) -> Expression | ExpressionError:
    try:
        return make(of)
    except ExpressionError as error:
        return error


def comparable(value: Value) -> object:
    return Fraction(value) if isinstance(value, Decimal) else value


@given(st.one_of(number_tree, truth_tree, wild_tree), scopes)
@settings(max_examples=500, deadline=None)
def test_the_program_and_the_slow_evaluator_agree(tree: Tree, scope: Scope) -> None:
    assert comparable(evaluate(from_json(tree), scope)) == Slow(scope).value(tree)


@given(st.one_of(number_tree, truth_tree, wild_tree))
@settings(max_examples=500, deadline=None)
def test_the_text_of_a_tree_is_parsed_to_the_same_tree(tree: Tree) -> None:
    expression = from_json(tree)
    assert parse(render(expression)) == expression
    assert to_json(expression) == tree


@given(st.one_of(st.text(), soup))
@settings(max_examples=500, deadline=None)
@example("${a}" * 1_500)
@example("'" + "(" * 3_000)
def test_any_text_is_parsed_or_refused_with_a_place(text: str) -> None:
    found = made_or_refused(parse, text)
    if isinstance(found, ExpressionError):
        assert 1 <= found.position <= len(text) + 1
    else:
        assert parse(render(found)) == found
        evaluate(found, Scope())


@given(
    st.recursive(
        st.one_of(st.text(max_size=3), st.integers(), st.none(), st.sampled_from(["call", "neg"])),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=20,
    )
)
@settings(deadline=None)
def test_any_data_is_a_tree_or_refused(data: object) -> None:
    found = made_or_refused(from_json, data)
    if isinstance(found, ExpressionError):
        assert found.fault in {Fault.BAD_TREE, Fault.UNKNOWN_FUNCTION, Fault.ARITY}
    else:
        assert to_json(found) == data


@given(st.one_of(truth_tree, wild_tree), scopes)
@settings(max_examples=200, deadline=None)
def test_whatever_can_be_asked_of_an_expression_is_answered(tree: Tree, scope: Scope) -> None:
    expression = from_json(tree)
    check(expression, FORM, scope.own)
    assert len(fingerprint(expression, scope)) == 64
    assert [write(clause, Plain()) for clause in explain(expression, scope)]
    for strategy in Strategy:
        assert judge(expression, scope, strategy) in {True, False, None}


@given(st.one_of(number_tree, truth_tree), plain_scopes)
@settings(max_examples=200, deadline=None)
def test_what_kinds_promise_values_keep(tree: Tree, scope: Scope) -> None:
    """An expression without a type fault is of the kind that it promises, or null."""
    expression = from_json(tree)
    assume(not check(expression, FORM, scope.own))
    value = evaluate(expression, scope)
    if value is not None:
        kind = Kind.BOOLEAN if isinstance(value, bool) else Kind.NUMBER
        assert check(expression, FORM, scope.own, wanted=kind) == ()


@given(truth_tree, truth_tree, plain_scopes)
@settings(max_examples=200, deadline=None)
def test_logic_keeps_its_laws_with_nulls(one: Tree, other: Tree, scope: Scope) -> None:
    def value(tree: Tree) -> Value:
        return evaluate(from_json(tree), scope)

    def opposite(tree: Tree) -> Tree:
        return ["call", "not", [tree]]

    assert value(["and", one, other]) == value(["and", other, one])
    assert value(["or", one, other]) == value(["or", other, one])
    assert value(opposite(["and", one, other])) == value(["or", opposite(one), opposite(other)])
    assert value(opposite(opposite(one))) == value(one)
    assert value(["and", one, ["call", "false", []]]) is False
    assert value(["or", one, ["call", "true", []]]) is True
    assert value(["call", "if", [one, other, other]]) in {value(other), None}


@given(number_tree, number_tree, scopes)
@settings(max_examples=200, deadline=None)
def test_null_spreads_through_arithmetic(one: Tree, other: Tree, scope: Scope) -> None:
    values = [evaluate(from_json(tree), scope) for tree in (one, other)]
    assume(None in values)
    for sign in ("+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">="):
        assert evaluate(from_json([sign, one, other]), scope) is None
    known = [value for value in values if value is not None]
    assert evaluate(from_json(["call", "coalesce", [one, other]]), scope) == (
        known[0] if known else None
    )


@given(truth_tree, scopes, st.data())
@settings(max_examples=200, deadline=None)
def test_only_what_is_read_matters(tree: Tree, scope: Scope, data: st.DataObject) -> None:
    """A change of a cell that is no source changes neither the verdict nor the fingerprint."""
    expression = from_json(tree)
    read = {s.name for s in sources(expression, scope.ranges, scope.own) if s.origin is Origin.NOW}
    unread = sorted(set(scope.cells) - read)
    assume(unread)
    name = data.draw(st.sampled_from(unread))
    changed = {**scope.cells, name: Decimal(987)}
    other = replace(scope, cells=changed)
    assert evaluate(expression, other) == evaluate(expression, scope)
    assert fingerprint(expression, other) == fingerprint(expression, scope)


@given(truth_tree, scopes)
@settings(max_examples=200, deadline=None)
def test_new_names_change_nothing_else(tree: Tree, scope: Scope) -> None:
    expression = from_json(tree)
    names = {name: f"op.{name}" for name in scope.cells}
    moved = Scope(
        {names[name]: cell for name, cell in scope.cells.items()},
        {name: [names[cell] for cell in cells] for name, cells in scope.ranges.items()},
        [{names[name]: cell for name, cell in year.items()} for year in scope.earlier],
        {names[name]: figure for name, figure in scope.public.items()},
        scope.facts,
        scope.today,
        names[scope.own],
        scope.blanks_are_zero,
    )
    assert evaluate(rename(expression, names), moved) == evaluate(expression, scope)


@given(st.lists(truth_tree, min_size=1, max_size=3), scopes)
@settings(max_examples=200, deadline=None)
def test_what_is_never_true_never_is(trees: list[Tree], scope: Scope) -> None:
    expression = conjunction(*map(from_json, trees))
    if is_never_true(expression):
        assert evaluate(expression, scope) is not True


HOSTILE = [
    "1+" * 10_000 + "1",
    "+".join(["${a}"] * 10_000),
    "+".join(["1"] * 2_000),
    "(" * 4_000,
    "-" * 4_000,
    "not(" * 1_000,
    "(" * 59 + "1" + ")" * 59,
    "1=" * 1_999 + "1",
    "9" * 4_000,
    "'" * 3_999,
    "${" * 2_000,
    "${" + "a." * 1_900 + "}",
    "‘" * 4_000,
    "a-" * 2_000,
    "sum(" + ",".join(["1"] * 1_900) + ")",
    ".5" * 2_000,
    "1.1.1.1." * 500,
    "\x00" * 100,
    "1" + " " * 3_998 + "2",
    "0 or 0 and 0 = 0 < 0 + 0 * (" * 40 + "1" + ")" * 40,
    "-(" * 30 + "1" + ")" * 30,
    "".join(chr(c) for c in range(0x2000, 0x2070)),
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_takes_bounded_work(text: str) -> None:
    """Counted in calls, not in seconds: at most 4,000 characters are looked at, 500 parts made."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        expression = parse(text)
        evaluate(expression, Scope())
    except ExpressionError:
        pass
    finally:
        sys.setprofile(None)
    assert calls < 60_000


def test_a_sum_of_ten_thousand_terms_is_refused_before_it_is_read() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("+".join(["1"] * 10_000))
    assert caught.value == ExpressionError(Fault.TOO_LONG, 4_001, limit=4_000)


def test_the_longest_sum_needs_no_deep_stack() -> None:
    expression = parse("+".join(["1"] * 250))
    depth = _depth()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 60)
    try:
        value = evaluate(expression, Scope())
        same = to_json(from_json(to_json(expression))) == to_json(expression)
        text = render(expression)
        explained = explain(expression, Scope())
    finally:
        sys.setrecursionlimit(limit)
    assert (value, same, len(text), len(explained)) == (Decimal(250), True, 997, 1)


def _depth() -> int:
    depth, frame = 0, sys._getframe().f_back
    while frame:
        depth, frame = depth + 1, frame.f_back
    return depth


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_words_and_gaps_make_the_whole_text(text: str) -> None:
    try:
        words = tokens(text)
    except ExpressionError:
        return
    assert [word.position for word in words] == sorted({word.position for word in words})
    assert words[-1].position == len(text) + 1


@given(
    scopes,
    st.sampled_from(
        [
            Decimal("NaN"),
            Decimal("Infinity"),
            Decimal("1E+999999"),
            Decimal("-1E-999999"),
            Decimal("sNaN"),
            Decimal("999999999999999.9999999999999"),
        ]
    ),
)
@settings(deadline=None)
def test_numbers_beyond_all_measure_are_null_or_rounded(scope: Scope, number: Decimal) -> None:
    expression = parse("${z} * ${z} + sum(${z}, ${a}) - round(${z}, 2) = ${z} div 3")
    odd = Scope({**scope.cells, "z": number}, scope.ranges)
    assert evaluate(expression, odd) in {True, False, None}
    assert len(fingerprint(expression, odd)) == 64
