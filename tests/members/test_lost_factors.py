"""A second factor is lost: two of the office take it away together, and nobody alone."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from communications.models import Letter
from members import factor_actions as actions
from members.actions import Refused
from members.models import LostFactor, User
from tests.conftest import signed_in
from tests.factories import make_association, make_person
from tests.members.passkey import make_passkey
from tests.members.signing_in import is_signed_in, take_an_app

REASON = "Soitin rehtorille ja tunsin äänen."
DESK = "/office/members/lostfactor/"


@pytest.fixture
def olli(outi: User) -> User:
    return make_person(make_association(), "admin", email="olli@example.org", name="Olli Oksa")


@pytest.fixture
def ritva(ritva: User) -> User:
    take_an_app(ritva)
    make_passkey(ritva)
    return ritva


def test_two_of_the_office_take_the_factors_away(ritva: User, outi: User, olli: User) -> None:
    client = signed_in(ritva)
    lost = actions.report_lost(ritva, outi, REASON)
    assert Authenticator.objects.filter(user=ritva).count() == 2

    actions.confirm_lost(lost, olli)

    assert not Authenticator.objects.filter(user=ritva).exists()
    assert not is_signed_in(client)
    assert Authenticator.objects.filter(user__in=[outi, olli]).count() == 0
    lost.refresh_from_db()
    assert (lost.asked_by, lost.confirmed_by, lost.reason) == (outi, olli, REASON)


def test_the_person_is_told_at_both_steps(ritva: User, outi: User, olli: User) -> None:
    actions.confirm_lost(actions.report_lost(ritva, outi, REASON), olli)

    letters = Letter.objects.order_by("created_at").values_list("address", "key")
    pk = LostFactor.objects.get().pk
    assert list(letters) == [
        ("ritva@example.org", f"lost second factor:{pk}:reported"),
        ("ritva@example.org", f"lost second factor:{pk}:taken away"),
    ]
    assert all("Outi Oras" in text for text in Letter.objects.values_list("text", flat=True))


def test_one_alone_takes_nothing_away(ritva: User, outi: User, olli: User) -> None:
    lost = actions.report_lost(ritva, outi, REASON)

    with pytest.raises(actions.NotByOneAlone):
        actions.confirm_lost(lost, outi)
    assert Authenticator.objects.filter(user=ritva).count() == 2


def test_nobody_takes_their_own_away(outi: User, olli: User) -> None:
    take_an_app(outi)

    with pytest.raises(actions.NotByOneAlone):
        actions.report_lost(outi, outi, REASON)
    lost = actions.report_lost(outi, olli, REASON)
    with pytest.raises(actions.NotByOneAlone):
        actions.confirm_lost(lost, outi)
    assert Authenticator.objects.filter(user=outi).exists()


def test_only_the_office_does_it(ritva: User, kaisa: User, birgit: User, outi: User) -> None:
    for somebody in (kaisa, birgit, ritva):
        with pytest.raises(actions.NotTheOffice):
            actions.report_lost(ritva, somebody, REASON)
    lost = actions.report_lost(ritva, outi, REASON)
    for somebody in (kaisa, birgit, ritva):
        for act in (actions.confirm_lost, actions.let_lost_be):
            with pytest.raises(actions.NotTheOffice):
                act(lost, somebody)


def test_it_waits_once_and_ends_once(ritva: User, outi: User, olli: User, kaisa: User) -> None:
    lost = actions.report_lost(ritva, outi, REASON)
    with pytest.raises(actions.WaitsAlready):
        actions.report_lost(ritva, olli, REASON)
    actions.let_lost_be(lost, outi)
    for act in (actions.confirm_lost, actions.let_lost_be):
        with pytest.raises(actions.HasEnded):
            act(lost, olli)
    with pytest.raises(actions.HasNone):
        actions.report_lost(kaisa, outi, REASON)

    assert Authenticator.objects.filter(user=ritva).count() == 2


@pytest.mark.parametrize("who", ["asked_by", "person"])
def test_the_database_refuses_who_may_not_confirm(ritva: User, outi: User, who: str) -> None:
    lost = LostFactor.objects.create(person=ritva, asked_by=outi, reason=REASON)
    ended = {"confirmed_by": getattr(lost, who), "ended_at": timezone.now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        LostFactor.objects.update(**ended)


def test_the_database_refuses_who_asks_for_themself(outi: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LostFactor.objects.create(person=outi, asked_by=outi, reason=REASON)


# --- at the desk -----------------------------------------------------------------------------------


def act(client: Client, action: str) -> str:
    pk = LostFactor.objects.latest("pk").pk
    client.cookies["django_language"] = "en"
    answer = client.post(DESK, {"action": action, "_selected_action": str(pk)}, follow=True)
    return answer.content.decode()


def test_the_office_does_it_at_the_desk(ritva: User, outi: User, olli: User) -> None:
    as_outi, as_olli = signed_in(outi), signed_in(olli)
    as_outi.post(f"{DESK}add/", {"person": ritva.pk, "reason": REASON})
    assert "another of the office confirms this" in act(as_outi, "confirm_selected")
    assert f"{DESK}" in as_olli.get("/").content.decode()
    assert f"{DESK}" not in as_outi.get("/").content.decode()

    assert "Ritva Respo: done." in act(as_olli, "confirm_selected")

    assert not Authenticator.objects.filter(user=ritva).exists()
    assert "this has ended already" in act(as_olli, "confirm_selected")


def test_the_desk_says_why_it_refuses(as_outi: Client, outi: User, kaisa: User) -> None:
    as_outi.cookies["django_language"] = "en"
    for person, sentence in ((kaisa, "has no second factor"), (outi, "another of the office")):
        page = as_outi.post(f"{DESK}add/", {"person": person.pk, "reason": REASON})
        assert sentence in page.content.decode()
    for reason in ("", "a\0b", "x" * 201):
        page = as_outi.post(f"{DESK}add/", {"person": kaisa.pk, "reason": reason})
        assert page.status_code == 200
    assert not LostFactor.objects.exists()


# --- the last way in -------------------------------------------------------------------------------


def test_who_runs_the_server_takes_them_away(ritva: User) -> None:
    client = signed_in(ritva)

    call_command("remove_factors", " Ritva@example.org", stdout=StringIO())

    assert not Authenticator.objects.exists()
    assert not is_signed_in(client)
    letter = Letter.objects.get()
    assert (letter.address, letter.key.split(":")[0]) == (ritva.email, "second factors removed")
    with pytest.raises(CommandError, match=r"Nobody signs in as no@example\.org"):
        call_command("remove_factors", "no@example.org")


def test_every_refusal_has_its_sentence(ritva: User) -> None:
    kinds = [each for each in vars(actions).values() if isinstance(each, type)]
    refusals = [each for each in kinds if issubclass(each, Refused) and each is not Refused]

    assert len(refusals) == 5
    assert all(str(each(person=ritva)) for each in refusals)
