"""Search across all that one may see: each app says what is found in it; here the finds are put
in one order, paged and marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import CharField, QuerySet, Value
from django.utils.translation import get_language

import communications.search
import indicators.search
import members.search
import reports.search
import strategy.search
import surveys.search
from members.models import User
from portal.lib.search import STEMS, Asked, Hit, Shelf

APPS: tuple[Callable[[User, Asked], Iterator[Shelf]], ...] = (
    members.search.search,
    strategy.search.search,
    communications.search.search,
    surveys.search.search,
    indicators.search.search,
    reports.search.search,
)
PER_PAGE = 20
#: Of one kind: nobody turns so many pages.
MOST = 500
LINES = 3
#: Around a hit, in the database's answer: signs that no text of ours holds.
START, STOP = "\ue000", "\ue001"

Row = tuple[float, str, int]
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Find:
    """A row of the page. Each text is in pieces: the words, and whether they were asked for."""

    kind: str
    url: str
    title: Pieces
    about: Pieces
    lines: list[Pieces]


@dataclass(frozen=True)
class Found:
    kinds: list[Shelf]
    page: Page[Find]


def find(user: User, asked: Asked, kind: str = "", number: str | None = None) -> Found:
    """What the person may see of what they ask for, the best first; of one kind, or of all."""
    shelves = list(chain.from_iterable(app(user, asked) for app in APPS))
    chosen = [shelf for shelf in shelves if shelf.name == kind] or shelves
    first, *others = (_rows(shelf) for shelf in chosen)
    every = first.union(*others, all=True).order_by("-rank") if others else first
    rows = sorted(every, key=_best_first)
    page = Paginator(rows, PER_PAGE).get_page(number)
    page.object_list = list(_finds(chosen, list(page.object_list), asked))
    return Found(shelves, page)


def _rows(shelf: Shelf) -> QuerySet[Any, Any]:
    named = shelf.rows.order_by().annotate(shelf=Value(shelf.name, CharField()))
    rows: QuerySet[Any, Any] = named.values_list("rank", "shelf", "pk")
    return rows.order_by("-rank")[:MOST]


def _best_first(row: Row) -> tuple[float, str, int]:
    rank, shelf, pk = row
    return -rank, shelf, pk


def _finds(shelves: list[Shelf], rows: list[Row], asked: Asked) -> Iterator[Find]:
    hits = dict(chain.from_iterable(_hits(shelf, rows) for shelf in shelves))
    labels = {shelf.name: shelf.label for shelf in shelves}
    shown = [(kind, hits[kind, pk]) for _rank, kind, pk in rows if (kind, pk) in hits]
    texts = [text for _kind, hit in shown for text in (hit.title, hit.about, *hit.lines)]
    pieces = iter(marked(texts, asked))
    for kind, hit in shown:
        title, about = next(pieces), next(pieces)
        lines = [next(pieces) for _line in hit.lines]
        told = [line for line in lines if any(is_hit for _words, is_hit in line)]
        yield Find(labels[kind], hit.url, title, about, told[:LINES])


def _hits(shelf: Shelf, rows: list[Row]) -> Iterator[tuple[tuple[str, int], Hit]]:
    keys = [pk for _rank, kind, pk in rows if kind == shelf.name]
    for row in shelf.rows.filter(pk__in=keys) if keys else ():
        yield (shelf.name, row.pk), shelf.show(row)


def marked(texts: list[str], asked: Asked) -> list[Pieces]:
    """Each text in pieces, by the stems of the reader's language and by beginnings. The database
    only says where; what is shown are the words of the text itself."""
    if not texts:
        return []
    stems = STEMS[(get_language() or "fi")[:2]]
    options = f"StartSel={START}, StopSel={STOP}, HighlightAll=true"
    words = " | ".join(f"'{word}'" for word in asked.words)
    begins = " | ".join(f"'{word}':*" for word in asked.words)
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [stems, stems, words, options, begins, options, texts])
        told = [line for (line,) in cursor.fetchall()]
    return [_pieces(line, text) for line, text in zip(told, texts, strict=True)]


_MARK = """
    SELECT ts_headline(
        'simple',
        ts_headline(%s::regconfig, text, to_tsquery(%s::regconfig, %s), %s),
        to_tsquery('simple', %s), %s
    )
    FROM unnest(%s::text[]) WITH ORDINALITY AS told(text, place) ORDER BY place
"""


def _pieces(line: str, text: str) -> Pieces:
    """Both looks may have marked the same word: then its signs stand twice."""
    pieces: Pieces = []
    depth = 0
    for part in re.split(f"([{START}{STOP}])", line):
        if part in (START, STOP):
            depth += 1 if part == START else -1
        elif part:
            pieces.append((part, depth > 0))
    return pieces if "".join(words for words, _is_hit in pieces) == text else [(text, False)]
