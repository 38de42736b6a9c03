"""What is said of expressions before anyone answers: faults, sources, order, contradictions."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from surveys.expressions import (
    Cell,
    ExpressionError,
    Fault,
    Field,
    Form,
    Kind,
    Missing,
    Origin,
    PublicFigure,
    Scope,
    Source,
    check,
    conjunction,
    dependents,
    fingerprint,
    in_order,
    is_never_true,
    look_up,
    parse,
    ranges_of,
    reads_now,
    sources,
)

CELLS = ("t.r1.w", "t.r2.w", "t.r1.m", "t.r2.m")
RANGES = ranges_of(CELLS)
FORM = Form(
    {
        **dict.fromkeys(("a", "b", "whole", *CELLS), Field(Kind.NUMBER)),
        "remark": Field(Kind.NUMBER, has_history=False),
        "name": Field(Kind.TEXT),
        "set": Field(Kind.SET),
        "day": Field(Kind.DATE),
        "yes": Field(Kind.BOOLEAN),
    },
    RANGES,
)


def faults(text: str, own: str = "a", wanted: Kind | None = None) -> Sequence[tuple]:
    return [
        (str(fault.fault), fault.position, *fault.details.values())
        for fault in check(parse(text), FORM, own, wanted)
    ]


@pytest.mark.parametrize(
    "text",
    [
        ". >= 0 and . <= ${b}",
        "not(answered(${t.*.w})) or abs(sum(${t.*.w}) - ${whole}) <= 0.5",
        "sum(${a}, ${t.*.*}, 3) > count(${t.r1.*}, ${name}, ${set})",
        "prev(${a}, 3) < 10 or pct-change(.) <= 25",
        "${name} = '' or ${a} = '' or ${set} != ''",
        "${day} >= '2026-09-20' and year(${day}) = 2026 and ${day} < today()",
        "between(${day}, '2026-01-01', today())",
        "selected(${set}, 'x') and selected(${name}, 'y') and ${yes}",
        "(. = 0) = (prev(.) = 0)",
        "attr('owner') = 'municipal' and attr('size') > 3",
        "if(${yes}, ${a}, ${b}) > 0 and coalesce(${a}, 0) > 0",
        "public-min(.) <= ${a}",
        "matches-code(${name}, 'business-id')",
        "round(${a}, 2) = round(${a})",
    ],
)
def test_a_sound_rule_has_no_faults(text: str) -> None:
    assert faults(text, wanted=Kind.BOOLEAN) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${nope} > 1", ("unknown-ref", 1, "nope")),
        ("sum(${t.*.nope}) > 1", ("unknown-ref", 5, "t.*.nope")),
        ("${name} > 1", ("type", 9, ">", "number", "text")),
        ("${name} = 1", ("type", 9, "=", "text", "number")),
        ("${name} < 'x'", ("type", 9, "<", "number", "text")),
        ("${set} = 'x'", ("type", 8, "=", "set", "text")),
        ("${yes} < ${yes}", ("type", 8, "<", "number", "boolean")),
        ("${day} > 'tomorrow'", ("type", 10, ">", "date", "text")),
        ("${day} > 3", ("type", 8, ">", "date", "number")),
        ("between(${name}, 1, 5)", ("type", 1, "between", "number", "text")),
        ("${a} + ${name} > 0", ("type", 8, "+", "number", "text")),
        ("-${yes} > 0", ("type", 2, "-", "number", "boolean")),
        ("${a} and ${yes}", ("type", 1, "and", "boolean", "number")),
        ("not(${a})", ("type", 5, "not", "boolean", "number")),
        ("sum(${name}) > 1", ("type", 5, "sum", "numbers", "text")),
        ("${t.*.w} > 1", ("type", 1, ">", "any", "range")),
        ("abs(${t.*.w}) > 1", ("type", 5, "abs", "number", "range")),
        ("answered(1)", ("type", 10, "answered", "cells", "other")),
        ("prev(${remark}) > 1", ("type", 6, "prev", "history", "other")),
        ("change(${name}) > 1", ("type", 8, "change", "number-history", "text")),
        ("prev(${a} + 1) > 1", ("type", 11, "prev", "history", "other")),
        ("prev(${a}, 4) > 1", ("type", 12, "prev", "periods", "other")),
        ("prev(${a}, ${b}) > 1", ("type", 12, "prev", "periods", "other")),
        ("round(${a}, 13) > 1", ("type", 13, "round", "decimals", "other")),
        ("selected(1, 'x')", ("type", 10, "selected", "cell", "other")),
        ("matches-code(${name}, 'regex')", ("type", 23, "matches-code", "check", "other")),
        ("attr(${name}) = 'x'", ("type", 6, "attr", "word", "other")),
        ("year(${a}) = 2026", ("type", 6, "year", "date", "number")),
        ("${a} + 1", ("type", 6, "", "boolean", "number")),
        ("${t.*.w}", ("type", 1, "", "boolean", "range")),
    ],
)
def test_a_fault_is_found_with_its_place(text: str, expected: tuple) -> None:
    found = faults(text, wanted=Kind.BOOLEAN)
    assert [tuple(str(each) if isinstance(each, str) else each for each in f) for f in found] == [
        expected
    ]


def test_all_faults_are_told_in_the_order_of_the_text() -> None:
    assert faults("${nope} + ${name} > 1 and ${zip} = 2") == [
        ("unknown-ref", 1, "nope"),
        ("type", 11, "+", "number", "text"),
        ("unknown-ref", 27, "zip"),
    ]


def test_a_full_stop_needs_a_cell_to_stand_at() -> None:
    assert faults(". > 1", own="") == [("unknown-ref", 1, ".")]
    assert faults(". > 1", own="name") == [("type", 3, ">", "number", "text")]


def test_sources_tell_what_is_read_where() -> None:
    rule = parse("prev(., 2) + ${b} + change(${a}) + public-max(.) + sum(${t.*.w}) + .")
    now, earlier, public = Origin.NOW, Origin.EARLIER, Origin.PUBLIC
    assert set(sources(rule, RANGES, "o")) == {
        Source(earlier, "o", 2),
        Source(now, "b"),
        Source(now, "a"),
        Source(earlier, "a", 1),
        Source(public, "o"),
        Source(now, "t.r1.w"),
        Source(now, "t.r2.w"),
        Source(now, "o"),
    }
    assert reads_now(rule, RANGES, "o") == {"a", "b", "o", "t.r1.w", "t.r2.w"}
    assert reads_now(parse("prev(${a}) + public(${b}) + today()"), RANGES) == frozenset()


def test_calculated_cells_come_after_what_they_read() -> None:
    reads = {"c": {"b", "x"}, "b": {"a"}, "a": {"x"}, "d": {"y"}}
    order = in_order(reads)
    assert sorted(order) == ["a", "b", "c", "d"]
    assert order.index("a") < order.index("b") < order.index("c")
    assert dependents(reads, {"x"}) == tuple(name for name in order if name != "d")
    assert dependents(reads, {"b"}) == ("c",)
    assert dependents(reads, {"z"}) == ()


def test_a_cycle_is_told_with_its_path() -> None:
    with pytest.raises(ExpressionError) as caught:
        in_order({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    path = caught.value.details["path"]
    assert isinstance(path, tuple) and caught.value.fault == Fault.CYCLE
    assert path[0] == path[-1] and set(path) == {"a", "b", "c"}
    reads = {"a": "b", "b": "c", "c": "a"}
    assert [reads[name] for name in path[:-1]] == list(path[1:])


def test_reading_last_year_is_no_cycle() -> None:
    reads = {"a": reads_now(parse("prev(${a}) + 1"), {}), "b": reads_now(parse("${a}"), {})}
    assert in_order(reads) == ("a", "b")
    with pytest.raises(ExpressionError):
        in_order({"a": reads_now(parse("change(${a})"), {})})


RULE = parse("prev(.) < 10 or abs(change(.)) <= ${b} or . <= public-max(.)")
SCOPE = Scope(
    {"a": Decimal(12), "b": Decimal(3), "other": Decimal(1)},
    earlier=[{"a": Decimal(11)}],
    public={"a": PublicFigure(Decimal(51), Decimal(50), Decimal(52))},
    today=datetime.date(2026, 11, 24),
    own="a",
)


def test_a_fingerprint_stays_while_what_it_reads_stays() -> None:
    same = replace(
        SCOPE,
        cells={"b": Decimal("3.0000"), "a": Decimal(12), "other": None},
        today=datetime.date(2027, 1, 1),
        facts={"owner": "x"},
    )
    assert fingerprint(RULE, same) == fingerprint(RULE, SCOPE)


def test_a_fingerprint_does_not_mind_in_which_order_cells_are_read() -> None:
    cells: dict[str, Cell] = {"t.r1.w": Decimal(1), "t.r2.w": Decimal(2)}
    prints = {
        fingerprint(parse("sum(${t.*.w}) > 1"), Scope(cells, {"t.*.w": names}))
        for names in (("t.r1.w", "t.r2.w"), ("t.r2.w", "t.r1.w"))
    }
    assert len(prints) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(SCOPE, cells={"a": Decimal(13), "b": Decimal(3)}),
        replace(SCOPE, cells={"a": Decimal(12), "b": None}),
        replace(SCOPE, cells={"a": Decimal(12), "b": Missing.UNAVAILABLE}),
        replace(SCOPE, cells={"a": Decimal(12), "b": "3"}),
        replace(SCOPE, earlier=[{"a": Decimal(10)}]),
        replace(SCOPE, public={"a": PublicFigure(Decimal(51), Decimal(50), Decimal(53))}),
        replace(SCOPE, public={}),
    ],
    ids=lambda scope: "",
)
def test_a_fingerprint_changes_with_any_value_that_it_reads(other: Scope) -> None:
    assert fingerprint(RULE, other) != fingerprint(RULE, SCOPE)


def test_a_fingerprint_changes_with_the_rule_and_the_place() -> None:
    here = fingerprint(parse(". > 1"), SCOPE)
    assert fingerprint(parse(". > 2"), SCOPE) != here
    cells = {"a": Decimal(12), "b": Decimal(12)}
    assert fingerprint(parse(". > 1"), replace(SCOPE, cells=cells, own="b")) != here


def test_missing_codes_and_the_text_of_them_differ_in_fingerprints() -> None:
    values: list[Cell] = [
        None,
        "",
        "m",
        Missing.UNAVAILABLE,
        frozenset({"m"}),
        True,
        Decimal(1),
        "1",
    ]
    prints = {fingerprint(parse("${a} = ''"), Scope({"a": value})) for value in values}
    assert len(prints) == len(values)


def test_looking_up_finds_what_stands_there() -> None:
    protected = PublicFigure(None, Decimal(1), Decimal(4))
    scope = replace(SCOPE, public={"a": protected, "b": PublicFigure(Decimal(9))})
    looked = [
        look_up(Source(origin, name, periods), scope)
        for origin, name, periods in [
            (Origin.NOW, "a", 0),
            (Origin.EARLIER, "a", 1),
            (Origin.EARLIER, "a", 2),
            (Origin.PUBLIC, "a", 0),
            (Origin.PUBLIC, "b", 0),
            (Origin.PUBLIC, "c", 0),
        ]
    ]
    assert looked == [Decimal(12), Decimal(11), None, protected, Decimal(9), None]


@pytest.mark.parametrize(
    "text",
    [
        "${a} > 5 and ${a} < 3",
        "5 < ${a} and 3 > ${a}",
        "${a} > 5 and ${a} <= 5",
        "${a} = 1 and ${a} = 2",
        "${a} = 1 and ${a} != 1",
        "${a} >= 1 and ${a} <= 1 and ${a} != 1",
        "${a} = -1 and ${a} > 0",
        "between(${a}, 5, 3)",
        "${c} = 'x' and ${c} = 'y'",
        "${c} = 'x' and ${c} != 'x'",
        "${c} = 'x' and ${c} > 1",
        "${a} > 5 and (${a} < 3 or ${a} < 4)",
        "false()",
        "false() or ${b} > 0 and ${a} > 5 and ${a} < 3",
        ". > 0.00001 and . < 0.00002",
    ],
)
def test_a_contradiction_is_seen(text: str) -> None:
    assert is_never_true(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "${a} > 5 and ${b} < 3",
        "${a} >= 5 and ${a} <= 5",
        "${a} > 5 or ${a} < 3",
        "not(${a} > 5 and ${a} < 3)",
        "${c} != 'x' and ${c} != 'y'",
        "${d} >= '2026-01-01' and ${d} <= '2026-12-31'",
        "selected(${m}, 'x') and selected(${m}, 'y')",
        "${a} = '' and ${b} > 1",
        "true()",
        " and ".join(["(${a} > 5 or ${a} < 3)"] * 30),  # too many alternatives to tell
    ],
)
def test_what_may_be_true_is_left_alone(text: str) -> None:
    assert not is_never_true(parse(text))


def test_two_sections_that_exclude_each_other_are_never_shown_together() -> None:
    dance, music = parse("${field} = 'dance'"), parse("${field} = 'music'")
    assert is_never_true(conjunction(dance, music))
    assert not is_never_true(conjunction(dance, parse("${size} > 3")))
