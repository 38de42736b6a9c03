"""Somebody who reads everything that is published, knows some values, and computes.

Fractions and elimination by equations; it shares no code and no idea with the audit. An equation
is (coefficients over unknowns, value). Whatever follows from the equations about one holder alone
is a linear combination of them in which all others cancel, so the others are eliminated.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from indicators.disclosure import Unknown

Equation = tuple[dict[Unknown, Fraction], Fraction]

#: In the place of a holder: someone who knows only what is public.
OUTSIDER = None


def attack(
    published: Iterable[tuple[Mapping[Unknown, int], Fraction]],
    values: Mapping[Unknown, Fraction],
    holders: Mapping[Unknown, int],
    public: Iterable[Unknown] = (),
) -> dict[tuple[int | None, int], list[Equation]]:
    """For each view and each other holder the equations about this holder alone."""
    equations = [
        ({unknown: Fraction(times) for unknown, times in row.items()}, value)
        for row, value in published
    ]
    everybody = sorted(set(holders.values()))
    known = {unknown: values[unknown] for unknown in public}
    found = {}
    for view in [OUTSIDER, *everybody]:
        own = {unknown: values[unknown] for unknown, holder in holders.items() if holder == view}
        open_ones = [_with_known(equation, known | own) for equation in equations]
        for victim in everybody:
            others = {unknown for unknown, holder in holders.items() if holder != victim}
            if victim != view and (facts := _without(others, open_ones)):
                found[view, victim] = facts
    return found


def _with_known(equation: Equation, known: Mapping[Unknown, Fraction]) -> Equation:
    left, value = equation
    value -= sum(times * known[unknown] for unknown, times in left.items() if unknown in known)
    return {unknown: times for unknown, times in left.items() if unknown not in known}, value


def _without(others: set[Unknown], equations: list[Equation]) -> list[Equation]:
    """What follows when these unknowns are eliminated, with no equation that says 0 = 0."""
    rest = list(equations)
    while using := [equation for equation in rest if not others.isdisjoint(equation[0])]:
        source = min(using, key=lambda equation: len(equation[0]))
        gone = min(others & source[0].keys())
        rest = [
            _minus(equation, equation[0][gone] / source[0][gone], source)
            if gone in equation[0]
            else equation
            for equation in rest
            if equation is not source
        ]
    return [equation for equation in rest if equation[0]]


def _minus(equation: Equation, times: Fraction, source: Equation) -> Equation:
    left = dict(equation[0])
    for unknown, factor in source[0].items():
        left[unknown] = left.get(unknown, Fraction(0)) - times * factor
    return {one: factor for one, factor in left.items() if factor}, equation[1] - times * source[1]
