"""Freezing a round: approved answers become observations, once, and nobody changes them after."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from indicators.models import DataElement, Group, Observation, Release, SdcPolicy
from members.models import Fact, Organisation, User
from surveys.actions import responses as steps
from surveys.actions.answers import Change, save_cells
from surveys.actions.freeze import freeze_round, plan, unfreeze_round
from surveys.actions.refusals import (
    AnswersWait,
    FiguresPublished,
    NothingApproved,
    NotTheOffice,
    ReasonMissing,
    RoundFrozen,
    RoundGoesOn,
    WrongStep,
)
from surveys.actions.rounds import close_round, open_round
from surveys.models import Response, Round, Snapshot
from tests.conftest import signed_in
from tests.factories import make_member, make_organisation, make_person
from tests.indicators.factories import make_release
from tests.surveys.conftest import Travel
from tests.surveys.test_answers import FULL, type_all

AFTER = "2026-12-23 09:00"
#: What locking one answer asks of the database: its step, and its new state.
STEP = 2
SAID = FULL | {"tpo": "ei", "kulut": "1000", "htv": "10", "huomautus": "–"}


def approve(response: Response, head: User, office: User) -> Response:
    steps.submit(response, head)
    steps.approve(response, office)
    response.refresh_from_db()
    return response


@pytest.fixture
def approved(ready: Response, head: User, outi: User, travel: Travel) -> Response:
    """Koivuranta's answer, approved; the round is over."""
    approve(ready, head, outi)
    travel(AFTER)
    return ready


def fresh(round_: Round) -> Round:
    return Round.objects.get(pk=round_.pk)


def observed() -> dict[str, tuple[str, Any]]:
    rows = Observation.objects.order_by("element__order")
    return {
        code: (status, value and value.normalize())
        for code, status, value in rows.values_list("element__code", "status", "value")
    }


def test_what_was_approved_becomes_observations(approved: Response, outi: User) -> None:
    """Text never does; what is calculated does, and what was not asked is not there."""
    assert freeze_round(approved.round, outi) == Observation.objects.count()

    found = observed()
    assert {"huomautus", "tpo", "oppilaat"}.isdisjoint(found)
    assert found["kulut"] == ("reported", 1000)
    assert found["kulut_htv"] == ("reported", 100)
    total = sum(int(text) for key, text in FULL.items() if key.startswith("opiskelijat.") and text)
    assert found["opiskelijat.total.total"] == ("reported", total)
    one = Observation.objects.first()
    assert one and (one.collection, one.period, one.survey_ref) == (
        "vuosi",
        "2026",
        f"round:{approved.round_id}",
    )
    assert fresh(approved.round).state == "frozen"


@pytest.mark.parametrize(
    "code, status, value",
    [
        ("n", "nil", 0),
        ("a", "not_applicable", None),
        ("m", "missing", None),
        ("x", "missing", None),
    ],
)
def test_a_code_in_the_place_of_a_value_becomes_a_state(
    answer: Response, ritva: User, head: User, outi: User, travel: Travel,
    code: str, status: str, value: int | None,
) -> None:  # fmt: skip
    type_all(answer, ritva, **SAID)
    version = answer.answers.get(key="opiskelijat.tanssi.naiset").version
    save_cells(answer, [Change("opiskelijat.tanssi.naiset", "", code, version)], ritva)
    answer.refresh_from_db()
    approve(answer, head, outi)
    travel(AFTER)

    freeze_round(answer.round, outi)

    found = Observation.objects.get(element__code="opiskelijat.tanssi.naiset")
    assert (found.status, found.value) == (status, value)


def test_answers_are_locked_with_what_was_known_of_the_school(
    approved: Response, koivuranta: Organisation, outi: User
) -> None:
    town = make_organisation(kind="provider", name_fi="Koivurannan kaupunki")
    koivuranta.parent = town
    koivuranta.save()
    long_ago = datetime.date(2020, 1, 1)
    Fact.objects.create(organisation=koivuranta, name="size", value="large", from_on=long_ago)
    later = datetime.date(2026, 12, 16)  # the day after the last day to answer
    Fact.objects.create(organisation=koivuranta, name="region", value="west", from_on=later)

    freeze_round(approved.round, outi)

    approved.refresh_from_db()
    assert (approved.state, approved.facts, approved.holder) == ("locked", {"size": "large"}, town)
    step = approved.transitions.last()
    assert step and (step.from_state, step.to_state, step.by) == ("approved", "locked", outi)


def test_the_groups_are_fixed_in_the_boards_order(
    approved: Response, koivuranta: Organisation, outi: User
) -> None:
    since = datetime.date(2020, 1, 1)
    for name, value in (("region", "west"), ("size", "large"), ("owner", "joint")):
        Fact.objects.create(organisation=koivuranta, name=name, value=value, from_on=since)
    SdcPolicy.objects.create(collection="vuosi", systems=["region", "size"])

    freeze_round(approved.round, outi)

    groups = Group.objects.order_by("priority").values_list("code", "system", "rule", "members")
    assert list(groups) == [
        ("all", "", {}, [koivuranta.pk]),
        ("west", "region", {"region": ["west"]}, [koivuranta.pk]),
        ("large", "size", {"size": ["large"]}, [koivuranta.pk]),
    ]


def test_frozen_twice_it_is_as_once(approved: Response, outi: User) -> None:
    first = freeze_round(approved.round, outi)
    kept = list(Observation.objects.order_by("pk").values())

    assert freeze_round(fresh(approved.round), outi) == first
    assert list(Observation.objects.order_by("pk").values()) == kept
    assert approved.transitions.filter(to_state="locked").count() == 1


@pytest.mark.parametrize("who", ["sten", "kaisa", "ritva", "birgit"])
def test_only_the_office_freezes(
    approved: Response, who: str, request: pytest.FixtureRequest
) -> None:
    somebody = request.getfixturevalue(who)

    with pytest.raises(NotTheOffice):
        freeze_round(approved.round, somebody)
    with pytest.raises(NotTheOffice):
        unfreeze_round(approved.round, "syy", somebody)

    assert (Observation.objects.count(), fresh(approved.round).state) == (0, "open")


def test_a_round_that_goes_on_is_not_frozen(ready: Response, head: User, outi: User) -> None:
    approve(ready, head, outi)

    with pytest.raises(RoundGoesOn):
        freeze_round(ready.round, outi)


def test_without_an_approved_answer_there_is_nothing_to_freeze(
    ready: Response, outi: User, travel: Travel
) -> None:
    travel(AFTER)

    with pytest.raises(NothingApproved):
        freeze_round(ready.round, outi)


def test_an_answer_that_waits_stops_the_freezing_unless_it_is_left_out(
    approved: Response, granholmen: Organisation, outi: User
) -> None:
    other = Response.objects.filter(organisation=granholmen)
    if not other.exists():
        Response.objects.create(
            round=approved.round,
            organisation=granholmen,
            form_version=approved.form_version,
        )
    other.update(state="submitted", submitted_at=timezone.now())

    assert (plan(approved.round).accepted, plan(approved.round).waiting) == (1, 1)
    with pytest.raises(AnswersWait):
        freeze_round(approved.round, outi)
    assert Observation.objects.count() == 0

    freeze_round(approved.round, outi, leave_out=True)

    assert set(Observation.objects.values_list("organisation", flat=True)) == {
        approved.organisation_id
    }
    left = other.get()
    assert (left.state, left.facts, left.holder) == ("submitted", {}, None)
    with pytest.raises(RoundFrozen):
        steps.approve(left, outi)


def test_a_frozen_answer_is_not_returned_and_an_own_last_day_opens_nothing(
    approved: Response, outi: User, ritva: User
) -> None:
    Response.objects.filter(pk=approved.pk).update(
        due_override=timezone.now() + datetime.timedelta(days=9)
    )
    freeze_round(approved.round, outi)

    with pytest.raises((RoundFrozen, WrongStep)):
        steps.return_response(approved, {"talous": "Korjaa"}, "", outi)
    response = Response.objects.with_all().get(pk=approved.pk)
    assert (response.is_open, response.has_time_left) == (False, False)
    Response.objects.filter(pk=approved.pk).update(state="draft")
    assert not Response.objects.open_now().exists()


def test_a_new_member_gets_no_answer_in_a_frozen_round(approved: Response, outi: User) -> None:
    freeze_round(approved.round, outi)
    make_member()

    assert open_round(fresh(approved.round)) == 0
    close_round(approved.round)
    assert fresh(approved.round).state == "frozen"


def test_what_may_be_told_of_an_element_never_grows_wider(approved: Response, outi: User) -> None:
    """The office has made one figure its own, and said of another that it counts people."""
    freeze_round(approved.round, outi)
    unfreeze_round(approved.round, "Uusi laskenta", outi)
    DataElement.objects.filter(code="kulut").update(sensitivity="office", name_fi="x")
    DataElement.objects.filter(code="uudet").update(is_person_count=True, sensitivity="open")

    freeze_round(approved.round, outi)

    assert list(
        DataElement.objects.filter(code__in=["kulut", "uudet"])
        .order_by("code")
        .values_list("code", "name_fi", "sensitivity", "is_person_count")
    ) == [("kulut", "kulut", "office", False), ("uudet", "uudet", "aggregate", True)]
    assert Observation.objects.filter(element__code="kulut").exists()


def test_the_freezing_is_undone_with_a_reason(approved: Response, outi: User) -> None:
    freeze_round(approved.round, outi)
    make_release("audited")

    with pytest.raises(ReasonMissing):
        unfreeze_round(approved.round, "  ", outi)
    unfreeze_round(approved.round, "Kulut olivat väärin", outi)
    unfreeze_round(approved.round, "uudestaan", outi)

    approved.refresh_from_db()
    step = approved.transitions.last()
    assert (approved.state, step and step.reason) == ("approved", "Kulut olivat väärin")
    assert fresh(approved.round).state == "closed"
    counts = [model._default_manager.count() for model in (Observation, Release, Group)]
    assert counts == [0, 0, 0]


def test_published_figures_are_withdrawn_before_the_freezing_is_undone(
    approved: Response, outi: User
) -> None:
    freeze_round(approved.round, outi)
    release = make_release("published")
    groups = list(Group.objects.values())

    with pytest.raises(FiguresPublished):
        unfreeze_round(approved.round, "syy", outi)
    assert fresh(approved.round).state == "frozen"
    Release.objects.filter(pk=release.pk).update(
        state="withdrawn", withdrawn_at=timezone.now(), withdraw_reason="Virhe"
    )
    unfreeze_round(approved.round, "syy", outi)
    freeze_round(approved.round, outi)

    assert list(Group.objects.values()) == groups, "they have been told, and stay"


def freezing_queries(round_: Round, office: User) -> int:
    with CaptureQueriesContext(connection) as captured:
        freeze_round(round_, office)
    return len(captured)


def test_the_queries_of_freezing_grow_by_the_step_of_each_answer_alone(
    approved: Response, outi: User
) -> None:
    freeze_round(approved.round, outi)
    unfreeze_round(approved.round, "syy", outi)
    one = freezing_queries(fresh(approved.round), outi)
    unfreeze_round(approved.round, "syy", outi)
    document = approved.snapshots.get(event="approved").document
    for _ in range(3):
        other = Response.objects.create(
            round=approved.round,
            organisation=make_member(),
            form_version=approved.form_version,
            state="approved",
        )
        Snapshot.objects.create(
            response=other, number=1, event="approved", document=document, sha256="0" * 64
        )

    assert freezing_queries(fresh(approved.round), outi) == one + 3 * STEP


# --- the pages ---------------------------------------------------------------------------


def page(client: Client, round_: Round, name: str = "freeze", **data: str) -> Any:
    url = f"/collections/rounds/{round_.pk}/{name}/"
    return client.post(url, data) if data else client.get(url)


def test_the_page_says_what_freezing_does_and_the_button_does_it(
    approved: Response, outi: User
) -> None:
    User.objects.update(language="en")
    office, round_ = signed_in(outi), approved.round
    monitor = f"/collections/rounds/{round_.pk}/"
    assert f"{monitor}freeze/" in office.get(monitor).text

    shown = page(office, round_)
    assert shown.status_code == 200
    done = page(office, round_, leave_out="on")

    assert (done.status_code, done["Location"]) == (302, "/indicators/releases/")
    assert fresh(round_).state == "frozen"
    again = office.get(monitor).text
    assert f"{monitor}unfreeze/" in again and f"{monitor}freeze/" not in again
    assert page(office, round_, "unfreeze").status_code == 200
    assert page(office, round_, "unfreeze", reason=" ").status_code == 409
    assert page(office, round_, "unfreeze", reason="Virhe")["Location"] == monitor
    assert fresh(round_).state == "closed"


def test_the_page_refuses_in_words_and_is_nothing_to_others(
    ready: Response, outi: User, sten: User, ritva: User
) -> None:
    User.objects.update(language="en")

    refused = page(signed_in(outi), ready.round, leave_out="")

    assert (refused.status_code, "The round is not over yet: close it first." in refused.text) == (
        409,
        True,
    )
    for stranger in (sten, ritva, make_person(make_member(), "key_contact")):
        for name in ("freeze", "unfreeze"):
            assert page(signed_in(stranger), ready.round, name).status_code == 404
            assert page(signed_in(stranger), ready.round, name, reason="x").status_code == 404
