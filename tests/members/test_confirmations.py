"""The yearly confirmation: opened, asked for on a ladder, given on one page."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from time_machine import TimeMachineFixture

from communications.models import Letter
from members import actions
from members.actions import confirmations
from members.actions.contacts import stamp_of_all
from members.models import (
    Affiliation,
    Confirmation,
    ContactPoint,
    Membership,
    Organisation,
    Role,
    User,
)
from members.models.confirmations import LADDER
from members.tasks import keep_confirmations
from tests.conftest import signed_in
from tests.factories import (
    make_affiliation,
    make_association,
    make_contact_point,
    make_member,
    make_person,
)

START = datetime.datetime(2027, 8, 16, 9, tzinfo=datetime.UTC)


def on_day(number: int) -> datetime.datetime:
    return START + datetime.timedelta(days=number)


@pytest.fixture
def asked(
    koivuranta: Organisation, kaisa: User, ritva: User, outi: User, time_machine: TimeMachineFixture
) -> Confirmation:
    """Koivuranta, with its key contact and its data collection contact, on the day of opening."""
    time_machine.move_to(START)
    confirmations.open_year(2027, timezone.localdate(), outi)
    return Confirmation.objects.get(organisation=koivuranta)


def steps(user: User) -> list[str]:
    keys = Letter.objects.filter(key__startswith="confirmation:", address=user.email)
    return sorted(key.split(":")[2] for key in keys.values_list("key", flat=True))


def form(organisation: Organisation, **rows: str) -> dict[str, str]:
    """The page as it was shown: everybody right, but for whom `rows` names."""
    people = organisation.affiliations.live()
    said = {f"row-{place.pk}": rows.get(place.user.name.split()[0], "right") for place in people}
    return said | {"stamp": stamp_of_all(ContactPoint.objects.of(organisation))}


def confirm(client: Client, organisation: Organisation, **rows: str) -> int:
    return client.post(
        f"/members/{organisation.pk}/confirm/", form(organisation, **rows)
    ).status_code


# --- opening ------------------------------------------------------------------------------


def test_the_office_sets_a_day_and_changes_it_until_it_comes(
    outi: User,
    koivuranta: Organisation,
    granholmen: Organisation,
    time_machine: TimeMachineFixture,
) -> None:
    time_machine.move_to(on_day(-30))
    as_outi = signed_in(outi)
    sent = [
        as_outi.post("/members/confirmations/", {"year": 2027, "opens_on": day}).status_code
        for day in ("16.8.2027", "16.8.2027", "17.8.2027")
    ]
    assert sent == [302, 302, 302]
    assert (
        list(Confirmation.objects.values_list("year", "opens_on"))
        == [(2027, datetime.date(2027, 8, 17))] * 2
    )
    assert not Letter.objects.exists()

    time_machine.move_to(on_day(1))
    late = signed_in(outi).post("/members/confirmations/", {"year": 2027, "opens_on": "20.8.2027"})
    assert late.status_code == 409


@pytest.mark.parametrize(
    "year, day", [("x", "16.8.2027"), ("2027", ""), ("1", "16.8.2027"), ("2027", "x\0")]
)
def test_a_day_that_cannot_be_opens_nothing(
    as_outi: Client, koivuranta: Organisation, year: str, day: str
) -> None:
    answer = as_outi.post("/members/confirmations/", {"year": year, "opens_on": day})

    assert answer.status_code == 422
    assert not Confirmation.objects.exists()


def test_others_find_neither_the_offices_page_nor_another_schools(
    asked: Confirmation,
    as_kaisa: Client,
    as_sten: Client,
    as_ritva: Client,
    koivuranta: Organisation,
) -> None:
    page = f"/members/{koivuranta.pk}/confirm/"

    assert [
        client.get("/members/confirmations/").status_code for client in (as_kaisa, as_sten)
    ] == [404, 404]
    assert [client.get(page).status_code for client in (as_kaisa, as_sten, as_ritva)] == [
        200,
        404,
        404,
    ]
    assert as_sten.post(page, form(koivuranta)).status_code == 404


# --- the ladder ---------------------------------------------------------------------------------


def test_the_ladder_writes_each_step_once_to_key_contacts_and_head(
    asked: Confirmation,
    kaisa: User,
    ritva: User,
    sten: User,
    koivuranta: Organisation,
    time_machine: TimeMachineFixture,
) -> None:
    head = make_person(koivuranta, "head")
    for day in range(60):
        time_machine.move_to(on_day(day))
        keep_confirmations()
        keep_confirmations()

    assert steps(kaisa) == steps(head) == ["+0", "+14", "+28"]
    assert steps(ritva) == []


def test_a_clock_that_stood_still_does_not_write_of_long_past_steps(
    asked: Confirmation, kaisa: User, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(on_day(30))
    keep_confirmations()
    time_machine.move_to(on_day(41))
    keep_confirmations()

    assert steps(kaisa) == ["+0", "+28"]


@pytest.mark.parametrize(
    "day, step",
    [
        *[(-1, None), (0, 0), (7, 0), (8, None), (14, 14), (21, 14)],
        *[(22, None), (28, 28), (35, 28), (36, None)],
    ],
)
def test_a_step_is_taken_within_its_week_or_not_at_all(
    asked: Confirmation, time_machine: TimeMachineFixture, day: int, step: int | None
) -> None:
    time_machine.move_to(on_day(day))

    assert asked.step == step


def test_after_six_weeks_the_office_has_a_task_and_a_flag(
    asked: Confirmation, outi: User, time_machine: TimeMachineFixture
) -> None:
    said: list[object] = []
    for day in (41, 42):
        time_machine.move_to(on_day(day))
        said.append("/members/confirmations/" in signed_in(outi).get("/").content.decode())
        asked.refresh_from_db()
        said.append(asked.state)

    assert said == [False, "open", True, "late"]


def test_who_becomes_a_member_later_is_asked_and_who_leaves_is_not(
    asked: Confirmation, time_machine: TimeMachineFixture, koivuranta: Organisation
) -> None:
    time_machine.move_to(on_day(10))
    new = make_member()
    Membership.objects.filter(organisation=koivuranta).update(until_on=timezone.localdate())
    keep_confirmations()

    assert Confirmation.objects.get(organisation=new).opens_on == timezone.localdate()
    assert list(Confirmation.objects.waiting().values_list("organisation", flat=True)) == [new.pk]


# --- the page -------------------------------------------------------------------------------------


def test_one_press_confirms_all_and_the_first_stays(
    asked: Confirmation,
    as_kaisa: Client,
    kaisa: User,
    koivuranta: Organisation,
    time_machine: TimeMachineFixture,
) -> None:
    assert f"/members/{koivuranta.pk}/confirm/" in as_kaisa.get("/").content.decode()

    assert confirm(as_kaisa, koivuranta) == 302
    asked.refresh_from_db()
    first = asked.confirmed_at
    time_machine.move_to(on_day(1))
    assert confirm(signed_in(kaisa), koivuranta) == 302

    asked.refresh_from_db()
    assert (asked.confirmed_at, asked.confirmed_by) == (first, kaisa)
    assert asked.summary == {
        "people": 2, "left": 0, "roles": {"key_contact": 1, "survey": 1}
    }  # fmt: skip
    assert "/confirm/" not in signed_in(kaisa).get("/").content.decode()


def test_who_has_left_is_ended_and_told(
    asked: Confirmation, as_kaisa: Client, koivuranta: Organisation
) -> None:
    gone = make_person(koivuranta, "training", name="Lauri Lähti")

    assert confirm(as_kaisa, koivuranta, Lauri="left") == 302

    assert not gone.affiliations.get().is_live
    assert Letter.objects.filter(address=gone.email, key__startswith="ended:").count() == 1
    asked.refresh_from_db()
    assert (asked.summary["people"], asked.summary["left"]) == (2, 1)


@pytest.mark.parametrize("name", ["Kaisa", "Ritva"])
def test_nobody_confirms_without_key_contact_or_data_collection_contact(
    asked: Confirmation, as_kaisa: Client, outi: User, koivuranta: Organisation, name: str
) -> None:
    assert confirm(as_kaisa, koivuranta, **{name: "left"}) == 409
    assert confirm(signed_in(outi), koivuranta, **{name: "left"}) == 409

    asked.refresh_from_db()
    assert asked.confirmed_at is None
    assert koivuranta.affiliations.live().count() == 2


def test_a_person_who_came_meanwhile_is_not_confirmed_unseen(
    asked: Confirmation, as_kaisa: Client, koivuranta: Organisation
) -> None:
    seen = form(koivuranta)
    make_affiliation(organisation=koivuranta)

    assert as_kaisa.post(f"/members/{koivuranta.pk}/confirm/", seen).status_code == 409

    asked.refresh_from_db()
    assert asked.confirmed_at is None


@pytest.mark.parametrize(
    "extra, status",
    [
        ({"row-x": "left"}, 302),
        ({"row-" + "9" * 300: "left"}, 302),
        ({"row-123": "left"}, 409),
        ({"contact-x": "gone", "contact-" + "9" * 300: "gone"}, 302),
        ({"stamp": "x\0"}, 409),
        ({"corrections": "a\0b"}, 422),
        ({"corrections": "x" * 1_000_000}, 422),
    ],
)
def test_a_forged_row_ends_nobody(
    asked: Confirmation,
    as_kaisa: Client,
    sten: User,
    koivuranta: Organisation,
    extra: dict[str, str],
    status: int,
) -> None:
    url = f"/members/{koivuranta.pk}/confirm/"

    assert as_kaisa.post(url, form(koivuranta) | extra).status_code == status
    other = {f"row-{sten.affiliations.get().pk}": "left"}
    as_kaisa.post(url, form(koivuranta) | other)

    assert sten.affiliations.get().is_live


def test_contact_points_are_right_today_or_gone(
    asked: Confirmation, as_kaisa: Client, koivuranta: Organisation, granholmen: Organisation
) -> None:
    kept, gone = (make_contact_point(koivuranta, value=f"{n}@example.org") for n in range(2))
    other = make_contact_point(granholmen)
    url = f"/members/{koivuranta.pk}/confirm/"
    html = as_kaisa.get(url).content.decode()
    rows = {f"contact-{point.pk}": "gone" for point in (gone, other)}
    answer = as_kaisa.post(url, form(koivuranta) | {f"contact-{kept.pk}": "right"} | rows)

    assert [f'name="contact-{each.pk}"' in html for each in (kept, gone, other)] == [
        *(True, True, False)
    ]
    assert answer.status_code == 302
    assert list(koivuranta.contact_points.values_list("pk", "checked_on")) == [
        (kept.pk, timezone.localdate())
    ]
    [untouched] = granholmen.contact_points.all()
    assert untouched.checked_on == other.checked_on


@pytest.mark.parametrize("change", ["one more", "another value", "one less"])
def test_a_contact_point_that_changed_meanwhile_is_not_confirmed_unseen(
    asked: Confirmation, as_kaisa: Client, koivuranta: Organisation, change: str
) -> None:
    point = make_contact_point(koivuranta)
    seen = form(koivuranta)
    if change == "one more":
        make_contact_point(koivuranta)
    elif change == "another value":
        koivuranta.contact_points.update(value="uusi@example.org")
    else:
        point.delete()
    answer = as_kaisa.post(f"/members/{koivuranta.pk}/confirm/", seen)

    assert answer.status_code == 409
    asked.refresh_from_db()
    assert asked.confirmed_at is None
    assert not koivuranta.contact_points.filter(checked_on=timezone.localdate()).exists()


def test_before_the_day_there_is_nothing_to_confirm(
    as_kaisa: Client, ritva: User, koivuranta: Organisation
) -> None:
    assert as_kaisa.get(f"/members/{koivuranta.pk}/confirm/").status_code == 200
    assert confirm(as_kaisa, koivuranta) == 409


def test_a_mistake_goes_to_the_office_which_corrects_it(
    asked: Confirmation, as_kaisa: Client, as_outi: Client, koivuranta: Organisation
) -> None:
    rows = form(koivuranta) | {"corrections": "Nimi on muuttunut."}
    as_kaisa.post(f"/members/{koivuranta.pk}/confirm/", rows)
    assert "/members/confirmations/" in as_outi.get("/").content.decode()

    url = f"/members/confirmations/{asked.pk}/settle/"
    assert as_kaisa.post(url).status_code == 404
    assert [as_outi.post(url).status_code for _ in range(2)] == [302, 302]

    assert "/members/confirmations/" not in as_outi.get("/").content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_offices_list_asks_the_database_as_often_for_three_as_for_one(
    outi: User, n: int, django_assert_num_queries: object
) -> None:
    for _ in range(n):
        make_member()
    confirmations.open_year(2027, timezone.localdate(), outi)
    client = signed_in(outi)

    with django_assert_num_queries(5):  # type: ignore[operator]
        page = client.get("/members/confirmations/")

    assert len(page.context["confirmations"]) == n


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_people_as_for_one(
    asked: Confirmation,
    kaisa: User,
    koivuranta: Organisation,
    n: int,
    django_assert_num_queries: object,
) -> None:
    for _ in range(n):
        make_affiliation("training", organisation=koivuranta)
        make_contact_point(koivuranta)
    client = signed_in(kaisa)

    with django_assert_num_queries(10):  # type: ignore[operator]
        page = client.get(f"/members/{koivuranta.pk}/confirm/")

    assert (len(page.context["people"]), len(page.context["points"])) == (n + 2, n)


# --- all together -------------------------------------------------------------------------------------


class Year(RuleBasedStateMachine):
    """Days pass, people come and go, somebody confirms or not: whatever the order, letters keep to
    the ladder, nobody is asked after confirming, and no gap is ever confirmed."""

    def __init__(self) -> None:
        super().__init__()
        self.day = 0
        self.clock = time_machine.travel(START, tick=False)
        self.clock.start()
        Letter.objects.all().delete()
        Confirmation.objects.all().delete()
        self.school = make_member()
        self.key = make_affiliation("key_contact", organisation=self.school)
        self.survey = make_affiliation("survey", organisation=self.school)
        self.office = make_person(make_association(), "office")
        confirmations.open_year(2027, timezone.localdate(), self.office)
        self.confirmed_on: int | None = None

    def teardown(self) -> None:
        self.clock.stop()

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        self.day += days
        self.clock.stop()
        self.clock = time_machine.travel(on_day(self.day), tick=False)
        self.clock.start()
        keep_confirmations()

    @rule(is_active=st.booleans())
    def turn(self, is_active: bool) -> None:
        User.objects.filter(pk=self.key.user_id).update(is_active=is_active)

    @rule(is_there=st.booleans())
    def hold(self, is_there: bool) -> None:
        until = None if is_there else timezone.localdate()
        Role.objects.filter(affiliation=self.survey).update(until_on=until)

    @rule(office=st.booleans())
    def confirm(self, office: bool) -> None:
        by = self.office if office else self.key.user
        is_whole = (
            User.objects.get(pk=self.key.user_id).is_active
            and Role.objects.live().filter(affiliation=self.survey).exists()
        )
        seen = set(Affiliation.objects.at(self.school).values_list("pk", flat=True))
        try:
            page = confirmations.Page(seen, [], stamp_of_all([]), [])
            confirmations.confirm(self.school, page, User.objects.get(pk=by.pk))
        except actions.Refused:
            assert not is_whole
        else:
            assert is_whole or self.confirmed_on is not None
            if self.confirmed_on is None:
                self.confirmed_on = self.day

    @invariant()
    def the_ladder_is_kept(self) -> None:
        letters = Letter.objects.filter(
            key__startswith="confirmation:", address=self.key.user.email
        )
        for letter in letters:
            step = int(letter.key.split(":")[2])
            came = (letter.created_at - START).days
            assert step in LADDER
            assert step <= came <= step + 7
            assert self.confirmed_on is None or came <= self.confirmed_on
        row = Confirmation.objects.get(organisation=self.school)
        assert (row.confirmed_at is None) == (self.confirmed_on is None)


def test_whatever_happens_in_the_year(db: None) -> None:
    run_state_machine_as_test(
        Year, settings=settings(max_examples=25, stateful_step_count=12, deadline=None)
    )
