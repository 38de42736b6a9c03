"""A task goes on to a colleague: the same roles, both days, and a page to print."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from communications.models import Letter
from members import actions
from members.actions import handing_over
from members.models import Affiliation, Organisation, User
from tests.conftest import signed_in
from tests.factories import LONG_AGO, make_affiliation, make_person
from tests.surveys.factories import make_response


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def spans(place: Affiliation) -> dict[str, tuple[datetime.date, datetime.date | None]]:
    rows = place.roles.order_by("pk").values_list("role", "from_on", "until_on")
    return {role: (from_on, until_on) for role, from_on, until_on in rows}


@pytest.fixture
def successor(koivuranta: Organisation) -> Affiliation:
    return make_person(koivuranta, name="Saara Seuraaja").affiliations.get()


def test_the_survey_role_goes_on_and_open_work_is_on_the_page(
    as_kaisa: Client, ritva: User, successor: Affiliation, koivuranta: Organisation
) -> None:
    response = make_response(koivuranta)
    place = ritva.affiliations.get()

    answer = as_kaisa.post(
        f"/members/places/{place.pk}/hand-over/",
        {"roles": ["survey"], "successor": successor.pk, "leaves": "on"},
        follow=True,
    )

    assert answer.redirect_chain[-1][0] == f"/members/places/{place.pk}/handed-over/{successor.pk}/"
    assert spans(place) == {"survey": (LONG_AGO, days(0))}
    assert spans(successor) == {"survey": (days(0), None)}
    place.refresh_from_db()
    assert place.until_on == days(0)
    assert list(answer.context["work"]) == [response]
    assert [role.role for role in answer.context["roles"]] == ["survey"]
    assert Letter.objects.filter(address=successor.user.email).count() == 1
    assert response.may_fill(successor.user)
    assert not response.may_fill(User.objects.get(pk=ritva.pk))


def test_the_last_key_contact_hands_over_on_a_coming_day(
    kaisa: User, successor: Affiliation
) -> None:
    place = kaisa.affiliations.get()

    handing_over.hand_over(place, successor, ["key_contact"], kaisa, day=days(9), leaves=True)

    place.refresh_from_db()
    assert (place.until_on, spans(place)) == (days(9), {"key_contact": (LONG_AGO, days(9))})
    assert spans(successor) == {"key_contact": (days(9), None)}


def test_a_stand_in_who_takes_over_has_the_role_for_good(
    kaisa: User, ritva: User, successor: Affiliation
) -> None:
    successor.roles.create(role="survey", from_on=days(-5), until_on=days(5))

    handing_over.hand_over(ritva.affiliations.get(), successor, ["survey"], kaisa)

    assert spans(successor) == {"survey": (days(-5), None)}


def test_done_twice_there_is_nothing_left_to_hand_over(
    kaisa: User, ritva: User, successor: Affiliation
) -> None:
    place = ritva.affiliations.get()
    handing_over.hand_over(place, successor, ["survey"], kaisa)
    before = spans(successor)

    with pytest.raises(handing_over.NothingToHandOver):
        handing_over.hand_over(place, successor, ["survey"], kaisa)

    assert spans(successor) == before


def test_nobody_hands_over_what_is_not_theirs_to_give(
    koivuranta: Organisation, kaisa: User, ritva: User, sten: User, successor: Affiliation
) -> None:
    place, deputy = kaisa.affiliations.get(), make_person(koivuranta, "deputy")

    with pytest.raises(actions.RoleNotYours):
        handing_over.hand_over(place, successor, ["key_contact"], deputy)
    for stranger in (sten, ritva):
        with pytest.raises(actions.NotYours):
            handing_over.hand_over(place, successor, ["key_contact"], stranger)

    assert (spans(place), spans(successor)) == ({"key_contact": (LONG_AGO, None)}, {})


def test_only_a_colleague_who_is_there_that_day_takes_over(
    kaisa: User, ritva: User, sten: User, koivuranta: Organisation
) -> None:
    place = ritva.affiliations.get()
    leaving = make_affiliation(organisation=koivuranta, until_on=days(5))
    asleep = make_person(koivuranta, is_active=False).affiliations.get()

    for other in (sten.affiliations.get(), place, leaving, asleep):
        with pytest.raises(handing_over.NobodyToTakeOver):
            handing_over.hand_over(place, other, ["survey"], kaisa, day=days(6))

    assert spans(place) == {"survey": (LONG_AGO, None)}


@pytest.mark.parametrize(
    "fields, status",
    [
        ({}, 422),
        ({"roles": ["head"]}, 422),
        ({"roles": ["survey"], "day": "1.1.2020"}, 409),
        ({"roles": ["survey"], "day": "x\0"}, 422),
        ({"roles": ["survey"], "successor": "9" * 30}, 422),
    ],
)
def test_a_wrong_form_hands_nothing_over(
    as_kaisa: Client,
    ritva: User,
    successor: Affiliation,
    fields: dict[str, object],
    status: int,
) -> None:
    place = ritva.affiliations.get()

    answer = as_kaisa.post(
        f"/members/places/{place.pk}/hand-over/", {"successor": successor.pk} | fields
    )

    assert answer.status_code == status
    assert (spans(place), spans(successor)) == ({"survey": (LONG_AGO, None)}, {})


def test_the_page_of_a_hand_over_that_never_was_is_not_found(
    as_kaisa: Client, as_sten: Client, kaisa: User, ritva: User, successor: Affiliation
) -> None:
    place = ritva.affiliations.get()
    url = f"/members/places/{place.pk}/handed-over/{successor.pk}/"
    assert as_kaisa.get(url).status_code == 404

    handing_over.hand_over(place, successor, ["survey"], kaisa)

    clients = (as_kaisa, signed_in(ritva), as_sten)
    assert [client.get(url).status_code for client in clients] == [200, 200, 404]
