"""A questionnaire made ready for filling: its expressions parsed, checked and put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from surveys import expressions as x
from surveys.questionnaire import Cell, Kind, Question, Questionnaire, Rule, Section

_KINDS = {
    Kind.TEXT: x.Kind.TEXT,
    Kind.LONGTEXT: x.Kind.TEXT,
    Kind.CHOICE: x.Kind.TEXT,
    Kind.CHOICES: x.Kind.SET,
    Kind.DATE: x.Kind.DATE,
}
#: Relevance is calculated among the cells, under a name that no cell can have.
SHOWN = "shown:"


@dataclass(frozen=True, slots=True)
class Fault:
    """An expression of the document that cannot be used, and where it stands."""

    place: str
    error: x.ExpressionError


class Faulty(Exception):
    """The document cannot be published as it is."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a cell: a canonical text or a missing-value code, or neither."""

    text: str = ""
    missing: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.missing)


Entries = Mapping[str, Entry]


@dataclass(frozen=True)
class Compiled:
    """A questionnaire with its expressions parsed, checked and put in order. Raises Faulty."""

    questionnaire: Questionnaire

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if not faults:
            try:
                self.order  # noqa: B018  a cycle shows itself here
            except x.ExpressionError as error:
                faults.append(Fault("", error))
        if faults:
            raise Faulty(faults)

    @cached_property
    def by_key(self) -> dict[str, Cell]:
        return {cell.key: cell for cell in self.questionnaire.cells}

    @cached_property
    def by_name(self) -> dict[str, Cell]:
        return {cell.name: cell for cell in self.questionnaire.cells}

    @cached_property
    def question_of(self) -> dict[str, Question]:
        """By the key of a cell."""
        return {
            cell.key: question
            for section in self.questionnaire.sections
            for question in section.questions
            for cell in question.cells
        }

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """By the key of a cell."""
        return {
            cell.key: section for section in self.questionnaire.sections for cell in section.cells
        }

    @cached_property
    def ranges(self) -> dict[str, tuple[str, ...]]:
        """Body cells of tables: never those of total rows and columns."""
        return x.ranges_of(
            cell.name
            for section in self.questionnaire.sections
            for question in section.questions
            for cell in question.cells
            if not _is_total(question, cell)
        )

    @cached_property
    def parsed(self) -> dict[str, x.Expression]:
        """Every expression of the document by its text, parsed once."""
        found = {}
        for _place, text, _own, _wanted in self._expressions():
            try:
                found[text] = x.parse(text)
            except x.ExpressionError:
                continue  # reported by _faults
        return found

    @cached_property
    def read_by(self) -> dict[str, frozenset[str]]:
        """The names of this period's cells that each rule reads, by its code."""
        return {
            rule.code: frozenset(
                x.reads_now(self.parsed[rule.expression], self.ranges, self.own_of(rule))
            )
            for rule in self.questionnaire.rules
        }

    @cached_property
    def order(self) -> tuple[str, ...]:
        """What is calculated, computed cells by name and relevance, each after all it reads."""
        calculated = {cell.name: cell.compute for cell in self.by_name.values() if cell.compute}
        calculated |= {name: text for name, text in self._relevance() if text}
        reads: dict[str, set[str]] = {}
        for name, text in calculated.items():
            cells = x.reads_now(self.parsed[text], self.ranges, name)
            reads[name] = set(cells) | {
                above for cell in cells for above in self._shown_by(cell) if above in calculated
            }
            reads[name] |= {above for above in self._shown_by(name) if above in calculated}
        return x.in_order(reads)

    def _relevance(self) -> Iterator[tuple[str, str]]:
        for section in self.questionnaire.sections:
            yield f"{SHOWN}{section.code}", section.relevant
            for question in section.questions:
                yield f"{SHOWN}{section.code}/{question.code}", question.relevant

    def _shown_by(self, name: str) -> tuple[str, ...]:
        """The relevances that a cell hangs on."""
        cell = self.by_name.get(name)
        if cell is None:
            return ()
        section, question = self.section_of[cell.key], self.question_of[cell.key]
        return f"{SHOWN}{section.code}", f"{SHOWN}{section.code}/{question.code}"

    def _expressions(self) -> Iterator[tuple[str, str, str, x.Kind | None]]:
        """Place, text, own cell and what it must give."""
        for name, text in self._relevance():
            if text:
                yield name.removeprefix(SHOWN), text, "", x.Kind.BOOLEAN
        for cell in self.questionnaire.cells:
            if cell.compute:
                yield cell.name, cell.compute, cell.name, _KINDS.get(cell.kind, x.Kind.NUMBER)
        for rule in self.questionnaire.rules:
            yield rule.code, rule.expression, self.own_of(rule), x.Kind.BOOLEAN

    def own_of(self, rule: Rule) -> str:
        """The name of the cell that a full stop means in the rule."""
        anchor = self.by_key.get(rule.anchors[0]) if rule.anchors else None
        return anchor.name if anchor else ""

    def place_of(self, rule: Rule) -> str:
        """The key of the cell that a finding is shown at: an anchor, else the first that the rule
        reads; empty where it reads none."""
        if rule.anchors:
            return rule.anchors[0]
        read = x.sources(self.parsed[rule.expression], self.ranges)
        return next((self.by_name[each.name].key for each in read if each.name in self.by_name), "")

    def _faults(self) -> Iterator[Fault]:
        form = x.Form(
            {
                name: x.Field(_KINDS.get(cell.kind, x.Kind.NUMBER))
                for name, cell in self.by_name.items()
            },
            self.ranges,
        )
        for place, text, own, wanted in self._expressions():
            try:
                expression = x.parse(text)
            except x.ExpressionError as error:
                yield Fault(place, error)
                continue
            for fault in x.check(expression, form, own, wanted):
                yield Fault(place, fault)


def _is_total(question: Question, cell: Cell) -> bool:
    return any(
        line.is_total and line.code in {cell.row, cell.column}
        for line in (*question.rows, *question.columns)
    )
