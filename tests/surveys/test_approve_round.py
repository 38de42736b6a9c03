"""A round is approved at once: what is open in it is accepted for a reason that is kept."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from communications.models import Letter
from members.models import Organisation, User
from surveys.actions.approving import Approval, approve_round
from surveys.actions.freeze import freeze_round
from surveys.actions.history import load_round
from surveys.actions.refusals import NotTheOffice, ReasonMissing, RoundFrozen
from surveys.actions.responses import submit
from surveys.models import Explanation, Response, Snapshot, Transition
from tests.factories import make_association, make_person
from tests.surveys.factories import make_earlier
from tests.surveys.history import load, order, the_round
from tests.surveys.test_answers import type_all

REASON = "Luvut on julkaistu vuonna 2019."
pytestmark = pytest.mark.django_db


def test_all_that_waits_is_approved_and_what_is_open_is_accepted(outi: User) -> None:
    load()

    done = approve_round(the_round(), REASON, outi)

    assert done == Approval(approved=4, accepted=Counter({"total:a0": 1}))
    assert set(Response.objects.values_list("state", "reviewer")) == {("approved", outi.pk)}
    [explanation] = Explanation.objects.all()
    assert (explanation.rule, explanation.text, explanation.is_override, explanation.by) == (
        "total:a0",
        REASON,
        True,
        outi,
    )
    steps = Transition.objects.filter(to_state="approved")
    assert set(steps.values_list("reason", "by")) == {(REASON, outi.pk)}
    approved = Snapshot.objects.filter(event="approved")
    assert approved.count() == 4
    told = [each.document["explanations"] for each in approved if each.document["explanations"]]
    assert [[*each] for each in told] == [["total:a0"]]


def test_done_twice_it_is_as_once(outi: User) -> None:
    load()
    approve_round(the_round(), REASON, outi)

    again = approve_round(the_round(), REASON, outi)

    assert again == Approval(approved=0, already=4)
    assert (Explanation.objects.count(), Snapshot.objects.filter(event="approved").count()) == (
        1,
        4,
    )


def test_nobody_is_written_to_about_a_loaded_answer(outi: User) -> None:
    load()
    for organisation in Organisation.objects.filter(kind="provider"):
        make_person(organisation, "survey", "head")

    approve_round(the_round(), REASON, outi)

    assert not Letter.objects.exists()


def test_an_answer_of_the_portal_is_approved_with_its_letter(
    ready: Response, head: User, outi: User
) -> None:
    submit(ready, head)
    Letter.objects.all().delete()

    done = approve_round(ready.round, REASON, outi)

    assert done == Approval(approved=1)
    assert Letter.objects.exists()


def test_who_has_typed_in_an_answer_leaves_it_to_a_colleague(
    answer: Response, head: User, outi: User, koivuranta: Organisation
) -> None:
    typist = make_person(make_association(), "office")
    make_person(koivuranta, "survey")
    answer.answers.create(key="uudet", text="3", by=typist)
    answer.state = "submitted"
    answer.save()

    left = approve_round(answer.round, REASON, typist)

    assert left == Approval(left=["Koivurannan konservatorio"])
    answer.refresh_from_db()
    assert answer.state == "submitted"
    assert approve_round(answer.round, REASON, outi).approved == 1


def test_who_has_loaded_a_round_may_approve_it(outi: User) -> None:
    load_round(order(), outi)

    assert approve_round(the_round(), REASON, outi).approved == 4


def test_only_the_office_approves_and_not_without_a_reason(ritva: User, outi: User) -> None:
    load()
    with pytest.raises(NotTheOffice):
        approve_round(the_round(), REASON, ritva)
    with pytest.raises(ReasonMissing):
        approve_round(the_round(), "  ", outi)
    assert set(Response.objects.values_list("state", flat=True)) == {"submitted"}


def test_what_is_frozen_stays(outi: User) -> None:
    load()
    approve_round(the_round(), REASON, outi)
    freeze_round(the_round(), outi)

    with pytest.raises(RoundFrozen):
        approve_round(the_round(), REASON, outi)
    with pytest.raises(RoundFrozen):
        load()


def test_the_command_tells_what_was_accepted(outi: User) -> None:
    load()
    out = StringIO()

    call_command("approve_round", "kulut", "2018", "--reason", REASON, stdout=out)

    assert out.getvalue() == (
        "4 approved, 0 had been approved before.\n  total:a0: 1 accepted as they are\n"
    )


def test_the_command_knows_which_rounds_there_are(outi: User) -> None:
    load()
    with pytest.raises(
        CommandError, match=r"There is no round kulut 2019\. There are: kulut 2018\."
    ):
        call_command("approve_round", "kulut", "2019", "--reason", REASON)


def test_what_was_loaded_stands_beside_the_next_year(
    answer: Response, ritva: User, outi: User
) -> None:
    """An explained finding of the portal holds only for its values; the round's reason the same."""
    make_earlier(answer, kulut="100.00")
    type_all(answer, ritva, kulut="900")
    answer.state = "submitted"
    answer.save()

    done = approve_round(answer.round, REASON, outi)

    assert done.accepted["change:kulut"] == 1
