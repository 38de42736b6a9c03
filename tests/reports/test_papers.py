"""What the reports of a release say, as they lie on paper."""

import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from indicators.models import Release, Stat
from members.models import Organisation, User
from portal.lib import pdf
from portal.lib.numbers import local
from reports.actions import benchmark_html, board_html, stylesheet
from reports.benchmark import benchmark
from reports.board import board
from reports.ground import ground
from tests.conftest import signed_in
from tests.indicators.factories import make_group, make_observation, make_policy, make_schools
from tests.reports.papers import plain, said_by, text_of
from tests.reports.releases import (
    GIANT,
    LANGUAGES,
    NAMES,
    SECRET,
    elements,
    make_told,
    publish,
)
from tests.surveys.conftest import Travel

ROOT = Path(__file__).parents[2]
#: In a process of its own, elsewhere in the world: what it prints is the hash of the document.
AGAIN = """
import hashlib, sys
from portal.lib import pdf
html, css = (open(name).read() for name in sys.argv[1:])
print(hashlib.sha256(pdf.make(html, css)).hexdigest())
"""
TITLES = {
    "fi": "Vertailuraportti 2026",
    "sv": "Jämförelserapport 2026",
    "en": "Benchmark report 2026",
}
#: Words that would be left over from another language.
FOREIGN = {
    "fi": ("Median ", "Benchmark", "schools", "Siffr", "läroanstalt", "figures"),
    "sv": ("Benchmark", "schools", "Luku", "oppilaito", "Keskiväli", "figures"),
    "en": ("Luku", "oppilaito", "Siffr", "läroanstalt", "Keskiväli", "Mittintervall"),
}


def paper(html: str) -> bytes:
    return pdf.make(html, stylesheet())


@pytest.fixture
def own(release: Release, koivuranta: Organisation) -> bytes:
    return paper(benchmark_html(release, koivuranta, "fi"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_school_reads_its_report_in_its_language(
    release: Release, koivuranta: Organisation, language: str
) -> None:
    text = text_of(paper(benchmark_html(release, koivuranta, language)))
    names = [names[LANGUAGES.index(language)] for names in NAMES.values()]

    assert TITLES[language] in text
    assert [name for name in names if name not in text] == [names[-1]]
    assert [word for word in FOREIGN[language] if word in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_reads_its_report_in_its_language(release: Release, language: str) -> None:
    text = text_of(paper(board_html(release, language)))

    assert [word for word in FOREIGN[language] if word in text] == []


def test_it_can_be_read_aloud(own: bytes, koivuranta: Organisation) -> None:
    said = said_by(own)
    headings, figures = said.pop("headings"), said.pop("figures")

    assert said == {
        "part": "1",
        "language": "fi",
        "title": f"Vertailuraportti 2026: {koivuranta}",
        "shows its title": True,
        "created": "D:20261120140000+02'00",
        "heads": said["heads"],
        "without scope": 0,
        "tables": said["captions"],
        "captions": said["captions"],
        "bookmarks": said["bookmarks"],
    }
    assert said["heads"] > 40
    assert headings[0] == "/H1" and set(headings) == {"/H1", "/H2"}
    assert said["bookmarks"][:3] == [
        *("Vertailuraportti 2026", "Vuosi yhdellä silmäyksellä", "Näin luet raporttia"),
    ]
    assert len(figures) > 7 and all(figures)


def test_what_is_read_aloud_of_a_chart_is_all_that_its_table_says(
    release: Release, koivuranta: Organisation
) -> None:
    with translation.override("fi"):
        found = benchmark(ground(release, koivuranta), koivuranta)
    blocks = [block for page in found.pages for _part, blocks, _ in page.parts for block in blocks]
    for block in blocks:
        said = re.search("<title[^>]*>(.*?)</title>", block.chart)
        assert said is not None
        cells = [cell.text for row in block.table.rows for cell in row.cells[:2]]
        assert [cell for cell in cells if cell not in said[1]] == []

    assert [block.key.number for block in blocks] == ["K1", "K2", "K3", "K4"]


def test_every_median_in_the_report_is_the_one_that_was_released(
    release: Release, koivuranta: Organisation, own: bytes, as_kaisa: object
) -> None:
    """As text: in the file, in the released rows, and on the page of the figure."""
    stats = Stat.objects.filter(release=release, group__code="all", stat="median", obs="A")
    with translation.override("fi"):
        shown = {plain(local(each)) for each in stats.values_list("shown", flat=True)}
    text = text_of(own)

    assert len(shown) > 2
    assert [each for each in shown if each not in text] == []


def test_the_file_the_page_and_the_download_say_the_same(
    release: Release, koivuranta: Organisation, ritva: User, own: bytes
) -> None:
    client = signed_in(ritva)
    page = plain(client.get("/indicators/suhde/").content.decode())
    rows = client.get("/indicators/suhde/figures.csv").content.decode()
    median = Stat.objects.get(
        release=release, indicator__code="suhde", group__code="all", stat="median"
    ).shown

    assert median in rows
    assert local(median) in page and local(median) in text_of(own)


def test_tables_beside_charts_hold_the_released_medians(
    release: Release, koivuranta: Organisation
) -> None:
    with translation.override("fi"):
        found = benchmark(ground(release, koivuranta), koivuranta)
        told = {
            (stat.about.name, stat.release.period): local(stat.shown)
            for stat in Stat.objects.with_all()
            .select_related("release")
            .filter(group__code="all", stat="median")
        }
    blocks = [block for page in found.pages for _part, blocks, _ in page.parts for block in blocks]
    medians = {
        (block.key.name, row.label): row.cells[1].text
        for block in blocks
        for row in block.table.rows
    }

    assert medians == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_withheld_is_nowhere(
    release: Release, koivuranta: Organisation, language: str
) -> None:
    """Neither the giant's figure nor the sum that it makes up, nor what only the office knows."""
    whole = sum(range(3, 14)) + GIANT + 5
    hidden = [GIANT, GIANT + 5, whole, whole - 5 * 12, SECRET]
    written = [
        f for each in hidden for f in (str(each), f"{each:,}", f"{each:,}".replace(",", " "))
    ]
    for html in (
        board_html(release, language),
        benchmark_html(release, koivuranta, language),
    ):
        text = plain(html) + text_of(paper(html))
        assert [each for each in written if each in text] == []


def test_the_giant_reads_its_own_figure(release: Release, schools: list[Organisation]) -> None:
    assert "98 770" in text_of(paper(benchmark_html(release, schools[-1], "fi")))


def test_no_other_school_stands_beside_a_value(
    own: bytes, schools: list[Organisation], koivuranta: Organisation
) -> None:
    """Names are in the list of groups alone, which has no figure but n."""
    pages = text_of(own).split("\f")
    others = [str(school) for school in schools if school != koivuranta]
    pages_with_names = {
        n for n, page in enumerate(pages) for name in others if re.search(rf"\b{name}\b", page)
    }

    assert pages_with_names == {2}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_marked_or_ranked(
    release: Release, koivuranta: Organisation, language: str
) -> None:
    html = benchmark_html(release, koivuranta, language).lower()
    words = ("kolmannes", "tredjedel", "third", "sijoitus", "ranking", "paras", "bäst", "best")

    assert [word for word in words if word in html] == []


def test_what_the_school_has_not_reported_is_named_and_the_numbers_stay(
    release: Release, schools: list[Organisation]
) -> None:
    """The first school has no staff to tell of: K3 and K4 are left out."""
    with translation.override("fi"):
        found = benchmark(ground(release, schools[0]), schools[0])

    assert [key.number for key in found.left_out] == ["K3", "K4"]
    assert [row.number for row in found.summary.rows] == ["K1"]


def test_a_first_year_is_told_without_a_change(schools: list[Organisation], outi: User) -> None:
    release = make_told(schools, outi, ["2026"])
    with translation.override("en"):
        found = benchmark(ground(release, schools[1]), schools[1])
    drawn = [key.number for page in found.pages for part, *_ in page.parts for key in part.drawn]

    assert [tile.change for tile in found.tiles] == [""] * len(found.tiles)
    assert drawn == ["K1", "K2", "K3", "K4"]
    assert "since" not in found.lede


def test_when_everything_is_withheld_the_board_reads_so(outi: User) -> None:
    release = make_told(make_schools(2), outi, ["2026"])
    with translation.override("en"):
        found = board(ground(release))
    text = text_of(paper(board_html(release, "en")))

    assert found.is_all_withheld
    assert "Every figure of this release is withheld" in text


def test_a_school_that_answers_alone_reads_its_own(outi: User) -> None:
    [school] = make_schools(1)
    release = make_told([school], outi, ["2026"])
    with translation.override("en"):
        found = benchmark(ground(release, school), school)

    assert found.everybody.n == 1
    assert text_of(paper(benchmark_html(release, school, "en")))


def test_the_findings_follow_from_the_figures(release: Release) -> None:
    with translation.override("en"):
        found = board(ground(release)).findings

    assert [each.sentence for each in found if each.mark.startswith("+")] == [
        "Students: 1,149 in all, in 2025 1,089 (n\u00a0=\u00a012).",
        "Students per full-time equivalent: the median school has 10, in 2025 it had 9.7.",
    ]
    assert len(found) <= 5


def test_a_draft_says_so_on_every_page(release: Release, koivuranta: Organisation) -> None:
    draft = text_of(paper(benchmark_html(release, koivuranta, "fi", is_draft=True)))
    told = text_of(paper(benchmark_html(release, koivuranta, "fi")))

    assert ["LUONNOS" in page for page in draft.split("\f")[:-1]] == [True] * draft.count("\f")
    assert "LUONNOS" not in told


def test_pages_are_counted_and_say_what_they_are_of(own: bytes) -> None:
    _cover, *pages = text_of(own).split("\f")[:-1]
    feet = [page.strip().splitlines()[-1].split() for page in pages]

    assert {foot[-1] for foot in feet} == {
        f"{n}/{len(pages) + 1}" for n in range(2, len(pages) + 2)
    }
    assert {" ".join(foot[:5]) for foot in feet} == {"Vuosikeruu 2026 · julkaisu 1"}
    assert {foot[6] for foot in feet} == {"20.11.2026"}


def test_it_is_made_with_few_questions(
    release: Release, koivuranta: Organisation, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        benchmark_html(release, koivuranta, "fi")
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        board_html(release, "fi")


def test_the_same_input_gives_the_same_bytes_everywhere(
    release: Release, koivuranta: Organisation, tmp_path: Path, travel: Travel
) -> None:
    page, sheet = tmp_path / "page.html", tmp_path / "sheet.css"
    html = benchmark_html(release, koivuranta, "sv")
    travel("2027-03-01 12:00")
    assert html == benchmark_html(release, koivuranta, "sv")
    page.write_text(html)
    sheet.write_text(stylesheet())
    hashes = {
        subprocess.run(
            [sys.executable, "-c", AGAIN, str(page), str(sheet)],
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], **elsewhere},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for elsewhere in (
            {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
            {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
        )
    }

    assert len(hashes) == 1


def test_another_figure_gives_another_mark(release: Release, koivuranta: Organisation) -> None:
    before = ground(release, koivuranta).hash
    row = koivuranta.observations.get(element__code="op", period="2026")
    row.value = Decimal(50)
    row.save()

    assert ground(release, koivuranta).hash != before


def test_chapters_and_tables_with_nothing_in_them_are_left_out(
    schools: list[Organisation], outi: User
) -> None:
    """A survey that was brought along has no groups, and its figures no explained meanings."""
    make_policy()
    for n, school in enumerate(schools):
        make_observation(elements()["op"], school, 30 + n, period="2018")
    make_group(schools, period="2018")
    release = publish("2018", outi)

    board_report = board_html(release, "fi")
    own = benchmark_html(release, schools[0], "fi")

    assert "<h1>Ryhmittäin</h1>" not in board_report
    assert 'class="data words meanings"' not in board_report + own


def test_groups_and_meanings_have_their_chapter_and_their_table(
    release: Release, koivuranta: Organisation
) -> None:
    board_report = board_html(release, "fi")
    own = benchmark_html(release, koivuranta, "fi")

    assert board_report.count("<h1>Ryhmittäin</h1>") == 1
    assert [paper.count('class="data words meanings"') for paper in (board_report, own)] == [1, 1]
