"""People come from a spreadsheet: read and looked at first, then chosen, taken over, undone. Each
step is long work of its own row; nothing of the roster changes before somebody has looked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members import audit, roster_sheets
from members.actions import NotYours, Refused
from members.actions.roster_changes import make, unmake
from members.models import EmailDomain, Organisation, RosterImport, RosterRow, User, Verb
from members.models.rosters import VERB
from members.roster_book import mark, organisations_of, places_of, rights_of, terms_of
from members.roster_lines import from_line, to_line
from members.rosters import Finding, Line, Verdict, compare
from portal.lib.file_words import of_file
from portal.lib.jobs import take
from portal.lib.spreadsheets import UnreadableFile, read_table

READ, APPLY, UNDO = RosterImport.Step.READ, RosterImport.Step.APPLY, RosterImport.Step.UNDO
QUEUED, DONE = RosterImport.Status.QUEUED, RosterImport.Status.DONE
#: What a person may choose, by verdict; to leave it as it is always.
CHOICES: Mapping[str, frozenset[str]] = {
    Verdict.DUPLICATE: frozenset({"", "take", "new"}),
    Verdict.CONFLICT: frozenset({"", "take"}),
    Verdict.ABSENT: frozenset({"", "take"}),
}


class NotWaiting(Refused):
    sentence = _("The import does not wait for anybody to choose any more.")


class NothingChosen(Refused):
    sentence = _("There is nothing to take over.")


class OtherLetters(Refused):
    sentence = _("Another number of people would be invited now: %(count)s. Look again.")


class CannotBeUndone(Refused):
    sentence = _("The import can no longer be undone: a later one has been taken over.")


@transaction.atomic
def request_import(organisation: Organisation, name: str, data: bytes, by: User) -> RosterImport:
    """The row that a worker takes up. While a file is being read it is the same row again."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisation.allows(by, VERB):
        raise NotYours(organisation=organisation)
    digest = hashlib.sha256(data).hexdigest()
    imports = organisation.roster_imports.defer("file").exclude(status__in=RosterImport.OVER)
    under_way = imports.filter(sha256=digest, step=READ).first()
    return under_way or organisation.roster_imports.create(
        file_name=_name(name), file=data, sha256=digest, requested_by=by
    )


@transaction.atomic
def choose(job: RosterImport, choices: Mapping[int, str], by: User) -> None:
    """Say what becomes of rows that a person decides about; what cannot be chosen is left out."""
    job = _asked(job, by)
    if not job.is_to_choose:
        raise NotWaiting
    rows = list(job.rows.filter(pk__in=choices, verdict__in=CHOICES))
    for row in rows:
        choice = choices[row.pk]
        is_nobody = choice == "take" and row.target_id is None
        if choice in CHOICES[row.verdict] and not is_nobody:
            row.choice = choice
    RosterRow.objects.bulk_update(rows, ["choice"], batch_size=500)


@transaction.atomic
def request_apply(job: RosterImport, by: User, seen: int) -> None:
    """Take over what was looked at. `seen` is how many people are invited by it, as was told."""
    job = _asked(job, by)
    if job.step == APPLY and job.acted_by == by:
        return
    if not job.is_to_choose:
        raise NotWaiting
    if not job.rows.chosen().exists():
        raise NothingChosen
    if job.rows.letters().count() != seen:
        raise OtherLetters(count=job.rows.letters().count())
    _queue(job, APPLY, by)


@transaction.atomic
def request_undo(job: RosterImport, by: User) -> None:
    """Give back what was, where nothing has changed since."""
    job = _asked(job, by)
    if job.step == UNDO:
        return
    if not job.can_be_undone:
        raise CannotBeUndone
    _queue(job, UNDO, by)


def letters_of(job: RosterImport, by: User) -> tuple[int, int]:
    """How many are invited at once, and how many more when the office has looked at the address."""
    rows = job.rows.letters().values_list("data", flat=True)
    ends = Counter(data["values"]["email"].rpartition("@")[2] for data in rows)
    below = [each.pk for each in organisations_of(job.organisation)]
    line = [*job.organisation.line_ids, *below]
    known = EmailDomain.objects.filter(organisation__in=line, domain__in=list(ends))
    own = set(ends) if by.is_staff else set(known.values_list("domain", flat=True))
    at_once = sum(number for end, number in ends.items() if end in own)
    return at_once, ends.total() - at_once


def run_import(pk: int) -> None:
    """Do the step that waits, in the language of whoever asked. Where another process has the row,
    or nothing waits, nothing happens."""
    job = take(RosterImport, pk)
    if job is None:
        return
    with translation.override(job.language):
        by = job.actor
        if job.is_hopeless:
            _give_up(job, gettext("The import has broken off too often. Nothing was changed."))
        elif by is None or not by.is_active or not job.organisation.allows(by, VERB):
            _give_up(job, str(NotYours(organisation=job.organisation)))
        else:
            {READ: _read, APPLY: _apply, UNDO: _undo}[RosterImport.Step(job.step)](job, by)


def _read(job: RosterImport, by: User) -> None:
    organisations = organisations_of(job.organisation)
    try:
        sheet = read_table(bytes(job.file))
        job.say(30)
        reading = roster_sheets.read(sheet, terms_of(organisations))
    except UnreadableFile as error:
        return _give_up(job, of_file(error))
    except roster_sheets.NoSuchColumns as error:
        return _give_up(job, _of_columns(error))
    findings = _compare(reading.lines, organisations, by)
    job.say(60)
    with transaction.atomic():
        if held := _held(job):
            held.columns, held.ignored = dict(reading.columns), list(reading.ignored)
            _keep(held, reading.lines, findings)
            _end(held, READ)


def _apply(job: RosterImport, by: User) -> None:
    try:
        with transaction.atomic():
            if held := _held(job):
                _apply_held(held, by)
    except Refused as refused:
        _back(job, READ, str(refused))


def _apply_held(job: RosterImport, by: User) -> None:
    """All in one transaction, under the lock of every organisation concerned; or, where anything
    has changed since it was looked at, a fresh look instead."""
    organisations = _locked(job.organisation)
    rows = list(job.rows.exclude(line=None))
    lines = [to_line(row.data) for row in rows]
    findings = _compare(lines, organisations, by)
    if _differ(list(job.rows.all()), findings):
        _keep(job, lines, findings)
        said = gettext(
            "The roster has changed since you looked. Nothing was taken over: look again."
        )
        return _end(job, READ, said)
    make(list(job.rows.chosen()), organisations, by)
    job.applied_at = timezone.now()
    audit.record(Verb.PEOPLE_BROUGHT, by, job, organisation=job.organisation_id)
    _end(job, APPLY)


def _undo(job: RosterImport, by: User) -> None:
    try:
        with transaction.atomic():
            if held := _held(job):
                organisations = _locked(held.organisation)
                if held.later().exists():
                    raise CannotBeUndone
                rows = held.rows.chosen().select_related("invitation__affiliation")
                unmake(list(rows), organisations, by)
                held.undone_at = timezone.now()
                audit.record(Verb.PEOPLE_UNDONE, by, held, organisation=held.organisation_id)
                _end(held, UNDO)
    except Refused as refused:
        _back(job, APPLY, str(refused))


def _compare(lines: Sequence[Line], organisations: list[Organisation], by: User) -> list[Finding]:
    return compare(lines, places_of(organisations), rights_of(organisations, by), mark)


def _keep(job: RosterImport, lines: Sequence[Line], findings: Sequence[Finding]) -> None:
    """The rows of the import are these now. What was chosen of a finding that is the same stays."""
    chosen = {_told(row): row.choice for row in job.rows.exclude(choice="")}
    read = {line.number: from_line(line) for line in lines}
    rows = [_row(job, finding, read.get(finding.line or 0, {})) for finding in findings]
    for row in rows:
        row.choice = chosen.get(_told(row), "")
    job.rows.all().delete()
    RosterRow.objects.bulk_create(rows, batch_size=1000)
    job.counts = Counter(finding.verdict.value for finding in findings)


def _row(job: RosterImport, finding: Finding, data: dict[str, Any]) -> RosterRow:
    is_known = finding.verdict != Verdict.ERROR
    changes = [[each.field, each.old, each.new, each.is_conflict] for each in finding.changes]
    return RosterRow(
        source=job,
        line=finding.line,
        verdict=finding.verdict,
        target_id=finding.target if is_known else None,
        has_more=not all(each.is_conflict for each in finding.changes),
        data=data,
        changes=changes,
        faults=[[each.reason, each.field, dict(each.details)] for each in finding.faults],
    )


def _told(row: RosterRow) -> str:
    """What was shown of a row: by it one finding is known to be like another."""
    return repr((row.line, row.verdict, row.target_id, row.changes, row.faults))


def _differ(rows: Sequence[RosterRow], findings: Sequence[Finding]) -> bool:
    fresh = (_row(rows[0].source, finding, {}) for finding in findings) if rows else ()
    told = sorted(repr(_plain(row)) for row in fresh)
    return told != sorted(repr(_plain(row)) for row in rows)


def _plain(row: RosterRow) -> list[Any]:
    """Texts alone, for what comes from the database has no kinds of ours."""
    faults = [[str(reason), str(name), sorted(told.items())] for reason, name, told in row.faults]
    changes = [[str(name), *rest] for name, *rest in row.changes]
    return [row.line, str(row.verdict), row.target_id, changes, faults]


def _of_columns(error: roster_sheets.NoSuchColumns) -> str:
    if error.is_twice:
        return gettext("The first row names the same column twice: %(column)s.") % {
            "column": error.column
        }
    return gettext(
        "The first row names no column of email addresses. Take the template, and write into it."
    )


def _name(name: str) -> str:
    return roster_sheets.shown(name)[-200:]


def _asked(job: RosterImport, by: User) -> RosterImport:
    rows = RosterImport.objects.select_for_update(of=("self",)).defer("file").with_all()
    found = rows.get(pk=job.pk)
    if not found.organisation.allows(by, VERB):
        raise NotYours(organisation=found.organisation)
    return found


def _held(job: RosterImport) -> RosterImport | None:
    """The row, while this process still has the work; nobody else takes it until it is written."""
    rows = RosterImport.objects.select_for_update(of=("self",)).defer("file").with_all()
    return rows.filter(job.held()).first()


def _locked(scope: Organisation) -> list[Organisation]:
    """Nobody else changes who belongs there, until the transaction ends."""
    numbers = [each.pk for each in organisations_of(scope)]
    rows = Organisation.objects.select_for_update().filter(pk__in=numbers)
    return list(rows.order_by("pk"))


def _queue(job: RosterImport, step: str, by: User) -> None:
    job.step, job.acted_by, job.status = step, by, QUEUED
    job.progress, job.attempts, job.error = 0, 0, ""
    job.save(update_fields=["step", "acted_by", "status", "progress", "attempts", "error"])


def _end(job: RosterImport, step: str, error: str = "") -> None:
    job.step, job.status, job.progress, job.error, job.file = step, DONE, 100, error, b""
    job.save()


def _back(job: RosterImport, step: str, error: str) -> None:
    """The step was refused: all is as it was before it."""
    with transaction.atomic():
        if held := _held(job):
            _end(held, step, error)


def _give_up(job: RosterImport, error: str) -> None:
    """A file that cannot be read is not kept; a step that cannot be done leaves what was read."""
    if job.step != READ:
        return _back(job, READ if job.step == APPLY else APPLY, error)
    with transaction.atomic():
        if held := _held(job):
            held.file = b""
            held.status, held.error = RosterImport.Status.FAILED, error
            held.save()
