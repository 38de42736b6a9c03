"""How a cell's canonical text looks in a field and on a page: `figures.read` reads it back.

Thousands are parted by a no-break space in every language: a comma or a point there could be read
as a decimal mark.
"""

import datetime
from decimal import Decimal

from surveys.expressions import Missing, Value
from surveys.questionnaire import NUMBERS, Cell, Kind

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def field_text(cell: Cell, canonical: str, language: str) -> str:
    """The canonical text as the reader of the language would type it."""
    if not canonical:
        return ""
    if cell.kind in NUMBERS:
        return number(Decimal(canonical), language)
    if cell.kind is Kind.DATE:
        return day(datetime.date.fromisoformat(canonical), language)
    return canonical


def number(figure: Decimal, language: str) -> str:
    """With all the decimals that it has: `−1 234,50`, in English `−1 234.50`."""
    whole, _, decimals = f"{abs(figure):,f}".partition(".")
    mark = "." if language.startswith("en") else ","
    text = whole.replace(",", NO_BREAK) + (mark + decimals if decimals else "")
    return MINUS + text if figure < 0 else text


def change(now: Decimal, before: Decimal, language: str) -> str:
    """The difference with its sign; nothing is written `±0`."""
    difference = now - before
    if not difference:
        return "±0"
    return ("+" if difference > 0 else "") + number(difference, language)


def day(date: datetime.date, language: str) -> str:
    if language.startswith("en"):
        return f"{date.day}/{date.month}/{date.year:04}"
    return f"{date.day}.{date.month}.{date.year:04}"


def value(found: Value | Missing, language: str) -> str:
    """Any value that an expression reads, in a sentence; figures without idle zeros."""
    match found:
        case Decimal():
            plain = round(found, 4)
            return number(plain.normalize() if plain else Decimal(0), language)
        case datetime.date():
            return day(found, language)
        case frozenset():
            return ", ".join(sorted(found))
        case str():
            return found
        case Missing.NIL:
            return "0"
        case _:
            return "–"
