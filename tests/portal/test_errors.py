"""What happened, that nothing was changed, and one way on; in the reader's language."""

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from pytest_django import DjangoDbBlocker

from members.models import Organisation
from portal import urls
from tests.conftest import signed_in
from tests.factories import make_organisation, make_person
from tests.members.signing_in import masked


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def fall(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


handler400 = urls.handler400
urlpatterns = [path("forbid/", forbid), path("fall/", fall), *urls.urlpatterns]
pytestmark = pytest.mark.urls(__name__)

TITLES = {
    "fi": {
        400: "Unisono ei ymmärtänyt pyyntöä",
        403: "Tähän sinulla ei ole oikeutta",
        404: "Sivua ei löydy",
        413: "Se oli liikaa yhdellä kertaa",
    },
    "sv": {
        400: "Unisono förstod inte begäran",
        403: "Du har inte rätt att göra detta",
        404: "Sidan finns inte",
        413: "Det var för mycket på en gång",
    },
    "en": {
        400: "Unisono did not understand the request",
        403: "This is not yours to do",
        404: "There is no such page",
        413: "That was too much at once",
    },
}
REQUESTS: dict[int, tuple[str, dict[str, Any] | None]] = {
    400: ("/?page=\0", None),
    403: ("/forbid/", None),
    404: ("/nowhere/", None),
    413: ("/me/", {f"field{number}": "" for number in range(5001)}),
}


@pytest.mark.parametrize("status", REQUESTS)
@pytest.mark.parametrize("language", TITLES)
def test_an_error_says_what_happened(as_ritva: Client, status: int, language: str) -> None:
    as_ritva.cookies["django_language"] = language
    url, data = REQUESTS[status]

    answer = as_ritva.post(url, data) if data else as_ritva.get(url)

    title = TITLES[language][status]
    page = answer.content.decode()
    assert answer.status_code == status
    assert re.findall(r"<title>(.*?)</title>", page) == [f"{title} – Unisono"]
    assert re.findall(r"<h1>(.*?)</h1>", page) == [title]
    assert re.findall(r'class="btn btn-primary" href="(.*?)"', page) == ["/"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("n", [1, 3])
def test_an_error_asks_the_database_for_the_frame_alone(
    as_ritva: Client, n: int, koivuranta: Organisation
) -> None:
    for _ in range(n):
        make_organisation()
    with CaptureQueriesContext(connection) as frame:
        as_ritva.get("/account/logout/")  # a page with nothing in it but a button

    for url, written_down in (("/forbid/", 5), ("/nowhere/", 0)):  # refusals are in the log
        with CaptureQueriesContext(connection) as error:
            as_ritva.get(url)
        assert len(error) == len(frame) + written_down


@pytest.mark.parametrize(
    "path", ["/members/{}/", "/members/{}/invite/", "/office/members/organisation/{}/change/"]
)
def test_what_one_may_not_see_looks_like_what_does_not_exist(
    koivuranta: Organisation, path: str
) -> None:
    stranger = signed_in(make_person(make_organisation(kind="partner")))
    there, missing = path.format(koivuranta.pk), path.format(999_999)

    answers = [stranger.get(url) for url in (there, missing)]

    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [masked(*pair) for pair in zip(answers, (there, missing), strict=True)]  # type: ignore[arg-type]
    assert pages[0] == pages[1]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("url", ["/me/", "/account/login/", "/language/", "/nowhere/"])
def test_a_body_that_is_too_large_is_answered_to_everybody(client: Client, url: str) -> None:
    body = "name=" + "a" * 3_000_000

    answer = client.post(url, body, "application/x-www-form-urlencoded")

    is_page = url != "/nowhere/"
    assert answer.status_code == (413 if is_page else 404)
    assert (
        "Palaa takaisin: kirjoittamasi on yhä lomakkeessa." in answer.content.decode()
    ) is is_page


def test_a_wrong_host_is_a_bad_request(client: Client) -> None:
    answer = client.get("/", headers={"Host": "elsewhere.example"})

    assert answer.status_code == 400
    assert "<h1>Unisono ei ymmärtänyt pyyntöä</h1>" in answer.content.decode()


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "django_language"])
def test_a_nul_in_a_cookie_is_a_bad_request(client: Client, cookie: str) -> None:
    client.cookies[cookie] = "a\0b"

    assert client.get("/").status_code == 400


def test_a_broken_page_speaks_three_languages(as_ritva: Client) -> None:
    as_ritva.raise_request_exception = False

    answer = as_ritva.get("/fall/")

    page = answer.content.decode()
    assert answer.status_code == 500
    assert re.findall(r"<h[12]>(.*?)</h[12]>", page) == [
        "Jokin meni rikki",
        "Något gick sönder",
        "Something broke",
    ]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_broken_page_needs_no_database(
    as_ritva: Client, django_db_blocker: DjangoDbBlocker
) -> None:
    as_ritva.raise_request_exception = False

    with django_db_blocker.block():
        answers = [as_ritva.get(url) for url in ("/", "/nowhere/", "/account/login/")]

    assert {answer.status_code for answer in answers} == {500}
    assert all("Jokin meni rikki" in answer.content.decode() for answer in answers)
