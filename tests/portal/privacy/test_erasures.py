"""The way of an erasure: asked for, looked at, confirmed by another, or alone after half an hour."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from communications.models import Letter
from members.models import AuditEvent, Erasure, Organisation, Seats, User
from members.todo import todo
from portal.privacy import erasures, retention
from tests.conftest import signed_in
from tests.factories import make_association, make_person


@pytest.fixture
def leo(koivuranta: Organisation) -> User:
    """Has left: no role, no place."""
    person = make_person(koivuranta, name="Leo Lähtenyt", email="leo@example.org")
    person.affiliations.update(until_on="2024-01-01")
    return person


@pytest.fixture
def aino(db: None) -> User:
    """The administrator."""
    return make_person(make_association(), "admin", name="Aino Admin", email="aino@example.org")


@pytest.fixture
def both(db: None) -> User:
    """Works alone."""
    return make_person(make_association(), "office", "admin", name="Yksin", email="y@example.org")


@pytest.fixture
def chair(db: None) -> User:
    return make_person(make_association(), "chair", name="Puh", email="puh@example.org")


def post(user: User, erasure: Erasure, do: str, **typed: str) -> Any:
    return signed_in(user).post(f"/privacy/erasures/{erasure.pk}/", {"do": do, **typed})


def test_from_the_request_to_the_last_letter(leo: User, outi: User, aino: User) -> None:
    client = signed_in(leo)
    assert client.get("/privacy/mine/erasure/").status_code == 405
    client.post("/privacy/mine/erasure/")
    client.post("/privacy/mine/erasure/")
    erasure = Erasure.objects.get()
    assert Letter.objects.get(key=f"privacy:asked:{erasure.pk}:{outi.pk}").address == outi.email
    assert [task.url for task in todo(outi, Seats()) if "/privacy/" in task.url] == [
        erasure.get_absolute_url()
    ]

    html = signed_in(outi).get(erasure.get_absolute_url()).content.decode()
    assert "Leo Lähtenyt" in html
    assert post(aino, erasure, "confirm").status_code == 409  # nobody has looked
    assert post(outi, erasure, "look").status_code == 302
    assert post(outi, erasure, "confirm").status_code == 409  # no administrator
    assert post(aino, erasure, "confirm").status_code == 302
    assert post(aino, erasure, "confirm").status_code == 302  # once
    leo.refresh_from_db()

    assert (leo.name, leo.is_active) == ("", False)
    [farewell] = Letter.objects.filter(address="leo@example.org")
    assert farewell.secret and farewell.user is None and "Leo Lähtenyt" in farewell.text
    assert [row.verb for row in AuditEvent.objects.about(leo)] == ["erased", "erasure_viewed"]
    assert not [task for task in todo(outi, Seats()) if "/privacy/" in task.url]
    Letter.objects.filter(pk=farewell.pk).update(state="sent", text="", sent_at=timezone.now())
    retention.retain()
    assert not Letter.objects.filter(pk=farewell.pk).exists()


@pytest.mark.parametrize(
    "minutes, reason, status", [(29, "loma", 409), (31, " ", 409), (31, "loma", 302)]
)
def test_alone_one_waits_half_an_hour_and_says_why(
    leo: User, both: User, chair: User, minutes: int, reason: str, status: int
) -> None:
    erasure = erasures.ask(leo, both)
    erasures.note_look(erasure, both)
    then = timezone.now() - datetime.timedelta(minutes=minutes)
    Erasure.objects.update(prepared_at=then)

    assert post(both, erasure, "confirm", reason=reason).status_code == status
    told = Letter.objects.filter(key=f"privacy:alone:{erasure.pk}:{chair.pk}")
    assert told.exists() == (status == 302)
    for letter in told:
        assert "loma" in letter.text and "Leo" not in letter.text


def test_who_still_does_something_is_not_erased(
    kaisa: User, outi: User, aino: User, koivuranta: Organisation
) -> None:
    erasure = erasures.ask(kaisa, kaisa)
    erasures.note_look(erasure, outi)
    answer = post(aino, erasure, "confirm")
    kaisa.refresh_from_db()

    assert answer.status_code == 409
    assert koivuranta.name in answer.content.decode()
    assert kaisa.name == "Kaisa Keto"


def test_strangers_and_the_board_find_no_desk(
    leo: User, sten: User, birgit: User, kaisa: User
) -> None:
    erasure = erasures.ask(leo, leo)
    for user in (sten, birgit, kaisa, leo):
        client = signed_in(user)
        pages = ["/privacy/erasures/", erasure.get_absolute_url(), "/privacy/retention/"]
        assert [client.get(page).status_code for page in pages] == [404, 404, 404]
        assert post(user, erasure, "withdraw").status_code == 404
    with pytest.raises(erasures.ErasureNotYours):
        erasures.ask(leo, sten)
    with pytest.raises(erasures.ErasureNotYours):
        erasures.withdraw(erasure, sten)


def test_one_may_think_again(leo: User, outi: User, aino: User) -> None:
    erasure = erasures.ask(leo, leo)
    signed_in(leo).post("/privacy/mine/erasure/withdraw/")
    erasure.refresh_from_db()

    assert erasure.withdrawn_at
    assert post(outi, erasure, "look").status_code == 409
    assert post(aino, erasure, "confirm").status_code == 409
    assert erasures.ask(leo, leo) != erasure


def test_the_office_begins_one_for_somebody_who_has_called(as_outi: Client, leo: User) -> None:
    unknown = as_outi.post("/privacy/erasures/", {"email": "ei@example.org"})
    assert unknown.status_code == 422
    for address in ("leo@example.org\0", "x" * 1_000_000, "leo@example.org\r\nBcc: x@y.fi"):
        assert as_outi.post("/privacy/erasures/", {"email": address}).status_code == 422
    answer = as_outi.post("/privacy/erasures/", {"email": "LEO@example.org"})

    assert answer["Location"] == Erasure.objects.get().get_absolute_url()


@pytest.mark.parametrize("typed", [{}, {"do": "x"}, {"do": "confirm", "reason": "x" * 1001}])
def test_what_makes_no_sense_is_refused(as_outi: Client, leo: User, typed: dict[str, str]) -> None:
    erasure = erasures.ask(leo, leo)

    assert as_outi.post(erasure.get_absolute_url(), typed).status_code == 422


def test_looking_at_the_page_changes_nothing(as_outi: Client, leo: User) -> None:
    erasure = erasures.ask(leo, leo)
    as_outi.get(erasure.get_absolute_url())
    erasure.refresh_from_db()

    assert erasure.prepared_at is None


def test_the_list_asks_as_much_for_three_as_for_one(
    outi: User, koivuranta: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(outi)
    for count in (1, 2):
        for _each in range(count):
            erasures.ask(make_person(koivuranta), outi)
        with django_assert_num_queries(5):
            client.get("/privacy/erasures/")


def test_only_the_office_looks_and_only_an_administrator_confirms(
    leo: User, outi: User, aino: User, chair: User, kaisa: User, birgit: User, sten: User
) -> None:
    erasure = erasures.ask(leo, leo)
    for stranger in (leo, aino, chair, kaisa, birgit, sten):
        with pytest.raises(erasures.ErasureNotYours):
            erasures.note_look(erasure, stranger)
    erasures.note_look(erasure, outi)
    for stranger in (leo, outi, chair, kaisa, birgit, sten):
        with pytest.raises(erasures.ErasureNotYours):
            erasures.confirm(erasure, stranger, "syy")
    erasure.refresh_from_db()
    leo.refresh_from_db()
    assert (erasure.prepared_by, erasure.done_at, leo.erased_at) == (outi, None, None)

    erasures.confirm(erasure, aino)
    leo.refresh_from_db()
    assert leo.erased_at is not None
