"""The named checks of `matches-code`. Authors write no patterns: these are all there are."""

import re
from collections.abc import Callable

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)


def is_business_id(text: str) -> bool:
    """A Finnish Business ID such as 0245437-2, with its check digit."""
    if re.fullmatch(r"[0-9]{7}-[0-9]", text) is None:
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False)) % 11
    return int(text[-1]) == (11 - rest) % 11  # a rest of 1 has no digit: no such ID is given


def _pattern(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


CHECKS: dict[str, Callable[[str], bool]] = {
    "business-id": is_business_id,
    "institution-number": _pattern(r"[0-9]{5}"),
    "oid": _pattern(r"[0-2](\.(0|[1-9][0-9]*)){1,40}"),
    "email": _pattern(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+"),
    "postcode": _pattern(r"[0-9]{5}"),
}
