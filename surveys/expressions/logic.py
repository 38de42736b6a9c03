"""Comparisons and logic with three values: true, false and null."""

import datetime
import operator
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from surveys.expressions.arithmetic import stored
from surveys.expressions.cells import Value

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(sign: str, left: Value, right: Value) -> bool | None:
    """Numbers with numbers at 4 decimals, dates with dates and dates in text; of other values
    only equality, and only with their like. All else is null."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _COMPARISONS[sign](stored(left), stored(right))
    if isinstance(left, datetime.date) or isinstance(right, datetime.date):
        left, right = as_date(left), as_date(right)
    elif sign not in {"=", "!="}:
        return None
    if left is None or right is None or type(left) is not type(right):
        return None
    return _COMPARISONS[sign](left, right)


def as_date(value: Value) -> datetime.date | None:
    """A date, or the date that a text `YYYY-MM-DD` says."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime.date) else None


def is_blank(value: Value) -> bool:
    """No value, an empty text or an empty set."""
    return value is None or value in ("", frozenset())


def both(left: Value, right: Value) -> bool | None:
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: Value, right: Value) -> bool | None:
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def opposite(value: Value) -> bool | None:
    return not value if isinstance(value, bool) else None


def between(values: Sequence[Value]) -> bool | None:
    """At least the second and at most the third."""
    value, low, high = values
    return both(compare(">=", value, low), compare("<=", value, high))
