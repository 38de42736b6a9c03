"""The sentences of a form: why a value is not kept, what a finding says, how far a section is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys import expressions as x
from surveys import show
from surveys.compiled import Compiled, Entry
from surveys.figures import Problem
from surveys.models import Answer, SectionState
from surveys.questionnaire import Cell, Kind, Severity
from surveys.sheet import Finding, Progress

PROBLEMS = {
    Problem.NOT_A_NUMBER: gettext_lazy("Write this as a number, for example 1 234,5."),
    Problem.TOO_MANY_DECIMALS: gettext_lazy("There are too many decimals."),
    Problem.TOO_LARGE: gettext_lazy("The number is too large."),
    Problem.TOO_LONG: gettext_lazy("The text is too long."),
    Problem.NOT_A_DATE: gettext_lazy("Write this as a date, for example 31.12.2026."),
    Problem.NOT_A_CHOICE: gettext_lazy("Choose one of the alternatives."),
    Problem.NUL: gettext_lazy("There is a sign in the text that cannot be kept."),
    Problem.IS_COMPUTED: gettext_lazy("This is calculated from the other figures."),
    Problem.CODE_NOT_ALLOWED: gettext_lazy("A value is needed here."),
}

#: What the default rules say; those of an author bring their own message.
RULES = {
    "range": gettext_lazy("The figure is outside its limits."),
    "total": gettext_lazy("The parts do not add up to the total. Mend the figure that is wrong."),
    "change": gettext_lazy("The figure has changed much from the year before."),
    "zero": gettext_lazy("Either this year's or last year's figure is zero."),
}


@dataclass(frozen=True, slots=True)
class Tone:
    """How a state is said: the suffix of its class, its sign and its word."""

    tone: str
    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """How the reader's language names and writes what an expression has read."""

    compiled: Compiled
    periods: tuple[str, ...]
    language: str

    def label(self, source: x.Source) -> str:
        if source.origin is x.Origin.EARLIER:
            known = 1 <= source.periods <= len(self.periods)
            return f"{self.periods[source.periods - 1]}:" if known else _("earlier:")
        if source.origin is x.Origin.PUBLIC:
            return _("register:")
        cell = self.compiled.by_name.get(source.name)
        return self.cell(cell) if cell else source.name

    def value(self, value: x.Cell | x.PublicFigure) -> str:
        """As it is written; of a register's protected figure its bounds, such as «1–4»."""
        if not isinstance(value, x.PublicFigure):
            return show.value(value, self.language)
        if value.value is not None:
            return show.value(value.value, self.language)
        return "–".join(show.value(each, self.language) for each in (value.low, value.high))

    def cell(self, cell: Cell) -> str:
        """What the cell is called: its own label, its lines' labels, or its question's."""
        if cell.label:
            return cell.label.in_(self.language)
        question = self.compiled.question_of[cell.key]
        labels = [
            line.label.in_(self.language)
            for lines, code in ((question.rows, cell.row), (question.columns, cell.column))
            for line in lines
            if line.code == code and line.label
        ]
        return ", ".join(labels) or question.label.in_(self.language)

    def shown(self, cell: Cell, entry: Entry) -> str:
        """The answer in words, for reading."""
        if entry.missing:
            return str(Answer.Missing(entry.missing).label)
        if cell.kind in {Kind.CHOICE, Kind.CHOICES}:
            options = self.options(cell, entry.text)
            return ", ".join(option.label for option in options if option.is_chosen)
        return show.field_text(cell, entry.text, self.language)

    def options(self, cell: Cell, text: str) -> tuple[Option, ...]:
        codes = text.split()
        return tuple(
            Option(choice.code, choice.label.in_(self.language), choice.code in codes)
            for choice in self.compiled.questionnaire.choices(cell)
        )

    def codes(self, cell: Cell, missing: str) -> tuple[Option, ...]:
        """What may stand in the place of a value."""
        return tuple(
            Option(code, str(Answer.Missing(code).label), code == missing)
            for code in cell.missing
            if code in Answer.Missing.values
        )

    def line(self, finding: Finding) -> str:
        """The figures that made the rule false."""
        return "; ".join(x.write(clause, self) for clause in finding.clauses)

    def advice(self, finding: Finding) -> str:
        own = finding.rule.message.in_(self.language)
        return own or str(RULES.get(finding.rule.origin, ""))


HEADINGS = {
    (Severity.ERROR, False): gettext_lazy("Error: %(line)s"),
    (Severity.ERROR, True): gettext_lazy("Accepted by the office: %(line)s"),
    (Severity.EXPLAIN, False): gettext_lazy("Explain: %(line)s"),
    (Severity.EXPLAIN, True): gettext_lazy("Explained: %(line)s"),
    (Severity.CONFIRM, False): gettext_lazy("Check: %(line)s"),
    (Severity.CONFIRM, True): gettext_lazy("Checked: %(line)s"),
}
CELL_STATES = {
    (Severity.ERROR, False): ("stop", "stop", gettext_lazy("error")),
    (Severity.ERROR, True): ("ok", "ok", gettext_lazy("accepted")),
    (Severity.EXPLAIN, False): ("warn", "ask", gettext_lazy("explain")),
    (Severity.EXPLAIN, True): ("ok", "ok", gettext_lazy("explained")),
    (Severity.CONFIRM, False): ("warn", "ask", gettext_lazy("check")),
    (Severity.CONFIRM, True): ("ok", "ok", gettext_lazy("checked")),
}


def heading(finding: Finding, line: str, *, is_settled: bool) -> str:
    found = HEADINGS.get((finding.rule.severity, is_settled))
    return found % {"line": line} if found else line


def cell_state(finding: Finding, *, is_settled: bool) -> Tone | None:
    """The word under the cell that the finding is shown at."""
    found = CELL_STATES.get((finding.rule.severity, is_settled))
    return Tone(found[0], found[1], str(found[2])) if found else None


def section_state(
    progress: Progress, unsettled: list[Finding], state: SectionState | None, *, is_asked: bool
) -> Tone:
    """How far a section is: what is wrong before what is left."""
    count = f"{progress.answered}/{progress.asked}"
    errors = sum(each.rule.severity is Severity.ERROR for each in unsettled)
    if errors:
        words = ngettext("%(n)s error, %(count)s", "%(n)s errors, %(count)s", errors)
        return Tone("stop", "stop", words % {"n": errors, "count": count})
    if unsettled:
        words = _("%(n)s to explain, %(count)s") % {"n": len(unsettled), "count": count}
        return Tone("warn", "ask", words)
    if state and state.ready_at:
        return Tone("ok", "ok", _("Ready"))
    if is_asked:
        return Tone("warn", "back", _("Returned: complete this"))
    return _how_full(progress, count)


def _how_full(progress: Progress, count: str) -> Tone:
    if not progress.asked:
        return Tone("", "none", _("Nothing to fill in"))
    if not progress.answered:
        return Tone("", "blank", _("Not started"))
    if progress.is_full:
        return Tone("", "part", _("Filled in, %(count)s") % {"count": count})
    return Tone("", "part", _("Under way, %(count)s") % {"count": count})
