"""The list of members as a picture: who stands on it, where, and under which filters."""

import re
from math import hypot

import pytest
from django.db import IntegrityError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from members import map as maps
from members.models import Municipality, Organisation
from members.municipalities import towns
from tests.conftest import signed_in
from tests.factories import make_member, make_municipality, make_organisation, make_person

DEGREES = st.tuples(st.floats(19.4, 31.6), st.floats(59.8, 70.1))
OF_MAP = re.compile(r'<a href="([^"]*)" aria-label="([^"]*)">')


@pytest.fixture(autouse=True)
def _places(koivuranta: Organisation, granholmen: Organisation) -> None:
    make_municipality("Koivula", region="06", longitude=23.8, latitude=61.5)
    make_municipality("Saari", "Holmen", region="21", longitude=20.0, latitude=60.1)
    for school, town in ((koivuranta, "Koivula"), (granholmen, "Holmen")):
        Organisation.objects.filter(pk=school.pk).update(municipality=town)


def on_map(client: Client, **asked: str) -> list[tuple[str, ...]]:
    """The links of the picture: where they lead, and what they say."""
    return OF_MAP.findall(client.get("/members/", asked).content.decode())


def listed(client: Client, **asked: str) -> list[str]:
    return [str(row) for row in client.get("/members/", asked).context["organisations"]]


def test_every_member_of_a_known_municipality_is_a_dot_and_a_link(
    as_ritva: Client, koivuranta: Organisation, granholmen: Organisation
) -> None:
    make_organisation(municipality="Koivula")  # no member

    assert on_map(as_ritva) == [
        (f"/members/{granholmen.pk}/", "Holmen: Granholmin musiikkiopisto"),
        (f"/members/{koivuranta.pk}/", "Koivula: Koivurannan konservatorio"),
    ]


def test_those_of_one_municipality_are_one_dot_that_leads_to_their_list(
    as_ritva: Client, koivuranta: Organisation
) -> None:
    make_member(name_fi="Toinen", municipality="Koivula")

    [(url, name)] = on_map(as_ritva, municipality="Koivula")
    assert name.startswith("Koivula: 2 ")
    assert sorted(listed(as_ritva, municipality="Koivula")) == [str(koivuranta), "Toinen"]
    [(url, _name)] = [dot for dot in on_map(as_ritva, q="o") if dot[1].startswith("Koivula: 2")]
    assert url == "?q=o&amp;municipality=Koivula"


def test_filters_hold_for_the_list_and_the_map(
    as_ritva: Client, koivuranta: Organisation, granholmen: Organisation
) -> None:
    site = make_member(kind="site", name_fi="Talo", municipality="Koivula")
    names = {str(koivuranta), str(granholmen), str(site)}

    for asked, expected in (
        ({}, names),
        ({"region": "06"}, {str(koivuranta), str(site)}),
        ({"region": "21"}, {str(granholmen)}),
        ({"kind": "site"}, {str(site)}),
        ({"region": "06", "kind": "institution"}, {str(koivuranta)}),
        ({"region": "21", "q": "koivu"}, set()),
        ({"q": "talo"}, {str(site)}),
    ):
        page = as_ritva.get("/members/", asked)
        dots = {str(each) for dot in page.context["dots"] for each in dot.organisations}
        assert (set(listed(as_ritva, **asked)), dots) == (expected, expected), asked
    for asked in ({"region": "19"}, {"region": "x"}, {"kind": "association"}):
        answer = as_ritva.get("/members/", asked)
        assert (answer.status_code, answer.context["dots"]) == (422, [])


def test_people_are_found_by_region(as_ritva: Client, sten: object) -> None:
    found = {
        region: [
            str(row.user)
            for row in as_ritva.get(f"/members/people/?region={region}").context["people"]
        ]
        for region in ("06", "21")
    }

    assert found == {"06": ["Ritva Respo"], "21": ["Sten Strand"]}


def test_whose_municipality_is_not_known_is_counted_and_listed(as_ritva: Client) -> None:
    for town in ("Atlantis", ""):
        make_member(municipality=town)

    page = as_ritva.get("/members/")

    assert (len(page.context["dots"]), page.context["unknown"]) == (2, 2)
    assert len(page.context["organisations"]) == 4


def test_a_stranger_sees_no_dot_of_what_is_not_listed() -> None:
    partner = signed_in(make_person(make_organisation(kind="partner")))

    assert (on_map(partner), listed(partner)) == ([], [])
    assert '<svg class="map"' not in partner.get("/members/").content.decode()


def test_names_in_a_picture_are_text(as_ritva: Client) -> None:
    make_member(name_fi='<script>"x"</script>', municipality="Koivula")

    html = as_ritva.get("/members/").content.decode()

    assert '<script>"x' not in html and "&lt;script&gt;" in html
    assert " style=" not in html.partition('class="map"')[2].partition("</svg>")[0]


@pytest.mark.parametrize("n", [1, 3])
def test_three_municipalities_are_asked_for_as_one(
    as_ritva: Client, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(n):
        make_municipality(f"Kylä {number}", longitude=25 + number)
        make_member(municipality=f"Kylä {number}")

    with django_assert_num_queries(9):
        assert len(on_map(as_ritva)) == n + 2


# --- where dots are ------------------------------------------------------------------------


@given(st.lists(DEGREES, max_size=25))
def test_dots_stand_on_the_sheet_and_apart(places: list[maps.Point]) -> None:
    found = maps.dots(tuple(places))

    assert len(found) == len(places)
    assert all(0 < x < maps.WIDTH and 0 < y < maps.HEIGHT for x, y in found)
    assert found == maps.dots.__wrapped__(tuple(places))  # the same places, the same picture
    near = [
        hypot(x - to_x, y - to_y) < 1 for n, (x, y) in enumerate(found) for to_x, to_y in found[:n]
    ]
    assert not any(near)


def test_real_towns_are_drawn_apart_and_where_they_are() -> None:
    there = {town.name_fi: (town.longitude, town.latitude) for town in towns()}
    cities = (
        "Helsinki",
        "Espoo",
        "Vantaa",
        "Turku",
        "Tampere",
        "Oulu",
        "Kuopio",
        "Vaasa",
        "Utsjoki",
    )
    found = dict(zip(cities, maps.dots(tuple(there[city] for city in cities)), strict=True))

    gaps = [
        hypot(one[0] - other[0], one[1] - other[1])
        for n, one in enumerate(found.values())
        for other in list(found.values())[:n]
    ]
    assert min(gaps) > maps.APART - 1
    assert max(found, key=lambda city: -found[city][1]) == "Utsjoki"
    assert found["Vaasa"][0] < found["Tampere"][0] < found["Kuopio"][0]


def test_the_table_of_municipalities_is_whole() -> None:
    rows = list(towns())

    assert (len(rows), len({row.name_fi for row in rows})) == (308, 308)
    assert {row.region for row in rows} == set(Municipality.Region.values)
    assert all(19 <= row.longitude <= 32 and 59 <= row.latitude <= 71 for row in rows)
    assert [row for row in rows if row.name_fi == "Porvoo"] == [
        ("Porvoo", "Borgå", "01", 25.7, 60.4)
    ]
    inside = sum(_is_inside((row.longitude, row.latitude)) for row in rows)
    assert inside > 280  # the rest lie on islands and capes that the outline leaves out


def test_a_municipality_elsewhere_is_refused() -> None:
    with pytest.raises(IntegrityError):
        make_municipality("Tukholma", longitude=18.1, latitude=59.3)


def _is_inside(place: maps.Point) -> bool:
    x, y = place
    corners = maps.MAINLAND
    crossed = 0
    for (one_x, one_y), (to_x, to_y) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (one_y > y) != (to_y > y):
            crossed += x < (to_x - one_x) * (y - one_y) / (to_y - one_y) + one_x
    return crossed % 2 == 1
