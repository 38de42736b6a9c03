"""What can be wrong with an expression: a stable code, its place and what a sentence needs."""

from enum import StrEnum


class Fault(StrEnum):
    """The codes, with the details that each carries."""

    # Compiling
    TOO_LONG = "too-long"  # limit: characters
    TOO_DEEP = "too-deep"  # limit: levels of brackets
    TOO_BIG = "too-big"  # limit: parts
    BAD_CHAR = "bad-char"  # found: the character
    BAD_NUMBER = "bad-number"  # found: the digits
    UNEXPECTED = "unexpected"  # found: the word or sign, empty at the end of the text
    EXPECTED = "expected"  # wanted: the sign; found: as above
    TRAILING = "trailing"  # found: the first word or sign after the end of the expression
    BARE_NAME = "bare-name"  # name
    UNKNOWN_FUNCTION = "unknown-function"  # name
    ARITY = "arity"  # name, given, low, high (None: as many as one likes)
    BAD_TREE = "bad-tree"  # a stored tree that is not ours; no details

    # Checking against a form
    UNKNOWN_REF = "unknown-ref"  # name
    TYPE = "type"  # name: function, operator or nothing; wanted, found: see `checks`
    CYCLE = "cycle"  # path: names in a tuple, each reads the next, the last is the first
    NEVER_TRUE = "never-true"  # a warning: no answer can make the expression true
    NEVER_TOGETHER = "never-together"  # name: the cell that is hidden whenever this one is shown


class ExpressionError(Exception):
    """One fault. `position` counts characters from 1; 0 means the expression as a whole."""

    def __init__(
        self, fault: Fault, position: int = 0, **details: str | int | tuple[str, ...] | None
    ) -> None:
        super().__init__(fault, position, details)
        self.fault = fault
        self.position = position
        self.details = details

    def __str__(self) -> str:
        details = ", ".join(f"{name} {value!r}" for name, value in self.details.items())
        return f"{self.fault} at character {self.position}" + (f": {details}" if details else "")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ExpressionError) and self.args == other.args

    def __hash__(self) -> int:
        return hash((self.fault, self.position))
