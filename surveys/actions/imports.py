"""A file becomes the draft of a form: at once from the command, or as long work from a page."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from members.models import User
from portal.lib.jobs import take
from portal.lib.spreadsheets import UnreadableFile
from surveys import remarks, sentences
from surveys.actions.forms import draft_form
from surveys.models import Collection, FormImport, FormVersion
from surveys.reading import read
from surveys.xlsform import Imported, RefusedForm


def import_form(collection: Collection, data: bytes) -> FormVersion:
    """The draft of the form in the file. Raises UnreadableFile or RefusedForm."""
    return _draft(collection, read(data))


@transaction.atomic
def request_import(collection: Collection, name: str, data: bytes, by: User) -> FormImport:
    """The row that a worker takes up. While a file is under way it is the same row again."""
    Collection.objects.select_for_update().get(pk=collection.pk)
    digest = hashlib.sha256(data).hexdigest()
    imports = collection.form_imports.defer("file").exclude(status__in=FormImport.OVER)
    under_way = imports.filter(sha256=digest).first()
    return under_way or collection.form_imports.create(
        file_name=name[-200:], file=data, sha256=digest, requested_by=by
    )


def run_import(pk: int) -> None:
    """Read the file and keep the draft, in the language of whoever sent it. Where another process
    has the row, or it is over, nothing happens."""
    job = take(FormImport, pk)
    if job is None:
        return
    with translation.override(job.language):
        if job.is_hopeless:
            found: Imported | str = gettext(
                "The import has broken off too often. Nothing was changed."
            )
        else:
            found = _read(job)
        _end(job, found)


def _read(job: FormImport) -> Imported | str:
    """The form, or why there is none."""
    try:
        return read(bytes(job.file))
    except (RefusedForm, UnreadableFile) as error:
        return sentences.of_refusal(error)


@transaction.atomic
def _end(taken: FormImport, found: Imported | str) -> None:
    """The draft and the row that tells of it, or neither."""
    job = FormImport.objects.defer("file").select_for_update().filter(taken.held()).first()
    if job is None:
        return
    if isinstance(found, str):
        job.fail(found)
        return
    job.form_version = _draft(job.collection, found)
    job.status, job.progress = FormImport.Status.DONE, 100
    job.save(update_fields=["form_version", "status", "progress"])


def _draft(collection: Collection, found: Imported) -> FormVersion:
    return draft_form(collection, found.questionnaire, remarks.to_json(found.report))
