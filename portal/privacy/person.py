"""A person as the rows know them: by every name, address and number they have had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pghistory.core
from allauth.account.models import EmailAddress
from django.db.models import Model, Q, QuerySet

from members.models import User
from portal.privacy.lines import Table


@dataclass(frozen=True)
class Person:
    user: User
    names: frozenset[str]
    addresses: frozenset[str]
    phones: frozenset[str]

    @classmethod
    def of(cls, user: User) -> Person:
        """With the names and addresses of earlier, which the history remembers."""
        [history] = pghistory.core.event_models(tracks_model=User)
        known = list(history.objects.filter(pgh_obj_id=user.pk).values_list("name", "email"))
        also = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
        return cls(
            user,
            frozenset({user.name, *(name for name, _email in known)} - {""}),
            frozenset({user.email, *(email for _name, email in known), *also} - {""}),
            frozenset({user.phone} - {""}),
        )

    @property
    def reached_at(self) -> frozenset[str]:
        return self.addresses | self.phones


def rows_about(table: Table, person: Person) -> QuerySet[Any]:
    """Rows that tell of the person."""
    return _among(table.model, table, person, {"pk": "pk"})


def history_about(history: type[Model], table: Table, person: Person) -> QuerySet[Any]:
    """The same in the history of the rows, of those that are deleted too."""
    return _among(history, table, person, {"pk": "pgh_obj_id"})


def rows_by(table: Table, person: Person) -> QuerySet[Any]:
    """Rows in which the person has only done something."""
    keys = [field.name for field in _keys(table.model) if field.name not in table.about]
    found = Q(pk__in=[])
    for key in keys:
        found |= Q(**{key: person.user})
    return table.model._base_manager.filter(found)


def _keys(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.local_fields if field.related_model is User]


def _among(
    model: type[Model], table: Table, person: Person, names: dict[str, str]
) -> QuerySet[Any]:
    found = Q(pk__in=[])
    for way in table.about:
        found |= Q(**{names.get(way, way): person.user.pk})
    if table.reached_at in {field.name for field in model._meta.local_fields}:
        for each in person.reached_at:
            found |= Q(**{f"{table.reached_at}__iexact": each})
    return model._base_manager.filter(found)
