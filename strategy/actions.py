"""What the office does to a strategy: load it from a file, and approve its translations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q

from strategy.models import Goal, Measure, Strategy, Theme
from strategy.outline import TRANSLATIONS, Malformed, RowData, StrategyData, parse

Row = Strategy | Goal | Theme | Measure
#: From the top down, each table and what leads from it to the row above.
TREE: tuple[tuple[type[Row], str], ...] = (
    (Strategy, ""),
    (Goal, "strategy"),
    (Theme, "goal"),
    (Measure, "theme"),
)


@dataclass(frozen=True)
class Difference:
    what: str
    in_file: str
    in_database: str

    def __str__(self) -> str:
        return f"{self.what}\n  file:     {self.in_file}\n  database: {self.in_database}"


class Differs(Exception):
    """What only the association changes is one in the file, another in the database."""

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__("\n".join(map(str, differences)))
        self.differences = differences


@dataclass
class Loaded:
    """What loading did. Translations are named by code and language, such as "1.1.1 sv"."""

    created: Counter[str] = field(default_factory=Counter)
    updated: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    not_in_file: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        created = ", ".join(f"{table} {number}" for table, number in self.created.items())
        said = {
            "Created": created,
            "Drafts brought up to date": ", ".join(self.updated),
            "Left alone, for they have been approved": ", ".join(self.left_alone),
            "In the database and not in the file": ", ".join(self.not_in_file),
        }
        lines = [f"{what}: {which}." for what, which in said.items() if which]
        return "\n".join(lines) or "Everything is as in the file."


@transaction.atomic
def load(data: StrategyData | dict[str, Any]) -> Loaded:
    """Make the rows that are missing and bring drafts up to date; the second time does nothing.

    Malformed where the data is no strategy, and Differs where a Finnish text or a day of it is
    not what the database has: then nothing has changed.
    """
    if isinstance(data, dict):
        data = parse(data)
    _wait_for_other_loads()
    there = _rows_there(data.root.code)
    if differences := list(_differences(data, there)):
        raise Differs(differences)
    loaded = Loaded(not_in_file=sorted(there.keys() - {row.code for _, _, row in data.walk()}))
    for depth, above, row in data.walk():
        if row.code in there:
            _bring_up_to_date(there[row.code], row, loaded)
        else:
            place = {TREE[depth][1]: there[above]} if above else _days(data)
            there[row.code] = _create(TREE[depth][0], row, place)
            loaded.created[TREE[depth][0]._meta.model_name or ""] += 1
    return loaded


@transaction.atomic
def approve(rows: models.QuerySet[Any], language: str) -> int:
    """Take the translations of these rows as the association's own, and tell how many they were.
    What has not been written stays a draft."""
    written = Q(*(~Q(**{f"{text}_{language}": ""}) for text in rows.model.TEXTS))
    drafts = rows.filter(written, **{f"is_draft_{language}": True})
    return drafts.update(**{f"is_draft_{language}": False})


def _wait_for_other_loads() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE strategy_strategy IN SHARE ROW EXCLUSIVE MODE")


def _rows_there(code: str) -> dict[str, Row]:
    """The strategy and all below it, by code."""
    rows: dict[str, Row] = {}
    for strategy in Strategy.objects.filter(code=code).with_tree():
        rows[strategy.code] = strategy
        for goal in strategy.goals.all():
            rows[goal.code] = goal
            for theme in goal.themes.all():
                rows[theme.code] = theme
                rows |= {measure.code: measure for measure in theme.measures.all()}
    return rows


def _differences(data: StrategyData, there: dict[str, Row]) -> Iterator[Difference]:
    """In what a file never changes: the days, and every Finnish text."""
    for _, above, row in data.walk():
        if row.code not in there:
            continue
        fixed = {name: words for name, words in row.words.items() if name.endswith("_fi")}
        for name, value in (fixed if above else fixed | _days(data)).items():
            if value != (now := getattr(there[row.code], name)):
                yield Difference(f"{row.code}, {name}", str(value), str(now))


def _days(data: StrategyData) -> dict[str, Any]:
    return {"from_on": data.from_on, "until_on": data.until_on}


def _create(model: type[Row], row: RowData, place: dict[str, Any]) -> Row:
    drafts = {f"is_draft_{language}": language in row.drafts for language in TRANSLATIONS}
    made = model(code=row.code, **row.words, **drafts, **place)
    _save(made)
    return made


def _bring_up_to_date(there: Row, row: RowData, loaded: Loaded) -> None:
    """A draft becomes what the file says, if it says something; an approved text stays."""
    for language in TRANSLATIONS:
        is_draft, translation = f"is_draft_{language}", f"{row.code} {language}"
        changed = {
            text: words
            for text, words in row.words.items()
            if text.endswith(f"_{language}") and words and words != getattr(there, text)
        }
        if not getattr(there, is_draft):
            loaded.left_alone += [translation] if changed else []
        elif changed or language not in row.drafts:
            for name, value in (changed | {is_draft: language in row.drafts}).items():
                setattr(there, name, value)
            _save(there)
            loaded.updated.append(translation)


def _save(row: Row) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Malformed(f"{row.code}, {field}: {messages[0]}") from error
    row.save()
