"""One's own copy: all that the register lists, where a row tells of the person or was written by
them. Complete as JSON, and the same as a page to read."""

from __future__ import annotations

import base64
import datetime
import io
import json
import zipfile
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import BinaryField, DateTimeField, JSONField, Model
from django.db.utils import IntegrityError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from members.models import AuditEvent, Export, Organisation, User
from portal.lib.jobs import take
from portal.privacy import emails
from portal.privacy.lines import Table, tables
from portal.privacy.person import Person, rows_about, rows_by

#: Never handed out, not even to the person: a hash of a password serves nobody but a thief, and a
#: copy in the copy would grow without end. What one has put into the library stands there.
SECRET = frozenset({"User.password", "Export.content", "DocumentVersion.content"})


@transaction.atomic
def ask_for_copy(user: User) -> Export:
    """One at a time: asked again, it is the one that is being made."""
    with suppress(IntegrityError), transaction.atomic():
        return Export.objects.create(requested_by=user)
    return Export.objects.filter(requested_by=user, status__in=["queued", "running"]).latest("pk")


def make_copy(pk: int) -> None:
    """Gather and keep it. Where another process has the row, or it is over, nothing happens."""
    export = take(Export, pk)
    if export is None:
        return
    with translation.override(export.requested_by.language if export.requested_by else "fi"):
        if export.is_hopeless or export.requested_by is None:
            _end(export, _("The making of the copy has broken off too often."))
        else:
            _end(export, packed(export.requested_by))


def packed(user: User) -> bytes:
    """The file: `data.json` and `data.html`, in the language in force."""
    told = everything(user)
    html = render_to_string("privacy/copy.html", {"told": told, "user": user, "at": timezone.now()})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(_as_json(told), ensure_ascii=False, indent=1))
        archive.writestr("data.html", html)
    return file.getvalue()


def everything(user: User) -> list[dict[str, Any]]:
    """Table by table: its title and its rows, each a list of (name, label, value). Another person
    is never named: a key that leads to one says only that it does."""
    person = Person.of(user)
    found = [_of_table(table, person) for table in tables()]
    return [table for table in [*found, _log(user)] if table["rows"]]


def _of_table(table: Table, person: Person) -> dict[str, Any]:
    about = rows_about(table, person)
    mine = [_row(table, row, person) for row in about.order_by("pk").iterator(chunk_size=500)]
    by = rows_by(table, person).exclude(pk__in=about.values("pk")).order_by("pk")
    tells_of_others = bool(table.about or table.reached_at)
    done = [_row(table, row, person, only_keys=tells_of_others) for row in by.iterator(500)]
    return {"name": table.model._meta.label, "title": str(table.title), "rows": mine + done}


def _row(table: Table, row: Model, person: Person, *, only_keys: bool = False) -> list[Any]:
    """What is declared of it, and beside it its number, its days and its organisation."""
    told = [("id", _("number"), str(row.pk))]
    shown = {line.field.name for line in table.lines if line.name not in SECRET}
    for field in row._meta.concrete_fields:
        is_key, is_time = field.related_model is User, isinstance(field, DateTimeField)
        is_place = field.related_model is Organisation
        is_told = is_key or is_time or is_place or (field.name in shown and not only_keys)
        if is_told and (value := _value(row, field, person)) not in (None, ""):
            told.append((field.name, str(field.verbose_name), value))
    return told


def _value(row: Model, field: Any, person: Person) -> Any:
    value = getattr(row, field.attname)
    if field.related_model is User:
        return value and (_("you") if value == person.user.pk else _("another person"))
    if field.related_model is Organisation:
        return value and str(getattr(row, field.name))
    if isinstance(field, BinaryField):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, (bool, int)) or isinstance(field, JSONField):
        return value
    return None if value is None else str(value)


def _log(user: User) -> dict[str, Any]:
    """What others have done about the person: that, when, and as what; not who."""
    rows = AuditEvent.objects.about(user).exclude(actor=user).order_by("pk")
    told = [
        [
            ("id", _("number"), str(row.pk)),
            ("at", _("at"), row.at.isoformat()),
            ("verb", _("what was done"), str(row.get_verb_display())),
        ]
        for row in rows
    ]
    return {"name": "log", "title": _("Deeds of others about you"), "rows": told}


def _as_json(told: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        table["name"]: [{name: value for name, _label, value in row} for row in table["rows"]]
        for table in told
    }


@transaction.atomic
def _end(taken: Export, made: bytes | str) -> None:
    export = Export.objects.select_for_update(of=("self",)).filter(taken.held()).first()
    if export is None:
        return
    if isinstance(made, str):
        export.fail(made)
        return
    export.finish(made)
    emails.tell_export(export)
