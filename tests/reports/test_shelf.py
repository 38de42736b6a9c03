"""Who may ask for which report of a release, and take it."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from indicators.actions import withdraw_release
from indicators.models import Release
from members.models import Affiliation, Organisation, Role, User
from reports.actions import make_report, request_benchmark, request_benchmarks, request_board_report
from reports.models import Download, Report
from tests.conftest import signed_in
from tests.factories import make_association, make_person
from tests.indicators.factories import make_group, make_release


def benchmark(release: Release, school: Organisation, language: str = "fi") -> str:
    return f"/reports/releases/{release.pk}/schools/{school.pk}/{language}/"


@pytest.fixture
def made(release: Release, koivuranta: Organisation, ritva: User) -> Report:
    report = request_benchmark(release, koivuranta, "fi", ritva)
    make_report(report.pk)
    return Report.objects.get(pk=report.pk)


def offered(client: Client, release: Release) -> list[str]:
    page = client.get(f"/reports/releases/{release.pk}/")
    if page.status_code == 404:
        return []
    found = re.findall(r'action="(/reports/releases/[^"]+)"', page.content.decode())
    return sorted(url.removeprefix(f"/reports/releases/{release.pk}/") for url in found)


def test_each_is_offered_what_is_theirs(
    release: Release,
    koivuranta: Organisation,
    granholmen: Organisation,
    ritva: User,
    birgit: User,
    sten: User,
) -> None:
    teacher = make_person(koivuranta)
    languages = ("en", "fi", "sv")
    own = [f"schools/{koivuranta.pk}/{each}/" for each in languages]

    assert offered(signed_in(ritva), release) == own
    assert offered(signed_in(sten), release) == [
        f"schools/{granholmen.pk}/{each}/" for each in languages
    ]
    assert offered(signed_in(birgit), release) == [f"board/{each}/" for each in languages]
    assert offered(signed_in(teacher), release) == []
    assert offered(Client(), release) == []


def test_the_office_is_offered_all(release: Release, as_outi: Client) -> None:
    found = offered(as_outi, release)

    assert len(found) == 3 + 1 + 12 * 3
    assert "schools/" in found


def test_a_school_asks_waits_and_takes_its_own(
    release: Release, koivuranta: Organisation, ritva: User, as_ritva: Client
) -> None:
    asked = as_ritva.post(benchmark(release, koivuranta))
    report = Report.objects.get()
    assert asked["Location"] == f"/reports/{report.pk}/"
    waiting = as_ritva.get(asked["Location"], headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="/reports/{report.pk}/"' in waiting and "<progress" in waiting
    make_report(report.pk)
    asked = as_ritva.post(benchmark(release, koivuranta))
    file = as_ritva.get(asked["Location"])

    assert asked["Location"] == f"/reports/{report.pk}/file/"
    assert file["Content-Type"] == "application/pdf"
    name = "vuosi-2026-1-koivurannan-konservatorio-fi.pdf"
    assert file["Content-Disposition"] == f'attachment; filename="{name}"'
    assert list(Download.objects.values_list("report", "by")) == [(report.pk, ritva.pk)]


def test_strangers_find_nothing(
    made: Report, release: Release, koivuranta: Organisation, birgit: User, as_sten: Client
) -> None:
    """Another school, the board and a colleague without the task: neither page, file nor button."""
    teacher = signed_in(make_person(koivuranta))
    for client in (as_sten, signed_in(birgit), teacher):
        answers = [
            client.get(f"/reports/{made.pk}/"),
            client.get(f"/reports/{made.pk}/file/"),
            client.post(benchmark(release, koivuranta)),
            client.post(f"/reports/releases/{release.pk}/schools/"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
    assert Client().get(f"/reports/{made.pk}/file/").status_code == 302
    assert not Download.objects.exists()


def test_the_boards_report_is_the_boards(
    release: Release, outi: User, birgit: User, as_ritva: Client
) -> None:
    report = request_board_report(release, "fi", outi)
    make_report(report.pk)
    asking = f"/reports/releases/{release.pk}/board/fi/"

    assert as_ritva.get(f"/reports/{report.pk}/file/").status_code == 404
    assert as_ritva.post(asking).status_code == 404
    file = signed_in(birgit).get(f"/reports/{report.pk}/file/")
    assert (file.status_code, file.content[:5]) == (200, b"%PDF-")
    chair = make_person(make_association(), "chair")
    assert signed_in(chair).post(asking)["Location"] == f"/reports/{report.pk}/file/"


@pytest.mark.parametrize("ending", ["place", "role"])
def test_the_right_ends_with_the_place(
    made: Report, ritva: User, as_ritva: Client, ending: str
) -> None:
    url = f"/reports/{made.pk}/file/"
    assert as_ritva.get(url).status_code == 200
    today = timezone.localdate()
    if ending == "place":
        Affiliation.objects.filter(user=ritva).update(until_on=today)
    else:
        Role.objects.filter(affiliation__user=ritva).update(until_on=today)

    assert as_ritva.get(url).status_code == 404


def test_what_is_withdrawn_is_the_offices_alone(
    made: Report, release: Release, outi: User, as_outi: Client, as_ritva: Client
) -> None:
    withdraw_release(release, "Virhe", outi)
    url = f"/reports/{made.pk}/file/"

    assert [client.get(url).status_code for client in (as_outi, as_ritva)] == [200, 404]
    assert as_ritva.get(f"/reports/releases/{release.pk}/").status_code == 404


def test_the_office_sees_how_far_all_are(
    release: Release, outi: User, as_outi: Client, koivuranta: Organisation
) -> None:
    url = f"/reports/releases/{release.pk}/"
    assert as_outi.post(f"{url}schools/")["Location"] == url
    html = as_outi.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "0/12 oppilaitoksen raportti on valmis." in html and f'hx-get="{url}"' in html
    first, second, *_others = Report.objects.order_by("pk")
    make_report(first.pk)
    Report.objects.filter(pk=second.pk).update(status="failed", error="Ei onnistunut.")
    html = as_outi.get(url).content.decode()

    assert "1/12 oppilaitoksen raportti on valmis." in html
    assert "10 on tekeillä." in html and "1 ei onnistunut." in html
    assert f'href="/reports/{second.pk}/"' in html and "Ei onnistunut." in html
    retry = as_outi.get(f"/reports/{second.pk}/").content.decode()
    assert f'action="{benchmark(release, second.organisation)}"' in retry  # type: ignore[arg-type]
    as_outi.post(benchmark(release, second.organisation))  # type: ignore[arg-type]
    assert Report.objects.get(pk=second.pk).status == "queued"


def test_a_language_that_we_do_not_speak_is_nothing(
    release: Release, koivuranta: Organisation, as_ritva: Client, as_outi: Client
) -> None:
    assert as_ritva.post(benchmark(release, koivuranta, "de")).status_code == 404
    assert as_outi.post(f"/reports/releases/{release.pk}/board/de/").status_code == 404
    assert not Report.objects.exists()


def test_the_list_shows_what_is_there_for_one(
    release: Release, as_ritva: Client, koivuranta: Organisation
) -> None:
    own = as_ritva.get("/reports/").content.decode()
    other = signed_in(make_person(koivuranta)).get("/reports/").content.decode()

    assert f'href="/reports/releases/{release.pk}/"' in own
    assert "/reports/releases/" not in other and "Sinulle ei ole vielä raporttia." in other


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_with_three_releases_as_with_one(
    release: Release,
    ritva: User,
    as_ritva: Client,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    schools = [home.organisation for home in ritva.homes]
    for number in range(1, count):
        make_group(schools, period=str(2000 + number))
        make_release(period=str(2000 + number))
    as_ritva.get("/reports/")

    with django_assert_num_queries(7):
        page = as_ritva.get("/reports/").content.decode()

    assert page.count('href="/reports/releases/') == Release.objects.published().count()


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_asks_as_often_with_twelve_as_with_one(
    release: Release,
    outi: User,
    as_outi: Client,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for report in request_benchmarks(release, outi)[count:]:
        report.delete()
    url = f"/reports/releases/{release.pk}/"
    as_outi.get(url)

    with django_assert_num_queries(8):
        as_outi.get(url)
