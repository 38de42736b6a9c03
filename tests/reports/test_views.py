"""The receipt is asked for, waited for and downloaded."""

import json
import re

import pytest
import redis
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from members.models import User
from reports.actions import make_report, request_receipt
from reports.models import Report
from surveys.models import AnswersOpened, Snapshot
from tests.conftest import signed_in
from tests.factories import make_association, make_person


def snapshot_of(report: Report) -> Snapshot:
    assert report.snapshot
    return report.snapshot


def asking(snapshot: Snapshot, language: str = "fi") -> str:
    return f"/reports/receipts/{snapshot.pk}/{language}/"


@pytest.fixture
def report(snapshot: Snapshot, head: User) -> Report:
    """A receipt that is ready."""
    report = request_receipt(snapshot, "fi", head)
    make_report(report.pk)
    return Report.objects.get(pk=report.pk)


def test_the_page_offers_each_language_the_senders_first(snapshot: Snapshot, head: User) -> None:
    html = signed_in(head).get(f"/collections/responses/{snapshot.response_id}/receipt/")

    offered = re.findall(r'action="(/reports/receipts/[^"]+)"', html.content.decode())
    assert offered == [asking(snapshot, language) for language in ("sv", "fi", "en")]


def test_who_asks_waits_and_the_worker_is_woken_after_the_commit(
    snapshot: Snapshot,
    head: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        answer = signed_in(head).post(asking(snapshot))
    report = Report.objects.get()
    waiting = redis.from_url(settings.REDIS_URL).lrange("work", 0, -1)
    headers = [json.loads(message)["headers"] for message in waiting]

    assert (answer.status_code, answer["Location"]) == (302, f"/reports/{report.pk}/")
    assert len(callbacks) == 1
    assert ("reports.tasks.make", f"({report.pk},)") in [
        (header["task"], header["argsrepr"]) for header in headers
    ]


def test_the_page_waits_with_and_without_javascript(snapshot: Snapshot, head: User) -> None:
    report = request_receipt(snapshot, "fi", head)
    url, client = f"/reports/{report.pk}/", signed_in(head)
    page, part = client.get(url), client.get(url, headers={"HX-Request": "true"})

    for answer in (page, part):
        html = answer.content.decode()
        assert (
            f'hx-get="{url}"' in html
            and f'<a class="btn btn-outline-secondary" href="{url}">' in html
        )
    assert "<html" not in part.content.decode()
    make_report(report.pk)
    html = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in html and f'href="{url}file/"' in html


def test_the_file_is_downloaded_under_its_name(report: Report, head: User) -> None:
    client = signed_in(head)
    asked = client.post(asking(snapshot_of(report)))
    answer = client.get(asked["Location"])

    assert (asked.status_code, asked["Location"]) == (302, f"/reports/{report.pk}/file/")
    assert answer["Content-Type"] == "application/pdf"
    mark = snapshot_of(report).sha256[:8]
    name = f"vuosi-2026-koivurannan-konservatorio-{mark}-fi.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.content == bytes(report.content)
    assert not AnswersOpened.objects.exists()


def test_the_offices_download_is_written_down(report: Report, as_outi: Client, outi: User) -> None:
    for _ in range(2):
        assert as_outi.get(f"/reports/{report.pk}/file/").status_code == 200

    openings = AnswersOpened.objects.values_list("response", "by")
    assert list(openings) == [(snapshot_of(report).response_id, outi.pk)] * 2


def test_one_that_failed_can_be_tried_again(report: Report, head: User) -> None:
    Report.objects.filter(pk=report.pk).update(status="failed", error="Tiedostoa ei voitu tehdä.")
    client, url = signed_in(head), f"/reports/{report.pk}/"
    html = client.get(url).content.decode()

    assert "Tiedostoa ei voitu tehdä." in html and f'action="{asking(snapshot_of(report))}"' in html
    assert client.get(f"{url}file/").status_code == 404
    assert client.post(asking(snapshot_of(report)))["Location"] == url
    assert Report.objects.get().status == "queued"


def test_strangers_find_nothing(report: Report, as_sten: Client) -> None:
    board = signed_in(make_person(make_association(), "board"))
    page = f"/reports/{report.pk}/"
    for client in (as_sten, board):
        answers = [
            client.get(page),
            client.get(f"{page}file/"),
            client.post(asking(snapshot_of(report))),
            client.post(asking(snapshot_of(report), "sv")),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
    assert Client().get(f"{page}file/").status_code == 302
    assert Report.objects.count() == 1
    assert not AnswersOpened.objects.exists()


def test_only_what_was_sent_in_a_language_that_we_speak(snapshot: Snapshot, head: User) -> None:
    Snapshot.objects.filter(pk=snapshot.pk).update(event="approved")
    assert signed_in(head).post(asking(snapshot)).status_code == 404
    Snapshot.objects.filter(pk=snapshot.pk).update(event="submitted")

    assert signed_in(head).post(asking(snapshot, "de")).status_code == 404
    assert not Report.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_beside_three_as_beside_one(
    report: Report, head: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for language in ("sv", "en")[: count - 1]:
        request_receipt(snapshot_of(report), language, head)
    client = signed_in(head)
    client.get(f"/reports/{report.pk}/")

    with django_assert_num_queries(5):
        client.get(f"/reports/{report.pk}/")


def test_the_office_looks_reports_up_and_changes_none(report: Report, as_outi: Client) -> None:
    desk = "/office/reports/report/"
    found = as_outi.get(desk, {"q": snapshot_of(report).sha256})
    other = as_outi.get(desk, {"q": "nobody"})

    assert [found.context["cl"].result_count, other.context["cl"].result_count] == [1, 0]
    change = as_outi.get(f"{desk}{report.pk}/change/")
    assert change.status_code == 200 and report.sha256 in change.content.decode()
    assert as_outi.post(f"{desk}{report.pk}/delete/").status_code == 403
