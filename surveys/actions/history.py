"""A collection of an earlier year comes from a code book and a wide table."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from members.access import reach
from members.models import Identifier, User
from surveys.actions.answers import Desk, earlier
from surveys.actions.forms import draft_form, publish_form, published
from surveys.actions.matching import Match, match
from surveys.actions.refusals import (
    FormStays,
    NoCollection,
    NoColumns,
    NoForm,
    NotTheOffice,
    OtherForm,
    RoundFrozen,
    RoundGoesOnInPortal,
)
from surveys.actions.responses import keep_snapshot
from surveys.compiled import Entry
from surveys.history import book, table
from surveys.history.ledger import Ledger, What
from surveys.history.rows import Columns, Reading, cells_by_name
from surveys.models import Answer, Collection, FormVersion, Response, Round, Snapshot, Transition
from surveys.models.responses import BROUGHT_ALONG
from surveys.questionnaire import Questionnaire, Words, content_hash, to_json
from surveys.reading import read
from surveys.remarks import to_json as remarks
from surveys.sheet import Sheet, computed

State = Response.State


@dataclass(frozen=True)
class Order:
    """What is loaded: the files and how to read them. Without a code book the round has its form.
    `new` are identifiers that somebody has said to be of new organisations; `title` makes the
    collection where there is none."""

    collection: str
    period: int
    answers: bytes
    columns: Columns
    books: tuple[bytes, ...] = ()
    file: str = ""
    title: str = ""
    kind: str = Identifier.Kind.BUSINESS_ID
    unit: str = "euro"
    tolerance: Decimal | None = None
    new: frozenset[str] = frozenset()

    @property
    def day(self) -> datetime.date:
        """On which identifiers and facts of the period are valid: its last one."""
        return datetime.date(self.period, 12, 31)

    @property
    def reason(self) -> str:
        """How the log tells of it."""
        return f"{self.file} {hashlib.sha256(self.answers).hexdigest()}".strip()


@transaction.atomic
def load_round(order: Order, by: User | None = None) -> Ledger:
    """Every row that can be told whose it is becomes a sent answer, without asking for a membership
    and without letters; everything else is listed. Loading the same again changes nothing, and a
    mended table changes what has not been approved. Raises UnreadableFile, RefusedForm, and
    Refused: NotTheOffice, NoCollection, NoColumns, NoForm, RoundGoesOnInPortal, RoundFrozen,
    OtherForm, FormStays, FormFaulty."""
    if by is not None and not reach(by.standing, "review_collection").everything:
        raise NotTheOffice
    ledger = Ledger()
    collection = _collection(order)
    reading = Reading(table.read(order.answers), order.columns, ledger)
    if reading.missing:
        raise NoColumns(columns=", ".join(reading.missing))
    round_ = _round(collection, order, reading, by)
    compiled = round_.form_version.compiled
    cells = cells_by_name(compiled)
    reading.tell_columns(cells)
    matches = match(round_, reading, order.kind, order.day, order.new)
    for each in matches:
        each.said = reading.read(each.rows, cells, compiled)
    _keep(round_, matches, ledger, order.reason, by)
    _tell_absent(round_, matches, ledger)
    return ledger


def _collection(order: Order) -> Collection:
    collections = Collection.objects.select_for_update()
    found = collections.filter(code=order.collection).first()
    if found:
        return found
    if order.title:
        return Collection.objects.create(code=order.collection, name_fi=order.title)
    known = ", ".join(Collection.objects.values_list("code", flat=True)) or "–"
    raise NoCollection(code=order.collection, known=known)


def _round(collection: Collection, order: Order, reading: Reading, by: User | None) -> Round:
    """The round of the period with its form; what answers there are fit it."""
    rounds = Round.objects.select_for_update(of=("self",)).select_related(
        "collection", "form_version"
    )
    round_ = rounds.filter(collection=collection, period=str(order.period)).first()
    if round_ and round_.is_frozen:
        raise RoundFrozen
    if round_ and round_.state != Round.State.CLOSED:
        raise RoundGoesOnInPortal(round=round_)
    if not order.books:
        if round_ is None:
            raise NoForm(collection=collection, period=order.period)
        return round_
    form = _form(collection, order, reading, round_, by)
    if round_ is None:
        return _past(collection, form, order.period)
    if form != round_.form_version:
        _take_form(round_, form)
    return round_


def _form(
    collection: Collection,
    order: Order,
    reading: Reading,
    round_: Round | None,
    by: User | None,
) -> FormVersion:
    """The published version that says what the code books say; a new one where there is none."""
    found = [
        book.read(each, order.unit, order.tolerance) if book.is_hierarchy(each) else read(each)
        for each in order.books
    ]
    asked = book.joined([each.questionnaire for each in found])
    if order.columns.group:
        asked = book.by_group(asked, _groups(round_) | reading.groups())
    ready = published(asked)
    known = collection.form_versions.filter(content_hash=content_hash(to_json(ready)))
    return known.exclude(state=FormVersion.State.DRAFT).first() or publish_form(
        draft_form(collection, asked, [line for each in found for line in remarks(each.report)]),
        by,
    )


def _groups(round_: Round | None) -> dict[str, str]:
    """The groups that the round's form has rows for."""
    asked = round_.form_version.compiled.questionnaire if round_ else Questionnaire(Words())
    return {
        row.code: row.label.fi
        for section in asked.sections
        for question in section.questions
        for row in question.rows
    }


def _past(collection: Collection, form: FormVersion, period: int) -> Round:
    """A round that is over: asked during its year."""
    zone = timezone.get_default_timezone()
    end = datetime.datetime(period, 12, 31, 16, tzinfo=zone)
    return Round.objects.create(
        collection=collection,
        form_version=form,
        period=str(period),
        state=Round.State.CLOSED,
        opens_at=datetime.datetime(period, 1, 1, tzinfo=zone),
        due_at=end,
        closes_at=end,
        reminder_days=[],
    )


def _take_form(round_: Round, form: FormVersion) -> None:
    """The round goes on with a mended form, where no answer has been approved and none is lost."""
    responses = Response.objects.filter(round=round_)
    answered = Answer.objects.filter(response__in=responses).exclude(text="", missing="")
    keys = set(answered.values_list("key", flat=True)) - set(form.compiled.by_key)
    if responses.filter(state__in=Response.ACCEPTED).exists():
        raise FormStays(round=round_)
    if keys:
        raise OtherForm(round=round_, keys=", ".join(sorted(keys)))
    responses.update(form_version=form)
    round_.form_version = form
    round_.save(update_fields=["form_version"])


def _keep(
    round_: Round, matches: list[Match], ledger: Ledger, reason: str, by: User | None
) -> None:
    """Answers in one statement, however many; then what each response says is kept as sent."""
    answers = _answers(round_)
    _make(round_, [each for each in matches if each.is_new])
    changes = {each.pk: _changes(each, answers[each.pk], ledger, by) for each in matches}
    Answer.objects.bulk_create(
        [answer for changed in changes.values() for answer in changed],
        batch_size=5_000,
        update_conflicts=True,
        unique_fields=["response", "key"],
        update_fields=["text", "missing", "comment", "version", "source", "by", "at"],
    )
    for each in matches:
        answers[each.pk].update({answer.key: answer for answer in changes[each.pk]})
        at = _desk(each, answers[each.pk])
        sheet = at.sheet()
        ledger.findings.update(finding.rule.code for finding in sheet.findings)
        state = "new" if each.is_new else "changed" if changes[each.pk] else "same"
        ledger.responses[state] += 1
        if state != "same":
            _send(at, sheet, reason, by, is_new=each.is_new)


def _answers(round_: Round) -> dict[int, dict[str, Answer]]:
    found: dict[int, dict[str, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(response__round=round_):
        found[answer.response_id][answer.key] = answer
    return found


def _make(round_: Round, new: list[Match]) -> None:
    now = timezone.now()
    made = Response.objects.bulk_create(
        Response(
            round=round_,
            organisation=each.organisation,
            form_version=round_.form_version,
            state=State.SUBMITTED,
            source=BROUGHT_ALONG,
            submitted_at=now,
        )
        for each in new
    )
    for each, response in zip(new, made, strict=True):
        each.response = response


def _desk(match_: Match, answers: dict[str, Answer]) -> Desk:
    """As `desk` lays it, with the answers that are at hand."""
    response = match_.answer
    before = earlier(response)
    compiled = response.form_version.compiled
    explanations = () if match_.is_new else response.explanations.all()
    return Desk(
        response,
        compiled,
        answers,
        [computed(compiled, entries) for entries in before.values()],
        {each.rule: each for each in explanations},
        list(before),
    )


def _send(at: Desk, sheet: Sheet, reason: str, by: User | None, *, is_new: bool) -> None:
    """The step tells who has loaded it. Nobody of the school has confirmed the figures, so nobody
    is named in what is kept, and nobody gets a receipt."""
    Transition.objects.create(
        response=at.response,
        from_state=State.NOT_STARTED if is_new else at.response.state,
        to_state=at.response.state,
        by=by,
        reason=reason,
    )
    keep_snapshot(at, sheet, Snapshot.Event.SUBMITTED, None)


def _changes(
    match_: Match, answers: Mapping[str, Answer], ledger: Ledger, by: User | None
) -> list[Answer]:
    """What the table says otherwise than the answer does; listed where it has been approved."""
    said, found = match_.said, []
    for key in dict.fromkeys([*said.entries, *said.comments]):
        answer = answers.get(key) or Answer(response=match_.answer, key=key, version=0)
        entry = said.entries.get(key, answer.entry)
        comment = said.comments.get(key, answer.comment)
        if (entry, comment) == (answer.entry, answer.comment):
            continue
        _tell_change(match_, answer, entry, comment, ledger)
        if match_.is_approved:
            continue
        answer.text, answer.missing, answer.comment = entry.text, entry.missing, comment
        answer.version, answer.source = answer.version + 1, BROUGHT_ALONG
        answer.by, answer.at = by, timezone.now()
        found.append(answer)
    return found


def _tell_change(match_: Match, answer: Answer, entry: Entry, comment: str, ledger: Ledger) -> None:
    """A first value needs no telling, unless it comes too late."""
    if match_.is_new:
        return
    before, now = _told(answer.entry, answer.comment), _told(entry, comment)
    details = {"organisation": str(match_.organisation), "before": before, "now": now}
    row = match_.rows[0].number
    if match_.is_approved:
        ledger.note(What.APPROVED, row, answer.key, **details)
        filled = bool(entry)
        ledger.cells["saved"] -= filled
        ledger.cells["listed"] += filled
    else:
        ledger.changed += 1
        ledger.note(What.CHANGED, row, answer.key, **details)


def _told(entry: Entry, comment: str) -> str:
    return " / ".join(filter(None, (table.written(entry)[:100], comment[:100])))


def _tell_absent(round_: Round, matches: list[Match], ledger: Ledger) -> None:
    here = [each.pk for each in matches]
    loaded = Response.objects.filter(round=round_, source=BROUGHT_ALONG).exclude(pk__in=here)
    for response in loaded.select_related("organisation").order_by("organisation__sort_key"):
        ledger.note(What.ABSENT, organisation=str(response.organisation))
