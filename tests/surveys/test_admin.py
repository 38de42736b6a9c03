"""The office's desk for collections."""

import pytest
from django.test import Client

from communications.models import Letter
from members.models import User
from surveys.actions.forms import draft_form
from surveys.models import Collection, FormVersion, Response, Round
from surveys.remarks import to_json
from surveys.xlsform import Line, Outcome, Reason
from tests.surveys.conftest import Travel
from tests.surveys.factories import (
    make_collection,
    make_form,
    make_form_import,
    make_round,
    small_questionnaire,
)

DESK = "/office/surveys"
TABLES = ("collection", "formversion", "formimport", "round", "response")


def act(client: Client, table: str, action: str, *rows: int) -> str:
    data = {"action": action, "_selected_action": [str(row) for row in rows]}
    return client.post(f"{DESK}/{table}/", data, follow=True).content.decode()


@pytest.mark.parametrize("table", TABLES)
def test_the_desk_is_open_to_the_office_alone(
    answer: Response,
    as_outi: Client,
    as_kaisa: Client,
    as_sten: Client,
    as_ritva: Client,
    table: str,
) -> None:
    job = make_form_import(answer.round.collection, file_name="Koivu.csv")
    url = f"{DESK}/{table}/"
    people = (as_outi, as_ritva, as_kaisa, as_sten, Client())

    assert [each.get(url).status_code for each in people] == [200, 404, 404, 404, 302]
    assert as_outi.get(url, {"q": "Koivu"}).status_code == 200
    row = {"formversion": answer.form_version_id, "round": answer.round_id, "response": answer.pk}
    row |= {"formimport": job.pk}
    pk = row.get(table, answer.round.collection_id)
    assert as_outi.get(f"{url}{pk}/change/").status_code == 200
    assert as_outi.get(f"{url}{pk}/history/").status_code == 200


def test_a_draft_is_published_by_an_action_and_its_report_is_readable(
    db: None, as_outi: Client, outi: User
) -> None:
    dropped = Line(Outcome.DROPPED, "survey", "A12", Reason.UNSUPPORTED, {"kind": "geopoint"})
    draft = draft_form(make_collection(), small_questionnaire(), to_json([dropped]))
    page = as_outi.get(f"{DESK}/formversion/{draft.pk}/change/").content.decode()
    assert "<li>survey A12: Kysymystyyppi ”geopoint”" in page and "<li>Talous: 4" in page

    act(as_outi, "formversion", "publish", draft.pk)
    act(as_outi, "formversion", "publish", draft.pk)

    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == (FormVersion.State.PUBLISHED, outi)


def test_nobody_edits_a_form_or_an_answer_by_hand(answer: Response, as_outi: Client) -> None:
    for table, pk in (("formversion", answer.form_version_id), ("response", answer.pk)):
        assert as_outi.post(f"{DESK}/{table}/{pk}/change/", {"state": "draft"}).status_code == 403
        assert as_outi.post(f"{DESK}/{table}/{pk}/delete/", {"post": "yes"}).status_code == 403
        assert as_outi.get(f"{DESK}/{table}/add/").status_code == 403
    answer.refresh_from_db()
    assert answer.state == "not_started"


def planned(form: FormVersion, **changes: str) -> dict[str, str]:
    days = {"opens_at": "2.11.2026", "due_at": "15.12.2026", "closes_at": "22.12.2026"}
    times = {f"{name}_1": "8:00" for name in days}
    dates = {f"{name}_0": day for name, day in days.items()}
    return {
        "collection": str(form.collection_id),
        "form_version": str(form.pk),
        "period": "2026",
        "reminder_days": "7,0",
        **dates,
        **times,
        **changes,
    }


def test_a_round_is_planned_and_opened_now(
    travel: Travel, as_outi: Client, ritva: User, db: None
) -> None:
    form = make_form()
    wrong = as_outi.post(f"{DESK}/round/add/", planned(form, closes_at_0="1.12.2026"))
    assert wrong.status_code == 200 and not Round.objects.exists()

    as_outi.post(f"{DESK}/round/add/", planned(form))
    round_ = Round.objects.get()
    assert (round_.state, round_.reminder_days) == (Round.State.PLANNED, [7, 0])

    act(as_outi, "round", "open_now", round_.pk)
    act(as_outi, "round", "open_now", round_.pk)
    round_.refresh_from_db()
    assert (round_.state, round_.responses.count()) == (Round.State.OPEN, 1)
    assert Letter.objects.filter(key__contains=":invitation:").count() == 1


def test_only_a_published_form_is_asked(travel: Travel, as_outi: Client, db: None) -> None:
    draft = draft_form(make_collection(), small_questionnaire(), [])

    as_outi.post(f"{DESK}/round/add/", planned(draft))

    assert not Round.objects.exists()


def test_an_open_round_keeps_its_form_and_stays(answer: Response, as_outi: Client) -> None:
    other = make_form(make_collection(code="muu"))
    url = f"{DESK}/round/{answer.round_id}"

    as_outi.post(f"{url}/change/", planned(other, period="1999"))
    answer.round.refresh_from_db()

    assert (answer.round.period, answer.round.form_version_id) == ("2026", answer.form_version_id)
    assert answer.round.reminder_days == [7, 0]
    assert as_outi.post(f"{url}/delete/", {"post": "yes"}).status_code == 403


def test_a_planned_round_may_be_let_go(travel: Travel, as_outi: Client, db: None) -> None:
    round_ = make_round()

    as_outi.post(f"{DESK}/round/{round_.pk}/delete/", {"post": "yes"})

    assert not Round.objects.exists()


def test_a_code_is_given_once(as_outi: Client, db: None) -> None:
    collection = make_collection()

    as_outi.post(f"{DESK}/collection/{collection.pk}/change/", {"code": "muu", "name_fi": "Kysely"})

    assert [(each.code, each.name_fi) for each in Collection.objects.all()] == [("vuosi", "Kysely")]
