"""The office's pages of releases."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.actions import build_release
from indicators.models import Observation, Release
from members.models import User
from tests.conftest import signed_in
from tests.factories import make_association, make_person
from tests.indicators.factories import (
    COLLECTION,
    PERIOD,
    make_element,
    make_figures,
    make_group,
    make_observation,
)

LIST = "/indicators/releases/"


@pytest.fixture
def office(outi: User) -> Client:
    outi.language = "en"
    outi.save()
    return signed_in(outi)


@pytest.fixture
def colleague(db: None) -> Client:
    return signed_in(make_person(make_association(), "office", language="en"))


def asked(client: Client, **fields: str) -> Any:
    return client.post(LIST, {"collection": COLLECTION, "period": PERIOD} | fields)


def built(client: Client) -> Release:
    asked(client)
    release = Release.objects.get(state="draft")
    build_release(release.pk)
    release.refresh_from_db()
    return release


def url(release: Release) -> str:
    return f"{LIST}{release.pk}/"


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_without_frozen_rounds_the_page_says_what_will_be_there(office: Client) -> None:
    assert "No round has been frozen yet." in office.get(LIST).text


def test_the_office_asks_for_figures_and_sees_how_far_they_are(office: Client) -> None:
    make_figures({"op": [11, 12, 13, 14, 15]})
    assert "Build the figures of 2026" in office.get(LIST).text

    answer = asked(office)

    release = Release.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url(release))
    page = office.get(url(release)).text
    assert "The figures wait for their turn." in page and "hx-get" in page
    assert "Build the figures of 2026" not in office.get(LIST).text, "it is under way"
    build_release(release.pk)
    part = office.get(url(release), headers={"hx-request": "true"}).text
    assert "The figures have been built" in part and "<html" not in part and "hx-get" not in part


def test_the_page_shows_what_would_be_told_and_why_the_rest_is_not(office: Client) -> None:
    schools = make_figures({"op": [1011, 1012, 1013, 1014, 1015, 1016]})
    make_group(schools[:2], "pair", priority=1, label_en="A pair")

    release = built(office)
    everybody, pair = (office.get(url(release), {"group": code}).text for code in ("all", "pair"))

    assert "6,081" in everybody and "too few schools" in everybody
    assert "6,081" not in pair and ">..</td>" in pair and "too few schools" in pair
    assert office.get(url(release), {"group": "x"}).text.count("6,081") == 1


def test_where_everything_is_withheld_the_page_says_so_and_why(office: Client) -> None:
    make_figures({"op": [77]})

    page = office.get(url(built(office))).text

    assert "Everything is withheld" in page and "any figure would give one of them away" in page


def test_a_colleague_publishes_and_withdraws(
    office: Client, colleague: Client, as_kaisa: Client
) -> None:
    make_figures({"op": [11, 12, 13, 14, 15]})
    release = built(office)

    mine = office.post(url(release), {"reason": ""})
    assert (mine.status_code, "You have built these figures yourself" in mine.text) == (409, True)
    done = colleague.post(url(release), {})
    assert (done.status_code, done["Location"]) == (302, url(release))
    release.refresh_from_db()
    assert release.state == "published"
    assert as_kaisa.get(url(release)).status_code == 404, "the desk is the office's"

    unsaid = colleague.post(url(release), {"reason": " "})
    assert (unsaid.status_code, "Error:" in unsaid.text) == (200, True)
    assert colleague.post(url(release), {"reason": "Virhe"}).status_code == 302
    release.refresh_from_db()
    assert (release.state, release.withdraw_reason) == ("withdrawn", "Virhe")
    assert "Virhe" in office.get(url(release)).text
    assert colleague.post(url(release), {"reason": "taas"}).status_code == 200


def test_a_stale_release_is_refused_in_words(office: Client, colleague: Client) -> None:
    make_figures({"op": [11, 12, 13, 14, 15]})
    release = built(office)
    Observation.objects.filter(value=11).update(value=10)

    refused = colleague.post(url(release), {})

    assert (refused.status_code, "Build them again." in refused.text) == (409, True)


def test_what_nobody_reported_is_refused_in_words(office: Client) -> None:
    refused = asked(office, period="1999")

    assert (refused.status_code, "freeze the round first" in refused.text) == (409, True)
    assert Release.objects.count() == 0


def test_the_pages_ask_the_same_of_one_figure_and_of_three(office: Client) -> None:
    make_figures({"op": [11, 12, 13, 14, 15]})
    one = built(office)
    before = queries(office, LIST), queries(office, url(one))
    schools = make_figures_of_other_periods()
    for code in ("htv", "tilat"):
        for school in schools:
            make_observation(make_element(code), school)
    three = built(office)

    assert (queries(office, LIST), queries(office, url(three))) == before


def make_figures_of_other_periods() -> list[Any]:
    schools = [each.organisation for each in Observation.objects.select_related("organisation")]
    for period in ("2024", "2025"):
        make_observation(make_element(), schools[0], period=period)
    return schools
