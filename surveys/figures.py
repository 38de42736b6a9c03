"""What people type in a cell, and what it says: numbers as Finns, Swedes and Excel write them.

The canonical text of a value is what is stored and compared: a number in digits with a point and
exactly the cell's decimals, a date as YYYY-MM-DD, the codes of several choices sorted and parted
by spaces, a text as typed without white space around it.
"""

import datetime
import re
import unicodedata
from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from surveys.questionnaire import Cell, Kind

MAX_DIGITS = 14
MAX_TEXT = 2_000
MAX_LONGTEXT = 20_000


class Problem(StrEnum):
    """Why a typed value cannot be kept."""

    NOT_A_NUMBER = "not-a-number"
    TOO_MANY_DECIMALS = "too-many-decimals"
    TOO_LARGE = "too-large"
    TOO_LONG = "too-long"
    NOT_A_DATE = "not-a-date"
    NOT_A_CHOICE = "not-a-choice"
    NUL = "nul"
    IS_COMPUTED = "is-computed"
    CODE_NOT_ALLOWED = "code-not-allowed"


class Unreadable(ValueError):
    """What was typed is no value for the cell. It is not saved, and stays in the field."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f']+")
_MINUS = str.maketrans({"−": "-", "–": "-", "﹣": "-", "－": "-"})
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?|[+-]?\d{1,3}(,\d{3})+\.\d+")
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")


def read(cell: Cell, typed: str, codes: Collection[str] = ()) -> str:
    """The canonical text of what was typed; empty if nothing was. Raises Unreadable.

    `codes` are those of the cell's list.
    """
    if "\0" in typed:
        raise Unreadable(Problem.NUL)
    text = typed.strip()
    if not text:
        return ""
    match cell.kind:
        case Kind.TEXT | Kind.LONGTEXT:
            return _text(text, MAX_TEXT if cell.kind is Kind.TEXT else MAX_LONGTEXT)
        case Kind.CHOICE | Kind.CHOICES:
            return _choices(text, codes, many=cell.kind is Kind.CHOICES)
        case Kind.DATE:
            return _date(text)
        case _:
            return _number(text, cell.decimals)


def read_comment(typed: str) -> str:
    """A comment as it is kept. Raises Unreadable."""
    if "\0" in typed:
        raise Unreadable(Problem.NUL)
    return _text(typed.strip(), MAX_TEXT)


def _text(text: str, limit: int) -> str:
    if len(text) > limit:
        raise Unreadable(Problem.TOO_LONG)
    return unicodedata.normalize("NFC", text)


def _choices(text: str, codes: Collection[str], *, many: bool) -> str:
    chosen = sorted(set(text.split()))
    if not set(chosen) <= set(codes) or (not many and len(chosen) > 1):
        raise Unreadable(Problem.NOT_A_CHOICE)
    return " ".join(chosen)


def _date(text: str) -> str:
    if len(text) <= len("31.12.2026"):
        for form in _DATES:
            try:
                return datetime.datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007
            except ValueError:
                continue
    raise Unreadable(Problem.NOT_A_DATE)


def _number(text: str, decimals: int) -> str:
    digits = _plain_digits(text)
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise Unreadable(Problem.NOT_A_NUMBER) from None
    if number.adjusted() >= MAX_DIGITS:
        raise Unreadable(Problem.TOO_LARGE)
    kept = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if kept != number:
        raise Unreadable(Problem.TOO_MANY_DECIMALS)
    return f"{kept + 0:f}"


def _plain_digits(text: str) -> str:
    """Digits with at most one point: without spaces, units and marks between thousands."""
    compact = _SPACES.sub("", text.translate(_MINUS)).removesuffix("€").removesuffix("%")
    if len(compact) > 3 * MAX_DIGITS:
        raise Unreadable(Problem.TOO_LARGE)
    if not compact.isascii():
        raise Unreadable(Problem.NOT_A_NUMBER)
    if _GROUPED.fullmatch(compact) and len(re.findall(r"[.,]", compact)) > 1:
        mark = "," if compact.rfind(",") < compact.rfind(".") else "."
        if compact.count(".") > 1:
            mark = "."
        compact = compact.replace(mark, "")
    if not _NUMBER.fullmatch(compact):
        raise Unreadable(Problem.NOT_A_NUMBER)
    return compact.replace(",", ".")


def value(cell: Cell, canonical: str) -> Decimal | str | frozenset[str] | datetime.date | None:
    """The value that an expression reads; None for an empty text."""
    if not canonical:
        return None
    match cell.kind:
        case Kind.TEXT | Kind.LONGTEXT | Kind.CHOICE:
            return canonical
        case Kind.CHOICES:
            return frozenset(canonical.split())
        case Kind.DATE:
            return datetime.date.fromisoformat(canonical)
        case _:
            return Decimal(canonical)


def canonical_number(number: Decimal, decimals: int) -> str:
    """A computed number as it is stored: rounded half away from zero."""
    return f"{number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0:f}"
