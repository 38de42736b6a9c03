"""What a browser sends of a section, as changes: one cell, a whole section, or a block from Excel.

Each cell has fields named by its key: `v:` the value, `m:` the code instead of one, `c:` the
comment; hidden beside them `n:` the version, `w:` what was saved as `code:text`, `k:` the comment
as it was. The button `keep` names a cell and the version that its sender writes over, `theirs` a
cell to leave, `fix` a total and what its parts give. `why:` with the code of a rule is an
explanation, and the button `explain` names the rule that was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.http import QueryDict

from surveys.actions.answers import Change
from surveys.questionnaire import Cell, Kind, Question


def changed(post: QueryDict, cells: Iterable[Cell]) -> list[Change]:
    """Those of the cells that differ from what the page was given."""
    return [
        change
        for cell in cells
        if not cell.compute and f"n:{cell.key}" in post and post.get("theirs") != cell.key
        for change in [one(post, cell)]
        if _was(post, cell) != (change.missing, change.typed) or change.comment is not None
    ]


def one(post: QueryDict, cell: Cell) -> Change:
    """One cell as it was sent. Who types a value over a code means the value."""
    many = cell.kind is Kind.CHOICES
    typed = " ".join(post.getlist(f"v:{cell.key}")) if many else post.get(f"v:{cell.key}", "")
    fixed, _, total = post.get("fix", "").rpartition("=")
    typed = total if fixed == cell.key else typed.replace("\r\n", "\n")
    missing = post.get(f"m:{cell.key}", "")
    was_missing, was_text = _was(post, cell)
    if typed.strip() and (missing == was_missing or typed != was_text):
        missing = ""
    return Change(
        cell.key,
        "" if missing else typed,
        missing,
        version(post, cell.key),
        _comment(post, cell.key),
    )


def version(post: QueryDict, key: str) -> int:
    """The version that the page has, or the other's that the person has seen and writes over; what
    is no number is the first one."""
    kept, _, seen = post.get("keep", "").rpartition("=")
    text = seen if kept == key else post.get(f"n:{key}", "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0  # noqa: PLR2004


def _was(post: QueryDict, cell: Cell) -> tuple[str, str]:
    missing, _, text = post.get(f"w:{cell.key}", ":").partition(":")
    return missing, text.replace("\r\n", "\n")


def _comment(post: QueryDict, key: str) -> str | None:
    """None where the comment is as it was."""
    if f"c:{key}" not in post:
        return None
    comment = post.get(f"c:{key}", "").replace("\r\n", "\n")
    return None if comment == post.get(f"k:{key}", "").replace("\r\n", "\n") else comment


def explanations(post: QueryDict, known: Mapping[str, str]) -> dict[str, str]:
    """Those that are new, by the code of their rule; the one of the button in any case."""
    sent = {
        name.removeprefix("why:"): post.get(name, "") for name in post if name.startswith("why:")
    }
    new = {rule: text for rule, text in sent.items() if text.strip() != known.get(rule, "")}
    meant = post.get("explain")
    return new | ({meant: sent.get(meant, "")} if meant else {})


def block(text: str, question: Question, start: Cell, post: QueryDict) -> list[Change]:
    """A block copied from a spreadsheet, laid on the table from one cell on. What falls outside the
    table or on a grey cell is left out, and so are empty cells."""
    by_place = {(cell.row, cell.column): cell for cell in question.cells}
    return [
        Change(cell.key, typed, version=version(post, cell.key))
        for row, column, typed in _placed(text, question, start)
        if (cell := by_place.get((row, column)))
    ]


def _placed(text: str, question: Question, start: Cell) -> Iterator[tuple[str, str, str]]:
    rows = [row.code for row in question.rows]
    columns = [column.code for column in question.columns] or [""]
    rows, columns = rows[rows.index(start.row) :], columns[columns.index(start.column) :]
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n", len(rows))[: len(rows)]
    for row, line in zip(rows, lines, strict=False):
        parts = line.split("\t", len(columns))[: len(columns)]
        for column, typed in zip(columns, parts, strict=False):
            if typed.strip():
                yield row, column, typed.strip()
