"""What a row said before, and who changed it: read from the history the database keeps itself."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import pghistory.core
from django import template
from django.db.models import Model
from django.utils.translation import gettext as _

from members.models import User

register = template.Library()


@dataclass(frozen=True)
class Change:
    at: datetime.datetime
    by: User | None  # nobody: the system itself, or a command
    fields: list[tuple[str, Any, Any]]  # name, before, after


@register.inclusion_tag("admin/_row_history.html")
def row_history(row: Model) -> dict[str, list[Change]]:
    """Every change of the row, the newest first."""
    versions = [
        version
        for model in pghistory.core.event_models(tracks_model=type(row))
        for version in model.objects.filter(pgh_obj_id=row.pk)
        .select_related("pgh_context")
        .order_by("pgh_id")
    ]
    people = User.objects.in_bulk({_person(version) for version in versions} - {None})
    changes = [
        Change(version.pgh_created_at, people.get(_person(version)), _differences(before, version))
        for before, version in zip([None, *versions], versions, strict=False)
    ]
    return {"changes": [change for change in reversed(changes) if change.fields]}


def _person(version: Any) -> int | None:
    return version.pgh_context.metadata.get("user") if version.pgh_context else None


def _differences(before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    return [
        (field.verbose_name, _shown(before, field) if before else "", _shown(after, field))
        for field in after._meta.concrete_fields
        if not field.name.startswith("pgh_")
        and field.name != "id"
        and not field.generated
        and (before is None or field.value_from_object(before) != field.value_from_object(after))
    ]


def _shown(version: Any, field: Any) -> Any:
    display = getattr(version, f"get_{field.name}_display", None)
    value = display() if display else getattr(version, field.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else value
