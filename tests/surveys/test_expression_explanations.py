"""How a failed rule reads."""

from decimal import Decimal

import pytest

from surveys.expressions import (
    Cell,
    Missing,
    Origin,
    PublicFigure,
    Scope,
    Source,
    evaluate,
    explain,
    parse,
    ranges_of,
    write,
)
from surveys.expressions.explanations import Readings
from surveys.expressions.trees import plain

CELLS: dict[str, Cell] = {
    "t.r1.w": Decimal(12),
    "t.r2.w": Decimal(28),
    "t.r3.w": None,
    "s": Decimal(41),
    "a": Decimal(178),
    "b": Decimal(5),
    "c": "x",
    "m": Missing.UNAVAILABLE,
}
SCOPE = Scope(
    CELLS,
    ranges_of(CELLS),
    earlier=[{"a": Decimal(118)}],
    public={"a": PublicFigure(Decimal(100)), "b": PublicFigure(None, Decimal(1), Decimal(4))},
    own="a",
)


class Finnish:
    """A reader's words."""

    names = {"s": "Yhteensä", "a": "Opiskelijat", "b": "Hakijat"}

    def label(self, source: Source) -> str:
        match source.origin:
            case Origin.EARLIER:
                return f"{2026 - source.periods}:"
            case Origin.PUBLIC:
                return "Vipunen:"
            case _:
                return self.names.get(source.name, source.name)

    def value(self, value: Cell | PublicFigure) -> str:
        match value:
            case PublicFigure(low=low, high=high):
                return f"{low}–{high}"
            case Decimal():
                return plain(value).replace(".", ",").replace("-", "−")
            case None:
                return "–"
            case Missing():
                return "ei saatavilla"
            case _:
                return str(value)


def lines(text: str, scope: Scope = SCOPE) -> list[str]:
    rule = parse(text)
    assert evaluate(rule, scope) is False
    return [write(clause, Finnish()) for clause in explain(rule, scope)]


TOTAL = (
    "not(answered(PARTS)) or abs(sum(PARTS) - ${s}) <= TOL"
    " or (is-missing(PARTS) and sum(PARTS) <= ${s} + TOL)"
)


def test_a_wrong_total_reads_as_one_line() -> None:
    rule = TOTAL.replace("PARTS", "${t.r1.w}, ${t.r2.w}")
    assert lines(rule.replace("TOL", "0")) == ["Yhteensä 41 ≠ 12 + 28 = 40"]
    assert lines(rule.replace("TOL", "0.5")) == ["Yhteensä 41 ≠ 12 + 28 = 40 (± 0,5)"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("sum(${t.*.w}) = ${s}", ["Yhteensä 41 ≠ 12 + 28 = 40"]),  # the blank part is left out
        ("${s} = ${t.r1.w} + ${t.r2.w}", ["Yhteensä 41 ≠ 12 + 28 = 40"]),
        ("${t.r1.w} - -${t.r2.w} >= ${s}", ["Yhteensä 41 > 12 + 28 = 40"]),
        (". - ${b} - 3 < 0", ["178 − 5 − 3 = 170 ≥ 0"]),
        (". <= ${b}", ["Opiskelijat 178 > Hakijat 5"]),
        ("${b} >= .", ["Hakijat 5 < Opiskelijat 178"]),
        (". != 178", ["Opiskelijat 178 = 178"]),
        (
            "prev(.) < 10 or abs(change(.)) <= 5 or abs(change(.)) <= 0.25 * prev(.)",
            [
                "2025: 118 ≥ 10",
                "Opiskelijat 178 ≠ 2025: 118 (± 5)",
                "Opiskelijat 178 ≠ 2025: 118 (± 29,5)",
            ],
        ),
        (
            ". >= 0.9 * public-min(.) and . <= 1.1 * public-max(.)",
            ["Opiskelijat 178 > 110 (Vipunen: 100)"],
        ),
        ("${b} <= public-max(${b})", ["Hakijat 5 > Vipunen: 4"]),
        ("${b} <= 1 * public-max(${b})", ["Hakijat 5 > 4 (Vipunen: 1–4)"]),
        (". >= 0 and . <= 10", ["Opiskelijat 178 > 10"]),
        ("between(., 0, ${b})", ["Opiskelijat 178 (0 – Hakijat 5)"]),
        ("if(${b} > 1, ${a} < 3, ${b} = 5)", ["Opiskelijat 178 ≥ 3"]),
        ("${c} = 'y'", ["c x ≠ y"]),
        ("selected(${c}, 'y')", ["c x"]),
        ("answered(${t.r3.w}, ${m})", ["t.r3.w –, m ei saatavilla"]),
        ("${b} = ''", ["Hakijat 5"]),
        ("not(${b} = 5) or . = 1", ["Opiskelijat 178 ≠ 1"]),
        ("(${b} > 1 or ${b} > 500) and . = 1", ["Opiskelijat 178 ≠ 1"]),  # only what is false
        (". = 1 or . = 1", ["Opiskelijat 178 ≠ 1"]),  # said once
        ("abs(${a} - prev(${a})) < 60", ["Opiskelijat 178 ≠ 2025: 118 (± 60)"]),
        ("abs(.) <= 100", ["178 (Opiskelijat 178) > 100"]),
    ],
)
def test_a_failed_rule_reads(rule: str, expected: list[str]) -> None:
    assert lines(rule) == expected


def test_a_long_sum_is_cut_short_but_its_total_is_told() -> None:
    cells: dict[str, Cell] = {f"t.r{n}.w": Decimal(n) for n in range(20)}
    scope = Scope({**cells, "s": Decimal(1)}, ranges_of(cells))
    assert lines("sum(${t.*.w}) = ${s}", scope) == [
        "Yhteensä 1 ≠ 0 + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + … = 190"
    ]


def test_at_least_what_was_read_is_told() -> None:
    assert explain(parse("not(${b} > 0)"), SCOPE) == (
        Readings(((Source(Origin.NOW, "b"), Decimal(5)),)),
    )
    assert write(explain(parse("contains(${c}, 'y')"), SCOPE)[0], Finnish()) == "c x"
    assert explain(parse("false()"), SCOPE) == (Readings(()),)
