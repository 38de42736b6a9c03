"""A questionnaire as one respondent has filled it in: what is seen, computed, found and missing.

`Compiled` is made once for each form version, `fill` for each look at a response. Both are pure:
the same answers give the same sheet.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from surveys import expressions as x
from surveys import figures
from surveys.compiled import SHOWN, Compiled, Entries, Entry
from surveys.questionnaire import Cell, Question, Required, Rule, Section, Severity


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
    earlier: Sequence[Entries] = field(repr=False, default=())

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
    return _judged(calculation, compiled.questionnaire.rules, {})


def refill(sheet: Sheet, entries: Entries) -> Sheet:
    """The sheet with other entries: as `fill` would give it, but only what reads a cell that
    differs is judged anew. A section has hundreds of rules, and one cell is typed at a time."""
    before = sheet.scope
    calculation = _Calculation(sheet.compiled, entries, sheet.earlier, before.facts, before.today)
    calculation.run()
    differing = {
        name
        for name in before.cells.keys() | calculation.cells.keys()
        if before.cells.get(name) != calculation.cells.get(name)
    }
    rules = sheet.compiled.questionnaire.rules
    if calculation.hidden_places == sheet.hidden_places:
        read_by = sheet.compiled.read_by
        rules = tuple(rule for rule in rules if not differing.isdisjoint(read_by[rule.code]))
    judged = {rule.code for rule in rules}
    known = {each.rule.code: each for each in sheet.findings if each.rule.code not in judged}
    return _judged(calculation, rules, known)


def differing(before: Sheet, after: Sheet) -> frozenset[str]:
    """Keys of the cells that stand otherwise in two sheets of one form: with another value, shown
    or hidden, or with another finding at them."""
    if before.hidden_places != after.hidden_places:
        return frozenset(after.compiled.by_key)
    keys = before.entries.keys() | after.entries.keys()
    values = {key for key in keys if before.entries.get(key) != after.entries.get(key)}
    old, new = (
        {(f.rule.code, f.fingerprint): f for f in each.findings} for each in (before, after)
    )
    found = [(old | new)[each].rule for each in old.keys() ^ new.keys()]
    return frozenset(
        values.union(*((after.compiled.place_of(rule), *rule.anchors) for rule in found))
    )


def _judged(
    calculation: _Calculation, rules: Sequence[Rule], known: Mapping[str, Finding]
) -> Sheet:
    """What is calculated, with the findings of these rules beside those that are known."""
    compiled, scope = calculation.compiled, calculation.scope
    hidden = frozenset(
        cell.key for cell in compiled.by_name.values() if cell.name not in calculation.shown
    )
    found = dict(known)
    for rule in rules:
        if not hidden.intersection(rule.anchors) and _is_broken(compiled, rule, scope):
            found[rule.code] = _finding(compiled, rule, scope)
    every = compiled.questionnaire.rules
    findings = tuple(found[rule.code] for rule in every if rule.code in found)
    places = frozenset(calculation.hidden_places)
    return Sheet(
        compiled, calculation.entries, hidden, places, findings, scope, calculation.earlier
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
        facts: Mapping[str, x.Cell],
        today: datetime.date | None,
    ) -> None:
        self.compiled, self.earlier = compiled, earlier
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
            if name.startswith(SHOWN):
                self._relevance(name.removeprefix(SHOWN))
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
