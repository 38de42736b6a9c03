"""Rows as a tree: groups hold what stands between their beginning and their end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from surveys.xlsform.report import Outcome, Reason, Report
from surveys.xlsform.sheets import Row, Table
from surveys.xlsform.types import Sort, Type, type_of

MAX_LEVELS = 20
_NAME = re.compile(r"[^\W\d][\w.-]{0,99}")
_NAMELESS = {Sort.NOTE, Sort.END, Sort.METADATA}


@dataclass(eq=False)
class Branch:
    """A row with what it holds. `code` is its name among all questions; empty for some notes."""

    row: Row
    type: Type
    code: str = ""
    children: list[Branch] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # of the children, to their cells

    @property
    def name(self) -> str:
        return self.row.get("name")

    @property
    def appearance(self) -> list[str]:
        return self.row.get("appearance").lower().split()

    @property
    def at(self) -> tuple[str, str]:
        """Where the report points to."""
        return self.row.at("type")

    def below(self) -> Iterator[Branch]:
        """All that it holds, at any depth."""
        for child in self.children:
            yield child
            yield from child.below()


def outline(survey: Table, report: Report) -> list[Branch]:
    """The tree of the survey sheet. Refuses what has no name, no known type or no end."""
    root = Branch(Row(survey.name, 0, {}, {}), Type(Sort.GROUP))
    open_: list[Branch] = [root]
    for row in survey.rows:
        kind = _type(row, report)
        if kind is None:
            continue
        if kind.sort is Sort.END:
            _end(row, kind, open_, report)
            continue
        _check_name(row, kind, open_[-1], report)
        branch = Branch(row, kind)
        open_[-1].children.append(branch)
        if kind.is_container:
            open_.append(branch)
            if len(open_) > MAX_LEVELS:
                report.refuse(branch.at, Reason.TOO_DEEP, limit=MAX_LEVELS)
                report.stop_if_refused()
    for branch in open_[1:]:
        report.refuse(branch.at, Reason.NOT_ENDED, name=branch.name)
    _give_codes(list(root.below()), report)
    return root.children


def _type(row: Row, report: Report) -> Type | None:
    """The row's type; None if the row is to be passed over."""
    cell = row.get("type")
    if row.get("disabled").lower() in {"yes", "true", "true()", "1"}:
        report.add(Outcome.DROPPED, row.at("disabled"), Reason.DISABLED)
        return None
    if not cell:
        if row.get("name") or row.texts("label"):
            report.add(Outcome.DROPPED, row.at("type"), Reason.NO_TYPE)
        return None
    kind = type_of(cell)
    if kind is None:
        report.refuse(row.at("type"), Reason.UNKNOWN_TYPE, kind=cell[:100])
    return kind


def _end(row: Row, kind: Type, open_: list[Branch], report: Report) -> None:
    if len(open_) > 1 and open_[-1].type.sort is kind.of:
        open_.pop()
    else:
        report.refuse(row.at("type"), Reason.NOT_BEGUN, end=row.get("type"))


def _check_name(row: Row, kind: Type, group: Branch, report: Report) -> None:
    name = row.get("name")
    if not name:
        if kind.sort not in _NAMELESS:
            report.refuse(row.at("name"), Reason.NO_NAME)
    elif not is_name(name):
        report.refuse(row.at("name"), Reason.BAD_NAME, name=name[:100])
    elif name in group.names:
        first = group.names[name]
        report.refuse(row.at("name"), Reason.DUPLICATE_NAME, name=name, first=first)
    else:
        group.names[name] = row.at("name")[1]


def _give_codes(branches: list[Branch], report: Report) -> None:
    """Questions first: a group, which no expression reads, makes way for them unmentioned."""
    codes: dict[str, int] = {}
    for branch in sorted(branches, key=lambda each: each.type.is_container):
        if not branch.name:
            continue
        branch.code = fresh(fit(branch.name), codes)
        if branch.code != branch.name and not branch.type.is_container:
            place = branch.row.at("name")
            report.add(
                Outcome.APPROXIMATED, place, Reason.NAME, name=branch.name, taken=branch.code
            )


def fresh(wish: str, taken: dict[str, int]) -> str:
    """The wish, or the wish with a number that nobody has. `taken` counts how often each was
    wished for."""
    found = wish
    while found in taken:
        taken[wish] += 1
        found = f"{wish}_{taken[wish]}"
    taken[found] = 1
    return found


def is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def fit(name: str) -> str:
    """The name without full stops, which part the row and the column of a table here."""
    return name.replace(".", "_")
