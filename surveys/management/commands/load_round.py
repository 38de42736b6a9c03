from argparse import ArgumentParser
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation

from members.actions import Refused
from members.models import Identifier
from portal.lib.spreadsheets import UnreadableFile
from surveys import loading_words, sentences
from surveys.actions.history import Order, load_round
from surveys.history.ledger import CELLS, ROWS, Ledger, What
from surveys.history.rows import Columns
from surveys.history.table import MAX_BYTES
from surveys.management.person import of_the_office
from surveys.xlsform import RefusedForm


class Command(BaseCommand):
    help = (
        "Bring along a collection of an earlier year: a code book makes the form, and each row of "
        "a wide table the answer of an organisation. What is not loaded is listed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--collection", required=True, help="the code of the collection")
        add("--title", default="", help="its name in Finnish, where it is to be made")
        add("--codebook", type=Path, nargs="*", default=[], help="one or more, as one form")
        add("--answers", type=Path, required=True, help="a wide table: .csv or .xlsx")
        add("--key", required=True, help="the column of the identifier")
        add("--name", required=True, help="the column of the organisation's name")
        add("--period", type=int, required=True, help="the year")
        add("--kind", default="business_id", choices=Identifier.Kind.values)
        add("--group", default="", help="the column of the group, where there is a row for each")
        add("--group-name", default="", help="the column of its name")
        add("--only", default="=", help="COLUMN=VALUE: the rows to load; the others are counted")
        add("--unit", default="euro", help="what items are counted in where the book does not say")
        add("--tolerance", type=Decimal, help="what a total may miss its parts by; 10 for money")
        add("--new", nargs="*", default=[], help="identifiers of organisations that are new")
        add("--dry-run", action="store_true", help="only tell what would happen")
        add("--by", default="", help="the address of the person of the office who loads it")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"), transaction.atomic():
            try:
                ledger = load_round(_order(options), of_the_office(options["by"]))
            except OSError as error:
                raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from None
            except (RefusedForm, UnreadableFile) as error:
                raise CommandError(f"Nothing was loaded.\n{sentences.of_refusal(error)}") from None
            except Refused as refusal:
                raise CommandError(f"Nothing was loaded. {refusal}") from None
            self._tell(ledger)
            if options["dry_run"]:
                transaction.set_rollback(True)
                self.stdout.write("This was a dry run: nothing was kept.")

    def _tell(self, ledger: Ledger) -> None:
        self._tell_notes("Rows that were not loaded", ledger, ROWS)
        self._tell_notes("Cells that were not saved", ledger, CELLS)
        others = [what for what in What if what not in {*ROWS, *CELLS}]
        self._tell_notes("Good to know", ledger, others)
        rules = Counter(rule.partition(":")[0] for rule in ledger.findings.elements())
        for name, counts in {
            "Rows": ledger.rows,
            "Cells": ledger.cells,
            "Organisations": ledger.organisations,
            "Answers of organisations": ledger.responses,
            "Findings": rules,
            "Findings by rule": ledger.findings,
        }.items():
            told = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
            self.stdout.write(f"{name}: {told or 'none'}")
        if ledger.changes_nothing:
            self.stdout.write("Nothing has changed.")

    def _tell_notes(self, title: str, ledger: Ledger, what: Any) -> None:
        notes = ledger.of(*what)
        if notes:
            self.stdout.write(f"{title}: {len(notes)}")
        for note in notes:
            place = loading_words.of_place(note) or "the table"
            self.stdout.write(f"  {place}: {loading_words.of_note(note)}")


def _order(options: dict[str, Any]) -> Order:
    column, _, value = options["only"].partition("=")
    columns = Columns(
        options["key"], options["name"], options["group"], options["group_name"], (column, value)
    )
    return Order(
        collection=options["collection"],
        period=options["period"],
        answers=_content(options["answers"]),
        columns=columns,
        books=tuple(_content(each) for each in options["codebook"]),
        file=options["answers"].name,
        title=options["title"],
        kind=options["kind"],
        unit=options["unit"],
        tolerance=options["tolerance"],
        new=frozenset(options["new"]),
    )


def _content(file: Path) -> bytes:
    """As much of it as tells that it is too large."""
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)
