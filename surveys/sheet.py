"""A questionnaire as one respondent has filled it in: what is seen, computed, found and missing.

`Compiled` is made once for each form version, `fill` for each look at a response. Both are pure:
the same answers give the same sheet.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from surveys import expressions as x
from surveys import figures
from surveys.questionnaire import (
    Cell,
    Kind,
    Question,
    Questionnaire,
    Required,
    Rule,
    Section,
    Severity,
)

_KINDS = {
    Kind.TEXT: x.Kind.TEXT,
    Kind.LONGTEXT: x.Kind.TEXT,
    Kind.CHOICE: x.Kind.TEXT,
    Kind.CHOICES: x.Kind.SET,
    Kind.DATE: x.Kind.DATE,
}
#: Relevance is calculated among the cells, under a name that no cell can have.
_SHOWN = "shown:"


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
            yield f"{_SHOWN}{section.code}", section.relevant
            for question in section.questions:
                yield f"{_SHOWN}{section.code}/{question.code}", question.relevant

    def _shown_by(self, name: str) -> tuple[str, ...]:
        """The relevances that a cell hangs on."""
        cell = self.by_name.get(name)
        if cell is None:
            return ()
        section, question = self.section_of[cell.key], self.question_of[cell.key]
        return f"{_SHOWN}{section.code}", f"{_SHOWN}{section.code}/{question.code}"

    def _expressions(self) -> Iterator[tuple[str, str, str, x.Kind | None]]:
        """Place, text, own cell and what it must give."""
        for name, text in self._relevance():
            if text:
                yield name.removeprefix(_SHOWN), text, "", x.Kind.BOOLEAN
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


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that the answers break. `fingerprint` changes when a value it reads does."""

    rule: Rule
    clauses: tuple[x.Clause, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a section is. `asked` counts what a person types and sees."""

    asked: int = 0
    answered: int = 0
    lacking: tuple[str, ...] = ()  # keys of hard-required cells without an answer

    @property
    def is_full(self) -> bool:
        return self.answered == self.asked


@dataclass(frozen=True)
class Sheet:
    """A filled questionnaire. `entries` holds what is typed and computed, hidden cells too;
    `hidden` the keys of cells that are not asked of this respondent."""

    compiled: Compiled
    entries: Entries
    hidden: frozenset[str]
    hidden_places: frozenset[str]
    findings: tuple[Finding, ...]
    scope: x.Scope = field(repr=False)

    def is_shown(self, section: Section, question: Question | None = None) -> bool:
        places = {section.code}
        if question:
            places.add(f"{section.code}/{question.code}")
        return not places & self.hidden_places

    def progress(self, section: Section) -> Progress:
        asked = [cell for cell in section.cells if not cell.compute and cell.key not in self.hidden]
        answered = [cell for cell in asked if self.entries.get(cell.key)]
        lacking = [
            cell.key
            for cell in asked
            if cell.required is Required.HARD and not self.entries.get(cell.key)
        ]
        return Progress(len(asked), len(answered), tuple(lacking))

    def findings_in(self, section: Section) -> list[Finding]:
        """Findings shown in the section: where the first of their cells stands."""
        return [
            finding
            for finding in self.findings
            if self.compiled.section_of.get(self.compiled.place_of(finding.rule)) == section
        ]

    @property
    def errors(self) -> list[Finding]:
        return [found for found in self.findings if found.rule.severity is Severity.ERROR]


def fill(
    compiled: Compiled,
    entries: Entries,
    earlier: Sequence[Entries] = (),
    facts: Mapping[str, x.Value] | None = None,
    today: datetime.date | None = None,
) -> Sheet:
    """Compute, hide and judge. `entries` are the typed cells by key, `earlier` those of the
    periods before, the latest first; hidden answers are kept, and count for nothing."""
    calculation = _Calculation(compiled, entries, earlier, facts or {}, today)
    calculation.run()
    scope = calculation.scope
    hidden = frozenset(
        cell.key for cell in compiled.by_name.values() if cell.name not in calculation.shown
    )
    findings = tuple(
        _finding(compiled, rule, scope)
        for rule in compiled.questionnaire.rules
        if not hidden.intersection(rule.anchors) and _is_broken(compiled, rule, scope)
    )
    return Sheet(
        compiled, calculation.entries, hidden, frozenset(calculation.hidden_places), findings, scope
    )


def computed(compiled: Compiled, entries: Entries) -> Entries:
    """What was typed with what is computed from it; nothing is judged."""
    calculation = _Calculation(compiled, entries, (), {}, None)
    calculation.run()
    return calculation.entries


def _is_broken(compiled: Compiled, rule: Rule, scope: x.Scope) -> bool:
    own = _at(scope, compiled.own_of(rule))
    return x.judge(compiled.parsed[rule.expression], own, x.Strategy(rule.strategy)) is False


def _finding(compiled: Compiled, rule: Rule, scope: x.Scope) -> Finding:
    own = _at(scope, compiled.own_of(rule))
    expression = compiled.parsed[rule.expression]
    return Finding(rule, x.explain(expression, own), x.fingerprint(expression, own))


def _at(scope: x.Scope, name: str) -> x.Scope:
    return x.Scope(
        scope.cells, scope.ranges, scope.earlier, scope.public, scope.facts, scope.today, name
    )


def _cells(compiled: Compiled, entries: Entries) -> dict[str, x.Cell]:
    """What expressions read, by name."""
    found: dict[str, x.Cell] = {}
    for key, entry in entries.items():
        cell = compiled.by_key.get(key)
        if cell is not None and entry:
            missing = x.Missing(entry.missing) if entry.missing else None
            found[cell.name] = missing or figures.value(cell, entry.text)
    return found


class _Calculation:
    """One pass in the order of what reads what: first whether a thing is shown, then its value."""

    def __init__(
        self,
        compiled: Compiled,
        entries: Entries,
        earlier: Sequence[Entries],
        facts: Mapping[str, x.Value],
        today: datetime.date | None,
    ) -> None:
        self.compiled = compiled
        self.typed = {
            key: entry
            for key, entry in entries.items()
            if key in compiled.by_key and not compiled.by_key[key].compute
        }
        self.entries: dict[str, Entry] = dict(self.typed)
        self.cells: dict[str, x.Cell] = _cells(compiled, self.typed)
        self.shown = set(compiled.by_name)
        self.hidden_places: set[str] = set()
        self.ranges = dict(compiled.ranges)
        past = [_cells(compiled, each) for each in earlier]
        self.scope = x.Scope(self.cells, self.ranges, past, {}, facts, today)

    def run(self) -> None:
        for name in self.compiled.order:
            if name.startswith(_SHOWN):
                self._relevance(name.removeprefix(_SHOWN))
            else:
                self._compute(self.compiled.by_name[name])

    def _relevance(self, place: str) -> None:
        section_code, _, question_code = place.partition("/")
        sections = {each.code: each for each in self.compiled.questionnaire.sections}
        section = sections[section_code]
        question = next((each for each in section.questions if each.code == question_code), None)
        text = question.relevant if question else section.relevant
        if x.evaluate(self.compiled.parsed[text], self.scope) is True:
            return
        self.hidden_places.add(place)
        for cell in question.cells if question else section.cells:
            self.shown.discard(cell.name)
            self.cells.pop(cell.name, None)
        for name, members in self.compiled.ranges.items():
            self.ranges[name] = tuple(each for each in members if each in self.shown)

    def _compute(self, cell: Cell) -> None:
        if cell.name not in self.shown:
            return
        value = x.evaluate(self.compiled.parsed[cell.compute], _at(self.scope, cell.name))
        text = _canonical(cell, value)
        self.entries[cell.key] = Entry(text)
        if text:
            self.cells[cell.name] = figures.value(cell, text)


def _canonical(cell: Cell, value: x.Value) -> str:
    """A computed value as it is stored; empty where it does not fit the cell."""
    if isinstance(value, Decimal):
        return figures.canonical_number(value, cell.decimals) if cell.is_number else ""
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value if isinstance(value, str) and not cell.is_number else ""
