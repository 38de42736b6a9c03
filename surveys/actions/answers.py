"""Typing: cells, explanations and the marks of a section."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from members.models import User
from surveys import figures
from surveys.actions.refusals import (
    ExplanationMissing,
    NotOpen,
    NotYours,
    SectionNotDone,
    SectionNotOpen,
)
from surveys.compiled import Compiled, Entries, Entry
from surveys.models import (
    Answer,
    ChangeRequest,
    Explanation,
    Response,
    SectionState,
    Transition,
)
from surveys.questionnaire import Cell, Section, Severity
from surveys.sheet import Finding, Sheet, computed, fill, refill


@dataclass(frozen=True)
class Change:
    """What a person typed in a cell, and the version of it that they had before them."""

    key: str
    typed: str = ""
    missing: str = ""
    version: int = 0
    comment: str | None = None  # None leaves the comment as it is


@dataclass(frozen=True)
class Conflict:
    """Somebody else has changed the cell since: both values stand, nothing is overwritten."""

    change: Change
    theirs: Answer


@dataclass(frozen=True)
class Desk:
    """A response as one looks at it: its answers, the years before and the explanations."""

    response: Response
    compiled: Compiled
    answers: dict[str, Answer]
    earlier: Sequence[Entries]
    explanations: dict[str, Explanation]  # the newest of each rule
    periods: Sequence[str] = ()  # of the years before, the latest first

    @property
    def entries(self) -> dict[str, Entry]:
        return {key: answer.entry for key, answer in self.answers.items()}

    def sheet(self) -> Sheet:
        return fill(self.compiled, self.entries, self.earlier, today=timezone.localdate())

    def changed_at(self, section: Section) -> datetime.datetime | None:
        """When somebody last typed in the section."""
        typed = (self.answers.get(cell.key) for cell in section.cells)
        return max((answer.at for answer in typed if answer), default=None)

    def is_settled(self, finding: Finding) -> bool:
        """Explained or confirmed for just these values, or accepted by the office."""
        explanation = self.explanations.get(finding.rule.code)
        return explanation is not None and explanation.fingerprint == finding.fingerprint

    def unsettled(self, findings: Iterable[Finding]) -> list[Finding]:
        """What still stops the sending."""
        return [
            finding
            for finding in findings
            if finding.rule.severity is not Severity.INFO and not self._lets_pass(finding)
        ]

    def _lets_pass(self, finding: Finding) -> bool:
        explanation = self.explanations.get(finding.rule.code)
        if finding.rule.severity is Severity.ERROR:
            return self.is_settled(finding) and explanation is not None and explanation.is_override
        return self.is_settled(finding)


@dataclass
class Saved:
    """What became of each change, and the sheet before and after."""

    before: Sheet
    after: Sheet
    desk: Desk
    states: dict[str, SectionState] = field(default_factory=dict)
    saved: list[str] = field(default_factory=list)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    unreadable: dict[str, figures.Problem] = field(default_factory=dict)


def desk(response: Response) -> Desk:
    """Everything about a response that its pages show, in five queries."""
    compiled, before = response.form_version.compiled, earlier(response)
    return Desk(
        response,
        compiled,
        {answer.key: answer for answer in response.answers.select_related("by")},
        [computed(compiled, entries) for entries in before.values()],
        {each.rule: each for each in response.explanations.select_related("by")},
        list(before),
    )


def earlier(response: Response, years: int = 3) -> dict[str, Entries]:
    """What the school answered in the rounds before, by period, the latest first."""
    before = Response.objects.filter(
        organisation=response.organisation_id,
        round__collection=response.round.collection_id,
        round__period__lt=response.round.period,
        state__in=Response.SENT,
    ).order_by("-round__period")
    periods = dict(before.values_list("pk", "round__period")[:years])
    found: dict[str, dict[str, Entry]] = {period: {} for period in periods.values()}
    answers = Answer.objects.filter(response__in=periods)
    for response_id, key, *entry in answers.values_list("response", "key", "text", "missing"):
        found[periods[response_id]][key] = Entry(*entry)
    return dict(found)


@transaction.atomic
def save_cells(
    response: Response, changes: Sequence[Change], by: User, source: str = "typed"
) -> Saved:
    """Save each change by itself: saved, in conflict, or unreadable. Typing the same again, also
    over an older version, changes nothing. Raises NotOpen, NotYours, SectionNotOpen."""
    response = lock(response)
    _refuse_closed(response, by)
    at = desk(response)
    _refuse_closed_sections(response, at.compiled, changes)
    before = at.sheet()
    saved = Saved(before, before, at)
    for change in changes:
        _save(at, change, by, source, saved)
    if saved.saved:
        saved.after = refill(before, at.entries)
        _write(at, saved, by)
        saved.states = count_sections(at, saved.after, changed=saved.saved)
    else:
        saved.states = section_states(at)
    return saved


def lock(response: Response) -> Response:
    """The response, ours alone until the transaction ends: two parts of a total are never added
    from values that somebody is changing."""
    locked = Response.objects.select_for_update(of=("self",), no_key=True)
    return locked.with_all().get(pk=response.pk)


def _refuse_closed(response: Response, by: User) -> None:
    if not response.may_fill(by):
        raise NotYours(organisation=response.organisation)
    if not response.is_open:
        raise NotOpen


def _refuse_closed_sections(
    response: Response, compiled: Compiled, changes: Sequence[Change]
) -> None:
    allowed = open_sections(response)
    if allowed is None:
        return
    for change in changes:
        section = compiled.section_of.get(change.key)
        if section and section.code not in allowed:
            raise SectionNotOpen


def open_sections(response: Response) -> set[str] | None:
    """The sections that a returned response is open in; None where all are."""
    if response.state != Response.State.RETURNED:
        return None
    asked = ChangeRequest.objects.filter(response=response, resolved_at=None)
    return set(asked.values_list("section", flat=True))


def _save(at: Desk, change: Change, by: User, source: str, saved: Saved) -> None:
    cell = at.compiled.by_key.get(change.key)
    if cell is None or cell.compute:
        saved.unreadable[change.key] = figures.Problem.IS_COMPUTED
        return
    try:
        entry = _entry(at.compiled, cell, change)
        typed_comment = None if change.comment is None else figures.read_comment(change.comment)
    except figures.Unreadable as unreadable:
        saved.unreadable[change.key] = unreadable.problem
        return
    answer = at.answers.get(change.key)
    if answer is None:
        answer = Answer(response=at.response, key=change.key, version=0)
    comment = answer.comment if typed_comment is None else typed_comment
    if (answer.entry, answer.comment) == (entry, comment):
        return  # as it is: also a request that is sent twice
    if answer.version != change.version:
        saved.conflicts[change.key] = Conflict(change, answer)
        return
    answer.text, answer.missing, answer.comment = entry.text, entry.missing, comment
    answer.version += 1
    answer.source, answer.by, answer.at = source, by, timezone.now()
    at.answers[change.key] = answer
    saved.saved.append(change.key)


def _entry(compiled: Compiled, cell: Cell, change: Change) -> Entry:
    if change.missing:
        if change.missing not in cell.missing:
            raise figures.Unreadable(figures.Problem.CODE_NOT_ALLOWED)
        return Entry(missing=change.missing)
    codes = [choice.code for choice in compiled.questionnaire.choices(cell)]
    return Entry(figures.read(cell, change.typed, codes))


def _write(at: Desk, saved: Saved, by: User) -> None:
    """The changed answers in one statement, however many; the first one begins the response."""
    Answer.objects.bulk_create(
        [at.answers[key] for key in saved.saved],
        update_conflicts=True,
        unique_fields=["response", "key"],
        update_fields=["text", "missing", "comment", "version", "source", "by", "at"],
    )
    if at.response.state == Response.State.NOT_STARTED:
        move(at.response, Response.State.DRAFT, by)


def move(
    response: Response, state: Response.State, by: User | None, reason: str = ""
) -> Transition:
    """Change the state, and remember who did it, when and why."""
    step = Transition.objects.create(
        response=response, from_state=response.state, to_state=state, by=by, reason=reason
    )
    response.state = state
    response.save()
    return step


def count_sections(at: Desk, sheet: Sheet, changed: Sequence[str] = ()) -> dict[str, SectionState]:
    """Write down how far each section is. One that was ready and has changed is open again."""
    touched = {at.compiled.section_of[key].code for key in changed}
    known = section_states(at)
    changed_states = []
    for section in at.compiled.questionnaire.sections:
        state = known.get(section.code) or SectionState(response=at.response, section=section.code)
        before = {**vars(state)}
        _count(at, sheet, section, state)
        if section.code in touched:
            state.ready_at = state.ready_by = None
        if state.pk is None or before != vars(state):
            changed_states.append(state)
        known[section.code] = state
    SectionState.objects.bulk_create(
        changed_states,
        update_conflicts=True,
        unique_fields=["response", "section"],
        update_fields=[
            *("is_hidden", "asked", "answered", "lacking", "errors", "questions"),
            *("ready_at", "ready_by"),
        ],
    )
    return known


def section_states(at: Desk) -> dict[str, SectionState]:
    states = at.response.section_states.select_related("ready_by")
    return {state.section: state for state in states}


def _count(at: Desk, sheet: Sheet, section: Section, state: SectionState) -> None:
    progress = sheet.progress(section)
    unsettled = at.unsettled(sheet.findings_in(section))
    state.is_hidden = not sheet.is_shown(section)
    state.asked, state.answered = progress.asked, progress.answered
    state.lacking = len(progress.lacking)
    state.errors = sum(each.rule.severity is Severity.ERROR for each in unsettled)
    state.questions = len(unsettled) - state.errors


@transaction.atomic
def explain(response: Response, rule: str, text: str, by: User) -> bool:
    """Keep why the figures are right, for just the values they have now; False where the finding
    is gone. The office's word lets an error pass as well. Raises NotOpen, NotYours,
    ExplanationMissing."""
    response = lock(response)
    is_office = response.may_review(by)
    if not is_office:
        _refuse_closed(response, by)
    at = desk(response)
    sheet = at.sheet()
    finding = next((each for each in sheet.findings if each.rule.code == rule), None)
    if finding is None:
        return False
    if finding.rule.severity is Severity.EXPLAIN and not text.strip():
        raise ExplanationMissing
    at.explanations[rule] = Explanation.objects.create(
        response=response,
        rule=rule,
        fingerprint=finding.fingerprint,
        text=text.strip(),
        is_override=is_office,
        by=by,
    )
    count_sections(at, sheet)
    return True


@transaction.atomic
def mark_ready(response: Response, section: str, by: User, *, ready: bool = True) -> None:
    """Tell the others that a section is done, or not after all. Raises NotOpen, NotYours,
    SectionNotDone."""
    response = lock(response)
    _refuse_closed(response, by)
    at = desk(response)
    sheet = at.sheet()
    count_sections(at, sheet)
    if ready and _is_stopped(at, sheet, section):
        raise SectionNotDone
    SectionState.objects.filter(response=response, section=section).update(
        ready_at=timezone.now() if ready else None, ready_by=by if ready else None
    )


def _is_stopped(at: Desk, sheet: Sheet, code: str) -> bool:
    """Whether an obligatory figure of the section is empty, or one is wrong or unexplained."""
    sections = [each for each in at.compiled.questionnaire.sections if each.code == code]
    return any(
        sheet.progress(section).lacking or at.unsettled(sheet.findings_in(section))
        for section in sections
    )
