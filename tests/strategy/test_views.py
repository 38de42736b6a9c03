import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strategy import actions, outline
from strategy.models import Goal, Measure, Strategy, Theme
from tests.conftest import signed_in
from tests.factories import make_measure, make_strategy, make_user
from tests.strategy.test_outline import MEASURES

ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """What a reader sees of the page's content, as one line."""
    content = html.partition('id="content">')[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", "", content)).split())


@pytest.mark.parametrize("url", ["/strategy/", "/strategy/1.1.1/"])
def test_a_visitor_is_asked_to_sign_in(db: None, url: str) -> None:
    make_measure("1.1.1")

    response = Client().get(url)

    assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={url}")


@pytest.mark.parametrize("url", ["/strategy/", "/strategy/1.1.1/"])
def test_everybody_who_signs_in_reads(
    as_ritva: Client, as_sten: Client, as_outi: Client, as_birgit: Client, url: str
) -> None:
    make_measure("1.1.1")
    people = (as_ritva, as_sten, as_outi, as_birgit, signed_in(make_user()))

    assert [person.get(url).status_code for person in people] == [200] * 5


@pytest.mark.parametrize("url", ["/strategy/", "/strategy/1.1.1/"])
def test_the_pages_are_only_read(as_ritva: Client, url: str) -> None:
    make_measure("1.1.1")

    assert as_ritva.post(url).status_code == 405


def test_the_strategy_stands_whole_on_one_page(as_ritva: Client) -> None:
    actions.load(outline.read())

    html = page(as_ritva, "/strategy/")

    assert re.findall(r'<li id="([\d.]+)">', html) == MEASURES
    assert re.findall(r'class="row-link" href="/strategy/([\d.]+)/"', html) == MEASURES
    assert re.findall(r'<h2 id="([\d.]+)">', html) == ["1", "2"]
    assert re.findall(r'<h3 id="([\d.]+)">', html) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]
    strategy = Strategy.objects.get()
    said = [getattr(strategy, text) for text in Strategy.TEXTS]
    said += [text for goal in Goal.objects.all() for text in (goal.name, goal.aim)]
    said += [row.name for row in Theme.objects.all()] + [row.text for row in Measure.objects.all()]
    assert [text for text in said if text not in words(html)] == []


def test_title_and_heading_are_the_strategys(as_ritva: Client) -> None:
    actions.load(outline.read())

    html = page(as_ritva, "/strategy/")

    assert re.findall(r"<(?:h1|title)>(.*?)</", html) == [
        "Suomen konservatorioliiton strategia 2026–2028 – Unisono",
        "Suomen konservatorioliiton strategia 2026–2028",
    ]


def test_before_a_strategy_is_loaded_the_page_says_so(as_english_reader: Client) -> None:
    html = page(as_english_reader, "/strategy/")

    assert words(html) == (
        "Strategy The association's strategy will stand here once the office has loaded it."
    )


def test_a_strategy_without_goals_yet_is_no_error(as_ritva: Client) -> None:
    make_strategy(title_fi="Soidaan yhdessä")

    assert "<h1>Soidaan yhdessä</h1>" in page(as_ritva, "/strategy/")


# --- languages ---------------------------------------------------------------------------------


def test_a_swedish_reader_reads_swedish(as_sten: Client) -> None:
    actions.load(outline.read())

    for url in ("/strategy/", "/strategy/2.2.2/"):
        html = page(as_sten, url)
        assert '<html lang="sv">' in html
        assert "Vi stöder uppbyggnaden av mentorskaps- och samarbetsnätverk" in html
        assert 'lang="fi">' not in html.split("<main")[1].split('id="other-languages"')[0]


def test_what_is_not_written_in_the_readers_language_is_marked_as_finnish(as_sten: Client) -> None:
    make_measure("1.1.1", text_fi="Soitetaan.")
    make_measure("1.1.2", text_fi="Tanssitaan.", text_sv="Vi dansar.")

    html = page(as_sten, "/strategy/")

    assert '<span lang="fi">Soitetaan.</span>' in html
    assert '<span lang="fi">title suomeksi</span></h1>' in html
    assert ">Vi dansar.</a>" in html and "Tanssitaan." not in html
    assert '<span lang="fi">Soitetaan.</span>' in page(as_sten, "/strategy/1.1.1/")


def test_a_measure_is_shown_in_its_other_languages(as_sten: Client) -> None:
    make_measure("1.1.1", text_fi="Soitetaan.", text_sv="Vi spelar.", text_en="We play.")

    html = page(as_sten, "/strategy/1.1.1/")

    assert re.findall(r'<dd lang="(\w\w)">(.*?)</dd>', html) == [
        ("fi", "Soitetaan."),
        ("en", "We play."),
    ]


def drafts(html: str) -> int:
    return html.count("#part")


def test_the_office_alone_sees_what_is_a_draft(
    as_english_office: Client, as_english_reader: Client, as_birgit: Client
) -> None:
    make_measure("1.1.1", text_en="We play.", text_sv="Vi spelar.")
    make_measure("1.1.2", text_en="We dance.", is_draft_en=False)

    for url, seen in (("/strategy/", 1), ("/strategy/1.1.1/", 2), ("/strategy/1.1.2/", 1)):
        assert drafts(page(as_english_office, url)) == seen
        assert drafts(page(as_english_reader, url)) == 0
        assert drafts(page(as_birgit, url)) == 0


def test_the_office_finds_its_way_to_the_texts(
    as_english_office: Client, as_english_reader: Client
) -> None:
    measure = make_measure("1.1.1")
    ways = {
        "/strategy/": "/office/strategy/",
        "/strategy/1.1.1/": f"/office/strategy/measure/{measure.pk}/change/",
    }

    for url, way in ways.items():
        assert f'href="{way}"' in page(as_english_office, url)
        assert "/office/" not in page(as_english_reader, url)
        assert as_english_office.get(way).status_code == 200


# --- one measure ----------------------------------------------------------------------------------


def test_a_measure_tells_where_it_stands(as_english_reader: Client) -> None:
    actions.load(outline.read())

    html = page(as_english_reader, "/strategy/2.2.2/")

    assert re.findall(r"<(?:h1|title)>(.*?)</", html) == [
        "Measure 2.2.2 – Unisono",
        "Measure 2.2.2",
    ]
    assert re.findall(r'breadcrumb-item"><a href="(.*?)">', html) == [
        "/strategy/",
        "/strategy/#2",
        "/strategy/#2.2",
    ]
    assert re.findall(r'<li id="([\d.]+)">', html) == ["2.2.1", "2.2.3"]
    assert "Developing member services" in html
    assert "Strengthening members&#x27; competence and networking" in html


@pytest.mark.parametrize(
    "code, neighbours",
    [
        ("1.1.1", [("next", "1.1.2")]),
        ("1.3.2", [("prev", "1.3.1"), ("next", "2.1.1")]),
        ("2.3.3", [("prev", "2.3.2")]),
    ],
)
def test_a_measure_leads_to_its_neighbours(
    as_ritva: Client, code: str, neighbours: list[tuple[str, str]]
) -> None:
    actions.load(outline.read())

    html = page(as_ritva, f"/strategy/{code}/")

    assert re.findall(r'rel="(prev|next)" href="/strategy/([\d.]+)/"', html) == neighbours


@pytest.mark.parametrize("code", ["9.9.9", "1.1", "1", "1.1.1 ", "１.１.１", "2026-2028", "x"])
def test_a_measure_that_does_not_exist_is_not_found(as_ritva: Client, code: str) -> None:
    make_measure("1.1.1")

    assert as_ritva.get(f"/strategy/{code}/").status_code == 404


def test_a_measure_of_a_strategy_to_come_is_not_found(as_ritva: Client) -> None:
    coming = make_strategy(code="2090-2092", from_on="2090-01-01", until_on="2093-01-01")
    goal = Goal.objects.create(strategy=coming, code="1", name_fi="Soida", aim_fi="Soida")
    theme = Theme.objects.create(goal=goal, code="1.1", name_fi="Soida")
    Measure.objects.create(theme=theme, code="1.1.1", text_fi="Soitetaan.")

    assert as_ritva.get("/strategy/1.1.1/").status_code == 404


# --- hostile words, and many rows ----------------------------------------------------------------


def test_hostile_words_stay_words(as_english_office: Client) -> None:
    fields = {f"text_{language}": ATTACK for language in ("fi", "sv", "en")}
    measure = make_measure("1.1.1", **fields)
    make_measure("1.1.2", **fields)
    Theme.objects.update(name_fi=ATTACK)
    Goal.objects.update(name_fi=ATTACK, aim_fi=ATTACK, name_en=ATTACK)
    Strategy.objects.update(**{f"{text}_fi": ATTACK for text in Strategy.TEXTS})

    for url in ("/strategy/", "/strategy/1.1.1/", f"/office/strategy/measure/{measure.pk}/change/"):
        html = page(as_english_office, url)
        assert "alert(1)" in html
        assert "<script>alert" not in html and "<img" not in html


SIZES = [
    ["1.1.1"],
    ["1.1.1", "1.2.1", "2.1.1"],
    [f"{goal}.{theme}.{measure}" for goal in "12" for theme in "12" for measure in "123"],
]


@pytest.mark.parametrize("url, rows", [("/strategy/", [1, 3, 12]), ("/strategy/1.1.1/", [0, 0, 2])])
def test_pages_ask_the_database_as_often_for_twelve_measures_as_for_one(
    as_outi: Client, url: str, rows: list[int]
) -> None:
    shown, asked = [], []
    for codes in SIZES:
        for table in (Measure, Theme, Goal, Strategy):
            table.objects.all().delete()
        for code in codes:
            make_measure(code)
        with CaptureQueriesContext(connection) as queries:
            html = page(as_outi, url)
        shown.append(html.count('class="row-link"'))
        asked.append(len(queries))

    assert shown == rows
    assert asked == asked[:1] * 3
