"""Who reads which news, and when."""

import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from communications.models import NewsItem
from members.models import User
from members.roles import RoleName
from tests.communications.conftest import NOW
from tests.communications.writing import HOUR, make_news
from tests.conftest import signed_in
from tests.factories import make_association, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db

AUDIENCES = ["public", "members", "board", "office"]


@pytest.fixture
def partner(db: None) -> User:
    return make_person(make_organisation(), email="pirkko@example.org")


def slugs(client: Client, url: str = "/news/") -> list[str]:
    return [item.slug for item in client.get(url).context["page"]]


# --- who --------------------------------------------------------------------------------------


def test_each_reader_gets_what_is_for_them(
    ritva: User, birgit: User, outi: User, partner: User
) -> None:
    for audience in AUDIENCES:
        make_news(slug=audience, audience=audience)

    people: dict[str, User | AnonymousUser] = {
        "nobody": AnonymousUser(),
        "partner": partner,
        "ritva": ritva,
        "birgit": birgit,
        "outi": outi,
    }
    found = {
        name: {item.slug for item in NewsItem.objects.visible_to(user).published()}
        for name, user in people.items()
    }

    assert found == {
        "nobody": {"public"},
        "partner": {"public"},
        "ritva": {"public", "members"},
        "birgit": {"public", "members", "board"},
        "outi": set(AUDIENCES),
    }


@pytest.mark.parametrize("role", RoleName.values)
def test_no_role_but_the_offices_reads_what_is_the_offices(db: None, role: str) -> None:
    at_the_association = role in {"office", "sender", "board", "chair", "admin"}
    user = make_person(make_association() if at_the_association else make_member(), role)
    make_news(audience="office")

    assert NewsItem.objects.visible_to(user).exists() == (role in {"office", "admin"})


@pytest.mark.parametrize("audience", AUDIENCES[1:])
def test_the_page_of_what_one_may_not_read_is_as_that_of_nothing(
    client: Client, partner: User, audience: str
) -> None:
    make_news(slug="uutinen", audience=audience)

    assert signed_in(partner).get("/news/uutinen/").status_code == 404
    for slug in ("uutinen", "ei-ole"):
        assert client.get(f"/news/{slug}/")["Location"] == f"/account/login/?next=/news/{slug}/"


def test_a_visitor_reads_public_news(client: Client) -> None:
    make_news(slug="kevat", title_fi="Kevät tulee", body_fi="## Miksi\n\n**Aurinko** paistaa.")

    html = client.get("/news/kevat/").text

    assert "<h1>Kevät tulee</h1>" in html
    assert "<h2>Miksi</h2>\n<p><strong>Aurinko</strong> paistaa.</p>" in html


# --- when -------------------------------------------------------------------------------------


@given(publish=st.integers(-3, 3) | st.none(), lasts=st.integers(1, 6) | st.none())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_news_are_there_from_their_time_to_their_end(
    outi: User, publish: int | None, lasts: int | None
) -> None:
    """The clock of the list, of the page and of the row say the same."""
    with transaction.atomic(), time_machine.travel(NOW, tick=False):
        begin = None if publish is None else NOW + publish * HOUR
        end = None if lasts is None else (begin or NOW) + lasts * HOUR
        item = make_news(publish_at=begin, expires_at=end)
        is_there = begin is not None and begin <= NOW and (end is None or end > NOW)

        assert item.is_published == is_there
        assert NewsItem.objects.published().filter(pk=item.pk).exists() == is_there
        assert NewsItem.objects.visible_to(AnonymousUser()).filter(pk=item.pk).exists() == is_there
        assert NewsItem.objects.visible_to(outi).filter(pk=item.pk).exists()
        is_planned = begin is None or begin > NOW
        assert NewsItem.objects.planned().filter(pk=item.pk).exists() == is_planned
        transaction.set_rollback(True)


def test_the_newest_comes_first_and_twenty_fill_a_page(client: Client) -> None:
    items = [make_news(publish_at=NOW - number * HOUR) for number in range(21)]

    assert slugs(client) == [item.slug for item in items[:20]]
    assert slugs(client, "/news/?page=2") == [items[20].slug]
    assert slugs(client, "/news/?page=x") == slugs(client)


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    ritva: User, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n):
        make_news(audience="members")
    as_ritva = signed_in(ritva)

    with django_assert_num_queries(6):
        as_ritva.get("/news/")


# --- languages ----------------------------------------------------------------------------------


def test_a_reader_of_swedish_gets_swedish_or_finnish_with_a_note(as_sten: Client) -> None:
    make_news(slug="a", title_sv="Nyhet", body_sv="Text.", audience="members")
    make_news(slug="b", title_fi="Vain suomeksi", audience="members")

    swedish, finnish = (as_sten.get(f"/news/{slug}/").text for slug in "ab")

    assert "<h1>Nyhet</h1>" in swedish and "This has been written in Finnish only" not in swedish
    assert '<h1 lang="fi">Vain suomeksi</h1>' in finnish
    with override("sv"):
        note = '<div class="story" lang="fi">'
    assert note in finnish and note not in swedish


@pytest.mark.parametrize(
    "fields",
    [
        {"title_sv": "Nyhet"},
        {"body_sv": "Text."},
        {"title_en": "News"},
        {"body_en": "Text."},
        {"title_fi": ""},
        {"body_fi": ""},
        {"expires_at": NOW, "publish_at": NOW},
    ],
)
def test_the_database_refuses_half_a_translation_and_an_end_before_the_beginning(
    db: None, fields: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_news(**fields)


def test_a_picture_without_words_is_refused_where_it_is_written(db: None) -> None:
    item = make_news(title_sv="a", body_sv="![](/x.png)", body_fi="![kuva](/x.png)")

    with pytest.raises(ValidationError) as refused:
        item.full_clean()

    assert set(refused.value.message_dict) == {"body_sv"}


# --- what is new -----------------------------------------------------------------------------


def test_home_and_the_front_page_tell_what_is_new(client: Client, as_ritva: Client) -> None:
    make_news(slug="kaikille", title_fi="Kaikille", publish_at=NOW - 2 * HOUR)
    make_news(slug="jasenille", title_fi="Jäsenille", audience="members")
    make_news(slug="huomenna", publish_at=NOW + datetime.timedelta(days=9999))
    make_news(slug="hata", title_fi="Portaali on kiinni", is_pinned=True)

    shown = {
        name: (
            [item.slug for item in answer.context["bulletin"].pinned],
            [item.slug for item in answer.context["bulletin"].latest],
            'id="pinned-' in answer.text,
        )
        for name, answer in {"nobody": client.get("/"), "ritva": as_ritva.get("/")}.items()
    }

    assert shown == {
        "nobody": (["hata"], ["kaikille"], True),
        "ritva": (["hata"], ["jasenille", "kaikille"], True),
    }


def test_the_front_page_is_the_associations_and_leads_to_the_sign_in(client: Client) -> None:
    make_association()

    html = client.get("/").text

    assert "<h1>Kaikuliitto</h1>" in html
    assert '<a class="btn btn-primary" href="/account/login/">' in html
    assert "/indicators/" not in html


def test_the_front_page_is_there_before_the_association(client: Client, db: None) -> None:
    assert "<h1>Unisono</h1>" in client.get("/").text


@pytest.mark.parametrize("n", [1, 3])
def test_the_front_page_asks_twice(
    client: Client, db: None, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n):
        make_news()

    with django_assert_num_queries(2):
        assert client.get("/").status_code == 200
