"""Members read what has been released, and of schools only their own."""

import csv
import re
from collections.abc import Iterable
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from indicators.models import Indicator
from members.models import Organisation, User
from tests.conftest import signed_in
from tests.factories import make_member, make_organisation, make_person
from tests.indicators.factories import make_element
from tests.indicators.telling import make_applicants, make_told, make_years, report

TOLD = {"n": "11", "median": "2.6", "p25": "1.7", "p75": "3.4"}
PAGES = ("", "elements/", "haku-paikka/")
FILES = ("elements/figures.csv", "haku-paikka/figures.csv", "haku-paikka/chart.svg")


@pytest.fixture(autouse=True)
def _in_english(ritva: User, sten: User, birgit: User, outi: User) -> None:
    for reader in (ritva, sten, birgit, outi):
        reader.speak("en")


@pytest.fixture
def applicants(db: None) -> Indicator:
    return make_applicants()


def page(client: Client, address: str = "haku-paikka/", **asked: str) -> str:
    answer = client.get(f"/indicators/{address}", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def in_words(html: str) -> str:
    """What a reader sees or hears, titles of charts among it."""
    main = html[html.index("<main") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def everything(client: Client) -> str:
    """All that is told anywhere."""
    answers = [client.get(f"/indicators/{address}") for address in (*PAGES, *FILES)]
    return "\n".join(answer.content.decode() for answer in answers if answer.status_code == 200)


def rows(answer: Any) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), ["c", "f", "u", "p", "g", "s", "v", "y", "m"]))[1:]


# --- who reads what -----------------------------------------------------------------------


def test_a_school_reads_its_own_beside_the_median(
    as_ritva: Client, koivuranta: Organisation, applicants: Indicator
) -> None:
    report(koivuranta, 312)
    make_told({(applicants, "all"): TOLD})
    told = in_words(page(as_ritva))

    assert "Your own figure, 3.1, is larger than the median, 2.6." in told
    assert "Own school: 2026 3.1." in told
    assert "2026 3.1 2.6 1.7–3.4 +0.5" in told


def test_another_school_the_office_and_the_board_read_no_schools_own(
    as_sten: Client,
    as_outi: Client,
    birgit: User,
    koivuranta: Organisation,
    applicants: Indicator,
) -> None:
    report(koivuranta, 4711, 1000)
    make_told(
        {(applicants, "all"): TOLD, (make_element("haku"), "all"): {"n": "11", "sum": "9000"}}
    )
    for reader in (as_sten, as_outi, signed_in(birgit)):
        told = everything(reader)
        assert "2.6" in told and "9000" in told
        assert not re.search("4711|4[,.]7", told)
        assert "Own" not in in_words(page(reader))


def test_a_colleague_who_does_not_answer_for_the_figures_reads_medians(
    koivuranta: Organisation, applicants: Indicator
) -> None:
    report(koivuranta, 4711, 1000)
    make_told({(applicants, "all"): TOLD})
    teacher = signed_in(make_person(koivuranta, language="en"))

    assert "2.6" in page(teacher)
    assert not re.search("4711|4[,.]7", everything(teacher))


def test_a_stranger_finds_nothing(applicants: Indicator) -> None:
    make_told({(applicants, "all"): TOLD})
    stranger = signed_in(make_person(make_organisation(kind="partner")))
    found = [stranger.get(f"/indicators/{address}").status_code for address in (*PAGES, *FILES)]

    assert found == [404] * 6
    assert "/indicators/" not in stranger.get("/").content.decode()


def test_what_stays_in_the_office_is_not_known_of(
    as_ritva: Client, as_outi: Client, applicants: Indicator
) -> None:
    make_told({(applicants, "all"): TOLD})
    paikat = make_element("paikat")
    paikat.sensitivity = "office"
    paikat.save()

    assert as_ritva.get("/indicators/haku-paikka/").status_code == 404
    assert as_outi.get("/indicators/haku-paikka/").status_code == 200


def test_a_draft_is_told_to_nobody(
    as_ritva: Client, as_outi: Client, applicants: Indicator
) -> None:
    for state in ("draft", "audited"):
        make_told({(applicants, "all"): TOLD}, str(2024 + len(state)), state=state)
    for reader in (as_ritva, as_outi):
        assert not re.search("2[.,]6", everything(reader))
        assert "Nothing has been released yet." in in_words(page(reader, ""))
        assert "notice-warn" not in everything(reader)  # nor as withdrawn


# --- what is not told ----------------------------------------------------------------------


def test_what_is_withheld_is_nowhere(
    as_ritva: Client, koivuranta: Organisation, applicants: Indicator
) -> None:
    """Not in a page, a title, a table or a file: the true median would be 4711."""
    schools = [koivuranta, *(make_member() for _ in range(4))]
    for school, value in zip(schools, (100, 4710, 4711, 4712, 9000), strict=True):
        report(school, value, 1)
    withheld = {"n": "5", "median": "..D", "p25": "..A", "p75": "..A"}
    haku = {"n": "5", "sum": "..O", "mean": "..O", "median": "..D"}
    make_told({(applicants, "all"): withheld, (make_element("haku"), "all"): haku})
    told = everything(as_ritva)

    assert not re.search(r"4[\s\u202f,.]?71[012]|9[\s\u202f,.]?000|23233|4646", told)
    assert "Everything of this group is withheld" in page(as_ritva)
    assert "One school's own figure could be worked out" in page(as_ritva).replace("&#x27;", "'")
    assert "All, median: 2026 .." in page(as_ritva)


def test_too_few_schools_is_said(as_ritva: Client, applicants: Indicator) -> None:
    make_told({(applicants, "all"): {"n": "2", "median": "..A"}})

    assert "Too few schools of the group have the figure." in page(as_ritva)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_withdrawn_release_says_so_and_no_figure(
    as_ritva: Client, applicants: Indicator, language: str
) -> None:
    as_ritva.cookies["django_language"] = language
    make_told({(applicants, "all"): TOLD}, state="withdrawn")
    told = everything(as_ritva)

    assert not re.search(r"2[,.]6|3[,.]4|Kirjoitusvirhe", told)
    assert "notice-warn" in page(as_ritva) and "notice-warn" in page(as_ritva, "")


def test_a_corrected_release_stands_in_the_place_of_the_withdrawn_one(
    as_ritva: Client, applicants: Indicator
) -> None:
    make_told({(applicants, "all"): TOLD}, state="withdrawn")
    make_told({(applicants, "all"): TOLD | {"median": "2.5"}}, seq=2)
    told = page(as_ritva)

    assert "2.5" in told and "2.6" not in told
    assert "notice-warn" not in told
    assert "release 2" in told


# --- what can be chosen ----------------------------------------------------------------------


def test_another_group_and_fewer_years(
    as_ritva: Client, koivuranta: Organisation, applicants: Indicator
) -> None:
    for period in range(2019, 2027):
        report(koivuranta, 300, period=str(period))
        small = {"n": "6", "median": f"1.{period - 2018}"}
        make_told({(applicants, "all"): TOLD, (applicants, "small"): small}, str(period))
    told = in_words(page(as_ritva, group="small", years="5"))

    assert "Small 2022–2026 (n = 6)" in told
    assert "2026 3.0 1.8 +1.2" in told
    assert "2021" not in told
    assert "2019" in in_words(page(as_ritva, group="small"))


@pytest.mark.parametrize("asked", [{"group": "no such"}, {"years": "-3"}, {"years": "x\x01"}])
def test_what_is_not_known_is_everything(
    as_ritva: Client, applicants: Indicator, asked: dict[str, str]
) -> None:
    make_told({(applicants, "all"): TOLD})

    assert "All 2026 (n = 11)" in in_words(page(as_ritva, **asked))


def test_own_years_before_the_first_release_are_told(
    as_ritva: Client, koivuranta: Organisation, applicants: Indicator
) -> None:
    for period, value in (("2024", 280), ("2026", 310), ("2027", 999)):
        report(koivuranta, value, period=period)
    make_told({(applicants, "all"): TOLD})
    told = in_words(page(as_ritva))

    assert "Own school: 2024 2.8, 2026 3.1." in told
    assert "10.0" not in told  # next year's has not been released


def test_sums_and_means_of_one_topic_and_group(
    as_ritva: Client, koivuranta: Organisation, applicants: Indicator
) -> None:
    report(koivuranta, 312)
    haku, other = make_element("haku"), make_element("muu", topic="muu", topic_fi="Muuta")
    lines = {
        (haku, "all"): {"n": "11", "sum": "2910", "mean": "264.5", "median": "240"},
        (haku, "small"): {"n": "4", "sum": "300", "mean": "..D", "median": "..A"},
        (other, "all"): {"n": "11", "median": "7"},
    }
    make_told(lines)

    assert "Hakijat 312 11 2,910 264.5 240" in in_words(page(as_ritva, "elements/", topic="haku"))
    small = in_words(page(as_ritva, "elements/", topic="haku", group="small"))
    assert "Hakijat 312 4 300 .. (withheld) .. (withheld)" in small
    assert "Muu 11 7" in in_words(page(as_ritva, "elements/", topic="muu"))
    assert "nothing is told of this group" in in_words(
        page(as_ritva, "elements/", topic="muu", group="small")
    )


# --- files ---------------------------------------------------------------------------------------


def test_the_file_says_what_the_page_says(
    as_ritva: Client, koivuranta: Organisation, applicants: Indicator
) -> None:
    report(koivuranta, 1_234_500, 1)
    withheld = {"n": "11", "median": "1200000.5", "p25": "..D", "p75": "..A"}
    make_told({(applicants, "all"): withheld})
    answer = as_ritva.get("/indicators/haku-paikka/figures.csv")

    assert answer["Content-Disposition"] == 'attachment; filename="haku-paikka.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert [(row["g"], row["s"], row["v"], row["y"], row["m"]) for row in rows(answer)] == [
        ("Own school", "own", "1234500.0", "", ""),
        ("All", "n", "11", "", ""),
        ("All", "median", "1200000.5", "", ""),
        ("All", "p25", "", "..", "withheld: a school's own figure could be worked out from it"),
        ("All", "p75", "", "..", "withheld: too few schools have the figure"),
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_no_cell_of_a_file_is_a_formula(
    as_ritva: Client, koivuranta: Organisation, start: str
) -> None:
    wild = make_applicants(name_en=f"{start}cmd|' /C calc'!A0", unit_en=f"{start}1+1")
    report(koivuranta, -312)
    make_told({(wild, "all"): TOLD})
    found = rows(as_ritva.get("/indicators/haku-paikka/figures.csv"))

    cells = [cell for row in found for name, cell in row.items() if name != "v"]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "＝"))] == []
    assert {row["v"] for row in found} == {"-3.1", "11", "2.6", "1.7", "3.4"}


def test_the_whole_table_is_a_file(as_ritva: Client, applicants: Indicator) -> None:
    haku, other = make_element("haku"), make_element("muu", topic="muu")
    make_told({(haku, "all"): {"n": "3", "sum": "30"}, (other, "all"): {"n": "3", "sum": "–"}})
    found = rows(as_ritva.get("/indicators/elements/figures.csv"))

    assert [(row["c"], row["s"], row["v"], row["y"], row["m"]) for row in found] == [
        ("haku", "n", "3", "", ""),
        ("haku", "sum", "30", "", ""),
        ("muu", "n", "3", "", ""),
        ("muu", "sum", "", "–", "none at all"),
    ]


def test_the_chart_is_a_file(as_ritva: Client, applicants: Indicator) -> None:
    make_told({(applicants, "all"): TOLD})
    answer = as_ritva.get("/indicators/haku-paikka/chart.svg")

    assert answer["Content-Disposition"] == 'attachment; filename="haku-paikka.svg"'
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.decode() in page(as_ritva)


def test_what_was_never_told_is_no_file(as_ritva: Client, applicants: Indicator) -> None:
    found = [as_ritva.get(f"/indicators/{address}").status_code for address in FILES]

    assert found == [404, 200, 404]
    assert rows(as_ritva.get("/indicators/haku-paikka/figures.csv")) == []


# --- three languages, and how much is asked of the database ---------------------------------------


@pytest.mark.parametrize(
    "language, name, numbers",
    [
        ("fi", "Hakijoita aloituspaikkaa kohti", "3,1"),
        ("sv", "Sökande per nybörjarplats", "3,1"),
        ("en", "Applicants per place", "3.1"),
    ],
)
def test_three_languages(
    as_ritva: Client,
    koivuranta: Organisation,
    applicants: Indicator,
    language: str,
    name: str,
    numbers: str,
) -> None:
    make_years(applicants, koivuranta)
    as_ritva.cookies["django_language"] = language
    told = page(as_ritva)

    assert f"<h1>{name}</h1>" in told
    assert f'<p class="value">{numbers}</p>' in told
    assert ("3.1" in in_words(told)) == (language == "en")


def more(applicants: Indicator, numbers: Iterable[int]) -> None:
    for number in numbers:
        kin = Indicator.objects.get(pk=applicants.pk)
        kin.pk, kin.code = None, f"kin-{number}"
        kin.save()
        lines = {(kin, group): TOLD for group in ("all", "small", "large")}
        element = make_element(f"e{number}", topic="haku", topic_fi="Haku")
        make_told(lines | {(element, "all"): {"n": "9", "sum": "7"}}, str(2000 + number))


@pytest.mark.parametrize("address, most", [("", 9), ("haku-paikka/", 10), ("elements/", 9)])
def test_more_years_groups_and_figures_ask_no_more(
    as_ritva: Client,
    koivuranta: Organisation,
    applicants: Indicator,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    most: int,
) -> None:
    report(koivuranta, 312)
    make_told({(applicants, "all"): TOLD, (make_element("haku"), "all"): {"n": "3", "sum": "9"}})
    page(as_ritva, address)
    with django_assert_num_queries(most):
        page(as_ritva, address)
    more(applicants, range(3))
    with django_assert_num_queries(most):
        page(as_ritva, address)
