"""Lays a section out: from the form, the answers and what was found to the views of page.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.models import User
from surveys import expressions as x
from surveys import show, wording
from surveys.actions.answers import Desk, Saved, open_sections, section_states
from surveys.compiled import Entry
from surveys.models import Answer, SectionState
from surveys.page import (
    CellView,
    ChangeView,
    CountView,
    FindingsView,
    FindingView,
    NavView,
    Other,
    Outcome,
    PointView,
    QuestionView,
    RowView,
    SectionPage,
)
from surveys.questionnaire import Cell, Kind, Line, Question, Required, Section, Severity
from surveys.sheet import Finding, Sheet
from surveys.wording import Names, Tone

NO_OUTCOME = Outcome()
#: Findings with these severities ask for words, or for a nod.
WANTS = {Severity.EXPLAIN: "text", Severity.CONFIRM: "confirm"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A section's findings by the cell they are shown at, and the keys of the cells in error."""

    by_key: Mapping[str, list[Finding]]
    wrong: frozenset[str]

    def of(self, cell: Cell) -> list[Finding]:
        return self.by_key.get(cell.key, [])


@dataclass(frozen=True)
class Layout:
    """What all the parts of the page are drawn from. `is_open` tells whether the reader may type in
    the section now, `asked` which sections a returned response is open in."""

    desk: Desk
    sheet: Sheet
    states: Mapping[str, SectionState]
    language: str
    is_open: bool = False
    asked: frozenset[str] = frozenset()
    outcome: Outcome = field(default=NO_OUTCOME)

    @property
    def names(self) -> Names:
        return Names(self.sheet.compiled, tuple(self.desk.periods), self.language)

    def sections(self) -> list[Section]:
        """Those that are asked of this respondent."""
        every = self.sheet.compiled.questionnaire.sections
        return [section for section in every if self.sheet.is_shown(section)]

    def is_ready(self, section: Section) -> bool:
        state = self.states.get(section.code)
        return state is not None and state.ready_at is not None

    def page(self, section: Section, among: frozenset[str] | None = None) -> SectionPage:
        """The whole section, or only the questions that hold one of these cells."""
        nav = self.nav(section)
        findings = self.sheet.findings_in(section)
        at = self._placed(findings)
        number = next((each.number for each in nav if each.is_current), 0)
        questions = tuple(
            self._question(section, question, f"{number}.{place}", at)
            for place, question in enumerate(section.questions, 1)
            if among is None or any(cell.key in among for cell in question.cells)
        )
        done = self.sheet.progress(section)
        state = self.states.get(section.code)
        return SectionPage(
            code=section.code,
            number=number,
            title=section.title.in_(self.language),
            intro=section.intro.in_(self.language),
            questions=questions,
            nav=nav,
            form=self.form_count(),
            progress=CountView(done.answered, done.asked),
            points=tuple(self._points(section, findings)),
            is_open=self.is_open,
            outcome=self.outcome,
            saved_at=self.desk.changed_at(section),
            ready_by=str(state.ready_by) if state and state.ready_by else "",
            ready_at=state.ready_at if state else None,
        )

    # --- the whole form ----------------------------------------------------------

    def nav(self, current: Section | None = None) -> tuple[NavView, ...]:
        return tuple(
            NavView(
                section.code,
                number,
                section.title.in_(self.language),
                wording.section_state(
                    self.sheet.progress(section),
                    self.desk.unsettled(self.sheet.findings_in(section)),
                    self.states.get(section.code),
                    is_asked=section.code in self.asked,
                ),
                section == current,
            )
            for number, section in enumerate(self.sections(), 1)
        )

    def form_count(self) -> CountView:
        done = [self.sheet.progress(section) for section in self.sections()]
        return CountView(sum(each.answered for each in done), sum(each.asked for each in done))

    def stops(self, section: Section) -> list[PointView]:
        """What of a section still stops the sending: wrong, unexplained, and empty."""
        points = list(self._points(section, self.sheet.findings_in(section)))
        by_key = self.sheet.compiled.by_key
        empty = [
            PointView(key, _("%(cell)s: empty") % {"cell": self._full_name(by_key[key])}, "")
            for key in self.sheet.progress(section).lacking
        ]
        return points + empty

    def _points(self, section: Section, findings: list[Finding]) -> Iterator[PointView]:
        """What was typed and could not be saved first, then what was found."""
        by_key = self.sheet.compiled.by_key
        for key, problem in self.outcome.problems.items():
            if key in by_key and self.sheet.compiled.section_of[key] == section:
                words = f"{self._full_name(by_key[key])}: {wording.PROBLEMS[problem]}"
                yield PointView(key, words, "stop")
        for key in self.outcome.conflicts:
            told = _("%(cell)s: somebody else has changed this")
            yield PointView(key, told % {"cell": self._full_name(by_key[key])}, "stop")
        for finding in sorted(
            self.desk.unsettled(findings), key=lambda each: each.rule.severity is not Severity.ERROR
        ):
            tone = "stop" if finding.rule.severity is Severity.ERROR else "warn"
            key = self.sheet.compiled.place_of(finding.rule)
            words = wording.heading(finding, self._line(finding), is_settled=False)
            yield PointView(key, words, tone)

    def _line(self, finding: Finding) -> str:
        """The figures in question; beside last year's where that is what they differ from."""
        if finding.rule.origin not in {"change", "zero"}:
            return self.names.line(finding)
        cell = self.sheet.compiled.by_key[finding.rule.anchors[0]]
        now = self.names.shown(cell, self.sheet.entries.get(cell.key, Entry()))
        return f"{self.names.cell(cell)} {now}, {self._prior_text(cell)}"

    def _full_name(self, cell: Cell) -> str:
        """A cell of a table with the name of the table before it."""
        question = self.sheet.compiled.question_of[cell.key]
        name = self.names.cell(cell)
        return f"{question.label.in_(self.language)}: {name}" if question.is_table else name

    # --- one question ------------------------------------------------------------

    def _question(
        self, section: Section, question: Question, number: str, at: Placed
    ) -> QuestionView:
        view = QuestionView(
            question.code,
            number,
            question.label.in_(self.language),
            question.help.in_(self.language),
            question.where.in_(self.language),
            self.sheet.is_shown(section, question),
        )
        if question.is_table:
            return self._table(question, view, at)
        if question.is_note:
            return view
        cell = question.cells[0]
        place = FindingsView(f"w-{question.code}", self._findings(at.of(cell)))
        return replace(view, cell=self._cell(cell, at), findings=place)

    def _table(self, question: Question, view: QuestionView, at: Placed) -> QuestionView:
        columns = question.columns or (Line("", question.label),)
        labels = tuple(column.label.in_(self.language) for column in columns)
        by_place = {(cell.row, cell.column): cell for cell in question.cells}
        follows = _column_with_change(columns, question)
        has_change = follows is not None and bool(self.desk.earlier)
        rows = []
        for row in question.rows:
            cells = [by_place.get((row.code, column.code)) for column in columns]
            found = [each for cell in cells if cell for each in at.of(cell)]
            watched = by_place.get((row.code, follows or ""))
            rows.append(
                RowView(
                    row.label.in_(self.language),
                    row.is_total,
                    tuple(
                        (label, self._cell(cell, at) if cell else None)
                        for label, cell in zip(labels, cells, strict=True)
                    ),
                    FindingsView(f"w-{question.code}-{row.code}", self._findings(found)),
                    self._change(watched, question, row) if has_change else None,
                )
            )
        has_grey = any(cell is None for row in rows for _label, cell in row.cells)
        return replace(
            view, columns=labels, rows=tuple(rows), has_change=has_change, has_grey=has_grey
        )

    def _change(self, cell: Cell | None, question: Question, row: Line) -> ChangeView:
        """How much the figure has changed from the year before, where both are known."""
        name = f"d-{question.code}-{row.code}"
        now, before = self._figure(cell, self.sheet.entries), self._figure(cell, self._prior)
        if now is None or before is None:
            return ChangeView(name)
        return ChangeView(name, show.change(now, before, self.language))

    @property
    def _prior(self) -> Mapping[str, Entry]:
        return self.desk.earlier[0] if self.desk.earlier else {}

    def _figure(self, cell: Cell | None, entries: Mapping[str, Entry]) -> Decimal | None:
        entry = entries.get(cell.key) if cell else None
        if entry is None or entry.missing not in {"", "n"}:
            return None
        return Decimal(entry.text) if entry.text else Decimal(0) if entry.missing else None

    # --- one cell ----------------------------------------------------------------

    def _cell(self, cell: Cell, at: Placed) -> CellView:
        answer = self.desk.answers.get(cell.key)
        entry = self.sheet.entries.get(cell.key, Entry())
        saved_text = show.field_text(cell, entry.text, self.language)
        text, missing = self.outcome.typed.get(cell.key, (saved_text, entry.missing))
        comment_was = answer.comment if answer else ""
        conflict = self.outcome.conflicts.get(cell.key)
        problem = self.outcome.problems.get(cell.key)
        sentence = str(wording.PROBLEMS[problem]) if problem else ""
        if cell.key in self.outcome.typed and self.outcome.refusal:
            sentence = self.outcome.refusal
        question = self.sheet.compiled.question_of[cell.key]
        return CellView(
            key=cell.key,
            kind=cell.kind.value,
            label=self._name_in_table(cell, question),
            unit=cell.unit.in_(self.language),
            text=text,
            shown=self.names.shown(cell, entry),
            # of a conflict nothing is as it was, until its reader has chosen
            was="?:" if conflict else f"{entry.missing}:{saved_text}",
            version=conflict.change.version if conflict else answer.version if answer else 0,
            comment=self.outcome.comments.get(cell.key, comment_was),
            comment_was=comment_was,
            options=self.names.options(cell, text),
            codes=self.names.codes(cell, missing),
            prior=self._prior_text(cell),
            notes=tuple(self._notes(cell, missing, at.of(cell), answer)),
            problem=sentence,
            other=self._other(cell, conflict.theirs) if conflict else None,
            is_open=self.is_open and not cell.compute,
            in_table=question.is_table,
            is_computed=bool(cell.compute),
            is_wrong=cell.key in at.wrong or bool(sentence),
            is_required=cell.required is Required.HARD and not cell.compute,
            described_by=self._described_by(cell, question),
        )

    def _name_in_table(self, cell: Cell, question: Question) -> str:
        lines = [
            line.label.in_(self.language)
            for among, code in ((question.rows, cell.row), (question.columns, cell.column))
            for line in among
            if line.code == code
        ]
        return ", ".join(lines) if question.is_table else self.names.cell(cell)

    def _described_by(self, cell: Cell, question: Question) -> str:
        place = f"w-{question.code}-{cell.row}" if question.is_table else f"w-{question.code}"
        prior = f"p-{cell.key} " if self._prior_text(cell) else ""
        helps = f"h-{question.code} " if not question.is_table and question.help else ""
        return f"{helps}{prior}s-{cell.key} {place}"

    def _prior_text(self, cell: Cell) -> str:
        """`2025: 30`: what the cell was in the round before."""
        entry = self._prior.get(cell.key)
        if not entry or not cell.prior_years or cell.kind is Kind.LONGTEXT:
            return ""
        words = "0" if entry.missing == "n" else self.names.shown(cell, entry)
        return f"{self.desk.periods[0]}: {words}" if self.desk.periods else words

    def _notes(
        self, cell: Cell, missing: str, findings: list[Finding], answer: Answer | None
    ) -> Iterator[Tone]:
        if cell.key in self.outcome.saved:
            yield Tone("ok state-fresh", "ok", _("saved"))
        if missing in Answer.Missing.values and missing:
            yield Tone("", "none", str(Answer.Missing(missing).label))
        if answer and answer.comment:
            yield Tone("", "comment", _("comment"))
        for finding in findings:
            settled = finding not in self.desk.unsettled([finding])
            state = wording.cell_state(finding, is_settled=settled)
            if state:
                yield state

    def _other(self, cell: Cell, theirs: Answer) -> Other:
        text = self.names.shown(cell, theirs.entry) or _("empty")
        return Other(text, str(theirs.by or _("somebody")), theirs.at, theirs.version)

    # --- findings ----------------------------------------------------------------

    def _placed(self, findings: list[Finding]) -> Placed:
        by_key: dict[str, list[Finding]] = {}
        for finding in findings:
            by_key.setdefault(self.sheet.compiled.place_of(finding.rule), []).append(finding)
        wrong = (
            key
            for finding in self.desk.unsettled(findings)
            if finding.rule.severity is Severity.ERROR
            for key in finding.rule.anchors
        )
        return Placed(by_key, frozenset(wrong))

    def _findings(self, findings: list[Finding]) -> tuple[FindingView, ...]:
        return tuple(map(self._finding, findings))

    def _finding(self, finding: Finding) -> FindingView:
        severity, rule = finding.rule.severity, finding.rule
        settled = finding not in self.desk.unsettled([finding])
        explanation = self.desk.explanations.get(rule.code)
        is_error = severity is Severity.ERROR and not settled
        is_told = explanation is not None and self.desk.is_settled(finding)
        return FindingView(
            rule=rule.code,
            key=self.sheet.compiled.place_of(rule),
            tone="stop" if is_error else "" if settled else "warn",
            sign="stop" if is_error else "ask",
            heading=wording.heading(finding, self._line(finding), is_settled=settled),
            advice=self.names.advice(finding),
            wants=WANTS.get(severity, "") if self.is_open else "",
            explanation=explanation.text if explanation else "",
            told_by=str(explanation.by or "") if explanation and is_told else "",
            told_at=explanation.at if explanation and is_told else None,
            is_settled=settled and severity is not Severity.INFO,
            fix=self._fix(finding) if is_error and self.is_open else "",
        )

    def _fix(self, finding: Finding) -> str:
        """What the parts give, where a typed total differs from them."""
        if finding.rule.origin != "total" or len(finding.clauses) != 1:
            return ""
        clause, cell = finding.clauses[0], self.sheet.compiled.by_key[finding.rule.anchors[0]]
        if not isinstance(clause, x.Comparison) or not isinstance(clause.right.value, Decimal):
            return ""
        return show.number(round(clause.right.value, cell.decimals), self.language)


def _column_with_change(columns: tuple[Line, ...], question: Question) -> str | None:
    """The column whose change from last year has a column of its own: the total, or the only one;
    none where it does not hold numbers."""
    totals = [column.code for column in columns if column.is_total]
    if not totals and len(columns) == 1:
        totals = [columns[0].code]
    numeric = {cell.column for cell in question.cells if cell.is_number}
    return totals[-1] if totals and totals[-1] in numeric else None


def layout(
    at: Desk,
    user: User,
    section: Section | None = None,
    saved: Saved | None = None,
    outcome: Outcome = NO_OUTCOME,
) -> Layout:
    """The layout for a reader; the section is open where the reader may type in it now."""
    response, asked = at.response, open_sections(at.response)
    is_open = response.is_open and response.may_fill(user)
    if asked is not None and section is not None:
        is_open = is_open and section.code in asked
    sheet = saved.after if saved else at.sheet()
    states = saved.states if saved else section_states(at)
    language = get_language() or "fi"
    return Layout(at, sheet, states, language, is_open, frozenset(asked or ()), outcome)
