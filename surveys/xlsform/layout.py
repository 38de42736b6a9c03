"""The tree of a form as sections of entries: what is asked where, and under which name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from surveys.xlsform.choices import Lists
from surveys.xlsform.grids import grid_table, is_grid
from surveys.xlsform.languages import Languages
from surveys.xlsform.outline import Branch
from surveys.xlsform.report import Outcome, Reason, Report
from surveys.xlsform.tables import Body, list_table, repeated_table
from surveys.xlsform.types import ANSWERS, Sort


@dataclass(frozen=True)
class Entry:
    """A question, a note, the heading of a group, or a table; and the groups on which it hangs."""

    branch: Branch
    groups: tuple[Branch, ...] = ()
    body: Body | None = None


@dataclass
class Part:
    """A section to be. `branch` is its group; none for what stands outside all groups."""

    branch: Branch | None
    entries: list[Entry] = field(default_factory=list)

    @property
    def is_only_reckoned(self) -> bool:
        return all(entry.branch.type.sort is Sort.CALCULATE for entry in self.entries)


@dataclass(frozen=True)
class Layout:
    """Takes groups apart, and tells what finds no place."""

    lists: Lists
    languages: Languages
    report: Report

    def parts(self, branches: Sequence[Branch]) -> list[Part]:
        """Each group at the top is a section; what stands between groups is one too."""
        parts: list[Part] = []
        for branch in branches:
            body = self._body(branch)
            if branch.type.sort is Sort.GROUP and body is None:
                parts.append(Part(branch, list(self._entries(branch.children, ()))))
                continue
            entries = list(self._entry(branch, (), body))
            if entries and (not parts or parts[-1].branch):
                parts.append(Part(None))
            if entries:
                parts[-1].entries += entries
        return self._joined(parts)

    def _joined(self, parts: list[Part]) -> list[Part]:
        """Calculations between groups join the section after them, or else the one before."""
        kept: list[Part] = []
        waiting: list[Entry] = []
        for part in parts:
            if part.branch is None and part.is_only_reckoned:
                waiting += part.entries
                continue
            if not part.entries and part.branch:
                self.report.add(Outcome.DROPPED, part.branch.at, Reason.EMPTY)
                continue
            kept.append(Part(part.branch, [*waiting, *part.entries]))
            waiting = []
        if waiting and kept:
            kept[-1].entries += waiting
        elif waiting:
            kept.append(Part(None, waiting))
        return kept

    def _entries(self, branches: Sequence[Branch], groups: tuple[Branch, ...]) -> Iterator[Entry]:
        for branch in branches:
            yield from self._entry(branch, groups, self._body(branch))

    def _entry(
        self, branch: Branch, groups: tuple[Branch, ...], body: Body | None
    ) -> Iterator[Entry]:
        sort = branch.type.sort
        if body:
            yield Entry(branch, groups, body)
            yield from self._entries(self._left_out(body), groups)
        elif sort is Sort.GROUP:
            yield Entry(branch, groups)
            yield from self._entries(branch.children, (*groups, branch))
        elif sort in ANSWERS | {Sort.NOTE, Sort.CALCULATE}:
            yield Entry(branch, groups)
        else:
            self._drop(branch)

    @staticmethod
    def _left_out(body: Body) -> list[Branch]:
        """What stands in the group of a table and is neither a cell nor the name of a line."""
        used = set(body.cells.values())
        lines = {line.code for line in (*body.rows, *body.columns)}
        return [
            each
            for each in body.branch.below()
            if each not in used
            and not each.type.is_container
            and (each.type.sort is not Sort.NOTE or (body.is_shared and each.code not in lines))
        ]

    def _body(self, branch: Branch) -> Body | None:
        """The table that the group is; None if it is none."""
        match branch.type.sort:
            case Sort.MATRIX | Sort.LOOP | Sort.REPEAT:
                return repeated_table(branch, self.lists, self.languages)
            case Sort.GROUP if "table-list" in branch.appearance:
                body = list_table(branch, self.languages)
            case Sort.GROUP if is_grid(branch):
                body = grid_table(branch, self.languages)
            case _:
                return None
        if body is None:
            self.report.add(Outcome.APPROXIMATED, branch.at, Reason.NOT_A_TABLE)
        return body

    def _drop(self, branch: Branch) -> None:
        kind = branch.row.get("type")
        match branch.type.sort:
            case Sort.METADATA:
                self.report.add(Outcome.DROPPED, branch.at, Reason.METADATA, kind=kind)
            case Sort.REPEAT:
                self.report.add(Outcome.DROPPED, branch.row.at("repeat_count"), Reason.REPEAT)
            case _:  # of our kinds those that are not read, and tables without rows
                self.report.add(Outcome.DROPPED, branch.at, Reason.UNSUPPORTED, kind=kind)
        for below in branch.below():
            self.report.add(Outcome.DROPPED, below.at, Reason.INSIDE, name=branch.name)


def names(parts: Sequence[Part]) -> Mapping[str, str]:
    """The form's names to ours: a question's code, a cell of a table, or a column of it."""
    found: dict[str, str] = {}
    for part in parts:
        for entry in part.entries:
            if entry.body:
                for (row, column), branch in entry.body.cells.items():
                    line = "*" if entry.body.is_shared else row
                    found.setdefault(branch.name, entry.body.name_of(line, column))
            elif entry.branch.type.sort in ANSWERS | {Sort.CALCULATE}:
                found.setdefault(entry.branch.name, entry.branch.code)
    return {name.replace(".", "_"): place for name, place in found.items()}
