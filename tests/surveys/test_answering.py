"""Who may open a form, what is kept of what they send, and what comes back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from members.models import Organisation, User
from surveys.actions.answers import Change, desk, save_cells
from surveys.actions.responses import begin_review, return_response, submit
from surveys.models import Answer, Response, SectionState
from tests.conftest import signed_in
from tests.factories import make_person
from tests.surveys.factories import (
    make_earlier,
    make_form,
    make_response,
    make_round,
    wide_questionnaire,
)
from tests.surveys.test_answers import FULL, type_all

HTMX = {"hx-request": "true"}


@pytest.fixture
def response(ritva: User, koivuranta: Organisation) -> Response:
    return make_response(koivuranta)


@pytest.fixture
def wide(ritva: User, koivuranta: Organisation) -> Response:
    return make_response(koivuranta, make_round(make_form(questionnaire=wide_questionnaire())))


def to(name: str, response: Response, section: str = "opiskelijat") -> str:
    places = [response.pk] if name in {"response", "confirm"} else [response.pk, section]
    return reverse(f"surveys:{name}", args=places)


def sent(key: str, typed: str, was: str = ":", version: object = 0, **more: str) -> dict[str, Any]:
    return {"key": key, f"v:{key}": typed, f"w:{key}": was, f"n:{key}": version} | more


def post_cell(client: Client, response: Response, *args: Any, **more: Any) -> Any:
    return client.post(to("cell", response), sent(*args, **more), headers=HTMX)


# --- who ------------------------------------------------------------------------


@pytest.fixture
def opettaja(koivuranta: Organisation) -> User:
    return make_person(koivuranta)


@pytest.mark.parametrize("who", ["sten", "opettaja", "birgit"])
def test_strangers_find_nothing(
    who: str, response: Response, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(who))

    pages = [client.get(to(name, response)) for name in ("response", "section")]
    posts = [
        client.post(to(name, response), sent("uudet", "1", rule="uudet", block="1"))
        for name in ("section", "cell", "paste", "explain", "ready")
    ]

    assert {page.status_code for page in [*pages, *posts]} == {404}
    assert b"Vuosikeruu" not in client.get(reverse("surveys:list")).content
    assert not Answer.objects.exists()


def test_without_signing_in_every_page_leads_to_the_door(
    response: Response, client: Client
) -> None:
    for name in ("response", "section"):
        assert client.get(to(name, response)).status_code == 302
    for name in ("section", "cell", "paste", "explain", "ready"):
        assert client.post(to(name, response), sent("uudet", "1")).status_code == 302
    assert not Answer.objects.exists()


def test_the_office_reads_and_does_not_type(response: Response, as_outi: Client) -> None:
    page = as_outi.get(to("section", response))

    assert page.status_code == 200
    main = page.content.partition(b"<main")[2]
    assert b"<table" in main and b"<input class=" not in main
    assert as_outi.post(to("cell", response), sent("uudet", "1")).status_code == 404
    assert as_outi.post(to("section", response), sent("uudet", "1")).status_code == 404


def test_a_right_that_ended_ends_typing(response: Response, ritva: User, as_ritva: Client) -> None:
    ritva.affiliations.update(until_on="2026-01-01")

    assert post_cell(as_ritva, response, "uudet", "1").status_code == 404


def test_the_list_shows_my_schools_forms(
    response: Response, as_ritva: Client, as_sten: Client
) -> None:
    [mine] = as_ritva.get(reverse("surveys:list")).context["responses"]

    assert mine == response
    assert list(as_sten.get(reverse("surveys:list")).context["responses"]) != [response]


def test_the_office_sees_rounds(response: Response, as_outi: Client) -> None:
    context = as_outi.get(reverse("surveys:list")).context

    assert list(context["rounds"]) == [response.round]
    assert list(context["responses"]) == []


# --- one cell --------------------------------------------------------------------


def test_a_cell_comes_back_with_what_it_moved(response: Response, as_ritva: Client) -> None:
    key = "opiskelijat.musiikki.naiset"
    answer = post_cell(as_ritva, response, key, "1 200")

    body = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="c-{key}" data-key="{key}" hx-swap-oob="true"' in body
    assert body.count("1\u00a0200</output>") == 3
    assert 'id="c-opiskelijat.tanssi.naiset"' not in body
    assert f'name="n:{key}" value="1"' in body


def test_the_second_of_two_sees_both_values(
    response: Response, ritva: User, as_kaisa: Client
) -> None:
    save_cells(response, [Change("uudet", "11")], ritva)

    answer = post_cell(as_kaisa, response, "uudet", "12")

    body = answer.content.decode()
    assert answer.status_code == 409
    assert "<strong>11</strong>" in body and "Ritva Respo" in body and 'value="12"' in body
    assert Answer.objects.get().text == "11"


def test_mine_is_kept_only_over_what_was_seen(
    response: Response, ritva: User, kaisa: User, as_kaisa: Client
) -> None:
    save_cells(response, [Change("uudet", "11")], ritva)
    save_cells(response, [Change("uudet", "13", version=1)], ritva)

    assert post_cell(as_kaisa, response, "uudet", "12", keep="uudet=1").status_code == 409
    assert post_cell(as_kaisa, response, "uudet", "12", keep="uudet=2").status_code == 200
    assert (Answer.objects.get().text, Answer.objects.get().by) == ("12", kaisa)


def test_theirs_is_taken_without_a_word(response: Response, ritva: User, as_kaisa: Client) -> None:
    save_cells(response, [Change("uudet", "11")], ritva)

    answer = post_cell(as_kaisa, response, "uudet", "12", theirs="uudet")

    assert answer.status_code == 200
    assert 'value="11"' in answer.content.decode()
    assert Answer.objects.get().version == 1


def test_a_request_sent_twice_is_as_once(response: Response, as_ritva: Client) -> None:
    statuses = [post_cell(as_ritva, response, "uudet", "11").status_code for _ in range(2)]

    assert statuses == [200, 200]
    assert Answer.objects.get().version == 1


@pytest.mark.parametrize("typed", ["monta", "1,5", "9" * 20, "1\0", "9" * 1_000_000])
def test_what_is_no_figure_stays_in_the_field(
    typed: str, response: Response, as_ritva: Client
) -> None:
    answer = post_cell(as_ritva, response, "uudet", typed)

    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("version", ["-1", "x", "9" * 5000, "", "0x1", "1e3"])
def test_a_strange_version_writes_over_nothing(
    version: str, response: Response, ritva: User, as_kaisa: Client
) -> None:
    save_cells(response, [Change("uudet", "11")], ritva)

    assert post_cell(as_kaisa, response, "uudet", "12", version=version).status_code == 409
    assert Answer.objects.get().text == "11"


@pytest.mark.parametrize("key", ["", "eiole", "kulut", "uudet\0", "v:uudet"])
def test_a_cell_of_no_section_or_another_is_not_found(
    key: str, response: Response, as_ritva: Client
) -> None:
    assert post_cell(as_ritva, response, key, "1").status_code == 404


def test_a_computed_cell_is_not_typed(response: Response, as_ritva: Client) -> None:
    answer = post_cell(as_ritva, response, "opiskelijat.total.total", "7")

    assert answer.status_code == 422
    assert not Answer.objects.exists()


def test_a_comment_with_a_nul_is_refused(response: Response, as_ritva: Client) -> None:
    answer = post_cell(as_ritva, response, "uudet", "7", **{"c:uudet": "a\0b"})

    assert answer.status_code == 422
    assert not Answer.objects.exists()


def test_a_closed_round_leaves_the_value_to_be_copied(response: Response, as_ritva: Client) -> None:
    response.round.state = "closed"
    response.round.save()

    answer = post_cell(as_ritva, response, "uudet", "12")

    assert answer.status_code == 423
    assert 'value="12"' in answer.content.decode() and "readonly" in answer.content.decode()


def test_a_code_stands_in_the_place_of_a_value_until_one_is_typed(
    wide: Response, as_ritva: Client
) -> None:
    address = to("cell", wide, "op")
    as_ritva.post(address, sent("tuki", "", **{"m:tuki": "m"}))
    assert str(Answer.objects.get()) == "tuki: m"

    as_ritva.post(address, sent("tuki", "6", "m:", 1, **{"m:tuki": "m"}))
    assert str(Answer.objects.get()) == "tuki: 6"

    as_ritva.post(address, sent("tuki", "6", ":6", 2, **{"m:tuki": "a"}))
    assert str(Answer.objects.get()) == "tuki: a"

    refused = as_ritva.post(address, sent("tuki", "", "a:", 3, **{"m:tuki": "q"}))
    assert refused.status_code == 422


def test_an_answer_brings_its_question_and_takes_it_away(
    response: Response, as_ritva: Client
) -> None:
    shown = post_cell(as_ritva, response, "tpo", "kylla").content.decode()
    hidden = post_cell(as_ritva, response, "tpo", "ei", ":kylla", 1).content.decode()

    assert 'name="v:oppilaat"' in shown
    assert 'id="q-oppilaat" hx-swap-oob="true" hidden' in hidden


# --- a whole section ----------------------------------------------------------------


def test_without_a_script_only_what_changed_is_saved(
    response: Response, ritva: User, kaisa: User, as_kaisa: Client
) -> None:
    save_cells(response, [Change("uudet", "11"), Change("tpo", "ei")], ritva)
    form = sent("tpo", "kylla", ":ei", 1) | sent("uudet", "10", ":10", 0)

    answer = as_kaisa.post(to("section", response), form)

    assert answer.status_code == 302
    assert dict(response.answers.values_list("key", "by")) == {"uudet": ritva.pk, "tpo": kaisa.pk}


def test_without_a_script_the_rest_is_saved_beside_a_conflict_and_a_slip(
    response: Response, ritva: User, as_kaisa: Client
) -> None:
    save_cells(response, [Change("uudet", "11")], ritva)
    key = "opiskelijat.musiikki.naiset"
    form = sent("uudet", "12") | sent(key, "kuusi") | sent("tpo", "ei")

    answer = as_kaisa.post(to("section", response), form)

    body = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="12"' in body and 'value="kuusi"' in body and "Ritva Respo" in body
    assert f'href="#f-{key}"' in body
    assert dict(response.answers.values_list("key", "text")) == {"uudet": "11", "tpo": "ei"}

    again = as_kaisa.post(to("section", response), sent("uudet", "12", "?:"))
    assert again.status_code == 409
    chosen = as_kaisa.post(to("section", response), sent("uudet", "12", "?:", keep="uudet=1"))
    assert chosen.status_code == 302
    assert response.answers.get(key="uudet").text == "12"


def test_without_a_script_an_unreadable_value_comes_back(
    response: Response, as_ritva: Client
) -> None:
    answer = as_ritva.post(to("section", response), sent("uudet", "monta"))

    assert answer.status_code == 422
    assert 'value="monta"' in answer.content.decode()


def test_a_sent_response_shows_what_was_typed_too_late(
    response: Response, ritva: User, koivuranta: Organisation, as_ritva: Client
) -> None:
    type_all(response, ritva, **FULL)
    submit(response, make_person(koivuranta, "head"))

    answer = as_ritva.post(to("section", response), sent("uudet", "10", ":11", 1))

    assert answer.status_code == 423
    assert 'value="10"' in answer.content.decode()
    assert as_ritva.get(to("section", response)).context["page"].is_open is False


def test_only_returned_sections_open(
    response: Response, ritva: User, koivuranta: Organisation, outi: User, as_ritva: Client
) -> None:
    type_all(response, ritva, **FULL)
    submit(response, make_person(koivuranta, "head"))
    begin_review(response, outi)
    return_response(response, {"opiskelijat": "Tarkista tanssi"}, "", outi)

    assert as_ritva.get(to("section", response)).context["page"].is_open is True
    assert as_ritva.get(to("section", response, "talous")).context["page"].is_open is False
    late = as_ritva.post(to("cell", response, "talous"), sent("kulut", "5"), headers=HTMX)
    assert late.status_code == 423
    assert b"Tarkista tanssi" in as_ritva.get(to("response", response)).content


# --- a block, explanations, ready -----------------------------------------------------


def test_each_cell_of_a_block_is_accepted_or_refused_by_itself(
    response: Response, ritva: User, as_kaisa: Client
) -> None:
    save_cells(response, [Change("opiskelijat.tanssi.miehet", "1")], ritva)
    block = "20\tkahdeksan\t20\r\n12\t2\t14\r\n32\t\t99\r\nyli\n"

    answer = as_kaisa.post(
        to("paste", response), {"key": "opiskelijat.musiikki.naiset", "block": block}, headers=HTMX
    )

    page = answer.context["page"]
    assert answer.status_code == 200
    assert set(page.outcome.problems) == {
        "opiskelijat.musiikki.miehet",
        "opiskelijat.tanssi.total",
        "opiskelijat.total.total",
    }
    assert set(page.outcome.conflicts) == {"opiskelijat.tanssi.miehet"}
    assert dict(response.answers.values_list("key", "text")) == {
        "opiskelijat.musiikki.naiset": "20",
        "opiskelijat.tanssi.naiset": "12",
        "opiskelijat.tanssi.miehet": "1",
    }


def test_a_block_belongs_in_a_table(response: Response, as_ritva: Client) -> None:
    answer = as_ritva.post(to("paste", response), {"key": "uudet", "block": "1\t2"}, headers=HTMX)

    assert answer.status_code == 404


def test_an_unusual_figure_is_explained(wide: Response, ritva: User, as_ritva: Client) -> None:
    ritva.speak("en")
    make_earlier(wide, **{"op.tanssi.yht": "39"})
    save_cells(wide, [Change("op.tanssi.yht", "99")], ritva)
    page = as_ritva.get(to("section", wide, "op")).context["page"]
    [finding] = page.places["w-op-tanssi"].findings
    assert (finding.heading, finding.wants) == ("Explain: Tanssi, Total 99, 2025: 39", "text")

    address = to("explain", wide, "op")
    empty = as_ritva.post(address, {"rule": finding.rule, "text": " "}, headers=HTMX)
    nul = as_ritva.post(address, {"rule": finding.rule, "text": "a\0"}, headers=HTMX)
    told = as_ritva.post(address, {"rule": finding.rule, "text": "Uusi linja"}, headers=HTMX)

    assert [each.status_code for each in (empty, nul, told)] == [422, 422, 200]
    [finding] = told.context["page"].places["w-op-tanssi"].findings
    assert (finding.is_settled, finding.explanation, finding.told_by) == (
        True,
        "Uusi linja",
        "Ritva Respo",
    )


def test_without_a_script_an_explanation_comes_with_the_section(
    wide: Response, ritva: User, as_ritva: Client
) -> None:
    save_cells(wide, [Change("vuodet", "201")], ritva)

    as_ritva.post(to("section", wide, "op"), {"explain": "vuodet"})

    assert desk(wide).explanations["vuodet"].by == ritva
    assert not desk(wide).unsettled(desk(wide).sheet().findings)


def test_ready_is_told_when_nothing_is_missing_or_wrong(
    response: Response, ritva: User, as_ritva: Client
) -> None:
    as_ritva.post(to("section", response), {"ready": "1"})
    state = SectionState.objects.get(response=response, section="opiskelijat")
    assert state.ready_at is None

    type_all(response, ritva, **FULL)
    for _ in range(2):
        assert as_ritva.post(to("section", response), {"ready": "1"}).status_code == 302
    state.refresh_from_db()
    assert state.ready_by == ritva

    as_ritva.post(to("ready", response), {"ready": "0"})
    state.refresh_from_db()
    assert state.ready_at is None


def test_the_fix_of_a_total_is_one_press(wide: Response, ritva: User, as_ritva: Client) -> None:
    ritva.speak("en")
    typed = {"op.tanssi.miehet": "12", "op.tanssi.naiset": "28", "op.tanssi.yht": "41"}
    type_all(wide, ritva, **typed)
    page = as_ritva.get(to("section", wide, "op")).context["page"]
    [finding] = page.places["w-op-tanssi"].findings
    assert finding.heading == "Error: Tanssi, Total 41 ≠ 12 + 28 = 40"

    form = sent("op.tanssi.yht", "41", ":41", 1, fix=f"op.tanssi.yht={finding.fix}")
    as_ritva.post(to("section", wide, "op"), form)

    assert wide.answers.get(key="op.tanssi.yht").text == "40"


# --- how many questions the database is asked -------------------------------------------


def test_a_page_asks_the_same_for_one_answer_and_for_three(
    response: Response, ritva: User, as_ritva: Client, django_assert_max_num_queries: Callable
) -> None:
    counts = []
    for keys in (["uudet"], ["uudet", *list(FULL)[:2]]):
        type_all(response, ritva, **{key: FULL[key] for key in keys})
        with django_assert_max_num_queries(15) as asked:
            as_ritva.get(to("section", response))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_list_asks_the_same_for_one_form_and_for_three(
    koivuranta: Organisation, ritva: User, as_ritva: Client, django_assert_max_num_queries: Callable
) -> None:
    form, counts = make_form(), []
    for periods in (["2021"], ["2022", "2023"]):
        for period in periods:
            make_response(koivuranta, make_round(form, period=period))
        with django_assert_max_num_queries(12) as asked:
            as_ritva.get(reverse("surveys:list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_save_asks_little(
    response: Response, ritva: User, as_ritva: Client, django_assert_max_num_queries: Callable
) -> None:
    post_cell(as_ritva, response, "uudet", "1")

    with django_assert_max_num_queries(40) as asked:
        post_cell(as_ritva, response, "uudet", "2", ":1", 1)

    savepoints = [each for each in asked.captured_queries if "SAVEPOINT" in each["sql"]]
    assert len(asked) - len(savepoints) <= 12


def test_a_section_may_be_called_what_a_page_is_called() -> None:
    for code in ("confirm", "receipt", "review", "take-back"):
        assert resolve(reverse("surveys:section", args=[1, code])).view_name == "surveys:section"
