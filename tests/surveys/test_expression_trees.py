"""From text to tree and back: faults with their places, limits, written forms."""

from typing import Any

import pytest

from surveys.expressions import (
    Expression,
    ExpressionError,
    Fault,
    from_json,
    parse,
    rename,
    render,
    to_json,
)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("1 +", ExpressionError(Fault.UNEXPECTED, 4, found="")),
        ("1 + and", ExpressionError(Fault.UNEXPECTED, 5, found="and")),
        ("sum(1,)", ExpressionError(Fault.UNEXPECTED, 7, found=")")),
        ("sum(1 2)", ExpressionError(Fault.EXPECTED, 7, wanted=",", found="2")),
        ("(1", ExpressionError(Fault.EXPECTED, 3, wanted=")", found="")),
        ("1 2", ExpressionError(Fault.TRAILING, 3, found="2")),
        ("true", ExpressionError(Fault.BARE_NAME, 1, name="true")),
        ("1 + regex(., 'x')", ExpressionError(Fault.UNKNOWN_FUNCTION, 5, name="regex")),
        ("true(1)", ExpressionError(Fault.ARITY, 1, name="true", given=1, low=0, high=0)),
        ("sum()", ExpressionError(Fault.ARITY, 1, name="sum", given=0, low=1, high=None)),
        ("1 = 2 # 3", ExpressionError(Fault.BAD_CHAR, 7, found="#")),
        ("'a", ExpressionError(Fault.BAD_CHAR, 1, found="'")),
        ("${a b}", ExpressionError(Fault.BAD_CHAR, 1, found="$")),
        ("${t.w}", ExpressionError(Fault.BAD_CHAR, 1, found="$")),
        ("${*.r.c}", ExpressionError(Fault.BAD_CHAR, 1, found="$")),
        ("1.2.3", ExpressionError(Fault.BAD_NUMBER, 1, found="1.2.3")),
        ("1.", ExpressionError(Fault.BAD_NUMBER, 1, found="1.")),
        ("1.1234567890123", ExpressionError(Fault.BAD_NUMBER, 1, found="1.1234567890123")),
        ("٣", ExpressionError(Fault.BAD_CHAR, 1, found="٣")),
        ("(" * 60 + "1" + ")" * 60, ExpressionError(Fault.TOO_DEEP, 61, limit=60)),
        ("+".join(["1"] * 251), ExpressionError(Fault.TOO_BIG, 500, limit=500)),
        (" " * 4_001, ExpressionError(Fault.TOO_LONG, 4_001, limit=4_000)),
    ],
    ids=lambda given: given[:20] if isinstance(given, str) else "",
)
def test_a_fault_has_its_place_and_its_details(text: str, error: ExpressionError) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value == error


def test_within_the_limits_all_is_well() -> None:
    deep, long = parse("(" * 59 + "1" + ")" * 59), parse("1" + " " * 3_999)
    assert deep == long == parse("1")
    assert len(parse("+".join(["1"] * 250)).steps) == 499


@pytest.mark.parametrize(
    "data",
    [None, [], ["lit"], ["lit", 1], ["lit", "-1"], ["lit", "1e5"], ["ref", ""], ["self", 1],
     ["str", "'\"’"], ["neg"], ["+", ["self"]], ["call", "sum", "x"], ["^", ["self"], ["self"]],
     {"lit": "1"}, ["neg", ["neg", 1]]],
    ids=repr,
)  # fmt: skip
def test_a_foreign_tree_is_refused(data: object) -> None:
    with pytest.raises(ExpressionError) as caught:
        from_json(data)
    assert caught.value == ExpressionError(Fault.BAD_TREE)


def test_a_stored_tree_is_held_to_the_limits_of_the_text() -> None:
    deep: list[Any] = ["self"]
    for _ in range(60):
        deep = ["neg", deep]
    wide = ["call", "sum", [["self"]] * 500]
    for data, fault in (
        (deep, Fault.TOO_DEEP),
        (wide, Fault.TOO_BIG),
        (["neg", wide], Fault.TOO_BIG),
    ):
        with pytest.raises(ExpressionError) as caught:
            from_json(data)
        assert caught.value.fault == fault
    with pytest.raises(ExpressionError) as caught:
        from_json(["call", "true", [["self"]]])
    assert caught.value.fault == Fault.ARITY


def test_a_tree_is_written_as_lists() -> None:
    text = "not(-${a} + 2.50 >= sum(., 'x')) or ${t.*.w} != \"it's\""
    assert to_json(parse(text)) == [
        "or",
        ["call", "not", [[">=", ["+", ["neg", ["ref", "a"]], ["lit", "2.5"]],
                          ["call", "sum", [["self"], ["str", "x"]]]]]],
        ["!=", ["ref", "t.*.w"], ["str", "it's"]],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1-(2-3)-4", "1 - (2 - 3) - 4"),
        ("((1*2)+3)*(4)", "(1 * 2 + 3) * 4"),
        ("-(1+2)", "-(1 + 2)"),
        ("- -1", "--1"),
        ("(1=2)=(3=4)", "1 = 2 = (3 = 4)"),
        ("(1 or 0) and 0", "(1 or 0) and 0"),
        ('"it\'s"', '"it\'s"'),
        ("‘both ' and \"’", "‘both ' and \"’"),
        ("${ a }", "${a}"),
        ("007.50", "7.5"),
        (". div .5", ". div 0.5"),
        ("today()", "today()"),
    ],
)
def test_a_tree_is_written_with_no_more_brackets_than_it_needs(text: str, written: str) -> None:
    assert render(parse(text)) == str(parse(text)) == written


def test_questions_become_keys() -> None:
    expression = rename(parse("${a} + sum(${t.*.w}) + ${b} + ."), {"a": "op.a.f", "b": "op.b"})
    assert to_json(expression) == to_json(from_json(
        ["+", ["+", ["+", ["ref", "op.a.f"], ["call", "sum", [["ref", "t.*.w"]]]], ["ref", "op.b"]], ["self"]]
    ))  # fmt: skip


def test_a_place_is_no_part_of_what_an_expression_is() -> None:
    assert parse("  1+ ${a}") == parse("1 + ${a}")
    assert isinstance(hash(parse("1 + ${a}")), int) and isinstance(parse("1"), Expression)
