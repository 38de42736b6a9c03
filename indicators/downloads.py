"""Figures as files: UTF-8 with a mark that Excel knows, commas between cells, points in numbers.

A number is written as it is shown, and a symbol stands in a column of its own beside its meaning,
so that a program reads the numbers and a person the rest. No cell begins as a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from django.utils.translation import gettext as _

from indicators.figures import Figure
from indicators.reading import Story, Table
from indicators.wording import meaning

MARK = "\ufeff"
#: What a spreadsheet would calculate.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def story_csv(story: Story) -> str:
    heading = (story.indicator.code, story.indicator.name, story.indicator.unit)
    rows: list[list[str]] = []
    for year in story.years:
        own = [(_("Own school"), "own", year.own)] if story.has_own else []
        told = [
            (story.group_label, "n", year.n),
            (story.group_label, "median", year.median),
            (story.group_label, "p25", year.low),
            (story.group_label, "p75", year.high),
        ]
        rows += _rows(heading, year.period, [*own, *told])
    return _written(rows)


def table_csv(table: Table) -> str:
    """The whole table: every topic of it."""
    rows: list[list[str]] = []
    label, period = table.group_label, table.release.period if table.release else ""
    for row in table.rows:
        heading = (row.element.code, row.element.name, row.element.unit)
        own = [(_("Own school"), "own", row.own)]
        kinds = ("n", "sum", "mean", "median")
        told = [(label, kind, figure) for kind, figure in zip(kinds, row.told, strict=True)]
        rows += _rows(heading, period, [*own, *told])
    return _written(rows)


def _rows(
    heading: tuple[str, str, str], period: str, figures: Iterable[tuple[str, str, Figure]]
) -> Iterator[list[str]]:
    for whose, statistic, figure in figures:
        if figure.shown:
            is_number = figure.exact is not None and not meaning(figure)
            number, symbol = (figure.shown, "") if is_number else ("", figure.shown)
            texts = [*heading, period, whose, statistic]
            yield [*map(_harmless, texts), number, symbol, meaning(figure)]


def _written(rows: Iterable[list[str]]) -> str:
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(
        [
            *(_("Code"), _("Figure"), _("Unit"), _("Period"), _("Group"), _("Statistic")),
            *(_("Value"), _("Symbol"), _("What the symbol means")),
        ]
    )
    writer.writerows(rows)
    return MARK + file.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULAS) else text
