"""What expressions come to: the common vectors, and what they do not say."""

import datetime
import json
import re
from decimal import Decimal
from typing import Any

from surveys.expressions import (
    Cell,
    ExpressionError,
    Field,
    Form,
    Kind,
    Missing,
    PublicFigure,
    Scope,
    Strategy,
    Value,
    check,
    evaluate,
    from_json,
    judge,
    parse,
    ranges_of,
    render,
    to_json,
)
from surveys.expressions.trees import plain
from tests.surveys.shared import shared

KINDS = {Decimal: Kind.NUMBER, str: Kind.TEXT, frozenset: Kind.SET, datetime.date: Kind.DATE}


def cell(given: Any) -> Cell:
    """A value as the vectors write it."""
    if isinstance(given, dict):
        return Missing(given["missing"])
    if isinstance(given, list):
        return frozenset(given)
    if isinstance(given, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", given):
        return Decimal(given)
    if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        return datetime.date.fromisoformat(given)
    assert given is None or isinstance(given, str)
    return given


def figure(given: Any) -> PublicFigure:
    if isinstance(given, dict):
        return PublicFigure(**{bound: Decimal(number) for bound, number in given.items()})
    return PublicFigure(Decimal(given))


def cells(given: Any) -> dict[str, Cell]:
    return {name: cell(each) for name, each in given.items()}


def scope(vector: dict[str, Any]) -> Scope:
    earlier = vector.get("prev", [])
    return Scope(
        cells(vector.get("ctx", {})),
        ranges_of(vector.get("ctx", {})),
        [cells(each) for each in (earlier if isinstance(earlier, list) else [earlier])],
        {name: figure(each) for name, each in vector.get("public", {}).items()},
        cells(vector.get("attr", {})),
        datetime.date.fromisoformat(vector.get("today", "2026-11-24")),
        vector.get("self", ""),
    )


def outcome(vector: dict[str, Any]) -> dict[str, Any]:
    """`{"r": …}` or `{"error": …}`, as the vectors say it."""
    given = scope(vector)
    try:
        expression = parse(vector["e"])
    except ExpressionError as error:
        return {"error": str(error.fault)}
    form = Form(
        {name: Field(KINDS.get(type(each), Kind.NUMBER)) for name, each in given.cells.items()},
        given.ranges,
    )
    if vector.get("check") == "static" and (faults := check(expression, form)):
        return {"error": str(faults[0].fault)}
    if "strategy" in vector:
        value: Value = judge(expression, given, Strategy(vector["strategy"]))
    else:
        value = evaluate(expression, given)
    return {"r": plain(value) if isinstance(value, Decimal) else value}


def test_all_conformance_vectors_pass() -> None:
    vectors = json.loads(shared("expr_vectors.json").read_text())["vectors"]
    found = [outcome(vector) for vector in vectors]
    assert found == [
        {key: vector[key] for key in ("r", "error") if key in vector} for vector in vectors
    ]
    assert len(vectors) >= 156


def test_a_stored_tree_gives_what_its_text_gives() -> None:
    for vector in json.loads(shared("expr_vectors.json").read_text())["vectors"]:
        if "r" in vector and "strategy" not in vector:
            expression = parse(vector["e"])
            stored = from_json(json.loads(json.dumps(to_json(expression))))
            assert (stored, parse(render(stored))) == (expression, expression)
            assert evaluate(stored, scope(vector)) == evaluate(expression, scope(vector))
