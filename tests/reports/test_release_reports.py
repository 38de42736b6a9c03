"""Reports of a release are asked for, made once, and told of once."""

import datetime
import logging

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from communications.models import Letter
from indicators.actions import withdraw_release
from indicators.models import Release
from members.models import Organisation, User
from portal.lib.jobs import SILENCE
from reports import tasks
from reports.actions import (
    make_report,
    request_benchmark,
    request_benchmarks,
    request_board_report,
)
from reports.models import Report
from reports.refusals import NotBuilt, NotInTheFigures, Withdrawn
from tests.factories import make_member, make_person
from tests.indicators.factories import make_group, make_observation
from tests.reports.releases import elements, make_told, publish


def row(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def letters() -> list[tuple[str, str]]:
    return list(Letter.objects.order_by("address").values_list("address", "subject"))


def test_asked_twice_it_is_one(
    release: Release, koivuranta: Organisation, outi: User, ritva: User
) -> None:
    for by in (ritva, outi):
        request_benchmark(release, koivuranta, "fi", by)
        request_board_report(release, "sv", by)

    found = Report.objects.order_by("kind").values_list("kind", "language", "requested_by")
    assert list(found) == [("benchmark", "fi", ritva.pk), ("board", "sv", ritva.pk)]


def test_all_schools_at_once_are_one_row_each_in_the_language_of_the_head(
    release: Release, koivuranta: Organisation, outi: User, head: User, kaisa: User
) -> None:
    first = request_benchmarks(release, outi)
    second = request_benchmarks(release, outi)

    assert [each.pk for each in first] == [each.pk for each in second]
    assert [each.language for each in first] == [
        "sv" if each.organisation == koivuranta else "fi" for each in first
    ]
    assert len(first) == Report.objects.count() == 12


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "benchmark", "release": True},
        {"kind": "benchmark", "organisation": True},
        {"kind": "board"},
        {"kind": "board", "release": True, "organisation": True},
        {"kind": "receipt", "release": True},
    ],
)
def test_a_report_is_made_from_what_its_kind_needs(
    release: Release, koivuranta: Organisation, fields: dict[str, object]
) -> None:
    whole = {"release": release, "organisation": koivuranta}
    wanted = {name: whole.get(name, value) for name, value in fields.items()}
    with pytest.raises(IntegrityError, match="needs"), transaction.atomic():
        Report.objects.create(language="fi", **wanted)


def test_a_school_outside_the_figures_has_no_report(release: Release, outi: User) -> None:
    with pytest.raises(NotInTheFigures):
        request_benchmark(release, make_member(), "fi", outi)


def test_it_is_made_once_and_the_school_is_told_once(
    release: Release, koivuranta: Organisation, ritva: User, kaisa: User, sten: User
) -> None:
    for language in ("fi", "sv"):
        report = request_benchmark(release, koivuranta, language, ritva)
        for _ in range(2):
            make_report(report.pk)
    made = row(report)

    assert (made.status, made.progress, made.attempts, made.error) == ("done", 100, 1, "")
    assert bytes(made.content)[:5] == b"%PDF-"
    subject = "Koivurannan konservatorio: vertailuraportti on valmis (Vuosikeruu 2026)"
    assert letters() == [(kaisa.email, subject), (ritva.email, subject)]
    text = Letter.objects.first().text  # type: ignore[union-attr]
    assert f"/reports/releases/{release.pk}/" in text


def test_the_boards_report_is_told_to_nobody(release: Release, outi: User, birgit: User) -> None:
    make_report(request_board_report(release, "fi", outi).pk)

    assert (Report.objects.get().status, letters()) == ("done", [])


def test_a_killed_workers_row_is_taken_by_another(
    release: Release, koivuranta: Organisation, ritva: User
) -> None:
    report = request_benchmark(release, koivuranta, "fi", ritva)
    now = timezone.now()
    rows = Report.objects.filter(pk=report.pk)
    rows.update(status="running", heartbeat_at=now, attempts=1, progress=40)
    make_report(report.pk)
    assert row(report).status == "running"
    rows.update(heartbeat_at=now - SILENCE - datetime.timedelta(seconds=1))
    tasks.keep_reports()
    make_report(report.pk)

    assert (row(report).status, row(report).attempts) == ("done", 2)
    assert Report.objects.count() == len(letters()) == 1


def test_one_that_fails_says_why_and_may_be_tried_again(
    release: Release,
    koivuranta: Organisation,
    ritva: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    report = request_benchmark(release, koivuranta, "fi", ritva)
    with monkeypatch.context() as broken, caplog.at_level(logging.CRITICAL):
        broken.setattr("reports.actions.stylesheet", lambda: "p { background: url(http://x/y) }")
        make_report(report.pk)
    assert (row(report).status, row(report).error, letters()) == (
        *("failed", "Tiedostoa ei voitu tehdä. Luvuissa ei ole muuttunut mitään."),
        [],
    )
    again = request_benchmark(release, koivuranta, "fi", ritva)
    assert (again.pk, again.status, again.error) == (report.pk, "queued", "")
    make_report(report.pk)

    assert row(report).status == "done"


def test_what_is_withdrawn_gets_no_report(
    release: Release, koivuranta: Organisation, outi: User, ritva: User
) -> None:
    """Neither one that waits for its turn, nor a new one."""
    waiting = request_benchmark(release, koivuranta, "fi", ritva)
    withdraw_release(release, "Virhe", outi)
    make_report(waiting.pk)
    release.refresh_from_db()

    assert (row(waiting).status, row(waiting).error) == (
        *("failed", "Luvut on vedetty takaisin. Niistä ei tehdä raporttia."),
    )
    with pytest.raises(Withdrawn):
        request_board_report(release, "fi", outi)


def test_what_is_not_built_gets_no_report(release: Release, outi: User) -> None:
    release.state = Release.State.DRAFT
    with pytest.raises(NotBuilt):
        request_benchmarks(release, outi)


def test_a_draft_is_made_anew_and_gives_way_to_what_is_told(
    schools: list[Organisation], outi: User, ritva: User
) -> None:
    make_told(schools, outi, ["2025"])
    for n, school in enumerate(schools):
        make_observation(elements()["op"], school, 30 + n)
    make_group(schools)
    waiting = publish("2026", outi, "audited")
    draft = request_benchmark(waiting, schools[1], "fi", outi)
    make_report(draft.pk)
    again = request_benchmark(waiting, schools[1], "fi", outi)
    assert (again.pk, again.status, again.is_draft, letters()) == (draft.pk, "queued", True, [])
    Release.objects.filter(pk=waiting.pk).update(state="published", published_at=timezone.now())
    waiting.refresh_from_db()
    told = request_benchmark(waiting, schools[1], "fi", ritva)

    assert (told.pk == draft.pk, told.is_draft) == (False, False)
    assert list(Report.objects.visible_to(ritva)) == [told]


def test_the_command_makes_them_here_and_now(
    release: Release, koivuranta: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    make_person(koivuranta, "head")
    call_command("make_reports", "vuosi/2026", "--all")

    found = Report.objects.filter(status="done").order_by("kind").values_list("kind", flat=True)
    assert list(found) == ["benchmark"] * 12 + ["board"] * 3
    assert "15 reports are there" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no release"):
        call_command("make_reports", "vuosi/1999")
