"""Released figures in a real browser: a school reads its own beside those of the others, and the
board reads them without any school's own."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from members.models import Organisation, User
from tests.browser import look
from tests.flows.conftest import NewContext
from tests.flows.test_answering import enter
from tests.flows.test_round import press
from tests.indicators.factories import make_element, make_indicator
from tests.indicators.telling import make_applicants, make_told, make_years, report


@pytest.fixture(autouse=True)
def _told(koivuranta: Organisation) -> None:
    make_years(make_applicants(), koivuranta)


def saved(page: Page, link: str) -> str:
    with page.expect_download() as download:
        page.locator(link).click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_a_school_reads_a_figure_and_takes_it_along(
    new_context: NewContext, ritva: User, base_url: str
) -> None:
    page = enter(new_context(), ritva, base_url)
    page.goto("/")
    press(page, ".sections a[href='/indicators/']")
    look(page, "figures")
    press(page, "tbody th a")
    expect(page.locator(".big-figure .value")).to_have_text("3,1")
    look(page, "figure")

    page.locator("#group").select_option("size-small")
    press(page, ".filters button")
    expect(page.locator("tbody tr").first.locator("td").nth(1)).to_have_text("2,1")
    file = saved(page, "aside a[href*='figures.csv']")
    assert "2026,Size-small,median,2.1" in file
    assert saved(page, "aside a[href*='chart.svg']").startswith("<svg")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_speaks_the_readers_language(
    new_context: NewContext, ritva: User, base_url: str, language: str
) -> None:
    ritva.speak(language)
    page = enter(new_context(), ritva, base_url)
    page.goto("/indicators/haku-paikka/")
    look(page, "figure")
    expect(page.locator(".big-figure .value")).to_have_text({"sv": "3,1", "en": "3.1"}[language])


def test_the_board_reads_figures_and_no_schools_own(
    new_context: NewContext, birgit: User, base_url: str
) -> None:
    page = enter(new_context(), birgit, base_url)
    page.goto("/indicators/haku-paikka/")
    look(page, "figure-board")
    expect(page.locator(".own")).to_have_count(0)
    file = saved(page, "aside a[href*='figures.csv']")
    assert ",median,2.6" in file
    assert "3.1" not in file


def test_large_figures_stay_on_a_phone(
    new_context: NewContext, ritva: User, koivuranta: Organisation, base_url: str
) -> None:
    costs = make_indicator(
        "menot", name_fi="Toiminnan menot", numerator={"haku": 1}, denominator={}, decimals=0
    )
    told = {"n": "14", "median": "12900000", "p25": "11800000", "p75": "14200000"}
    report(koivuranta, 12_480_000, period="2027")
    make_told({(costs, "all"): told}, "2027")
    page = enter(new_context(), ritva, base_url)
    page.goto("/indicators/menot/")
    look(page, "large")
    page.goto("/indicators/")
    look(page, "figures-large")


def test_a_table_of_sums_is_read_on_a_phone(
    new_context: NewContext, ritva: User, base_url: str
) -> None:
    applicants, places = make_element("haku"), make_element("paikat")
    lines = {
        (applicants, "all"): {"n": "11", "sum": "2910", "mean": "264.5", "median": "240"},
        (applicants, "size-small"): {"n": "2", "sum": "..A", "mean": "..A", "median": "..A"},
        (places, "all"): {"n": "11", "sum": "1100", "mean": "..D", "median": "100"},
    }
    make_told(lines, "2027")
    page = enter(new_context(), ritva, base_url)
    page.goto("/indicators/elements/")
    look(page, "elements")
    page.locator("#group").select_option("size-small")
    press(page, ".filters button")
    expect(page.locator(".notice h2")).to_be_visible()
    look(page, "elements-withheld")
