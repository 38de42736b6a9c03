"""What became of each row of an imported form: kept with it, told in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys import sentences
from surveys.xlsform import Line, Outcome, Reason

#: What needs reading comes first.
TITLES: Mapping[Outcome, Promise] = {
    Outcome.DROPPED: _("Left out"),
    Outcome.APPROXIMATED: _("Taken with changes"),
    Outcome.ACCEPTED: _("Taken as it is"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """`cell` is an address such as `B7`, empty for a whole sheet."""

    sheet: str
    cell: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Group:
    """All remarks with one outcome. `needs_reading` tells that something was changed."""

    title: str
    needs_reading: bool
    remarks: tuple[Remark, ...]


def to_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        {
            "outcome": str(line.outcome),
            "sheet": line.sheet,
            "cell": line.cell,
            "reason": str(line.reason or ""),
            "details": dict(line.details),
        }
        for line in lines
    ]


def groups(report: Iterable[Mapping[str, Any]]) -> tuple[Group, ...]:
    """The report of `to_json` by its outcomes, without those that there are none of."""
    lines = [_line(each) for each in report]
    found = {
        outcome: tuple(
            Remark(line.sheet, line.cell, sentences.of_line(line))
            for line in lines
            if line.outcome is outcome
        )
        for outcome in TITLES
    }
    return tuple(
        Group(str(TITLES[outcome]), outcome is not Outcome.ACCEPTED, remarks)
        for outcome, remarks in found.items()
        if remarks
    )


def _line(kept: Mapping[str, Any]) -> Line:
    reason = Reason(kept["reason"]) if kept["reason"] else None
    return Line(Outcome(kept["outcome"]), kept["sheet"], kept["cell"], reason, kept["details"])
