"""All that the apps declare about people, as one list: the register, the copy and erasure are made
from it, so that page and code cannot differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db.models import Field, JSONField, Model, TextField
from django.db.models.fields import CharField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import communications.privacy
import indicators.privacy
import members.privacy
import reports.privacy
import strategy.privacy
import surveys.privacy

#: From the top layer down: what is above lets go first.
APPS: tuple[ModuleType, ...] = (
    reports.privacy,
    surveys.privacy,
    indicators.privacy,
    communications.privacy,
    strategy.privacy,
    members.privacy,
)


class Fate(Enum):
    """What erasure does with a field."""

    DELETED = _("the row goes")
    EMPTIED = _("emptied")
    UNNAMED = _("stays, without the person’s name and addresses in it")
    REMADE = _("made anew, without the person’s name")
    NOBODY = _("stays, and leads to nobody any more")


@dataclass(frozen=True)
class Line:
    """One field: why we have it, how long, on what ground, and what erasure does with it."""

    model: type[Model]
    field: Field[Any, Any]
    why: Promise
    kept: Promise
    basis: Promise
    fate: Fate

    @property
    def name(self) -> str:
        return f"{self.model.__name__}.{self.field.name}"


@dataclass(frozen=True)
class Table:
    """A model with personal fields, and how its rows lead to people."""

    model: type[Model]
    lines: tuple[Line, ...]
    about: tuple[str, ...]
    reached_at: str

    @property
    def title(self) -> Any:
        return self.model._meta.verbose_name_plural

    @property
    def is_deleted(self) -> bool:
        return any(line.fate is Fate.DELETED for line in self.lines)


_AGREED = _("consent")
_INTEREST = _("legitimate interest: the association’s work with its members")


def tables() -> list[Table]:
    """Every model that somebody has declared something of, the highest app first."""
    return [table for app in APPS for table in tables_of(app)]


def tables_of(app: ModuleType) -> list[Table]:
    """What one app has declared."""
    return list(_tables(app))


def lines() -> list[Line]:
    return [line for table in tables() for line in table.lines]


def said(app: ModuleType, what: str) -> Any:
    """What an app declares; nothing where it has nothing to say."""
    return getattr(app, what, {})


def _tables(app: ModuleType) -> Iterator[Table]:
    label = app.__name__.split(".")[0]
    declared: dict[str, list[str]] = {}
    for name in said(app, "PERSONAL"):
        model, _dot, field = name.rpartition(".")
        declared.setdefault(model, []).append(field)
    for name, fields in declared.items():
        model = apps.get_model(name if "." in name else f"{label}.{name}")
        yield Table(
            model,
            tuple(_line(app, model, name, field) for field in fields),
            said(app, "ABOUT").get(name, ()),
            said(app, "REACHED_AT").get(name, ""),
        )


def _line(app: ModuleType, model: type[Model], declared: str, name: str) -> Line:
    field = model._meta.get_field(name)
    why, kept = said(app, "PERSONAL")[f"{declared}.{name}"]
    by_consent = said(app, "BY_CONSENT")
    agreed = model.__name__ in by_consent or f"{model.__name__}.{name}" in by_consent
    basis = _AGREED if agreed else _INTEREST
    return Line(model, field, why, kept, basis, _fate(app, model, field))  # type: ignore[arg-type]


def _fate(app: ModuleType, model: type[Model], field: Any) -> Fate:
    if model.__name__ in said(app, "DELETED"):
        return Fate.DELETED
    for what, fate in (("EMPTIED", Fate.EMPTIED), ("REMADE", Fate.REMADE)):
        if f"{model.__name__}.{field.name}" in said(app, what):
            return fate
    is_text = isinstance(field, (CharField, TextField, JSONField)) and not field.choices
    return Fate.UNNAMED if is_text else Fate.NOBODY
