"""What expressions come to, and the verdicts of rules."""

import datetime
from decimal import Decimal

import pytest

from surveys.expressions import (
    Cell,
    Missing,
    PublicFigure,
    Scope,
    Strategy,
    Value,
    evaluate,
    judge,
    parse,
    ranges_of,
)
from surveys.expressions.functions import OF_CELLS, OF_MANY, OF_VALUES
from surveys.expressions.signatures import SIGNATURES
from surveys.expressions.trees import plain


def value(text: str, given: Scope | None = None) -> Value:
    found = evaluate(parse(text), given or Scope())
    return plain(found) if isinstance(found, Decimal) else found


SCOPE = Scope(
    cells={
        "a": Decimal(12),
        "half": Decimal("0.5"),
        "blank": None,
        "own.code": Decimal(3),
        "m": Missing.UNAVAILABLE,
        "name": "Konservatorio",
        "empty": "",
        "set": frozenset({"b", "a"}),
        "none": frozenset(),
        "edge": Decimal("999999999999999.9999999999999"),
        "day": datetime.date(2026, 9, 20),
        "yes": True,
        "t.r1.w": Decimal(3),
        "t.r2.w": None,
    },
    ranges=ranges_of(["t.r1.w", "t.r2.w"]),
    earlier=[{"a": Decimal(7)}, {}, {"a": Decimal(5)}],
    public={"a": PublicFigure(None, Decimal(1), Decimal(4))},
    facts={"owner": "municipal", "size": Decimal(3)},
    today=datetime.date(2026, 11, 24),
    own="a",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Numbers
        ("2 div 3 * 3", "2.000000000001"),  # each result is rounded, not only the last
        ("0.0000005 * 0.000001", "0.000000000001"),  # half away from zero
        ("-0.0000005 * 0.000001", "-0.000000000001"),
        ("999999999999999 + 0.9999", "999999999999999.9999"),
        ("999999999999999 + 1", None),
        ("0 - 999999999999999 - 1", None),
        ("999999999999999 + 0.999999999999", "999999999999999.999999999999"),
        ("avg(999999999999999, 999999999999999)", "999999999999999"),
        ("sum(999999999999999, 1)", None),
        ("${edge}", None),  # it would be rounded to 10^15
        ("0.000000000001 - ${edge}", None),
        ("7.5 mod 2", "1.5"),
        ("-7.5 mod 2", "-1.5"),
        ("7 mod -2", "1"),
        ("-0 = 0", True),
        ("round(1234.5, 0)", "1235"),
        ("round(0.5555, 13)", None),
        ("round(0.5555, 0.5)", None),
        ("round(${blank}, 2)", None),
        ("int(-0.4)", "0"),
        ("0.99995 = 1", True),  # 4 decimals, half away from zero
        ("0.99994 = 1", False),
        ("0.00005 > 0", True),
        ("number(' 12.5 ')", "12.5"),
        ("number('1e3')", None),
        ("number('-3')", "-3"),
        ("number('1234567890123456')", None),
        ("number(${yes})", None),
        (".5 + 1", "1.5"),
        # Kinds that do not meet are null
        ("${name} > 1", None),
        ("${name} = 1", None),
        ("${name} < 'x'", None),
        ("${set} = 'a'", None),
        ("${yes} = 1", None),
        ("${yes} + 1", None),
        ("sum(${a}, ${name})", None),
        ("${a} and true()", None),
        ("${a} and false()", False),
        ("if(${a}, 1, 2)", None),
        ("not(${a})", None),
        ("${t.*.w} + 1", None),
        ("abs(${t.*.w})", None),
        # Empty
        ("${empty} = ''", True),
        ("${none} = ''", True),
        ("'' != ${set}", True),
        ("${m} = ''", True),
        ("${blank} = ${empty}", None),
        ("count(${a}, ${blank}, ${empty}, ${none}, ${name}, ${t.*.w})", "3"),
        ("answered(${empty})", False),
        ("answered(${a}, ${m})", True),
        ("answered(${a}, ${blank})", False),
        ("answered(1)", None),
        ("is-missing(${a}, ${m})", True),
        ("coalesce(${blank}, ${m}, 3)", "3"),
        # Texts, choices and dates
        (
            "concat(${a}, ' ', ${half}, ' ', ${set}, ' ', ${day}, ' ', ${yes}, ${blank})",
            "12 0.5 a b 2026-09-20 true",
        ),
        ("string-length('a𝄞')", "2"),
        ("selected(${a}, 12)", True),
        ("selected(${a}, '12')", True),
        ("selected(${empty}, '')", False),
        ("selected(${name}, 'Konservatorio')", True),
        ("count-selected(${name})", "1"),
        ("count-selected(${empty})", "0"),
        ("contains(${blank}, '')", True),
        ("boolean-from-string(1)", True),
        ("boolean-from-string(${blank})", False),
        ("${day} = '2026-09-20'", True),
        ("'2026-09-21' > ${day}", True),
        ("${day} > '20260920'", None),
        ("${day} = '2026-W38-7'", None),
        ("${day} = '2026-02-30'", None),
        ("'2026-01-01' < '2026-02-01'", None),
        ("year('2026-01-01')", "2026"),
        ("between(${day}, '2026-01-01', today())", True),
        ("matches-code('0245437-2', 'business-id')", True),
        ("matches-code(${blank}, 'business-id')", False),
        ("matches-code('x', 'no-such-check')", None),
        # Earlier, public, facts
        ("prev(.)", "7"),
        ("prev(${a}, 2)", None),
        ("prev(${a}, 3)", "5"),
        ("prev(${a}, 4)", None),
        ("prev(${a}, 1.5)", None),
        ("prev(${a} + 1)", None),
        ("prev(${t.*.w})", None),
        ("pct-change(.)", "71.428571428571"),
        ("public(.)", None),
        ("public-min(${a})", "1"),
        ("public-max(${a})", "4"),
        ("public-max(${name})", None),
        ("attr('owner') = 'municipal'", True),
        ("attr('size') > 2", True),
        ("attr('unknown')", None),
    ],
)
def test_an_expression_comes_to(text: str, expected: Value) -> None:
    assert value(text, SCOPE) == expected


def test_ranges_hold_the_body_cells_of_their_tables_in_order() -> None:
    assert ranges_of(["q", "t.r2.w", "t.r1.w", "t.r1.m", "u.r1.w"]) == {
        "t.*.w": ("t.r2.w", "t.r1.w"),
        "t.*.m": ("t.r1.m",),
        "t.r2.*": ("t.r2.w",),
        "t.r1.*": ("t.r1.w", "t.r1.m"),
        "t.*.*": ("t.r2.w", "t.r1.w", "t.r1.m"),
        "u.*.w": ("u.r1.w",),
        "u.r1.*": ("u.r1.w",),
        "u.*.*": ("u.r1.w",),
    }


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        (
            "business-id",
            ["0245437-2", "0201256-6"],
            ["0245437-3", "245437-2", "0245437-2 ", "0010001-0", ""],
        ),
        ("institution-number", ["02444"], ["2444", "024444", "٠٢٤٤٤"]),
        ("oid", ["1.2.246.562.10.12345678901"], ["1", "1..2", "3.1", "1.02", "1." * 50 + "1"]),
        ("email", ["maija@example.org"], ["maija@", "a@b", "a b@c.fi", "a@b..fi", "@b.fi"]),
        ("postcode", ["00100"], ["0010", "001000", "AB123"]),
    ],
)
def test_named_checks_know_their_codes(text: str, good: list[str], bad: list[str]) -> None:
    def passes(code: str) -> Value:
        given = Scope({"code": code})
        return evaluate(parse(f"matches-code(${{code}}, '{text}')"), given)

    assert [passes(code) for code in good] == [True] * len(good)
    assert [passes(code) for code in bad] == [False] * len(bad)


def test_every_function_has_one_signature_and_one_meaning() -> None:
    assert sorted(SIGNATURES) == sorted([*OF_CELLS, *OF_MANY, *OF_VALUES])


@pytest.mark.parametrize(
    ("strategy", "cells", "verdict"),
    [
        (Strategy.SKIP_ANY, {"a": Decimal(5), "b": None}, None),
        (Strategy.SKIP_ALL, {"a": Missing.NIL, "b": None}, False),  # a nil is a value
        (Strategy.SKIP_ALL, {"a": Missing.NOT_APPLICABLE, "b": None}, None),
        (Strategy.SKIP_ALL, {"a": Missing.UNAVAILABLE, "b": Decimal(5)}, None),
        (Strategy.ZERO, {}, False),
    ],
)
def test_empty_cells_are_judged_by_the_strategy(
    strategy: Strategy, cells: dict[str, Cell], verdict: bool | None
) -> None:
    assert judge(parse("${a} + ${b} = 5"), Scope(cells), strategy) is verdict


def test_earlier_periods_and_the_register_stay_unknown_when_blanks_are_zero() -> None:
    for text in ("prev(${a}) = 0", "public(${a}) = 0", "change(${a}) = 0"):
        assert judge(parse(text), Scope({"a": None}), Strategy.ZERO) is None


def test_a_verdict_is_a_truth_or_nothing() -> None:
    assert judge(parse("1 + 1"), Scope()) is None
