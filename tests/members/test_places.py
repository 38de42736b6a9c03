"""A person's place: added and told, roles given and ended, left, restored."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from time_machine import TimeMachineFixture

from communications.models import Letter
from members import actions
from members.access import RULES, reach
from members.actions import places
from members.models import Affiliation, AuditEvent, Organisation, User
from members.tasks import tell_newcomers
from tests.conftest import signed_in
from tests.factories import (
    make_affiliation,
    make_member,
    make_organisation,
    make_person,
    make_role,
)


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def post(client: Client, place: Affiliation, what: str, **fields: object) -> int:
    return client.post(f"/members/places/{place.pk}/{what}/", fields).status_code


def letters_to(user: User) -> list[str]:
    return sorted(Letter.objects.filter(address=user.email).values_list("key", flat=True))


def ends(place: Affiliation) -> dict[str, datetime.date | None]:
    place = Affiliation.objects.get(pk=place.pk)
    return {"": place.until_on} | dict(place.roles.values_list("role", "until_on"))


# --- roles ------------------------------------------------------------------------------


def test_a_key_contact_gives_a_colleague_a_role_and_ends_it(
    as_kaisa: Client, kaisa: User, ritva: User
) -> None:
    [place] = ritva.affiliations.all()

    assert post(as_kaisa, place, "roles", role="training", reason="uusi tehtävä") == 302
    assert post(as_kaisa, place, "roles", role="training") == 302
    given = place.roles.get(role="training")
    assert (given.granted_by, given.reason, given.until_on) == (kaisa, "uusi tehtävä", None)

    assert [post(as_kaisa, place, "roles/end", role="training") for _ in range(2)] == [302, 302]
    assert ends(place) == {"": None, "survey": None, "training": days(0)}


def test_a_stand_in_has_a_last_day_which_is_still_theirs(as_kaisa: Client, ritva: User) -> None:
    [place] = ritva.affiliations.all()

    post(as_kaisa, place, "roles", role="deputy", last_day=days(7).strftime("%d.%m.%Y"))

    role = place.roles.get(role="deputy")
    assert (role.last_day, role.until_on) == (days(7), days(8))


@pytest.mark.parametrize(
    "fields, status",
    [
        ({"role": "collegium"}, 422),
        ({"role": "admin"}, 422),
        ({"role": "x\0"}, 422),
        ({}, 422),
        ({"role": "head", "last_day": "32.1.2026"}, 422),
        ({"role": "head", "last_day": "1.1.2020"}, 409),
        ({"role": "head", "reason": "x" * 1_000_000}, 422),
    ],
)
def test_a_role_that_cannot_be_given_is_refused(
    as_kaisa: Client, ritva: User, fields: dict[str, str], status: int
) -> None:
    [place] = ritva.affiliations.all()

    assert post(as_kaisa, place, "roles", **fields) == status
    assert ends(place) == {"": None, "survey": None}


def test_a_deputy_neither_gives_nor_ends_what_is_above_them(
    koivuranta: Organisation, kaisa: User
) -> None:
    deputy = signed_in(make_person(koivuranta, "deputy"))
    [place] = kaisa.affiliations.all()

    assert post(deputy, place, "roles", role="head") == 422
    assert post(deputy, place, "roles/end", role="key_contact") == 409
    assert post(deputy, place, "end") == 409
    assert ends(place) == {"": None, "key_contact": None}


@pytest.mark.parametrize("what", ["roles", "roles/end", "end", "restore"])
def test_the_stranger_finds_no_place_of_another_school(
    as_sten: Client, ritva: User, what: str
) -> None:
    [place] = ritva.affiliations.all()

    assert as_sten.get(f"/members/places/{place.pk}/").status_code == 404
    assert post(as_sten, place, what, role="survey") == 404
    assert ends(place) == {"": None, "survey": None}


# --- ending -----------------------------------------------------------------------------


def test_whose_place_another_ends_is_told_once(as_kaisa: Client, ritva: User) -> None:
    [place] = ritva.affiliations.all()

    assert [post(as_kaisa, place, "end") for _ in range(2)] == [302, 302]

    assert ends(place) == dict.fromkeys(["", "survey"], days(0))
    assert letters_to(ritva) == [f"ended:{place.pk}:{days(0)}"]


def test_who_leaves_hears_nothing_and_the_last_key_contact_stays(
    as_ritva: Client, as_kaisa: Client, ritva: User, kaisa: User
) -> None:
    theirs, [last] = ritva.affiliations.get(), kaisa.affiliations.all()

    assert [post(as_ritva, theirs, "end"), post(as_kaisa, last, "end")] == [302, 409]

    assert (ends(theirs)[""], ends(last)[""]) == (days(0), None)
    assert not Letter.objects.exists()


def test_the_only_key_contact_does_not_lay_the_role_down_but_one_of_two_does(
    as_kaisa: Client, kaisa: User, ritva: User
) -> None:
    [place] = kaisa.affiliations.all()
    assert post(as_kaisa, place, "roles/end", role="key_contact") == 409
    assert ends(place) == {"": None, "key_contact": None}

    make_role(affiliation=ritva.affiliations.get(), role="key_contact")
    assert post(as_kaisa, place, "roles/end", role="key_contact") == 302
    assert ends(place) == {"": None, "key_contact": days(0)}
    assert post(as_kaisa, place, "roles", role="key_contact") == 404  # nor do they take it back


def test_the_office_restores_a_place_with_the_roles_that_ended_with_it(
    as_kaisa: Client, as_outi: Client, ritva: User
) -> None:
    [place] = ritva.affiliations.all()
    place.roles.create(role="training", from_on=days(-9), until_on=days(-5))
    post(as_kaisa, place, "end")

    assert post(as_kaisa, place, "restore") == 404
    assert [post(as_outi, place, "restore") for _ in range(2)] == [302, 302]

    assert ends(place) == {"": None, "survey": None, "training": days(-5)}


def test_a_place_is_not_restored_beside_a_newer_one(outi: User, ritva: User) -> None:
    [old] = ritva.affiliations.all()
    actions.end_affiliation(old, None)
    actions.appoint(old.organisation, ritva.email, "", "", [], None)

    places.restore(old, outi)

    assert ends(old)[""] == days(0)


# --- added by mistake ----------------------------------------------------------------------


def test_who_was_added_by_mistake_says_so_and_the_inviter_hears(
    kaisa: User, koivuranta: Organisation
) -> None:
    place = actions.appoint(koivuranta, "new@example.org", "Uusi", "", ["survey"], kaisa)
    client = signed_in(place.user)

    assert [post(client, place, "end", wrong="1") for _ in range(2)] == [302, 302]

    assert ends(place) == dict.fromkeys(["", "survey"], days(0))
    assert letters_to(kaisa) == [f"left:{place.pk}"]


def test_even_the_only_key_contact_may_say_so_and_the_office_has_a_task(
    outi: User, koivuranta: Organisation, as_outi: Client
) -> None:
    place = actions.appoint(koivuranta, "new@example.org", "Uusi", "", ["key_contact"], outi)

    places.decline_place(place, place.user)

    assert ends(place)[""] == days(0)
    ended = AuditEvent.objects.get(verb="affiliation_ended")
    assert (ended.actor, ended.organisation, ended.object_pk) == (
        place.user,
        koivuranta,
        str(place.pk),
    )
    assert f"/members/{koivuranta.pk}/invite/" in as_outi.get("/").content.decode()


def test_after_a_month_one_leaves_like_everybody(ritva: User) -> None:
    with pytest.raises(places.TooLate):
        places.decline_place(ritva.affiliations.get(), ritva)


def test_nobody_says_it_for_another(kaisa: User, ritva: User) -> None:
    with pytest.raises(actions.NotYours):
        places.decline_place(ritva.affiliations.get(), kaisa)


# --- news of the day --------------------------------------------------------------------------


def test_who_looks_after_people_hears_of_all_newcomers_in_one_letter(
    koivuranta: Organisation, kaisa: User, ritva: User, sten: User, time_machine: TimeMachineFixture
) -> None:
    head = make_person(koivuranta, "head")
    asleep = make_person(koivuranta, "key_contact", is_active=False)
    site = make_organisation(kind="site", parent=koivuranta)
    for place, name in ((koivuranta, "Aamu Uusi"), (koivuranta, "Ilta Uusi"), (site, "Sivu Uusi")):
        actions.appoint(place, f"{name[:4]}@example.org", name, "", [], None)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=1))

    for _ in range(3):
        tell_newcomers()

    letters = Letter.objects.filter(key__startswith="newcomers:")
    assert {letter.address for letter in letters} == {kaisa.email, head.email}
    assert letters.count() == 2
    text = letters.get(address=kaisa.email).text
    assert [name in text for name in ("Aamu Uusi", "Ilta Uusi", "Sivu Uusi")] == [True] * 3
    assert letters_to(ritva) == letters_to(sten) == letters_to(asleep) == []


def test_a_clock_that_stood_still_catches_up_and_a_newcomer_does_not_hear_of_themself(
    koivuranta: Organisation, time_machine: TimeMachineFixture
) -> None:
    new = actions.appoint(koivuranta, "n@example.org", "N", "", ["key_contact"], None)
    other = actions.appoint(koivuranta, "o@example.org", "O", "", [], None)
    came = days(0)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=5))

    tell_newcomers()

    assert letters_to(new.user) == [f"newcomers:{came}:{new.user_id}"]
    assert "O\n" in Letter.objects.get().text
    assert letters_to(other.user) == []


# --- who speaks for a school without a key contact ------------------------------------------------


@pytest.mark.parametrize("verb", sorted(RULES.keys() - {"submit_collection_if_no_head"}))
def test_the_head_has_every_verb_of_the_key_contact(
    koivuranta: Organisation, kaisa: User, verb: str
) -> None:
    head = make_person(koivuranta, "head")

    assert reach(kaisa.standing, verb).organisations <= reach(head.standing, verb).organisations


@pytest.mark.parametrize("n", [1, 3])
def test_news_of_people_are_gathered_for_the_nearest_who_look_after_them(db: None, n: int) -> None:
    school = make_member()
    site = make_organisation(kind="site", parent=school)
    above = make_affiliation("head", organisation=school).user
    assert places.who_looks_after(site) == [above]
    people = [make_person(site, "deputy") for _ in range(n)]

    assert places.who_looks_after(site) == people


def test_only_who_looked_after_people_on_the_day_hears_of_it(
    koivuranta: Organisation, kaisa: User, time_machine: TimeMachineFixture
) -> None:
    begins, ends = (make_affiliation(organisation=koivuranta) for _ in range(2))
    make_role(affiliation=begins, role="key_contact", from_on=days(1))
    make_role(affiliation=ends, role="deputy", until_on=days(1))
    actions.appoint(koivuranta, "uusi@example.org", "Uusi", "", [], None)
    came = days(0)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=1))

    tell_newcomers()

    told = Letter.objects.filter(key__startswith=f"newcomers:{came}:")
    assert list(told.values_list("address", flat=True)) == [kaisa.email]


def test_a_stand_ins_last_day_is_told_as_the_day_it_is(
    as_kaisa: Client, koivuranta: Organisation, ritva: User
) -> None:
    make_role(affiliation=ritva.affiliations.get(), role="deputy", until_on=days(8))
    html = as_kaisa.get(f"/members/{koivuranta.pk}/").content.decode()

    assert date_format(days(7)) in html
    assert date_format(days(8)) not in html
