"""A row of "what is mine to do": apps answer `todo(user, seats)` with these, derived from rows."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import pgettext_lazy

#: As a sentence begins with them; larger numbers are read faster as figures.
NUMBERS = (
    pgettext_lazy("number of things", "One"),
    pgettext_lazy("number of things", "Two"),
    pgettext_lazy("number of things", "Three"),
    pgettext_lazy("number of things", "Four"),
    pgettext_lazy("number of things", "Five"),
    pgettext_lazy("number of things", "Six"),
    pgettext_lazy("number of things", "Seven"),
    pgettext_lazy("number of things", "Eight"),
    pgettext_lazy("number of things", "Nine"),
)


@dataclass(frozen=True)
class Task:
    """`title` is a verb, `about` says of what, `state` is a word with `sign` from the icons."""

    title: str
    about: str
    url: str
    state: str
    sign: str = "blank"
    tone: str = ""  # "", "ok", "warn", "stop" or "mine": the suffix of the class
    due_on: datetime.date | None = None

    @property
    def days_left(self) -> int | None:
        return (self.due_on - timezone.localdate()).days if self.due_on else None

    @property
    def days_late(self) -> int:
        return max(0, -(self.days_left or 0))

    def urgency(self) -> tuple[bool, datetime.date, str]:
        """The nearest day first, what has none last."""
        return (self.due_on is None, self.due_on or datetime.date.max, self.title)


def in_words(number: int) -> str:
    """From one to nine as a word."""
    return str(NUMBERS[number - 1] if 0 < number <= len(NUMBERS) else number)
