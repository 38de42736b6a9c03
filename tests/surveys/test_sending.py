"""The head confirms and sends, and the school takes back."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from members.models import Organisation, User
from surveys.actions.answers import desk, explain
from surveys.actions.responses import approve, begin_review, submit
from surveys.models import AnswersOpened, Response
from surveys.summary import key_figures, summarise
from tests.conftest import signed_in
from tests.factories import make_association, make_person
from tests.surveys.conftest import Travel
from tests.surveys.factories import make_form, make_response, make_round
from tests.surveys.test_answers import FULL, type_all


def confirm_url(response: Response, page: str = "confirm") -> str:
    return f"/collections/responses/{response.pk}/{page}/"


def buttons(html: str) -> list[str]:
    """What the buttons of the page's own content say."""

    class Buttons(HTMLParser):
        found: list[str] = []
        inside = False

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.inside = tag == "button"

        def handle_data(self, data: str) -> None:
            if self.inside and data.strip():
                self.found.append(data.strip())

        def handle_endtag(self, tag: str) -> None:
            self.inside = False

    reader = Buttons()
    reader.found = []
    reader.feed(html.partition("<main")[2].partition("</main>")[0])
    return reader.found


def state_of(response: Response) -> str:
    return Response.objects.get(pk=response.pk).state


def test_the_head_sees_the_figures_and_one_button_and_sends(ready: Response, head: User) -> None:
    page = signed_in(head).get(confirm_url(ready))

    summary = page.context["summary"]
    assert [(each.key, each.value) for each in summary.key_figures][:2] == [
        ("opiskelijat.musiikki.naiset", "20"),
        ("opiskelijat.musiikki.miehet", "8"),
    ]
    assert summary.stops == []
    assert len(buttons(page.content.decode())) == 1

    sent = signed_in(head).post(confirm_url(ready))
    assert (sent.status_code, sent.headers["Location"]) == (302, confirm_url(ready))
    assert state_of(ready) == "submitted"


def test_a_double_click_is_as_once(ready: Response, head: User) -> None:
    for _ in range(2):
        assert signed_in(head).post(confirm_url(ready)).status_code == 302

    assert (ready.snapshots.count(), ready.transitions.count()) == (1, 2)


def test_at_most_ten_figures_and_totals_before_all(ready: Response) -> None:
    summary = summarise(desk(ready), "fi")

    assert len(summary.key_figures) == 10
    assert [each.key for each in key_figures(summary.reading, 1)] == ["opiskelijat.total.total"]
    assert [each.key for each in key_figures(summary.reading, 3)] == [
        *("opiskelijat.total.total", "uudet", "kulut_htv"),
    ]


def test_last_years_figures_and_the_changes_stand_beside(
    koivuranta: Organisation, ritva: User, kaisa: User, travel: Travel
) -> None:
    form = make_form()
    before = make_response(koivuranta, make_round(form, period="2025"))
    type_all(before, ritva, **FULL)
    submit(before, kaisa)
    now = make_response(koivuranta, make_round(form))
    type_all(now, ritva, **FULL | {"uudet": "1300"})

    figures = {each.key: each for each in summarise(desk(now), "fi").key_figures}

    assert (figures["uudet"].value, figures["uudet"].before, figures["uudet"].change) == (
        *("1\u00a0300", "11", "+1\u00a0289"),
    )
    assert figures["opiskelijat.total.total"].change == "±0"


def test_what_stops_the_sending_is_told_with_its_place(
    answer: Response, ritva: User, head: User
) -> None:
    type_all(answer, ritva, **FULL | {"uudet": "99", "opiskelijat.tanssi.miehet": ""})

    page = signed_in(head).get(confirm_url(answer))

    stops = [(stop.section, stop.key) for stop in page.context["summary"].stops]
    assert stops == [("opiskelijat", "opiskelijat.tanssi.miehet"), ("opiskelijat", "uudet")]
    html = page.content.decode()
    assert f'href="/collections/responses/{answer.pk}/sections/opiskelijat/#f-uudet"' in html
    assert buttons(html) == []

    refused = signed_in(head).post(confirm_url(answer))
    assert (refused.status_code, refused.context["refusal"] != "") == (409, True)
    assert 'role="alert"' in refused.content.decode()
    assert state_of(answer) == "draft"


def test_who_may_not_send_sees_who_may(
    ready: Response, ritva: User, head: User, as_ritva: Client
) -> None:
    html = as_ritva.get(confirm_url(ready)).content.decode()
    assert "heikki@example.org" in html and buttons(html) == []

    assert as_ritva.post(confirm_url(ready)).status_code == 409
    assert state_of(ready) == "draft"


def test_who_has_filled_in_is_told(ready: Response, ritva: User, head: User) -> None:
    type_all(ready, head, uudet="10")

    authors = summarise(desk(ready), "fi").authors

    assert [(author.user, author.count) for author in authors] == [(ritva, 8), (head, 1)]


def test_the_school_takes_back_until_the_review_begins(
    ready: Response, head: User, outi: User
) -> None:
    as_head = signed_in(head)
    submit(ready, head)
    assert len(buttons(as_head.get(confirm_url(ready)).content.decode())) == 1

    as_head.post(confirm_url(ready, "take-back"))
    as_head.post(confirm_url(ready, "take-back"))
    assert state_of(ready) == "draft"

    submit(ready, head)
    begin_review(ready, outi)
    assert buttons(as_head.get(confirm_url(ready)).content.decode()) == []
    refused = as_head.post(confirm_url(ready, "take-back"), follow=True)
    assert "notice-stop" in refused.content.decode()
    assert state_of(ready) == "in_review"


def test_the_receipt_says_what_was_sent_whatever_is_typed_later(
    ready: Response, head: User, ritva: User
) -> None:
    as_head = signed_in(head)
    assert as_head.get(confirm_url(ready, "receipt")).status_code == 404
    snapshot = submit(ready, head)
    as_head.post(confirm_url(ready, "take-back"))
    type_all(ready, ritva, uudet="7")

    page = as_head.get(confirm_url(ready, "receipt"))

    figures = {
        each.key: each.value for part in page.context["receipt"].parts for each in part.figures
    }
    assert (figures["uudet"], figures["opiskelijat.total.total"]) == ("11", "41")
    assert snapshot.sha256 in page.content.decode()


def test_an_explanation_is_on_the_screen_and_on_the_receipt(
    koivuranta: Organisation, ritva: User, kaisa: User, travel: Travel
) -> None:
    form = make_form()
    before = make_response(koivuranta, make_round(form, period="2025"))
    type_all(before, ritva, **FULL)
    submit(before, kaisa)
    now = make_response(koivuranta, make_round(form))
    type_all(now, ritva, **FULL | {"uudet": "30"})
    explain(now, "change:uudet", "Uusi linja alkoi", ritva)

    html = signed_in(kaisa).get(confirm_url(now)).content.decode()
    assert "Uusi linja alkoi" in html and "Ritva Respo" in html

    submit(now, kaisa)
    page = signed_in(kaisa).get(confirm_url(now, "receipt"))
    remarks = [each for part in page.context["receipt"].parts for each in part.remarks]
    told = [(each.key, each.explanation.text, each.explanation.by) for each in remarks]
    assert told == [("uudet", "Uusi linja alkoi", ritva)]
    assert "Uusi linja alkoi" in page.content.decode()


@pytest.mark.parametrize("where", ["confirm", "receipt"])
def test_strangers_find_nothing(ready: Response, head: User, as_sten: Client, where: str) -> None:
    submit(ready, head)
    board = signed_in(make_person(make_association(), "board"))

    assert [each.get(confirm_url(ready, where)).status_code for each in (as_sten, board)] == [
        404
    ] * 2
    assert as_sten.post(confirm_url(ready, where)).status_code in {404, 405}
    assert as_sten.post(confirm_url(ready, "take-back")).status_code == 404
    assert Client().get(confirm_url(ready, where)).status_code == 302
    assert state_of(ready) == "submitted"


def test_the_office_confirms_nothing_and_its_look_at_a_receipt_is_written_down(
    ready: Response, head: User, as_outi: Client, outi: User, kaisa: User
) -> None:
    submit(ready, head)
    approve(ready, outi)

    assert as_outi.get(confirm_url(ready)).status_code == 404
    assert signed_in(kaisa).get(confirm_url(ready, "receipt")).status_code == 200
    assert not AnswersOpened.objects.exists()
    as_outi.get(confirm_url(ready, "receipt"))
    assert AnswersOpened.objects.get().by == outi


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_asks_as_often_for_three_figures_as_for_one(
    answer: Response,
    ritva: User,
    head: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    type_all(answer, ritva, **dict(list(FULL.items())[:count]))
    as_head = signed_in(head)
    as_head.get(confirm_url(answer))

    with django_assert_num_queries(11):
        as_head.get(confirm_url(answer))
