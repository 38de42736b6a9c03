from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from portal.lib.spreadsheets import MAX_BYTES, UnreadableFile
from surveys import remarks, sentences
from surveys.actions.imports import import_form
from surveys.models import Collection
from surveys.xlsform import RefusedForm


class Command(BaseCommand):
    help = (
        "Make a collection's draft from an XLSForm (.xlsx, .xls, .csv, .md) or a code book (.csv)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--collection", required=True, help="the code of the collection")

    def handle(self, *args: Any, file: Path, collection: str, **options: Any) -> None:
        asked = Collection.objects.filter(code=collection).first()
        if asked is None:
            known = ", ".join(Collection.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no collection “{collection}”. There are: {known}.")
        with translation.override("en"):
            try:
                draft = import_form(asked, _content(file))
            except OSError as error:
                raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
            except (RefusedForm, UnreadableFile) as error:
                raise CommandError(
                    f"Nothing was imported.\n{sentences.of_refusal(error)}"
                ) from None
            self._tell(remarks.groups(draft.report))
        self.stdout.write(f"{draft.collection.code} {draft.number} is a draft.")

    def _tell(self, groups: tuple[remarks.Group, ...]) -> None:
        for group in groups:
            self.stdout.write(f"{group.title}: {len(group.remarks)}")
            if group.needs_reading:
                for each in group.remarks:
                    self.stdout.write(f"  {each.sheet} {each.cell}: {each.sentence}")


def _content(file: Path) -> bytes:
    """As much of it as tells that it is too large."""
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)
