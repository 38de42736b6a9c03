"""What the office does with the library."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from communications.files import File
from communications.models import Document, DocumentVersion
from members.actions import Refused
from members.models import User


class LibraryNotYours(Refused):
    sentence = _("Only the office adds to the library.")


class SameFile(Refused):
    sentence = _("This is the same file as the newest version. Nothing was added.")


@transaction.atomic
def add_version(document: Document, file: File, note: str, by: User) -> DocumentVersion:
    """The next version of the document. The file that is the newest already is not added again."""
    if not document.may_edit(by):
        raise LibraryNotYours
    locked = Document.objects.select_for_update().get(pk=document.pk)
    version = DocumentVersion.next(locked, file.content, file.format)
    newest = locked.versions.without_content().first()
    if newest and newest.sha256 == version.sha256:
        raise SameFile
    version.note, version.added_by = note, by
    version.save()
    return version
