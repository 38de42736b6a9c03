"""How long things stay: each rule a day before and a day after, and the nightly job."""

import datetime
from collections.abc import Callable
from typing import Any

import pgtrigger
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from communications.models import Bounce, Letter, Question, Subscription, Suppression
from members import audit
from members.models import (
    AuditEvent,
    AuditSeal,
    Consent,
    ContactPoint,
    Erasure,
    Export,
    Invitation,
    JoinRequest,
    Organisation,
    RosterRow,
    User,
)
from portal.privacy import emails, retention, unused
from portal.privacy.erasing import histories
from portal.tasks import retain
from surveys.models import Answer, Explanation, FormImport, Response, SectionState
from tests.conftest import signed_in
from tests.factories import (
    make_affiliation,
    make_contact_point,
    make_invitation,
    make_letter,
    make_member,
    make_question,
    make_topic,
    make_user,
)
from tests.surveys.factories import make_form_import, make_response

NOW = datetime.datetime(2026, 11, 24, 3, 40, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
Made = Callable[[datetime.datetime], Any]


@pytest.fixture(autouse=True)
def _today(time_machine: object) -> None:
    time_machine.move_to(NOW, tick=False)  # type: ignore[attr-defined]


def letter(at: datetime.datetime, **fields: Any) -> Letter:
    return make_letter(**{"state": "sent", "created_at": at, "sent_at": at} | fields)


def version(at: datetime.datetime) -> None:
    """Of a contact point that is no longer there."""
    point = make_contact_point(make_member())
    [history] = histories(ContactPoint)
    with pgtrigger.ignore(f"{history._meta.label}:append_only"):
        history._base_manager.update(pgh_created_at=at)
    point.delete()


def desk_entry(at: datetime.datetime) -> None:
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=make_user(), content_type=kind, object_repr="x", action_flag=1, action_time=at
    )


def night(at: datetime.datetime) -> None:
    AuditEvent.objects.create(verb="moved", at=at)
    assert audit.seal()


def answered(at: datetime.datetime) -> None:
    response = make_response(make_member())
    response.submitted_by = make_user()
    response.save()
    who = response.submitted_by
    answer = Answer.objects.create(response=response, key="huomio", text="1", by=who, at=at)
    Answer.objects.filter(pk=answer.pk).update(text="2", version=2)
    Explanation.objects.create(response=response, rule="r", fingerprint="f", by=who, at=at)
    SectionState.objects.create(response=response, section="zz", ready_by=who, ready_at=at)


def signed() -> int:
    """1 where all of it names somebody, 0 where nothing does; the figure itself is as it was, in
    each of its versions, and so is who has confirmed it."""
    [history] = histories(Answer)
    written = Answer.objects.get(key="huomio")
    rows = history._base_manager.filter(pgh_obj_id=written.pk).order_by("pgh_id")
    versions = rows.values("text", "by")
    assert (written.text, [version["text"] for version in versions]) == ("2", ["1", "2"])
    assert Response.objects.get().submitted_by is not None
    names = [
        written.by,
        *(version["by"] for version in versions),
        Explanation.objects.get().by,
        SectionState.objects.get(section="zz").ready_by,
    ]
    assert len({name is None for name in names}) == 1
    return int(names[0] is not None)


def idle(at: datetime.datetime, *warned: int) -> User:
    person = make_user(created_at=at, last_login=at)
    for months in warned:
        day = NOW - datetime.timedelta(days=31)
        make_letter(
            key=emails.unused_key(person, months), created_at=day, state="sent", sent_at=day
        )
    return person


#: What is kept, for how many days, and how many rows are left of it.
LINES: dict[str, tuple[float, Made, Callable[[], int]]] = {
    "letter_text": (30, letter, lambda: Letter.objects.exclude(text="").count()),
    "letter": (730, lambda at: letter(at, text=""), Letter.objects.count),
    "bounce": (
        730,
        lambda at: Bounce.objects.create(address="a@b.fi", kind="soft", source="smtp", at=at),
        Bounce.objects.count,
    ),
    "suppression": (
        730,
        lambda at: Suppression.objects.create(address="a@b.fi", reason="x", lifted_at=at),
        Suppression.objects.count,
    ),
    "subscription": (
        730,
        lambda at: Subscription.objects.create(topic=make_topic(), address="a@b.fi", until_at=at),
        Subscription.objects.count,
    ),
    "form_file": (
        90,
        lambda at: make_form_import(requested_at=at, status="failed"),
        FormImport.objects.exclude(file=b"").count,
    ),
    "answerers": (730, answered, signed),
    "invitation": (
        90,
        lambda at: make_invitation(make_member(), "link", expires_at=at),
        Invitation.objects.exclude(email="").count,
    ),
    "join_request": (
        90,
        lambda at: make_member().join_requests.create(user=make_user(), refused_at=at),
        JoinRequest.objects.count,
    ),
    "roster_rows": (
        90,
        lambda at: make_member().roster_imports.create(requested_at=at).rows.create(line=2),
        RosterRow.objects.count,
    ),
    "question": (
        730,
        lambda at: make_question(make_user(), asked_at=at),
        Question.objects.count,
    ),
    "export": (
        1,
        lambda at: Export.objects.create(status="done", content=b"x", made_at=at, progress=100),
        Export.objects.count,
    ),
    "session": (
        0,
        lambda at: Session.objects.create(session_key="k", session_data="x", expire_date=at),
        Session.objects.count,
    ),
    "consent": (
        730,
        lambda at: Consent.objects.create(
            address="a@b.fi", kind="newsletter", language="fi", channel="link", withdrawn_at=at
        ),
        Consent.objects.count,
    ),
    "desk_log": (1095, desk_entry, LogEntry.objects.count),
    "history": (730, version, histories(ContactPoint)[0]._base_manager.count),
    "warn_two_months": (670, idle, lambda: 1 - Letter.objects.filter(key__endswith=":2").count()),
    "warn_one_month": (
        700,
        lambda at: idle(at, 2),
        lambda: 1 - Letter.objects.filter(key__endswith=":1").count(),
    ),
    "unused": (
        730,
        lambda at: idle(at, 2, 1),
        lambda: User.objects.get_queryset().filter(erased_at=None).count(),
    ),
    "log": (1095, night, AuditEvent.objects.count),
}


def rule(code: str) -> retention.Rule:
    return next(each for each in retention.RULES if each.code == code)


@pytest.mark.django_db
@pytest.mark.parametrize("code", list(LINES))
def test_it_stays_until_its_day_and_goes_the_day_after(code: str) -> None:
    days, make, left = LINES[code]
    step = DAY if days != 1 else DAY / 24
    make(NOW - datetime.timedelta(days=days) + step)
    assert (rule(code).due(NOW), rule(code).act(NOW), left()) == (0, 0, 1)

    later = NOW + 2 * step
    assert (rule(code).due(later), left()) == (1, 1)
    assert (rule(code).act(later), left()) == (1, 0)
    assert (rule(code).due(later), rule(code).act(later)) == (0, 0)


def test_every_rule_has_its_day_tested() -> None:
    assert {each.code for each in retention.RULES} == {*LINES, "farewell"}


@pytest.mark.django_db
def test_a_last_letter_stays_until_it_has_left() -> None:
    make_letter(key=f"{emails.FAREWELL}1")
    gone = make_letter(key=f"{emails.FAREWELL}2", state="sent", sent_at=NOW)
    retention.retain()

    assert [each.key for each in Letter.objects.all()] == [f"{emails.FAREWELL}1"]
    assert not Letter.objects.filter(pk=gone.pk).exists()


@pytest.mark.django_db
def test_what_waits_or_is_under_way_stays() -> None:
    old = NOW - datetime.timedelta(days=3000)
    make_letter(created_at=old)
    make_form_import(requested_at=old)
    Export.objects.create(requested_at=old)
    Suppression.objects.create(address="a@b.fi", reason="x", since=old)
    Subscription.objects.create(topic=make_topic(), user=make_user(), until_at=old)
    retention.retain()

    assert not AuditEvent.objects.exists()
    assert Letter.objects.get().text and FormImport.objects.get().file
    counts = (Export.objects, Suppression.objects, Subscription.objects)
    assert [rows.count() for rows in counts] == [1, 1, 1]


# --- accounts -----------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["last_login", "created_at", "place", "coming"])
def test_whoever_was_here_lately_or_belongs_somewhere_is_no_unused_account(field: str) -> None:
    long_ago, lately = NOW - datetime.timedelta(days=2000), NOW - datetime.timedelta(days=100)
    person = make_user(created_at=long_ago, last_login=long_ago)
    assert len(unused.to_warn(NOW, 2)) == 1
    if field == "place":
        make_affiliation(user=person, until_on=lately.date())
    elif field == "coming":
        make_affiliation(user=person, from_on=(NOW + DAY).date())
    else:
        User.objects.get_queryset().update(**{field: lately})

    assert unused.to_warn(NOW, 2) == []


@pytest.mark.django_db
def test_an_old_account_is_warned_twice_before_it_goes(time_machine: Any) -> None:
    person = idle(NOW - datetime.timedelta(days=2000))
    told = []  # the letters are emptied with the rest of the person
    for days in (0, 1, 29, 31):
        time_machine.move_to(NOW + days * DAY, tick=False)
        retention.retain()
        person.refresh_from_db()
        told.append((Letter.objects.filter(key__contains="unused").count(), person.is_active))

    assert told == [(2, True), (2, True), (2, True), (0, False)]
    erasure = Erasure.objects.get()
    assert (erasure.person, erasure.asked_by, erasure.confirmed_by) == (person, None, None)


@pytest.mark.django_db
def test_whoever_signs_in_after_a_letter_stays(time_machine: Any) -> None:
    person = idle(NOW - datetime.timedelta(days=735), 2, 1)
    User.objects.get_queryset().update(last_login=NOW)
    retention.retain()
    person.refresh_from_db()

    assert person.is_active


# --- the nightly job -----------------------------------------------------------------


@pytest.mark.django_db
def test_a_dry_run_counts_and_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    letter(NOW - 31 * DAY)
    call_command("retain", "--dry-run")
    assert Letter.objects.get().text
    assert ["letter_text", "1"] in [
        line.split()[:2] for line in capsys.readouterr().out.splitlines()
    ]

    call_command("retain")
    assert Letter.objects.get().text == ""
    assert [event.note for event in AuditEvent.objects.all()] == ["letter_text 1"]


@pytest.mark.django_db
def test_a_rule_that_fails_does_not_stop_the_others_and_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(now: datetime.datetime) -> int:
        raise OSError("no disk")

    broken = retention.Rule("broken", *(rule("bounce").what,) * 3, lambda now: 0, fails)
    lazy = retention.Rule("lazy", *(rule("bounce").what,) * 3, lambda now: 1, lambda now: 0)
    monkeypatch.setattr(retention, "RULES", (broken, lazy, *retention.RULES))
    letter(NOW - 31 * DAY)

    with pytest.raises(retention.Overdue, match=r"^broken, lazy$"):
        retain()
    assert Letter.objects.get().text == ""
    with pytest.raises(CommandError):
        call_command("retain")


def test_the_office_reads_the_rules_and_what_the_nights_removed(
    as_outi: Client, outi: User, kaisa: User, koivuranta: Organisation
) -> None:
    letter(NOW - 31 * DAY)
    retention.retain()
    html = as_outi.get("/privacy/retention/").content.decode()

    assert "letter_text 1" in html
    assert html.count("<h3>") == len(retention.RULES)
    assert signed_in(kaisa).get("/privacy/retention/").status_code == 404


@pytest.mark.django_db
def test_a_broken_seal_keeps_the_rows_it_is_about() -> None:
    night(NOW - datetime.timedelta(days=2000))
    AuditSeal.objects.update(broken_at=NOW)

    assert (rule("log").due(NOW), rule("log").act(NOW)) == (0, 0)
