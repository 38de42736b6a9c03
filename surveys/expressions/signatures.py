"""Which functions there are, what they take and what they give."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of value."""

    NUMBER = "number"
    TEXT = "text"  # also a choice code
    SET = "set"  # the codes of a multichoice
    DATE = "date"
    BOOLEAN = "boolean"


class Takes(StrEnum):
    """What an argument may be. Only the first three may be a range of cells."""

    NUMBERS = "numbers"  # a number or a range of numbers
    VALUES = "values"  # anything or a range
    CELLS = "cells"  # a cell or a range
    CELL = "cell"
    NUMBER_CELL = "number-cell"
    HISTORY = "history"  # a cell of a data element, so that earlier years can be found
    NUMBER_HISTORY = "number-history"
    ANY = "any"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    WORD = "word"  # a text in quotes
    CHECK = "check"  # the name of a check in quotes
    PERIODS = "periods"  # 1, 2 or 3
    DECIMALS = "decimals"  # a whole number 0–12


@dataclass(frozen=True, slots=True)
class Signature:
    """`takes` for each argument, the last for all that follow; `gives` None: as its arguments.

    `high` None: as many arguments as one likes.
    """

    takes: tuple[Takes, ...]
    gives: Kind | None
    low: int
    high: int | None


def _takes(*takes: Takes, gives: Kind | None, low: int | None = None) -> Signature:
    return Signature(takes, gives, len(takes) if low is None else low, len(takes))


def _many(takes: Takes, gives: Kind | None) -> Signature:
    return Signature((takes,), gives, 1, None)


_T, _K = Takes, Kind

SIGNATURES: dict[str, Signature] = {
    **dict.fromkeys(("sum", "min", "max", "avg"), _many(_T.NUMBERS, _K.NUMBER)),
    "count": _many(_T.VALUES, _K.NUMBER),
    **dict.fromkeys(("abs", "int"), _takes(_T.NUMBER, gives=_K.NUMBER)),
    "round": _takes(_T.NUMBER, _T.DECIMALS, gives=_K.NUMBER, low=1),
    "between": _takes(_T.ANY, _T.ANY, _T.ANY, gives=_K.BOOLEAN),
    "number": _takes(_T.ANY, gives=_K.NUMBER),
    "if": _takes(_T.BOOLEAN, _T.ANY, _T.ANY, gives=None),
    "not": _takes(_T.BOOLEAN, gives=_K.BOOLEAN),
    "coalesce": _many(_T.ANY, None),
    **dict.fromkeys(("true", "false"), _takes(gives=_K.BOOLEAN)),
    "boolean-from-string": _takes(_T.ANY, gives=_K.BOOLEAN),
    "selected": _takes(_T.CELL, _T.ANY, gives=_K.BOOLEAN),
    "count-selected": _takes(_T.CELL, gives=_K.NUMBER),
    "string-length": _takes(_T.ANY, gives=_K.NUMBER),
    "concat": _many(_T.ANY, _K.TEXT),
    **dict.fromkeys(("contains", "starts-with"), _takes(_T.ANY, _T.ANY, gives=_K.BOOLEAN)),
    "matches-code": _takes(_T.ANY, _T.CHECK, gives=_K.BOOLEAN),
    "today": _takes(gives=_K.DATE),
    "year": _takes(_T.DATE, gives=_K.NUMBER),
    **dict.fromkeys(("answered", "is-missing"), _many(_T.CELLS, _K.BOOLEAN)),
    "prev": _takes(_T.HISTORY, _T.PERIODS, gives=None, low=1),
    **dict.fromkeys(("change", "pct-change"), _takes(_T.NUMBER_HISTORY, gives=_K.NUMBER)),
    "attr": _takes(_T.WORD, gives=None),
    **dict.fromkeys(
        ("public", "public-min", "public-max"), _takes(_T.NUMBER_CELL, gives=_K.NUMBER)
    ),
}
