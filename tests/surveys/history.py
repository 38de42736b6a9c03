"""A small survey of our own, loaded as a federation would bring its history along."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import translation

from surveys import loading_words
from surveys.actions.history import Order, load_round
from surveys.history.ledger import Ledger, Note, What
from surveys.history.rows import Columns
from surveys.models import Answer, Round

DATA = Path(__file__).parents[1] / "data"
BOOK = (DATA / "small_book.csv").read_bytes()
ANSWERS = (DATA / "small_answers.csv").read_text()
COLUMNS = Columns("ytunnus", "nimi")
HEAD = "ytunnus;nimi;A1;A2;A3;A0;T1"
KAIKULA, LUMILAHTI, KOSKENRANTA, PELTOLA = "9900001-8", "9900002-6", "9900003-4", "9900004-2"


def order(answers: str | bytes = ANSWERS, **fields: Any) -> Order:
    data = answers if isinstance(answers, bytes) else answers.encode()
    defaults: dict[str, Any] = {
        "collection": "kulut",
        "period": 2018,
        "title": "Kulut",
        "books": (BOOK,),
    }
    defaults["tolerance"] = Decimal(0)
    defaults |= {"answers": data, "columns": COLUMNS, "file": "vanha.csv"}
    return Order(**defaults | fields)


def load(answers: str | bytes = ANSWERS, **fields: Any) -> Ledger:
    """Loads, and holds the sums against each other."""
    by = fields.pop("by", None)
    ledger = load_round(order(answers, **fields), by)
    assert ledger.is_whole, (ledger.rows, ledger.cells)
    return ledger


def rows(*lines: str) -> str:
    return "\n".join([HEAD, *lines, ""])


def told(ledger: Ledger, *what: What) -> list[tuple[str, str]]:
    """Place and sentence of each note, in English."""
    notes: Sequence[Note] = ledger.of(*what) if what else ledger.notes
    with translation.override("en"):
        return [(loading_words.of_place(note), loading_words.of_note(note)) for note in notes]


def answers(key: str = KAIKULA, period: str = "2018") -> dict[str, str]:
    """What the organisation says in the round: values, or codes behind a full stop."""
    found = Answer.objects.filter(
        response__round__period=period, response__organisation__identifiers__value=key
    )
    return {each.key: each.text or f".{each.missing}" for each in found.order_by("key")}


def the_round(period: str = "2018") -> Round:
    return Round.objects.select_related("collection", "form_version").get(period=period)
