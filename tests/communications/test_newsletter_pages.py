"""Where the office writes, looks and lets go, and what comes of hostile hands there."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communications.actions.newsletters import approve, hand_over, take_back
from communications.actions.sending import send_due
from communications.actions.subscriptions import subscribe
from communications.models import Letter, NewsItem, Newsletter, Reader
from communications.models.newsletters import ALONE
from communications.recipients import seats_of_today
from communications.todo import todo
from members.models import User
from tests.communications.conftest import NOW
from tests.communications.test_newsletters import state
from tests.communications.writing import HOUR, make_news, make_newsletter, make_sent
from tests.conftest import signed_in
from tests.factories import make_topic

pytestmark = pytest.mark.django_db
NEWS, LETTERS = "/office/communications/newsitem/", "/office/communications/newsletter/"


def at(newsletter: Newsletter) -> str:
    return f"/newsletters/desk/{newsletter.pk}/"


def press(user: User, newsletter: Newsletter, step: str, **fields: str) -> int:
    return signed_in(user).post(at(newsletter), {"step": step} | fields).status_code


def news_form(**fields: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("title_sv", "body_sv", "title_en", "body_en", "publish_at"), "")
    return {
        **empty,
        "title_fi": "Kevät",
        "slug": "kevat",
        "body_fi": "Tulee.",
        "audience": "public",
        **fields,
    }


def letter_form(*items: NewsItem, **fields: Any) -> dict[str, Any]:
    places = {
        f"places-{number}-{name}": value
        for number, item in enumerate(items)
        for name, value in (("item", item.pk), ("position", number + 1))
    }
    counts = {"places-TOTAL_FORMS": len(items), "places-INITIAL_FORMS": 0}
    words = {
        "title_fi": "Kirje",
        "intro_fi": "Hei.",
        **dict.fromkeys(("title_sv", "intro_sv", "title_en", "intro_en"), ""),
    }
    return {**words, **counts, **places, **fields}


# --- a newsletter's page ------------------------------------------------------------------------------


def test_from_draft_to_archive_by_the_buttons(emil: User, siiri: User, as_sten: Client) -> None:
    topic = make_topic(audience="public")
    subscribe(Reader.at("toimittaja@example.org"), topic)
    newsletter = make_newsletter(topic=topic)

    assert press(emil, newsletter, "approve") == 409
    assert press(emil, newsletter, "hand_over") == 302
    assert press(emil, newsletter, "approve") == 409
    assert press(siiri, newsletter, "approve", send_at="", reason="") == 302
    send_due()

    assert state(newsletter) == "sent"
    assert as_sten.get(f"/newsletters/{newsletter.pk}/").status_code == 200
    shown = signed_in(emil).get(at(newsletter))
    assert [each.number for each in shown.context["progress"]] == [1]


def test_a_refusal_says_why_and_keeps_what_was_typed(siiri: User) -> None:
    newsletter = make_newsletter()
    hand_over(newsletter, siiri)

    answer = signed_in(siiri).post(at(newsletter), {"step": "approve", "reason": "Kiire <b>"})

    assert answer.status_code == 409
    assert str(answer.context["refusal"]) in answer.text.replace("&#x27;", "'")
    assert "Kiire &lt;b&gt;" in answer.text


def test_looking_at_ones_own_page_is_the_look(siiri: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        newsletter = make_newsletter()
        hand_over(newsletter, siiri)
        signed_in(siiri).get(at(newsletter))
        clock.shift(ALONE)
        assert press(siiri, newsletter, "approve", reason="syy") == 302


@pytest.mark.parametrize(
    "fields, status",
    [
        ({"step": "approve", "send_at": "eilen"}, 422),
        ({"step": "approve", "send_at": "2026-13-45T99:99"}, 422),
        ({"step": "approve", "send_at": "9999-12-31T23:59"}, 302),
        ({"step": "approve", "reason": "a\0b"}, 422),
        ({"step": "approve", "reason": "a" * 1_000_000}, 422),
        ({"step": "launch"}, 200),
        ({"step": "hand_over\0"}, 200),
        ({}, 200),
    ],
)
def test_hostile_hands_at_the_buttons(
    emil: User, siiri: User, fields: dict[str, str], status: int
) -> None:
    newsletter = make_newsletter()
    hand_over(newsletter, emil)

    assert signed_in(siiri).post(at(newsletter), fields).status_code == status
    assert state(newsletter) == ("approved" if status == 302 else "ready")


def test_the_desk_lists_what_is_planned_and_what_is_in_the_making(emil: User, siiri: User) -> None:
    draft, later = make_news(publish_at=None), make_news(publish_at=NOW + 99999 * HOUR)
    make_news()
    newsletters = [make_newsletter(make_news()) for _ in range(3)]
    hand_over(newsletters[1], emil)
    hand_over(newsletters[2], emil)
    approve(newsletters[2], siiri, NOW + 99999 * HOUR)
    make_sent()

    context = signed_in(emil).get("/newsletters/desk/").context

    assert list(context["planned"]) == [later, draft]
    assert list(context["making"]) == newsletters[::-1]


@pytest.mark.parametrize("n", [1, 3])
def test_pages_ask_the_database_as_often_for_three_as_for_one(emil: User, n: int) -> None:
    topic = make_topic(audience="public")
    news = [make_news() for _ in range(n)]
    for _ in range(n):
        make_sent(*news, topic=topic)
        newsletter = make_newsletter(*news, topic=topic)
        make_news(publish_at=None)
    as_emil, asked = signed_in(emil), []
    for url in ("/newsletters/desk/", "/newsletters/", at(newsletter)):
        with CaptureQueriesContext(connection) as queries:
            assert as_emil.get(url).status_code == 200
        asked.append(len(queries))

    assert asked == [6, 6, 13]


def test_the_preview_shows_each_language_and_what_is_missing(as_outi: Client) -> None:
    make_news(slug="a", title_sv="Nyhet", body_sv="## Rubrik", publish_at=None)

    html = as_outi.get("/news/a/preview/").text

    assert '<div class="story" lang="sv">' in html and "<h3>Rubrik</h3>" in html
    assert '<div class="story" lang="en">' not in html


def test_the_archive_shows_the_whole_text_and_the_language_of_each(
    as_sten: Client, emil: User, siiri: User
) -> None:
    items = [
        make_news(title_fi="Yksi", body_fi="**Suomi**"),
        make_news(title_fi="Kaksi", title_sv="Två", body_sv="## Rubrik"),
    ]
    newsletter = make_newsletter(
        *items, topic=make_topic(audience="public"), title_sv="Brev", intro_sv="Hej."
    )
    hand_over(newsletter, emil)
    approve(newsletter, siiri)
    send_due()
    NewsItem.objects.all().update(expires_at=NOW + 99999 * HOUR, body_fi="Toinen", title_fi="X")

    html = as_sten.get(f"/newsletters/{newsletter.pk}/").text

    assert "<h1>Brev</h1>" in html
    assert '<section class="block story" id="1" lang="fi">' in html and "<strong>Suomi" in html
    assert '<section class="block story" id="2" lang="sv">' in html and "<h2>Två</h2>" in html
    assert "<h3>Rubrik</h3>" in html


def test_nothing_in_a_letter_or_in_the_archive_counts_its_readers(
    client: Client, emil: User, siiri: User
) -> None:
    """Two readers get the same text; a reader's visit writes no row and sets no cookie."""
    topic = make_topic(audience="public")
    for number in range(2):
        subscribe(Reader.at(f"lukija{number}@example.org"), topic)
    newsletter = make_newsletter(topic=topic)
    hand_over(newsletter, emil)
    approve(newsletter, siiri)
    send_due()
    before = Newsletter.objects.values().get()

    answer = client.get(f"/newsletters/{newsletter.pk}/")

    assert len(set(Letter.objects.values_list("text", flat=True))) == 1
    assert set(answer.cookies) <= {"csrftoken"}
    assert Newsletter.objects.values().get() == before
    assert "<img" not in answer.text


# --- tasks --------------------------------------------------------------------------------------------


def test_who_sends_is_asked_to_look_and_others_are_not(
    emil: User, siiri: User, kaisa: User
) -> None:
    newsletter, own = make_newsletter(), make_newsletter()
    hand_over(newsletter, emil)
    hand_over(own, siiri)

    def asked(user: User) -> list[str]:
        found = todo(user, seats_of_today())
        return [task.url for task in found if task.url.startswith("/newsletters/")]

    assert {each.email: asked(each) for each in (siiri, emil, kaisa)} == {
        siiri.email: [at(newsletter), at(own)],
        emil.email: [],
        kaisa.email: [],
    }
    take_back(newsletter, emil)
    assert asked(siiri) == [at(own)]


# --- writing --------------------------------------------------------------------------------------------


def test_the_office_writes_news_and_a_newsletter_of_them(emil: User) -> None:
    as_emil, topic = signed_in(emil), make_topic(audience="public")
    assert as_emil.post(f"{NEWS}add/", news_form()).status_code == 302
    item = NewsItem.objects.get()
    assert (item.written_by, item.publish_at) == (emil, None)

    form = letter_form(item, topic=topic.pk)
    assert as_emil.post(f"{LETTERS}add/", form).status_code == 302

    newsletter = Newsletter.objects.get()
    assert (newsletter.state, newsletter.written_by) == ("draft", emil)
    assert [place.item for place in newsletter.places.all()] == [item]


def test_who_has_written_last_is_known_and_the_state_is_not_written(
    emil: User, siiri: User
) -> None:
    newsletter = make_newsletter(written_by=emil)
    [place] = newsletter.places.all()
    form = letter_form(topic=newsletter.topic_id, title_fi="Uusi otsikko", state="sent")
    form |= {
        "places-TOTAL_FORMS": 1,
        "places-INITIAL_FORMS": 1,
        "places-0-id": place.pk,
        "places-0-item": place.item_id,
        "places-0-position": 1,
        "places-0-newsletter": newsletter.pk,
    }

    answer = signed_in(siiri).post(f"{LETTERS}{newsletter.pk}/change/", form)

    assert answer.status_code == 302
    newsletter.refresh_from_db()
    assert (newsletter.title_fi, newsletter.state, newsletter.written_by) == (
        *("Uusi otsikko", "draft", siiri),
    )


def test_what_was_handed_over_is_not_written_in_and_nothing_is_deleted(emil: User) -> None:
    newsletter = make_newsletter()
    hand_over(newsletter, emil)
    as_emil, form = signed_in(emil), letter_form(topic=newsletter.topic_id)
    item = NewsItem.objects.get()

    assert as_emil.post(f"{LETTERS}{newsletter.pk}/change/", form).status_code == 403
    assert as_emil.post(f"{LETTERS}{newsletter.pk}/delete/", {"post": "yes"}).status_code == 403
    as_emil.post(f"{NEWS}{item.pk}/delete/", {"post": "yes"})

    assert (Newsletter.objects.get().title_fi, NewsItem.objects.count()) == ("Jäsenkirje", 1)


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"title_fi": "A\nBcc: x@evil.example"}, "title_fi"),
        ({"title_fi": "A\u202eB"}, "title_fi"),
        ({"title_fi": "A\u200bB"}, "title_fi"),
        ({"title_fi": "A\0B"}, "title_fi"),
        ({"title_fi": "a" * 1_000_000}, "title_fi"),
        ({"body_fi": "A\0B"}, "body_fi"),
        ({"body_fi": "a" * 1_000_000}, "body_fi"),
        ({"body_fi": "![](/a.png)"}, "body_fi"),
        ({"slug": "a/../b"}, "slug"),
        ({"title_sv": "Vain otsikko"}, "__all__"),
        ({"audience": "everyone"}, "audience"),
    ],
)
def test_hostile_hands_at_the_form(emil: User, fields: dict[str, str], field: str) -> None:
    """A clear word at the field, and nothing is written."""
    answer = signed_in(emil).post(f"{NEWS}add/", news_form(**fields))

    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == [field]
    assert not NewsItem.objects.exists()


def test_what_is_hostile_in_a_text_is_shown_as_it_was_typed(emil: User, client: Client) -> None:
    text = "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://evil.example/p.png)"
    form = news_form(body_fi=text, publish_at_0="2026-01-01", publish_at_1="12:00:00")
    assert signed_in(emil).post(f"{NEWS}add/", form).status_code == 302

    html = client.get("/news/kevat/").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1)) p</p>" in html
    assert "evil.example" not in html
