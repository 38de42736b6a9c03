"""The value of an expression, and the verdict of a rule. Nothing here raises."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from surveys.expressions.arithmetic import OPERATIONS
from surveys.expressions.cells import Scope, Value
from surveys.expressions.functions import OF_CELLS, OF_MANY, OF_VALUES, names
from surveys.expressions.logic import both, compare, either, is_blank
from surveys.expressions.trees import (
    Call,
    Expression,
    Negation,
    Node,
    Number,
    Operation,
    Own,
    Reference,
    Text,
)


class Strategy(StrEnum):
    """What a rule does when its verdict is null."""

    SKIP_ANY = "skip_any"  # it does not judge
    SKIP_ALL = "skip_all"  # it judges with empty cells as 0, if any cell has a value
    ZERO = "zero"  # it judges with empty cells as 0


def judge(rule: Expression, scope: Scope, strategy: Strategy = Strategy.SKIP_ANY) -> bool | None:
    """Whether the rule holds; null where it does not judge.

    Empty are this period's unanswered cells and codes a and x. Earlier periods, the register
    and code m stay null.
    """
    verdict = evaluate(rule, scope)
    if verdict is None and (
        strategy is Strategy.ZERO or (strategy is Strategy.SKIP_ALL and _has_value(rule, scope))
    ):
        verdict = evaluate(rule, replace(scope, blanks_are_zero=True))
    return verdict if isinstance(verdict, bool) else None


def _has_value(rule: Expression, scope: Scope) -> bool:
    return any(not is_blank(scope.read(name)) for node in rule.steps for name in names(node, scope))


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value in the scope. One step for each part of the tree and each cell of its ranges."""
    return values(expression, scope)[-1]


def values(expression: Expression, scope: Scope) -> list[Value]:
    """The values of all parts, in the order of `expression.steps`; a range by itself is null."""
    found: list[Value] = []
    waiting: list[Value] = []
    for node, width in expression.plan:
        first = len(waiting) - width
        parts = waiting[first:]
        value = _KINDS[type(node)](node, parts, scope)
        waiting[first:] = [value]
        found.append(value)
    return found


def _literal(node: Number | Text, parts: Sequence[Value], scope: Scope) -> Value:
    return node.value


def _reference(node: Reference, parts: Sequence[Value], scope: Scope) -> Value:
    return None if node.is_range else scope.read(node.name)


def _own(node: Own, parts: Sequence[Value], scope: Scope) -> Value:
    return scope.read(scope.own)


def _negation(node: Negation, parts: Sequence[Value], scope: Scope) -> Value:
    return parts[0].copy_negate() if isinstance(parts[0], Decimal) else None


def _operation(node: Operation, parts: Sequence[Value], scope: Scope) -> Value:
    left, right = parts
    sign = node.operator
    if sign in OPERATIONS:
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            return OPERATIONS[sign](left, right)
        return None
    if sign in _LOGIC:
        return _LOGIC[sign](left, right)
    if sign in _EQUALITY and (is_empty_text(node.left) or is_empty_text(node.right)):
        return (is_blank(left) and is_blank(right)) is _EQUALITY[sign]
    return compare(sign, left, right)


def is_empty_text(node: Node) -> bool:
    """The literal '': a comparison with it asks whether there is a value."""
    return isinstance(node, Text) and not node.value


def _call(node: Call, parts: Sequence[Value], scope: Scope) -> Value:
    if node.name in OF_CELLS:
        return OF_CELLS[node.name](node.arguments, parts, scope)
    if node.name in OF_MANY:
        return OF_MANY[node.name](_spread(node, parts, scope))
    return OF_VALUES[node.name](parts)


def _spread(node: Call, parts: Sequence[Value], scope: Scope) -> Sequence[Value]:
    """The arguments, with the cells of ranges in the place of the ranges."""
    if not any(isinstance(each, Reference) and each.is_range for each in node.arguments):
        return parts
    spread: list[Value] = []
    for argument, value in zip(node.arguments, parts, strict=True):
        if isinstance(argument, Reference) and argument.is_range:
            spread.extend(map(scope.read, names(argument, scope)))
        else:
            spread.append(value)
    return spread


_EQUALITY = {"=": True, "!=": False}
_LOGIC = {"and": both, "or": either}
_KINDS: dict[type, Callable[[Any, Sequence[Value], Scope], Value]] = {
    Number: _literal,
    Text: _literal,
    Reference: _reference,
    Own: _own,
    Negation: _negation,
    Operation: _operation,
    Call: _call,
}
