"""How a number is written for the reader: only its marks change, never a digit.

Figures are kept in one neutral form, `-1234.50`, so that a page, a report and a file say the same.
"""

import re

from django.utils.translation import get_language

MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"
#: Of each language: between thousands, and before decimals.
MARKS = {"fi": (THIN, ","), "sv": (THIN, ","), "en": (",", ".")}
_NUMBER = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?")


def local(neutral: str) -> str:
    """`-1234.50` as the active language writes it; what is no number (`..`, `1–4`) stays."""
    found = _NUMBER.fullmatch(neutral)
    if found is None:
        return neutral
    sign, whole, rest = found.groups()
    between, mark = MARKS.get((get_language() or "fi")[:2], MARKS["fi"])
    written = f"{int(whole):,}".replace(",", between)
    return sign.replace("-", MINUS) + written + (mark + rest if rest else "")
