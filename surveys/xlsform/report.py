"""What became of each row of a form: taken as it is, taken nearly, left out, or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    APPROXIMATED = "approximated"  # taken, but something of it was changed or left out
    DROPPED = "dropped"
    REFUSED = "refused"  # the whole form, until this is mended


class Reason(StrEnum):
    """Why, with the details that each carries."""

    # Refused
    NO_SURVEY = "no-survey"  # no sheet of that name
    NO_COLUMN = "no-column"  # column: a header that must be there
    DUPLICATE_COLUMN = "duplicate-column"  # header, first: the cell that says the same
    NO_NAME = "no-name"
    BAD_NAME = "bad-name"  # name
    DUPLICATE_NAME = "duplicate-name"  # name, first: the cell
    UNKNOWN_TYPE = "unknown-type"  # kind
    UNKNOWN_LIST = "unknown-list"  # list
    DUPLICATE_CHOICE = "duplicate-choice"  # list, name, first: the cell
    NO_CALCULATION = "no-calculation"
    NOT_ENDED = "not-ended"  # name: a group without its end
    NOT_BEGUN = "not-begun"  # end: what it ends, without a beginning
    TOO_DEEP = "too-deep"  # limit: groups within groups
    FORMULA_WITHOUT_VALUE = "formula-without-value"  # nobody has calculated the cell
    BAD_VALUE = "bad-value"  # value, allowed: what our own column may hold
    TOO_MANY_CELLS = "too-many-cells"  # limit
    NO_ROWS = "no-rows"  # nothing below the header
    NOT_A_NUMBER = "not-a-number"  # value
    NO_CHOICES = "no-choices"  # there is nothing to choose from
    BAD_CHOICE = "bad-choice"  # name
    CHOICE_TWICE = "choice-twice"  # name: in one cell
    NOT_UTF8 = "not-utf8"

    # Approximated
    FORMULA = "formula"  # value: what it last came to
    LANGUAGE = "language"  # language, taken: the language it became, or nothing
    EXPRESSION = "expression"  # text, fault, position: it is not in our language, and is left out
    PATTERN = "pattern"  # text: a regular expression; our named checks may do instead
    MEANING = "meaning"  # text, fault, position: it does not fit the form, and is left out
    CIRCLE = "circle"  # text: a calculation that reads itself in the end
    REQUIRED_IF = "required-if"  # text: it became a rule
    TYPE = "type"  # kind, taken: what it became
    COLUMN = "column"  # column: what it says has no place here
    NAME = "name"  # name, taken
    CHOICE_AGAIN = "choice-again"  # list, name: a choice said twice is one choice
    NOT_A_TABLE = "not-a-table"  # its questions stand by themselves
    TOTAL = "total"  # no total: what it would add up is not all asked in numbers
    OTHER = "other"  # list: a choice of its own and a text question

    # Dropped
    UNSUPPORTED = "unsupported"  # kind: we have none of it
    METADATA = "metadata"  # kind: the device's affair
    INSIDE = "inside"  # name: the group that was dropped
    REPEAT = "repeat"  # how often is not said in a number
    NO_TYPE = "no-type"
    DISABLED = "disabled"
    EMPTY = "empty"  # nothing to read and nothing to answer
    SHEET = "sheet"  # a sheet that is not read


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. `cell` is an address such as `B7`, empty for a whole sheet."""

    outcome: Outcome
    sheet: str
    cell: str
    reason: Reason | None = None
    details: Mapping[str, str | int] = field(default_factory=dict)


class RefusedForm(Exception):
    """The form cannot be read. The lines tell all that was found wrong, with sheet and cell."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(lines)
        self.lines = tuple(lines)


@dataclass
class Report:
    """The lines as they come, each once."""

    lines: list[Line] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)

    def add(
        self, outcome: Outcome, place: tuple[str, str], reason: Reason, **details: str | int
    ) -> None:
        """`place` is the sheet and the cell."""
        line = Line(outcome, *place, reason, details)
        if repr(line) not in self._known:
            self._known.add(repr(line))
            self.lines.append(line)

    def refuse(self, place: tuple[str, str], reason: Reason, **details: str | int) -> None:
        self.add(Outcome.REFUSED, place, reason, **details)

    def stop_if_refused(self) -> None:
        """Raises RefusedForm with all that was refused so far."""
        refused = [line for line in self.lines if line.outcome is Outcome.REFUSED]
        if refused:
            raise RefusedForm(refused)
