"""The office's pages of a round: the monitor, the letters, and one answer under review."""

import datetime
from operator import attrgetter

import pytest
from django.db import ProgrammingError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from members.models import Organisation, User
from surveys.actions.responses import begin_review, exempt, extend, return_response, submit
from surveys.actions.rounds import open_round
from surveys.models import AnswersOpened, Response, Round
from surveys.monitor import rounds_for
from tests.conftest import signed_in
from tests.factories import make_member, make_person
from tests.surveys.conftest import Travel
from tests.surveys.factories import make_collection, make_form, make_response, make_round
from tests.surveys.test_answers import FULL, type_all


def round_url(round_: Round, page: str = "") -> str:
    return f"/collections/rounds/{round_.pk}/{page}"


def review_url(response: Response) -> str:
    return f"/collections/responses/{response.pk}/review/"


def grid(client: Client, round_: Round, **choice: str) -> list[tuple[str, str, list[str]]]:
    """School, word of its state, and the marks of its sections."""
    page = client.get(round_url(round_), choice)
    return [
        (
            row.response.organisation.name_fi,
            row.state.sign,
            [str(square.mark) for _column, square in row.squares if square],
        )
        for row in page.context["monitor"].rows
    ]


def take(client: Client, response: Response, step: str, **data: str) -> int:
    fields = {f"{step}-{name}": value for name, value in data.items()}
    return client.post(review_url(response), {"step": step} | fields).status_code


def state_of(response: Response) -> str:
    return Response.objects.get(pk=response.pk).state


# --- the monitor -------------------------------------------------------------------


def test_the_grid_says_how_far_each_section_of_each_school_is(
    granholmen: Organisation, sten: User, answer: Response, ritva: User, as_outi: Client
) -> None:
    assert grid(as_outi, answer.round) == [
        ("Granholmin musiikkiopisto", "blank", ["blank", "blank"]),
        ("Koivurannan konservatorio", "blank", ["blank", "blank"]),
    ]

    type_all(answer, ritva, **FULL | {"uudet": "99"}, kulut="1000")

    assert grid(as_outi, answer.round)[1] == (
        *("Koivurannan konservatorio", "part", ["errors", "part"]),
    )
    type_all(answer, ritva, uudet="9", tpo="ei", htv="1", huomautus="-")
    assert grid(as_outi, answer.round)[1][2] == ["done", "done"]


def test_the_grid_says_which_sections_were_returned_and_asks_the_exempt_nothing(
    sten: User, ready: Response, head: User, outi: User, as_outi: Client
) -> None:
    exempt(Response.objects.get(organisation__name_sv="Musikinstitutet Granholmen"), "Pieni", outi)
    submit(ready, head)
    return_response(ready, {"talous": "Tarkista kulut"}, "", outi)

    assert grid(as_outi, ready.round) == [
        ("Granholmin musiikkiopisto", "none", ["hidden", "hidden"]),
        ("Koivurannan konservatorio", "back", ["done", "returned"]),
    ]


def test_the_counts_leave_out_who_is_exempt(
    sten: User, ready: Response, head: User, outi: User, travel: Travel
) -> None:
    make_member()
    open_round(ready.round)
    exempt(Response.objects.get(organisation__name_sv="Musikinstitutet Granholmen"), "Pieni", outi)
    travel("2026-12-01 12:00")
    submit(ready, head)
    travel("2026-12-04 13:00")

    monitor = signed_in(outi).get(round_url(ready.round)).context["monitor"]

    assert (len(monitor.sent), monitor.asked, monitor.on_time) == (1, 2, 1)
    assert (len(monitor.not_started), len(monitor.waiting), monitor.oldest_waiting_days) == (
        1,
        1,
        3,
    )
    assert monitor.days_left == 11


def test_sent_late_is_not_in_time_but_an_own_day_is_kept(
    ready: Response, head: User, outi: User, travel: Travel
) -> None:
    travel("2026-12-16 12:00")
    submit(ready, head)
    as_outi = signed_in(outi)
    assert as_outi.get(round_url(ready.round)).context["monitor"].on_time == 0

    Response.objects.update(due_override=timezone.now())
    assert as_outi.get(round_url(ready.round)).context["monitor"].on_time == 1


@pytest.mark.parametrize(
    "show, schools",
    [
        ("all", ["Granholmin musiikkiopisto", "Hiljainen opisto", "Koivurannan konservatorio"]),
        ("not_started", ["Granholmin musiikkiopisto", "Hiljainen opisto"]),
        ("missing", ["Granholmin musiikkiopisto", "Hiljainen opisto"]),
        ("waiting", ["Koivurannan konservatorio"]),
        ("silent", ["Hiljainen opisto"]),
        ("errors", []),
        (
            "no such thing",
            ["Granholmin musiikkiopisto", "Hiljainen opisto", "Koivurannan konservatorio"],
        ),
    ],
)
def test_the_list_shows_what_the_address_says(
    sten: User, ready: Response, head: User, as_outi: Client, show: str, schools: list[str]
) -> None:
    make_member(name_fi="Hiljainen opisto")
    open_round(ready.round)
    submit(ready, head)

    assert [row[0] for row in grid(as_outi, ready.round, show=show)] == schools


def test_the_least_ready_and_the_last_changed_come_first_when_asked(
    sten: User, answer: Response, ritva: User, as_outi: Client
) -> None:
    granholmen = "Granholmin musiikkiopisto"
    type_all(answer, ritva, **FULL)

    least = [row[0] for row in grid(as_outi, answer.round, sort="least")]
    latest = [row[0] for row in grid(as_outi, answer.round, sort="latest")]

    assert least == [granholmen, "Koivurannan konservatorio"]
    assert latest == ["Koivurannan konservatorio", granholmen]


def test_the_year_before_at_the_same_time_is_told(
    koivuranta: Organisation, kaisa: User, ritva: User, as_outi: Client, travel: Travel
) -> None:
    form = make_form()
    travel("2025-11-24 12:00")
    before = make_response(koivuranta, make_round(form, period="2025"))
    type_all(before, ritva, **FULL)
    submit(before, kaisa)
    travel("2026-11-24 12:00")
    now = make_round(form)
    assert as_outi.get(round_url(now)).context["before"] == 1

    Round.objects.filter(pk=now.pk).update(due_at=timezone.now() + datetime.timedelta(days=15))
    assert as_outi.get(round_url(now)).context["before"] == 0


def test_schools_that_hear_nothing_are_listed(answer: Response, as_outi: Client) -> None:
    silent = make_member(name_fi="Hiljainen opisto")
    open_round(answer.round)

    html = as_outi.get(round_url(answer.round)).content.decode()

    assert f'href="/members/{silent.pk}/invite/"' in html


@pytest.mark.parametrize("schools", [1, 30])
def test_the_monitor_asks_as_often_for_thirty_schools_as_for_one(
    outi: User, december: Round, schools: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(schools):
        make_person(make_member(), "survey")
    open_round(december)
    as_outi = signed_in(outi)
    as_outi.get(round_url(december))

    with django_assert_num_queries(10):
        page = as_outi.get(round_url(december))

    assert len(page.context["monitor"].rows) == schools


@pytest.mark.parametrize("where", ["", "letters/", "remind/"])
def test_only_the_office_runs_a_round(
    answer: Response,
    as_outi: Client,
    as_ritva: Client,
    as_kaisa: Client,
    as_sten: Client,
    birgit: User,
    where: str,
) -> None:
    url = round_url(answer.round, where)
    people = (as_outi, as_ritva, as_kaisa, as_sten, signed_in(birgit), Client())

    assert [each.get(url).status_code for each in people] == [200, 404, 404, 404, 404, 302]
    assert as_kaisa.post(url, {"reminder_days": "1"}).status_code in {404, 405}


def test_the_letters_page_lists_who_got_what_and_keeps_the_days(
    answer: Response, as_outi: Client
) -> None:
    url = round_url(answer.round, "letters/")
    assert "ritva@example.org" in as_outi.get(url).content.decode()

    as_outi.post(url, {"reminder_days": "0, 7,7, -3, 21"})
    answer.round.refresh_from_db()
    assert answer.round.reminder_days == [21, 7, 0, -3]

    wrong = as_outi.post(url, {"reminder_days": "soon, 400"})
    assert wrong.status_code == 200 and "notice-stop" in wrong.content.decode()
    answer.round.refresh_from_db()
    assert answer.round.reminder_days == [21, 7, 0, -3]


def test_the_office_has_its_rounds_with_counts_and_others_none(
    ready: Response, head: User, outi: User, kaisa: User
) -> None:
    submit(ready, head)

    counts = attrgetter("pk", "sent_count", "asked_count", "waiting_count")
    assert list(map(counts, rounds_for(outi))) == [(ready.round_id, 1, 1, 1)]
    assert rounds_for(kaisa) == []


# --- one answer --------------------------------------------------------------------


def test_the_office_begins_returns_and_approves_by_buttons(
    ready: Response, head: User, as_outi: Client
) -> None:
    submit(ready, head)
    for _ in range(2):
        assert take(as_outi, ready, "begin") == 302
    assert state_of(ready) == "in_review"

    for _ in range(2):
        assert take(as_outi, ready, "return", **{"section:talous": "Kulut puuttuvat"}) == 302
    assert state_of(ready) == "returned"
    assert list(ready.change_requests.values_list("section", "text")) == [
        ("talous", "Kulut puuttuvat")
    ]

    submit(ready, head)
    for _ in range(2):
        assert take(as_outi, ready, "approve", note="Hyvä") == 302
    assert state_of(ready) == "approved"
    assert ready.snapshots.count() == 3


def test_a_refusal_is_a_sentence_and_what_was_typed_stays(
    ready: Response, head: User, outi: User, as_outi: Client
) -> None:
    submit(ready, head)
    Round.objects.update(state=Round.State.CLOSED)

    page = as_outi.post(
        review_url(ready), {"step": "return", "return-section:talous": "Kulut puuttuvat"}
    )

    assert page.status_code == 409
    html = page.content.decode()
    assert 'role="alert"' in html and "Kulut puuttuvat</textarea>" in html
    assert state_of(ready) == "submitted"


def test_an_exemption_and_an_extension_want_their_reason_and_day(
    answer: Response, as_outi: Client
) -> None:
    assert take(as_outi, answer, "exempt", reason=" ") == 200
    assert take(as_outi, answer, "extend", until="2026-11-01") == 409
    assert take(as_outi, answer, "extend", until="soon") == 200
    assert state_of(answer) == "not_started"

    assert take(as_outi, answer, "extend", until="2027-01-08") == 302
    answer.refresh_from_db()
    assert timezone.localtime(answer.due_at).isoformat() == "2027-01-08T16:00:00+02:00"

    assert take(as_outi, answer, "exempt", reason="Koulu on suljettu") == 302
    answer.refresh_from_db()
    assert (answer.state, answer.exempt_reason) == ("exempt", "Koulu on suljettu")


def test_a_step_that_does_not_exist_does_nothing(answer: Response, as_outi: Client) -> None:
    assert take(as_outi, answer, "burn") == 200
    assert state_of(answer) == "not_started"


def test_the_review_shows_what_has_changed_since_it_was_sent_before(
    ready: Response, head: User, outi: User, as_outi: Client
) -> None:
    submit(ready, head)
    return_response(ready, {"opiskelijat": "Tarkista uudet"}, "", outi)
    type_all(ready, head, uudet="12")
    submit(ready, head)

    page = as_outi.get(review_url(ready))

    figures = [each for part in page.context["summary"].parts for each in part.figures]
    assert [(each.key, each.value, each.sent) for each in figures if each.sent is not None] == [
        ("uudet", "12", "11")
    ]


def test_each_opening_by_the_office_is_written_down_for_good(
    answer: Response, as_outi: Client, outi: User, as_sten: Client
) -> None:
    for _ in range(2):
        as_outi.get(review_url(answer))
    as_sten.get(review_url(answer))

    assert list(AnswersOpened.objects.values_list("response", "by")) == [(answer.pk, outi.pk)] * 2
    with pytest.raises(ProgrammingError, match="Cannot delete"):
        AnswersOpened.objects.all().delete()


def test_only_the_office_reviews(
    ready: Response, head: User, as_ritva: Client, as_kaisa: Client, as_sten: Client, birgit: User
) -> None:
    submit(ready, head)
    people = (as_ritva, as_kaisa, as_sten, signed_in(head), signed_in(birgit), Client())

    assert [each.get(review_url(ready)).status_code for each in people] == [404] * 5 + [302]
    assert [take(each, ready, "approve") for each in people] == [404] * 5 + [302]
    assert state_of(ready) == "submitted"


@pytest.mark.parametrize("others", [0, 2])
def test_the_review_asks_as_often_among_three_as_among_one(
    outi: User,
    ready: Response,
    head: User,
    others: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(others):
        make_member()
        make_round(make_form(make_collection(code=f"muu{number}")))
    open_round(ready.round)
    submit(ready, head)
    begin_review(ready, outi)
    as_outi = signed_in(outi)
    as_outi.get(review_url(ready))

    with django_assert_num_queries(15):
        as_outi.get(review_url(ready))


def test_more_time_is_seen_in_the_grid(answer: Response, outi: User, as_outi: Client) -> None:
    extend(answer, timezone.now() + datetime.timedelta(days=40), outi)

    assert grid(as_outi, answer.round, show="extended")[0][1] == "clock"
