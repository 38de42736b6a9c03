"""The expression language once more, written from its description and not from the program.

Fractions instead of decimals, recursion over the JSON form instead of steps over a tree, and no
thought of speed. Where the two differ, one of them is wrong.
"""

import datetime
import math
import re
from fractions import Fraction
from typing import Any

from surveys.expressions import Missing, Scope

NULL = None
Tree = Any
COMPARISONS: dict[str, Any] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def away(number: Any, decimals: Any) -> Any:
    """Half away from zero."""
    unit = Fraction(10) ** decimals
    size = math.floor(abs(number) * unit + Fraction(1, 2)) / unit
    return size if number >= 0 else -size


def held(number: Any) -> Any:
    number = away(number, 12)
    return NULL if abs(number) >= 10**15 else number


def opened(cell: Any, zero: bool = False) -> Any:
    """A cell as a value of this evaluator: numbers become fractions."""
    if zero and cell in (None, Missing.NOT_APPLICABLE, Missing.ELSEWHERE):
        return Fraction(0)
    if cell is Missing.NIL:
        return Fraction(0)
    if isinstance(cell, Missing):
        return NULL
    if cell is None or isinstance(cell, str | frozenset | bool | datetime.date):
        return cell
    return held(Fraction(cell))


def numeric(value: Any) -> Any:
    return isinstance(value, Fraction)


def digits(number: Any) -> Any:
    text = f"{abs(number.numerator * 10**12 // number.denominator):013d}"
    whole, rest = text[:-12], text[-12:].rstrip("0")
    return ("-" if number < 0 else "") + whole + ("." + rest if rest else "")


def words(value: Any) -> Any:
    if value is NULL:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if numeric(value):
        return digits(value)
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    return str(value)


def a_date(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        year, month, day = map(int, value.split("-"))
        try:
            return datetime.date(year, month, day)
        except ValueError:
            return NULL
    return value if isinstance(value, datetime.date) else NULL


class Slow:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def value(self, tree: Any) -> Any:
        head, *rest = tree
        if head == "lit":
            return Fraction(rest[0])
        if head == "str":
            return rest[0]
        if head in ("ref", "self"):
            names = self.cells_of(tree)
            return self.now(names[0]) if "*" not in tree[-1] else NULL
        if head == "call":
            return getattr(self, "do_" + rest[0].replace("-", "_"))(*rest[1])
        if head == "neg":
            inner = self.value(rest[0])
            return -inner if numeric(inner) else NULL
        return self.binary(head, *rest)

    def binary(self, sign: Any, left: Any, right: Any) -> Any:
        a, b = self.value(left), self.value(right)
        result: Any
        if sign in ("=", "!=") and ["str", ""] in (left, right):
            empty = all(value in (NULL, "", frozenset()) for value in (a, b))
            result = empty if sign == "=" else not empty
        elif sign in ("and", "or"):
            decisive = sign == "or"  # true decides an or, false an and
            if decisive in [value for value in (a, b) if isinstance(value, bool)]:
                result = decisive
            else:
                result = NULL if not (type(a) is type(b) is bool) else not decisive
        elif sign in COMPARISONS:
            result = self.compared(sign, a, b)
        else:
            result = self.reckoned(sign, a, b)
        return result

    @staticmethod
    def compared(sign: Any, a: Any, b: Any) -> Any:
        if a is NULL or b is NULL:
            return NULL
        if numeric(a) and numeric(b):
            return COMPARISONS[sign](away(a, 4), away(b, 4))
        if isinstance(a, datetime.date) or isinstance(b, datetime.date):
            a, b = a_date(a), a_date(b)
            return NULL if a is NULL or b is NULL else COMPARISONS[sign](a, b)
        if type(a) is type(b) and sign in ("=", "!="):
            return COMPARISONS[sign](a, b)
        return NULL

    @staticmethod
    def reckoned(sign: Any, a: Any, b: Any) -> Any:
        if not numeric(a) or not numeric(b):
            return NULL
        if sign == "+":
            return held(a + b)
        if sign == "-":
            return held(a - b)
        if sign == "*":
            return held(a * b)
        if b == 0:
            return NULL
        return held(a / b) if sign == "div" else a - b * math.trunc(a / b)

    # Cells

    def cells_of(self, tree: Any) -> Any:
        """The names, or null if the tree is no reference."""
        if tree[0] == "self":
            return [self.scope.own]
        if tree[0] != "ref":
            return NULL
        return list(self.scope.ranges.get(tree[1], ())) if "*" in tree[1] else [tree[1]]

    def now(self, name: Any) -> Any:
        return opened(self.scope.cells.get(name), self.scope.blanks_are_zero)

    def spread(self, trees: Any) -> Any:
        for tree in trees:
            if tree[0] == "ref" and "*" in tree[1]:
                yield from map(self.now, self.cells_of(tree))
            else:
                yield self.value(tree)

    def one(self, tree: Any) -> Any:
        names = self.cells_of(tree)
        return names[0] if names is not NULL and "*" not in tree[-1] else NULL

    # Functions

    def numbers(self, trees: Any) -> Any:
        known = [value for value in self.spread(trees) if value is not NULL]
        return known if known and all(map(numeric, known)) else NULL

    def do_sum(self, *trees: Tree) -> Any:
        known = self.numbers(trees)
        return NULL if known is NULL else held(sum(known))

    def do_avg(self, *trees: Tree) -> Any:
        known = self.numbers(trees)
        return NULL if known is NULL else held(sum(known) / len(known))

    def do_min(self, *trees: Tree) -> Any:
        known = self.numbers(trees)
        return NULL if known is NULL else sorted(known)[0]

    def do_max(self, *trees: Tree) -> Any:
        known = self.numbers(trees)
        return NULL if known is NULL else sorted(known)[-1]

    def do_count(self, *trees: Tree) -> Any:
        return Fraction(len([1 for v in self.spread(trees) if v not in (NULL, "", frozenset())]))

    def do_abs(self, tree: Any) -> Any:
        value = self.value(tree)
        return abs(value) if numeric(value) else NULL

    def do_int(self, tree: Any) -> Any:
        value = self.value(tree)
        return Fraction(math.trunc(value)) if numeric(value) else NULL

    def do_round(self, tree: Any, places: Tree = ("lit", "0")) -> Any:
        value, decimals = self.value(tree), self.value(places)
        if not numeric(value) or not numeric(decimals) or decimals not in range(13):
            return NULL
        return held(away(value, int(decimals)))

    def do_between(self, tree: Any, low: Any, high: Any) -> Any:
        return self.binary("and", [">=", tree, low], ["<=", tree, high])

    def do_number(self, tree: Any) -> Any:
        value = self.value(tree)
        if isinstance(value, str):
            value = value.strip()
            form = r"-?(\d{1,15}(\.\d{1,12})?|\.\d{1,12})"
            return Fraction(value) if re.fullmatch(form, value, re.ASCII) else NULL
        return value if numeric(value) else NULL

    def do_if(self, condition: Any, yes: Any, no: Any) -> Any:
        chosen = {True: yes, False: no}
        value = self.value(condition)
        return self.value(chosen[value]) if isinstance(value, bool) else NULL

    def do_not(self, tree: Any) -> Any:
        value = self.value(tree)
        return {True: False, False: True}[value] if isinstance(value, bool) else NULL

    def do_coalesce(self, *trees: Tree) -> Any:
        for tree in trees:
            value = self.value(tree)
            if value is not NULL:
                return value
        return NULL

    def do_true(self) -> Any:
        return True

    def do_false(self) -> Any:
        return False

    def do_boolean_from_string(self, tree: Any) -> Any:
        return words(self.value(tree)) in ("true", "1")

    def chosen(self, tree: Any) -> Any:
        value = self.value(tree)
        if isinstance(value, frozenset):
            return set(value)
        return {words(value)} if words(value) else set()

    def do_selected(self, tree: Any, code: Any) -> Any:
        return words(self.value(code)) in self.chosen(tree)

    def do_count_selected(self, tree: Any) -> Any:
        return Fraction(len(self.chosen(tree)))

    def do_string_length(self, tree: Any) -> Any:
        return Fraction(len(words(self.value(tree))))

    def do_concat(self, *trees: Tree) -> Any:
        return "".join(words(self.value(tree)) for tree in trees)

    def do_contains(self, tree: Any, part: Any) -> Any:
        return words(self.value(tree)).find(words(self.value(part))) >= 0

    def do_starts_with(self, tree: Any, part: Any) -> Any:
        part = words(self.value(part))
        return words(self.value(tree))[: len(part)] == part

    def do_matches_code(self, tree: Any, name: Any) -> Any:
        name, text = words(self.value(name)), words(self.value(tree))
        if name not in ("postcode", "institution-number"):
            return NULL  # the others have tests of their own
        return len(text) == 5 and all(each in "0123456789" for each in text)

    def do_today(self) -> Any:
        return self.scope.today

    def do_year(self, tree: Any) -> Any:
        date = a_date(self.value(tree))
        return NULL if date is NULL else Fraction(date.year)

    def do_answered(self, *trees: Tree) -> Any:
        if any(self.cells_of(tree) is NULL for tree in trees):
            return NULL
        cells = [self.scope.cells.get(name) for tree in trees for name in self.cells_of(tree)]
        return not [cell for cell in cells if cell in (None, "", frozenset())]

    def do_is_missing(self, *trees: Tree) -> Any:
        if any(self.cells_of(tree) is NULL for tree in trees):
            return NULL
        cells = [self.scope.cells.get(name) for tree in trees for name in self.cells_of(tree)]
        coded = (Missing.NOT_APPLICABLE, Missing.UNAVAILABLE, Missing.ELSEWHERE)
        return bool([cell for cell in cells if cell in coded])

    def do_prev(self, tree: Any, back: Tree = ("lit", "1")) -> Any:
        name, back = self.one(tree), self.value(back)
        if name is NULL or back not in (1, 2, 3) or isinstance(back, bool):
            return NULL
        earlier = [*self.scope.earlier, {}, {}, {}]
        return opened(earlier[int(back) - 1].get(name))

    def do_change(self, tree: Any) -> Any:
        return self.reckoned("-", self.value(tree), self.do_prev(tree))

    def do_pct_change(self, tree: Any) -> Any:
        new, old = self.value(tree), self.do_prev(tree)
        if not numeric(new) or not numeric(old) or old == 0:
            return NULL
        return held(100 * (new - old) / old)

    def register(self, tree: Any, field: Any) -> Any:
        figure = self.scope.public.get(self.one(tree))
        if figure is None:
            return NULL
        bound = getattr(figure, field)
        return opened(figure.value if bound is None else bound)

    def do_public(self, tree: Any) -> Any:
        return self.register(tree, "value")

    def do_public_min(self, tree: Any) -> Any:
        return self.register(tree, "low")

    def do_public_max(self, tree: Any) -> Any:
        return self.register(tree, "high")

    def do_attr(self, tree: Any) -> Any:
        return opened(self.scope.facts.get(words(self.value(tree))))
