"""The words and signs of an expression. The text is read whole, in one pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from surveys.expressions.errors import ExpressionError, Fault

MAX_LENGTH = 4_000
MAX_WHOLE_DIGITS, MAX_DECIMALS = 15, 12


class Kind(Enum):
    NUMBER = "number"
    TEXT = "text"  # the content without its quotes
    REFERENCE = "reference"  # the name without `${` and `}`
    OWN = "own"  # the lone full stop
    NAME = "name"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    position: int  # counted from 1


# Each alternative begins with a character of its own and none can be read in two ways,
# so that the work is proportional to the length whatever the text.
_WORDS = re.compile(
    r"""(?P<space>\s+)
    | (?P<number>[0-9][0-9.]*|\.[0-9][0-9.]*)
    | (?P<text>'[^']*'|"[^"]*"|‘[^’]*’)
    | \$\{(?P<reference>[^{}]*)\}
    | (?P<own>\.)(?![\w.])
    | (?P<name>[^\W\d][\w:-]*)
    | (?P<sign>!=|<=|>=|[-+*=<>(),])""",
    re.VERBOSE,
)
_NUMBER = re.compile(rf"[0-9]{{0,{MAX_WHOLE_DIGITS}}}(\.[0-9]{{1,{MAX_DECIMALS}}})?")
_REFERENCE = re.compile(r"[\w-]+(\.(\*|[\w-]+)\.(\*|[\w-]+))?")


def tokens(text: str) -> list[Token]:
    """All words and signs, and an end. Raises too-long, bad-char, bad-number."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(Fault.TOO_LONG, MAX_LENGTH + 1, limit=MAX_LENGTH)
    return [*_read(text), Token(Kind.END, "", len(text) + 1)]


def is_number(text: str) -> bool:
    """Whether the text is an unsigned number within the limits of digits."""
    return text != "" and _NUMBER.fullmatch(text) is not None


def is_reference(name: str) -> bool:
    """`question` or `table.row.column`, where row and column may be `*`."""
    return _REFERENCE.fullmatch(name) is not None


def _read(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        match = _WORDS.match(text, place)
        if match is None:
            raise ExpressionError(Fault.BAD_CHAR, place + 1, found=text[place])
        if match.lastgroup != "space":
            yield _token(Kind(match.lastgroup), match[match.lastgroup or 0], place + 1)
        place = match.end()


def _token(kind: Kind, text: str, position: int) -> Token:
    match kind:
        case Kind.NUMBER if not is_number(text):
            raise ExpressionError(Fault.BAD_NUMBER, position, found=text)
        case Kind.TEXT:
            text = text[1:-1]
        case Kind.REFERENCE:
            text = text.strip()
            if not is_reference(text):
                raise ExpressionError(Fault.BAD_CHAR, position, found="$")
    return Token(kind, text, position)
