"""A strategy as plain data, and the JSON files it is kept in.

The words of a row are kept as the tables keep them: `name_fi`, `name_sv` and so on, empty where
there is no translation. What the words and the codes have to be is for the tables to say.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent / "data" / "strategy_2026_2028.json"
LANGUAGES = ("fi", "sv", "en")
TRANSLATIONS = LANGUAGES[1:]


class Malformed(Exception):
    """The file is no strategy; says where and why."""


@dataclass(frozen=True)
class Level:
    """What is said of each row of a level, and what the rows under it are called."""

    texts: tuple[str, ...]
    parts: str = ""


LEVELS = (
    Level(("title", "preamble", "mission", "values"), "goals"),
    Level(("name", "aim"), "themes"),
    Level(("name",), "measures"),
    Level(("text",)),
)


@dataclass(frozen=True)
class RowData:
    """One row of the tree: its code, its words, which languages are drafts, and its parts."""

    code: str
    words: dict[str, str]
    drafts: frozenset[str]
    parts: tuple[RowData, ...] = ()


@dataclass(frozen=True)
class StrategyData:
    from_on: datetime.date
    until_on: datetime.date
    root: RowData

    def walk(self) -> Iterator[tuple[int, str, RowData]]:
        """Every row from the top down: how deep it stands, the code above it, and itself."""
        yield from _walk(self.root)


def _walk(row: RowData, depth: int = 0, above: str = "") -> Iterator[tuple[int, str, RowData]]:
    yield depth, above, row
    for part in row.parts:
        yield from _walk(part, depth + 1, row.code)


def read(path: Path = SHIPPED) -> StrategyData:
    """The strategy in the file; Malformed where there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Malformed(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise Malformed(f"{path} is not JSON in UTF-8: {error}.") from error
    return parse(content)


def parse(content: Any) -> StrategyData:
    """What the JSON says; Malformed where something is missing, unknown or of another kind."""
    whole = dict(_mapping(content, "The strategy"))
    from_on, until_on = (_day(whole.pop(day, None), day) for day in ("from_on", "until_on"))
    data = StrategyData(from_on, until_on, _row(whole, LEVELS, "The strategy"))
    codes = Counter(row.code for _, _, row in data.walk())
    for depth, above, row in data.walk():
        if codes[row.code] > 1:
            raise Malformed(f"{row.code} is there more than once.")
        if depth > 1 and row.code.rpartition(".")[0] != above:
            raise Malformed(f"{row.code} does not go on from {above}, the code above it.")
    return data


def _row(content: Any, levels: tuple[Level, ...], where: str) -> RowData:
    level, *below = levels
    content = _mapping(content, where)
    code = _string(content.get("code"), f"{where}, code")
    where = code or where
    known = {"code", "drafts", *level.texts} | ({level.parts} if level.parts else set())
    if unknown := sorted(content.keys() - known):
        raise Malformed(f"{where}: nobody knows what “{unknown[0]}” is.")
    return RowData(
        code,
        {
            f"{text}_{language}": words
            for text in level.texts
            for language, words in _words(content.get(text), f"{where}, {text}").items()
        },
        _drafts(content.get("drafts", []), where),
        _parts(content.get(level.parts), tuple(below), f"{where}, {level.parts}") if below else (),
    )


def _parts(content: Any, levels: tuple[Level, ...], where: str) -> tuple[RowData, ...]:
    if not isinstance(content, list):
        raise Malformed(f"{where}: a list is needed.")
    return tuple(_row(part, levels, f"{where}, number {n}") for n, part in enumerate(content, 1))


def _words(content: Any, where: str) -> dict[str, str]:
    words = _mapping(content, where)
    if unknown := sorted(words.keys() - set(LANGUAGES)):
        raise Malformed(f"{where}: “{unknown[0]}” is none of the languages fi, sv and en.")
    return {lang: _string(words.get(lang, ""), f"{where}, {lang}") for lang in LANGUAGES}


def _drafts(content: Any, where: str) -> frozenset[str]:
    if not isinstance(content, list) or not all(language in TRANSLATIONS for language in content):
        raise Malformed(f"{where}, drafts: a list is needed, of sv and en alone.")
    return frozenset(content)


def _mapping(content: Any, where: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise Malformed(f"{where}: an object of names and values is needed.")
    return content


def _string(content: Any, where: str) -> str:
    """Text that the database can keep: no NUL, and no half of a surrogate pair."""
    if not isinstance(content, str):
        raise Malformed(f"{where}: text is needed.")
    if "\0" in content or any("\ud800" <= letter <= "\udfff" for letter in content):
        raise Malformed(f"{where}: the text has a character that cannot be kept.")
    return content


def _day(content: Any, name: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(content)
    except (TypeError, ValueError):
        raise Malformed(f"{name}: a day is needed, such as 2026-01-01.") from None
