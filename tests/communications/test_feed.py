"""Public news for programs that read."""

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from members.models import User
from tests.communications.writing import make_news
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client: Client, language: str = "fi") -> list[dict[str, str]]:
    answer = client.get(f"/news/feed.{language}.xml")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)  # noqa: S314  made by ourselves
    return [
        {part.tag.removeprefix(ATOM): part.text or part.get("href") or "" for part in entry}
        for entry in root.iter(f"{ATOM}entry")
    ]


def test_a_program_reads_what_is_public(client: Client) -> None:
    item = make_news(
        slug="a", title_fi="Yksi & <kaksi>", body_fi="**Kolme**", title_sv="Ett", body_sv="x"
    )
    make_news(audience="members")
    make_news(publish_at=None)

    [entry] = entries(client)

    assert item.publish_at is not None
    assert (entry["title"], entry["summary"]) == (
        "Yksi & <kaksi>",
        "<p><strong>Kolme</strong></p>\n",
    )
    assert entry["link"] == entry["id"] == f"{settings.SITE_URL}/news/a/"
    assert [each["title"] for each in entries(client, "sv")] == ["Ett"]
    assert [each["title"] for each in entries(client, "en")] == ["Yksi & <kaksi>"]


def test_the_office_too_gets_only_what_is_public(outi: User) -> None:
    """A program keeps what it has read, and others may look at it."""
    make_news(slug="a")
    for audience in ("members", "board", "office"):
        make_news(audience=audience)

    assert [entry["link"].split("/")[-2] for entry in entries(signed_in(outi))] == ["a"]


def test_signs_that_xml_does_not_know_do_not_break_it(client: Client) -> None:
    make_news(title_fi="A\x07B", body_fi="C\x0cD\u202eE")

    [entry] = entries(client)

    assert (entry["title"], entry["summary"]) == ("AB", "<p>CDE</p>\n")


@pytest.mark.parametrize("language", ["xx", "fi-FI", "FI"])
def test_no_other_language(client: Client, db: None, language: str) -> None:
    assert client.get(f"/news/feed.{language}.xml").status_code == 404
