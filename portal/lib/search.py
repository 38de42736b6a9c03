"""Words that people look for, by what PostgreSQL knows of Finnish, Swedish and English.

A model says with `searched` what it is found by; the database keeps that beside the row. An app
says with a `Shelf` which rows of it a person may find. Nothing here knows what the rows are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value

#: PostgreSQL's name of each language's stems.
STEMS = {"fi": "finnish", "sv": "swedish", "en": "english"}
#: More words than this narrow nothing any more, and longer ones are no words.
WORDS, LETTERS = 6, 60
#: What would be a sign of the query's own language inside its quotes.
_SIGNS = re.compile(r"['\\\s]+")


class Vector(SearchVectorField):
    """What a row is found by. Nobody reads it, so that no query brings it along."""

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        return "NULL", ()


def searched(*, names: Iterable[str] = (), texts: Iterable[str] = ()) -> models.GeneratedField:
    """A column that the database keeps of these fields. Names are found by their beginnings too,
    and come first; the ending of a field, `_fi`, says which language it is in."""
    names, texts = tuple(names), tuple(texts)
    stems = [(each, "A") for each in names] + [(each, "B") for each in texts]
    parts: list[Any] = [SearchVector(*names, config="simple", weight="A")] if names else []
    parts += [
        SearchVector(name, config=STEMS[name[-2:]], weight=weight)
        for name, weight in stems
        if name[-3:-2] == "_" and name[-2:] in STEMS
    ]
    return models.GeneratedField(
        expression=reduce(add, parts),
        output_field=Vector(),
        db_persist=True,
    )


def searched_document(name: str) -> models.GeneratedField:
    """The same of a JSON document that says each of its texts as {"fi": …, "sv": …, "en": …}."""
    texts = (
        Func(
            Value(config),
            Func(F(name), Value(f"$.**.{language}"), function="jsonb_path_query_array"),
            Value('["string"]'),
            function="jsonb_to_tsvector",
        )
        for language, config in STEMS.items()
    )
    joined = Func(*texts, template="%(expressions)s", arg_joiner=" || ")
    return models.GeneratedField(expression=joined, output_field=Vector(), db_persist=True)


@dataclass(frozen=True)
class Asked:
    """The words of somebody who looks for something."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Asked:
        """Signs alone are no words."""
        parts = (_SIGNS.sub(" ", part).strip()[:LETTERS] for part in text.split())
        found = [part for part in parts if any(letter.isalnum() for letter in part)]
        return cls(tuple(found[:WORDS]))

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def query(self) -> Any:
        """Every word, in any of the languages, or as a name begins."""
        return reduce(and_, (_one(word) for word in self.words))

    def among(self, *vectors: str) -> Q:
        """Rows where every word stands in one of the vectors."""
        found = Q()
        for word in self.words:
            found &= reduce(or_, (Q(**{vector: _one(word)}) for vector in vectors))
        return found

    def rank(self, vector: str = "search") -> SearchRank:
        return SearchRank(F(vector), self.query)

    def begins(self, text: str) -> bool:
        """Whether the text may hold one of the words: a cheap look, not the database's."""
        plain = text.casefold()
        return any(word[:4].casefold() in plain for word in self.words)


def _one(word: str) -> Any:
    """The word by its stem in each language, or as a beginning of a name."""
    stems = (_raw(word, config) for config in STEMS.values())
    return reduce(or_, stems, _raw(word, "simple", ":*"))


def _raw(word: str, config: str, sign: str = "") -> SearchQuery:
    return SearchQuery(f"'{word}'{sign}", config=config, search_type="raw")


@dataclass(frozen=True)
class Hit:
    """What a person is shown of a row: its name, what it says, and where it is. Of `lines` only
    those are shown that hold a word."""

    title: str
    url: str
    about: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """One kind of things. `rows` are what the person may see and has asked for, each with a
    `rank`; the name stands in addresses."""

    name: str
    label: str
    rows: models.QuerySet[Any]
    show: Callable[[Any], Hit] = field(compare=False)
