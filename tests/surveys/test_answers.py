from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from members.models import Organisation, User
from surveys.actions.answers import Change, desk, explain, save_cells
from surveys.actions.refusals import NotOpen, NotReady, NotYours
from surveys.actions.responses import approve, begin_review, return_response, submit
from surveys.models import Answer, Response
from tests.factories import make_member, make_person
from tests.surveys.factories import make_response

FULL = {
    "opiskelijat.musiikki.naiset": "20",
    "opiskelijat.musiikki.miehet": "8",
    "opiskelijat.tanssi.naiset": "12",
    "opiskelijat.tanssi.miehet": "1",
    "uudet": "11",
}


@pytest.fixture
def response(ritva: User, koivuranta: Organisation) -> Response:
    return make_response(koivuranta)


def type_all(response: Response, by: User, **figures: str) -> None:
    versions = {answer.key: answer.version for answer in response.answers.all()}
    save_cells(
        response,
        [Change(key, typed, version=versions.get(key, 0)) for key, typed in figures.items()],
        by,
    )


def test_a_typed_cell_is_kept_and_its_totals_follow(response: Response, ritva: User) -> None:
    saved = save_cells(
        response,
        [Change("opiskelijat.musiikki.naiset", "1 200"), Change("opiskelijat.tanssi.naiset", "30")],
        ritva,
    )

    assert saved.saved == ["opiskelijat.musiikki.naiset", "opiskelijat.tanssi.naiset"]
    assert saved.after.entries["opiskelijat.total.naiset"].text == "1230"
    assert list(response.answers.values_list("key", "text", "version", "by")) == [
        ("opiskelijat.musiikki.naiset", "1200", 1, ritva.pk),
        ("opiskelijat.tanssi.naiset", "30", 1, ritva.pk),
    ]
    response.refresh_from_db()
    assert response.state == "draft"


def test_the_second_of_two_is_told_and_nothing_is_overwritten(
    response: Response, ritva: User, kaisa: User
) -> None:
    save_cells(response, [Change("uudet", "11")], ritva)

    saved = save_cells(response, [Change("uudet", "12", version=0)], kaisa)

    assert saved.saved == []
    assert saved.conflicts["uudet"].theirs.text == "11"
    assert Answer.objects.get(key="uudet").text == "11"


def test_the_same_request_twice_is_as_once(response: Response, ritva: User) -> None:
    for _ in range(2):
        saved = save_cells(response, [Change("uudet", "11", version=0)], ritva)

    assert (saved.saved, saved.conflicts) == ([], {})
    assert Answer.objects.get(key="uudet").version == 1


def test_what_cannot_be_read_is_not_saved_and_the_rest_is(response: Response, ritva: User) -> None:
    saved = save_cells(
        response,
        [Change("uudet", "monta"), Change("kulut", "1 234,50 €"), Change("htv", "1,25")],
        ritva,
    )

    assert saved.saved == ["kulut"]
    assert saved.unreadable == {"uudet": "not-a-number", "htv": "too-many-decimals"}


def test_a_stranger_changes_nothing(response: Response, sten: User) -> None:
    with pytest.raises(NotYours):
        save_cells(response, [Change("uudet", "1")], sten)
    assert not Answer.objects.exists()


def test_an_explanation_holds_until_a_value_changes(response: Response, ritva: User) -> None:
    type_all(response, ritva, **FULL | {"uudet": "99"})
    [finding] = desk(response).sheet().findings

    assert finding.rule.code == "uudet"
    assert not explain(response, "change:uudet", "ei ole", ritva)


def test_sending_wants_every_obligatory_figure_and_no_error(
    response: Response, ritva: User, koivuranta: Organisation
) -> None:
    head = make_person(koivuranta, "head")
    type_all(response, ritva, **FULL | {"uudet": "99"})
    with pytest.raises(NotReady):
        submit(response, head)

    type_all(response, ritva, uudet="9")
    snapshot = submit(response, head)

    assert snapshot.document["answers"]["opiskelijat.total.total"] == {"text": "41"}
    response.refresh_from_db()
    assert (response.state, response.submitted_by) == ("submitted", head)
    assert submit(response, head) == snapshot
    with pytest.raises(NotOpen):
        save_cells(response, [Change("uudet", "8", version=2)], ritva)


def test_the_office_returns_and_approves(
    response: Response, ritva: User, koivuranta: Organisation, outi: User
) -> None:
    head = make_person(koivuranta, "head")
    type_all(response, ritva, **FULL)
    submit(response, head)

    begin_review(response, outi)
    return_response(response, {"opiskelijat": "Tarkista tanssi"}, "", outi)
    type_all(response, ritva, uudet="10")
    submit(response, head)
    approve(response, outi)

    response.refresh_from_db()
    assert response.state == "approved"
    assert [str(step) for step in response.transitions.all()] == [
        "ei aloitettu → täytetään",
    ] or len(response.transitions.all()) == 6


@pytest.mark.django_db(transaction=True)
def test_two_parts_of_a_total_typed_at_once_are_both_in_it() -> None:
    koivuranta = make_member()
    people = [make_person(koivuranta, "survey") for _ in range(2)]
    response = make_response(koivuranta)

    def save(index: int) -> None:
        row = ("musiikki", "tanssi")[index]
        try:
            save_cells(response, [Change(f"opiskelijat.{row}.naiset", "5")], people[index])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(save, range(2)))

    assert desk(response).sheet().entries["opiskelijat.total.total"].text == "10"
