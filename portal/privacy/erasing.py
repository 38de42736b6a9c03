"""Erasing is minimising: what tells of a person goes from every row, also from their history; what
organisations have said and decided stays, and names nobody.

Each app is asked in turn, the highest first: its own `erase(user)` where it has one, then what it
declares. What it declares of the live rows comes before what it declares of their history, for each
change of a live row writes one more row of history.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import Any

import pghistory.core
import pgtrigger
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Cast, Concat

from members.models import User
from portal.privacy.lines import APPS, Fate, Table, tables_of
from portal.privacy.person import Person, history_about, rows_about

#: What stands where a name stood; the texts it stands in are in any language.
NOBODY = "Poistettu henkilö"
#: Shorter names, and those of one word, are other people's names too.
SHORTEST_NAME = 5

logger = logging.getLogger(__name__)


@transaction.atomic
def erase(user: User) -> None:
    """What told of the person tells of nobody from now on; done twice it is as once."""
    person = Person.of(User.objects.select_for_update().get(pk=user.pk))
    for app in APPS:
        if own := getattr(app, "erase", None):
            own(person.user)
        _erase_declared(app, person)
    _erase_in_libraries(person)
    logger.warning("The person %s has been erased", user.pk)


def _erase_declared(app: ModuleType, person: Person) -> None:
    declared = tables_of(app)
    for table in declared:
        if table.is_deleted:
            rows_about(table, person).delete()
        else:
            _empty(rows_about(table, person), table)
    for table in declared:
        for text in _texts(table):
            _take_names_out(table.model, text, person)
    for table in declared:
        for history in histories(table.model):
            with pgtrigger.ignore(f"{history._meta.label}:append_only"):
                _erase_in_history(history, table, person)


def _erase_in_history(history: type[Model], table: Table, person: Person) -> None:
    rows = history_about(history, table, person)
    if table.is_deleted:
        rows.delete()
    else:
        _empty(rows, table)
    known = {field.name for field in history._meta.concrete_fields}
    for text in _texts(table):
        if text in known:
            _take_names_out(history, text, person)


def histories(model: type[Model]) -> list[type[Model]]:
    """Where the database keeps what the model's rows have said before."""
    return list(pghistory.core.event_models(tracks_model=model))


def _texts(table: Table) -> list[str]:
    """Fields of which any row may name the person, also one that is about somebody else."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    texts = [line.field for line in table.lines if isinstance(line.field, kinds)]
    return [text.name for text in texts if not (text.choices or text.unique)]


def _empty(rows: QuerySet[Any], table: Table) -> None:
    known = {field.name for field in rows.model._meta.concrete_fields}
    emptied = [line.field for line in table.lines if line.fate is Fate.EMPTIED]
    values = {field.name: _nothing(field) for field in emptied if field.name in known}
    if values:
        with _lifted(rows.model):
            rows.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
                **values
            )


def _nothing(field: models.Field[Any, Any]) -> Any:
    """An empty value that the column allows; where every row has its own, one that tells only the
    number of the row."""
    number = Cast("pk", models.CharField())
    if isinstance(field, models.EmailField) and field.unique:
        return Concat(Value("erased-"), number, Value("@erased.invalid"))
    if field.unique:
        return Concat(Value("erased:"), number)
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.JSONField):
        return field.get_default()
    if isinstance(field, ArrayField):
        return []
    return None if field.null else ""


def _lifted(model: type[Model]) -> AbstractContextManager[None]:
    """Without the triggers that keep rows as they are: here, and only here, something goes. Those
    that write history go on."""
    kinds = (pgtrigger.Protect, pgtrigger.ReadOnly)
    triggers = getattr(model._meta, "triggers", [])
    names = [f"{model._meta.label}:{each.name}" for each in triggers if isinstance(each, kinds)]
    lifted: AbstractContextManager[None] = pgtrigger.ignore(*names) if names else nullcontext()
    return lifted


def _take_names_out(model: type[Model], field: str, person: Person) -> None:
    """Wherever the text of any row names the person, it names nobody."""
    column: Any = model._meta.get_field(field)
    is_json = isinstance(column, models.JSONField)
    if not (pattern := pattern_of(person, is_json=is_json)):
        return
    quote = connection.ops.quote_name
    table, name = quote(model._meta.db_table), quote(column.column)
    length = getattr(column, "max_length", None) or 1_000_000_000  # what is put in may be longer
    back = "::jsonb" if is_json else ""
    with _lifted(model), connection.cursor() as cursor:
        without = f"left(regexp_replace({name}::text, %s, %s, 'gi'), %s){back}"
        cursor.execute(
            f"UPDATE {table} SET {name} = {without} WHERE {name}::text ~* %s",  # noqa: S608
            [pattern, NOBODY, length, pattern],
        )


def pattern_of(person: Person, *, is_json: bool = False) -> str:
    """Every name of several words, address and number of the person. A name also where an ending
    has been put to it, as Finnish does; an address only as a whole."""
    names = [name for name in person.names if " " in name and len(name) >= SHORTEST_NAME]
    spelt = [rf"\m{_quoted(name, is_json=is_json)}" for name in names]
    whole = [
        rf"(?<![\w.+-]){_quoted(each, is_json=is_json)}(?![\w-])" for each in person.reached_at
    ]
    return "|".join(sorted(spelt + whole, key=len, reverse=True))


def _quoted(text: str, *, is_json: bool) -> str:
    plain = json.dumps(text, ensure_ascii=False)[1:-1] if is_json else text
    return re.sub(r"([^\w\s])", r"\\\1", plain)


def _erase_in_libraries(person: Person) -> None:
    """Sessions, second factors, noted addresses: what libraries keep of a person goes whole; the
    desk's own log keeps what was done, without the name."""
    for field in ("object_repr", "change_message"):
        _take_names_out(LogEntry, field, person)
    for model, key in _keys_of_libraries():
        model._base_manager.filter(**{key: person.user.pk}).delete()
    for session in Session.objects.iterator():
        if _is_of(session, person):
            session.delete()


def _is_of(session: Session, person: Person) -> bool:
    """Theirs, or nobody's yet: one in which somebody was about to come in as the person."""
    told = session.get_decoded()
    if owner := told.get("_auth_user_id"):
        return str(owner) == str(person.user.pk)
    text = json.dumps(told, ensure_ascii=False, default=str).lower()
    return any(address.lower() in text for address in person.addresses)


def _keys_of_libraries() -> Iterator[tuple[type[Model], str]]:
    ours = {app.__name__.split(".")[0] for app in APPS}
    for model in apps.get_models():
        is_theirs = model._meta.app_label not in ours | {"pghistory"} and model is not LogEntry
        if is_theirs and model._meta.managed:
            for field in model._meta.local_fields:
                if field.related_model is User:
                    yield model, field.name
