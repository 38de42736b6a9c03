import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from django.db import connection, transaction
from django.utils import timezone, translation
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from communications.models import Letter
from members import actions
from members.access import RULES
from members.models import Affiliation, Membership, Organisation, Role, User
from members.models.days import live
from members.roles import ASSOCIATION_ROLES, GRANTABLE, MEMBER_ROLES
from tests.factories import (
    LONG_AGO,
    make_affiliation,
    make_association,
    make_member,
    make_organisation,
    make_person,
    make_role,
)


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def spans(affiliation: Affiliation) -> dict[str, tuple[datetime.date, datetime.date | None]]:
    """The days of an affiliation, called "", and of its roles."""
    affiliation = Affiliation.objects.get(pk=affiliation.pk)
    rows = affiliation.roles.values_list("role", "from_on", "until_on")
    return {"": (affiliation.from_on, affiliation.until_on)} | {
        role: (from_on, until_on) for role, from_on, until_on in rows
    }


def as_today(user: User) -> User:
    """The person as a new request finds them."""
    return User.objects.get(pk=user.pk)


# --- appointing -----------------------------------------------------------------------------------


def test_who_is_appointed_belongs_from_today_and_signs_in_by_a_code(kaisa: User) -> None:
    school = kaisa.homes[0].organisation

    affiliation = actions.appoint(
        school, " Veikko.Uusi@Example.org", "Veikko Uusi", "rehtori", ["head", "survey"], kaisa,
        language="sv", reason="uusi rehtori",
    )  # fmt: skip

    person = affiliation.user
    assert (person.email, person.name, person.language) == (
        "veikko.uusi@example.org",
        "Veikko Uusi",
        "sv",
    )
    assert not person.has_usable_password()
    assert (affiliation.organisation, affiliation.title) == (school, "rehtori")
    assert spans(affiliation) == dict.fromkeys(["", "head", "survey"], (days(0), None))
    assert set(affiliation.roles.values_list("granted_by", "reason")) == {
        (kaisa.pk, "uusi rehtori")
    }


def test_appointing_twice_changes_nothing(kaisa: User) -> None:
    school = kaisa.homes[0].organisation
    first = actions.appoint(school, "v@example.org", "Veikko", "rehtori", ["head"], kaisa)
    before = (spans(first), list(User.objects.values()))

    again = actions.appoint(
        school, "V@example.org", "Toinen nimi", "muu", ["head"], kaisa, language="en"
    )

    assert (again, again.title) == (first, "rehtori")
    assert (spans(first), list(User.objects.values())) == before


def test_a_colleague_only_gets_the_roles_they_lack(kaisa: User, ritva: User) -> None:
    before = spans(ritva.homes[0])

    affiliation = actions.appoint(
        kaisa.homes[0].organisation, ritva.email, "", "", ["survey", "finance"], kaisa
    )

    assert affiliation == ritva.homes[0]
    assert spans(affiliation) == before | {"finance": (days(0), None)}


def test_a_known_person_keeps_their_first_home(sten: User, kaisa: User) -> None:
    actions.appoint(kaisa.homes[0].organisation, sten.email, "Joku", "", [], kaisa)

    assert [home.organisation.name_fi for home in as_today(sten).homes] == [
        "Granholmin musiikkiopisto",
        "Koivurannan konservatorio",
    ]
    assert as_today(sten).name == "Sten Strand"


def test_what_would_begin_later_begins_now(koivuranta: Organisation) -> None:
    coming = make_affiliation(organisation=koivuranta, from_on=days(30), until_on=days(90))
    make_role(affiliation=coming, role="survey", from_on=days(40), until_on=days(50))
    make_role(affiliation=coming, role="finance", from_on=days(40))

    actions.appoint(koivuranta, coming.user.email, "", "", ["survey", "training"], None)

    assert spans(coming) == {
        "": (days(0), days(90)),
        "survey": (days(0), days(50)),
        "finance": (days(40), None),
        "training": (days(0), days(90)),
    }
    assert coming.user.affiliations.count() == 1


def test_who_has_left_comes_back_to_a_new_place(koivuranta: Organisation) -> None:
    left = make_affiliation("survey", organisation=koivuranta)
    actions.end_affiliation(left, None)

    back = actions.appoint(koivuranta, left.user.email, "", "", ["survey"], None)

    assert spans(left) == dict.fromkeys(["", "survey"], (LONG_AGO, days(0)))
    assert spans(back) == dict.fromkeys(["", "survey"], (days(0), None))


def test_a_withdrawn_beginning_does_not_come_back(koivuranta: Organisation) -> None:
    withdrawn = make_affiliation(organisation=koivuranta, from_on=days(30))
    actions.end_affiliation(withdrawn, None)

    assert actions.appoint(koivuranta, withdrawn.user.email, "", "", [], None) != withdrawn


@pytest.mark.parametrize(
    "role, refusal",
    [("collegium", actions.RoleNotYours), ("office", actions.RoleDoesNotFit)],
)
def test_a_school_does_not_give_what_is_not_its_own(
    kaisa: User, role: str, refusal: type[actions.Refused]
) -> None:
    with pytest.raises(refusal):
        actions.appoint(
            kaisa.homes[0].organisation, "v@example.org", "V", "", ["survey", role], kaisa
        )

    assert not User.objects.filter(email="v@example.org").exists()


@pytest.mark.parametrize("roles", [[], ["survey"]])
@pytest.mark.parametrize("who", ["sten", "ritva", "birgit"])
def test_strangers_respondents_and_the_board_appoint_nobody(
    request: pytest.FixtureRequest, koivuranta: Organisation, who: str, roles: list[str]
) -> None:
    with pytest.raises(actions.NotYours):
        actions.appoint(koivuranta, "v@example.org", "V", "", roles, request.getfixturevalue(who))

    assert not User.objects.filter(email="v@example.org").exists()


def test_what_one_may_give_follows_from_where_one_holds_the_role(
    sten: User, koivuranta: Organisation
) -> None:
    """A key contact of one school who is a deputy in another names no key contact there."""
    make_affiliation("deputy", user=sten, organisation=koivuranta)
    granholmen = Organisation.objects.get(name_sv="Musikinstitutet Granholmen")
    below = make_organisation(kind="site", parent=granholmen)
    above = make_organisation(kind="provider")
    Organisation.objects.filter(pk=granholmen.pk).update(parent=above)

    assert {
        place.name_fi: actions.grantable(as_today(sten), place)
        for place in (granholmen, below, koivuranta, above)
    } == {
        granholmen.name_fi: MEMBER_ROLES - {"collegium"},
        below.name_fi: MEMBER_ROLES - {"collegium"},
        koivuranta.name_fi: MEMBER_ROLES - {"collegium", "key_contact", "head", "deputy"},
        above.name_fi: frozenset(),
    }


def test_the_office_gives_the_schools_roles_and_the_administrator_all(
    outi: User, koivuranta: Organisation
) -> None:
    association = make_association()
    admin = make_person(association, "admin")

    assert actions.grantable(outi, koivuranta) == MEMBER_ROLES
    assert actions.grantable(admin, association) == MEMBER_ROLES | ASSOCIATION_ROLES
    with pytest.raises(actions.RoleNotYours):
        actions.appoint(association, outi.email, "", "", ["admin"], outi)
    with pytest.raises(actions.RoleDoesNotFit):
        actions.appoint(association, outi.email, "", "", ["survey"], admin)


def test_the_one_rule_of_access_holds_here_too(
    kaisa: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(GRANTABLE) == set(RULES["grant_roles"])

    monkeypatch.setitem(RULES, "grant_roles", {})

    assert actions.grantable(kaisa, kaisa.homes[0].organisation) == frozenset()


def test_a_role_that_does_not_exist_is_an_error(koivuranta: Organisation) -> None:
    with pytest.raises(ValueError, match="emperor"):
        actions.appoint(koivuranta, "v@example.org", "V", "", ["emperor"], None)


# --- ending ---------------------------------------------------------------------------------------


def test_roles_end_with_the_affiliation_and_nothing_is_deleted(kaisa: User) -> None:
    affiliation = make_affiliation("survey", organisation=kaisa.homes[0].organisation)
    make_role(affiliation=affiliation, role="finance", until_on=days(-5))
    make_role(affiliation=affiliation, role="training", from_on=days(5))
    make_role(affiliation=affiliation, role="worklife", from_on=days(-9), until_on=days(9))

    actions.end_affiliation(affiliation, kaisa)

    ended = {
        "": (LONG_AGO, days(0)),
        "survey": (LONG_AGO, days(0)),
        "finance": (LONG_AGO, days(-5)),
        "training": (days(5), days(5)),
        "worklife": (days(-9), days(0)),
    }
    assert spans(affiliation) == ended
    actions.end_affiliation(affiliation, kaisa, days(3))
    assert spans(affiliation) == ended


def test_an_ending_may_be_told_beforehand_or_afterwards(kaisa: User) -> None:
    school = kaisa.homes[0].organisation
    leaving, left, coming = (
        make_affiliation(organisation=school, from_on=days(begins)) for begins in (-9, -9, 9)
    )
    for affiliation in (leaving, left, coming):
        make_role(affiliation=affiliation, role="survey", from_on=affiliation.from_on)

    actions.end_affiliation(leaving, kaisa, days(7))
    actions.end_affiliation(left, kaisa, days(-7))
    actions.end_affiliation(coming, kaisa)

    assert [spans(each) for each in (leaving, left, coming)] == [
        dict.fromkeys(["", "survey"], span)
        for span in [(days(-9), days(7)), (days(-9), days(-7)), (days(9), days(9))]
    ]


def test_who_ends_a_role_leaves_the_person_in_their_place(kaisa: User, ritva: User) -> None:
    home = ritva.homes[0]
    role = home.roles.get()

    actions.end_role(role, kaisa, days(2))
    actions.end_role(role, kaisa, days(8))

    assert spans(home) == {"": (LONG_AGO, None), "survey": (LONG_AGO, days(2))}


def test_a_role_that_has_not_begun_is_withdrawn(kaisa: User, ritva: User) -> None:
    role = make_role(affiliation=ritva.homes[0], role="finance", from_on=days(9))

    actions.end_role(role, kaisa)

    assert spans(ritva.homes[0])["finance"] == (days(9), days(9))


@pytest.mark.parametrize("who", ["sten", "ritva", "birgit"])
def test_strangers_respondents_and_the_board_end_nothing(
    request: pytest.FixtureRequest, kaisa: User, who: str
) -> None:
    by = request.getfixturevalue(who)
    colleague = make_affiliation("survey", organisation=kaisa.homes[0].organisation)

    with pytest.raises(actions.NotYours):
        actions.end_affiliation(colleague, by)
    with pytest.raises(actions.RoleNotYours):
        actions.end_role(colleague.roles.get(), by)

    assert spans(colleague) == dict.fromkeys(["", "survey"], (LONG_AGO, None))


def test_everybody_may_leave(ritva: User) -> None:
    actions.end_affiliation(ritva.homes[0], ritva)

    assert as_today(ritva).homes == []


def test_removing_a_person_is_no_way_round_what_one_may_end(kaisa: User, outi: User) -> None:
    school = kaisa.homes[0].organisation
    deputy = make_person(school, "deputy")
    head = make_affiliation("head", "collegium", organisation=school)
    admin = make_affiliation("admin", organisation=make_association())

    for affiliation, by in [(head, deputy), (kaisa.homes[0], deputy), (admin, outi)]:
        with pytest.raises(actions.RoleNotYours):
            actions.end_affiliation(affiliation, by)
        assert Affiliation.objects.get(pk=affiliation.pk).is_live

    actions.end_affiliation(head, kaisa)  # the collegium goes with the school's head
    assert spans(head) == dict.fromkeys(["", "head", "collegium"], (LONG_AGO, days(0)))


# --- the last key contact -------------------------------------------------------------------------


def test_a_member_keeps_somebody_who_hears(kaisa: User) -> None:
    home = kaisa.homes[0]
    head = make_person(home.organisation, "head")
    before = spans(home)

    for by in (kaisa, head):
        with pytest.raises(actions.LastKeyContact):
            actions.end_affiliation(home, by)
        with pytest.raises(actions.LastKeyContact):
            actions.end_role(home.roles.get(), by)
        with pytest.raises(actions.LastKeyContact):
            actions.end_role(home.roles.get(), by, days(30))

    assert spans(home) == before


def test_with_a_successor_the_key_contact_may_go(kaisa: User) -> None:
    home = kaisa.homes[0]
    actions.appoint(home.organisation, "v@example.org", "V", "", ["key_contact"], kaisa)

    actions.end_affiliation(home, kaisa)

    assert not Affiliation.objects.get(pk=home.pk).is_live


@pytest.mark.parametrize("who", ["outi", None])
def test_the_office_and_the_system_may_end_the_last_one(
    request: pytest.FixtureRequest, kaisa: User, who: str | None
) -> None:
    actions.end_affiliation(kaisa.homes[0], request.getfixturevalue(who) if who else None)

    assert as_today(kaisa).homes == []


def test_a_successor_counts_who_is_there_on_the_day_and_may_sign_in(kaisa: User) -> None:
    home = kaisa.homes[0]
    asleep = make_affiliation("key_contact", organisation=home.organisation)
    User.objects.filter(pk=asleep.user_id).update(is_active=False)
    left = make_affiliation(organisation=home.organisation, until_on=days(-1))
    make_role(affiliation=left, role="key_contact")
    make_affiliation("key_contact", organisation=make_member())
    leaving = make_affiliation("key_contact", organisation=home.organisation, until_on=days(9))

    with pytest.raises(actions.LastKeyContact):
        actions.end_role(home.roles.get(), kaisa, days(9))
    actions.end_role(home.roles.get(), kaisa, days(8))
    actions.end_affiliation(asleep, None)

    assert spans(home)["key_contact"] == (LONG_AGO, days(8))
    assert spans(leaving)[""] == (LONG_AGO, days(9))


def test_an_ending_told_afterwards_asks_who_hears_today(kaisa: User) -> None:
    home = kaisa.homes[0]
    was_there = make_affiliation(organisation=home.organisation, until_on=days(-1))
    make_role(affiliation=was_there, role="key_contact", until_on=days(-1))

    with pytest.raises(actions.LastKeyContact):
        actions.end_affiliation(home, kaisa, days(-5))


def test_only_members_must_keep_a_key_contact(kaisa: User) -> None:
    Membership.objects.update(until_on=days(0))

    actions.end_role(kaisa.homes[0].roles.get(), kaisa)

    assert spans(kaisa.homes[0])["key_contact"] == (LONG_AGO, days(0))


def test_a_refusal_speaks_the_readers_language(kaisa: User) -> None:
    refusal = actions.LastKeyContact(organisation=kaisa.homes[0].organisation)

    with translation.override("en"):
        assert str(refusal) == (
            "Koivurannan konservatorio would be left without a key contact. Name another one first."
        )
    assert issubclass(actions.LastKeyContact, actions.Refused)


# --- addresses ------------------------------------------------------------------------------------


def test_a_changed_address_opens_the_account_and_the_old_one_does_not(ritva: User) -> None:
    EmailAddress.objects.create(user=ritva, email=ritva.email, primary=True, verified=True)

    actions.change_address(ritva, " Ritva.Uusi@Example.org", None)

    assert as_today(ritva).email == "ritva.uusi@example.org"
    assert filter_users_by_email("ritva.uusi@example.org") == [ritva]
    assert filter_users_by_email("ritva@example.org") == []


def test_a_change_of_address_is_told_at_the_old_one(ritva: User) -> None:
    actions.change_address(ritva, "RITVA@example.org", None)
    assert not Letter.objects.exists()

    actions.change_address(ritva, "uusi@example.org", ritva)

    letter = Letter.objects.get()
    assert (letter.address, letter.kind) == ("ritva@example.org", "transactional")
    assert "uusi@example.org" not in letter.text


# --- two at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_key_contacts_cannot_all_leave_at_once() -> None:
    ready = Barrier(4)

    def leave(affiliation: Affiliation) -> str:
        try:
            affiliation.user.standing  # noqa: B018  the connection is open when all begin
            ready.wait(5)
            actions.end_affiliation(affiliation, affiliation.user)
        except actions.LastKeyContact:
            return "refused"
        else:
            return "left"
        finally:
            connection.close()

    for _try in range(5):
        school = make_member()
        leaving = [make_affiliation("key_contact", organisation=school) for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(leave, leaving)) == ["left", "left", "left", "refused"]


@pytest.mark.django_db(transaction=True)
def test_appointing_one_person_many_times_at_once_makes_one_place() -> None:
    schools = [make_member(), make_member()]

    def appoint(number: int) -> int:
        try:
            school = schools[number % 2]
            return actions.appoint(school, "v@example.org", "V", "", ["survey"], None).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        places = set(pool.map(appoint, range(8)))

    assert places == set(Affiliation.objects.values_list("pk", flat=True))
    assert sorted(
        Role.objects.values_list("affiliation__organisation", "affiliation__user__email", "role")
    ) == [(school.pk, "v@example.org", "survey") for school in schools]


# --- whatever people do, in whatever order --------------------------------------------------------


class Federation(RuleBasedStateMachine):
    """Two member schools and the office appoint, end and wait, as they please."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.clock = time_machine.travel(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))
        self.coordinates = self.clock.start()
        self.schools = [make_member(), make_member()]
        self.office = make_person(make_association(), "office")
        for school in self.schools:
            actions.appoint(school, "first@example.org", "First", "", ["key_contact"], None)

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def somebody(self, number: int) -> User | None:
        """The system, the office, or one of the schools' people, as a new request finds them."""
        people: list[User | None] = [None, *User.objects.order_by("pk")]
        return people[number % len(people)]

    def silent(self, day: datetime.date) -> list[Organisation]:
        """Schools without anybody who hears on that day."""
        hearing = Role.objects.live(day).filter(live("affiliation__", day), role="key_contact")
        return [s for s in self.schools if not hearing.filter(affiliation__organisation=s).exists()]

    @rule(
        school=st.integers(0, 1),
        person=st.sampled_from(["first", "a", "b"]),
        roles=st.sets(st.sampled_from(["key_contact", "head", "survey", "collegium"])),
        by=st.integers(0, 5),
    )
    def appoint(self, school: int, person: str, roles: set[str], by: int) -> None:
        for _twice in range(2):
            with suppress(actions.NotYours, actions.RoleNotYours):
                place = actions.appoint(
                    self.schools[school], f"{person}@example.org", person, "", roles,
                    self.somebody(by),
                )  # fmt: skip
                held = place.roles.live().values_list("role", flat=True)
                assert place.is_live and roles <= set(held)

    @rule(number=st.integers(0, 9), by=st.integers(0, 5), day=st.integers(-3, 9))
    def end_affiliation(self, number: int, by: int, day: int) -> None:
        affiliations = list(Affiliation.objects.exclude(user=self.office).order_by("pk"))
        affiliation = affiliations[number % len(affiliations)]
        self.end(by, day, lambda who: actions.end_affiliation(affiliation, who, days(day)))

    @rule(number=st.integers(0, 9), by=st.integers(0, 5), day=st.integers(-3, 9))
    def end_role(self, number: int, by: int, day: int) -> None:
        roles = list(Role.objects.exclude(role="office").order_by("pk"))
        role = roles[number % len(roles)]
        self.end(by, day, lambda who: actions.end_role(role, who, days(day)))

    def end(self, by: int, day: int, ending: Callable[[User | None], None]) -> None:
        """Twice is as once, and no school but by the office's will falls silent."""
        who, on = self.somebody(by), days(max(day, 0))
        silent = self.silent(on)
        with suppress(actions.Refused):
            ending(who)
            after = self.rows()
            ending(who)
            assert self.rows() == after
        if who not in (None, self.office):
            assert self.silent(on) == silent

    def rows(self) -> list[object]:
        return [list(rows.order_by("pk").values()) for rows in (Affiliation.objects, Role.objects)]

    @rule(number=st.integers(1, 6))
    def wait(self, number: int) -> None:
        self.coordinates.shift(datetime.timedelta(days=number))

    @invariant()
    def nobody_has_two_places_in_one_school(self) -> None:
        places = list(Affiliation.objects.live().values_list("user", "organisation"))
        assert len(places) == len(set(places))

    @invariant()
    def no_role_outlives_its_place(self) -> None:
        for role in Role.objects.select_related("affiliation"):
            ends, place_ends = role.until_on, role.affiliation.until_on
            assert role.from_on >= role.affiliation.from_on
            assert place_ends is None or (
                ends is not None and ends <= max(place_ends, role.from_on)
            )


@pytest.mark.django_db
def test_whatever_people_do_places_and_roles_stay_in_order() -> None:
    run_state_machine_as_test(
        Federation, settings=settings(max_examples=25, stateful_step_count=15, deadline=None)
    )
