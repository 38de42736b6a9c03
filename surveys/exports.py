"""A round as a wide table that can be loaded again, with its code book and its remarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.lib.spreadsheets import Content, Sheet
from surveys.compiled import Compiled, Entry
from surveys.history.table import COMMENT, written
from surveys.questionnaire import LANGUAGES, Cell, Question, Section

KEY, NAME, STATE = "identifier", "organisation", "state"
#: A spreadsheet keeps this many digits of a number.
EXACT = 15


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: whose it is, how far, and what it says by the key of a cell."""

    identifier: str
    organisation: str
    state: str
    entries: Mapping[str, Entry]
    comments: Mapping[str, str]


def data(compiled: Compiled, answers: Sequence[Told]) -> list[tuple[Content | None, ...]]:
    """A row for each answer, a column for each cell that is typed, and one for its comments where
    there are any."""
    cells = [cell for cell in compiled.questionnaire.cells if not cell.compute]
    commented = {key for each in answers for key, comment in each.comments.items() if comment}
    header: list[Content | None] = [KEY, NAME]
    for cell in cells:
        header += [cell.key, f"{cell.key}{COMMENT}"] if cell.key in commented else [cell.key]
    return [tuple(header), *(tuple(_row(each, cells, commented)) for each in answers)]


def _row(each: Told, cells: Iterable[Cell], commented: set[str]) -> Iterator[Content | None]:
    yield each.identifier
    yield each.organisation
    for cell in cells:
        yield _content(cell, each.entries.get(cell.key, Entry()))
        if cell.key in commented:
            yield each.comments.get(cell.key) or None


def _content(cell: Cell, entry: Entry) -> Content | None:
    """A number as a number, as long as a spreadsheet keeps all its digits."""
    if not cell.is_number or entry.missing or not entry.text:
        return written(entry) or None
    number = Decimal(entry.text)
    if len(number.as_tuple().digits) > EXACT:
        return entry.text
    return int(number) if number == number.to_integral_value() else float(number)


def sheets(compiled: Compiled, answers: Sequence[Told]) -> list[Sheet]:
    """The same with its code book, and how far each answer is."""
    states = [(KEY, NAME, STATE), *((e.identifier, e.organisation, e.state) for e in answers)]
    return [
        Sheet("data", tuple(data(compiled, answers))),
        Sheet("codebook", tuple(codebook(compiled))),
        Sheet("states", tuple(states)),
    ]


_SPOKEN = ("section", "label", "hint", "unit")


def codebook(compiled: Compiled) -> Iterator[tuple[Content | None, ...]]:
    """A row for each cell, with the columns that our own code books have."""
    spoken = [f"{name}_{language}" for name in _SPOKEN for language in LANGUAGES]
    yield (
        *("key", "type", "section", *spoken, "decimals", "required", "minimum", "maximum"),
        *("missing", "choices", "sensitivity", "parts", "formula"),
    )
    for section in compiled.questionnaire.sections:
        for question in section.questions:
            for cell in question.cells:
                yield _described(compiled, section, question, cell)


def _described(
    compiled: Compiled, section: Section, question: Question, cell: Cell
) -> tuple[Content | None, ...]:
    texts = (section.title, question.label, question.help, cell.unit)
    choices = compiled.questionnaire.choices(cell)
    return (
        *(cell.key, cell.kind.value, section.code),
        *(getattr(words, language) or None for words in texts for language in LANGUAGES),
        *(cell.decimals if cell.is_number else None, cell.required.value),
        *(f"{limit:f}" if limit is not None else None for limit in (cell.minimum, cell.maximum)),
        "".join(cell.missing) or None,
        "|".join(f"{each.code}={each.label.fi}" for each in choices) or None,
        *(cell.sensitivity.value, " ".join(cell.parts) or None, cell.compute or None),
    )
