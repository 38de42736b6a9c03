"""The life of a release: asked for, built, looked at, published, withdrawn, corrected."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from communications.models import Letter
from indicators.actions import (
    build_release,
    note_preview,
    publish_release,
    request_release,
    withdraw_release,
)
from indicators.actions.refusals import (
    LookFirst,
    NotBuilt,
    NothingReported,
    NotPublished,
    NotTheOffice,
    Outdated,
    ReasonMissing,
    TooSoon,
)
from indicators.models import DataElement, Group, Indicator, Observation, Release, SdcPolicy, Stat
from members.actions import Refused
from members.models import Organisation, User
from tests.factories import make_association, make_organisation, make_person
from tests.indicators.factories import (
    COLLECTION,
    PERIOD,
    make_element,
    make_figures,
    make_group,
    make_indicator,
    make_observation,
    make_schools,
    make_waiver,
)

FIVE = [11, 12, 13, 14, 15]
HALF_AN_HOUR = datetime.timedelta(minutes=30)


@pytest.fixture
def emil(db: None) -> User:
    """Outi's colleague."""
    return make_person(make_association(), "office", email="emil@example.org", name="Emil Ek")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    moment = datetime.datetime(2026, 11, 24, 10, tzinfo=datetime.UTC)
    with time_machine.travel(moment, tick=False) as traveller:
        yield traveller


def built(by: User) -> Release:
    release = request_release(COLLECTION, PERIOD, by)
    build_release(release.pk)
    release.refresh_from_db()
    return release


def told(release: Release, code: str = "op", group: str = "all") -> dict[str, str]:
    stats = release.stats.filter(element__code=code, group__code=group)
    return dict(stats.values_list("stat", "shown"))


# --- building ---------------------------------------------------------------------------


def test_a_release_is_built_from_what_was_reported(outi: User) -> None:
    make_figures({"op": FIVE})

    release = built(outi)

    assert (release.state, release.status, release.progress, release.seq) == (
        "audited",
        "done",
        100,
        1,
    )
    assert (release.title_sv, release.requested_by) == ("Årsinsamling", outi)
    assert told(release) == {"n": "5", "sum": "65", "mean": "13.0", "median": "13"}
    assert release.policy["min_sum"] == 3
    assert (release.audit["solver"], len(release.input_hash)) == ("fallback", 64)
    assert Stat.objects.get(stat="sum").value == 65


def test_an_indicator_is_told_where_all_its_parts_are(outi: User) -> None:
    make_figures({"op": FIVE, "htv": [2, 2, 2, 2, 2]})
    make_indicator("suhde", decimals=2)
    make_indicator("puuttuu", numerator={"op": 1, "muu": 1}, denominator={})

    release = built(outi)

    stats = release.stats.filter(indicator__isnull=False).order_by("pk")
    assert list(stats.values_list("indicator__code", "stat", "shown")) == [
        ("suhde", "n", "5"),
        ("suhde", "mean", "6.50"),
        ("suhde", "median", "6.5"),
    ]


def test_what_is_the_offices_is_told_nowhere(outi: User) -> None:
    """Nor is a total of it, nor what is calculated from it."""
    make_element("palkat", sensitivity="office")
    make_element("kulut", terms={"palkat": 1, "muut": 1})
    make_figures({"palkat": FIVE, "muut": FIVE, "kulut": [22, 24, 26, 28, 30], "op": FIVE})
    make_indicator("kallis", numerator={"palkat": 1}, denominator={"op": 1})

    release = built(outi)

    codes = set(release.stats.values_list("element__code", flat=True))
    assert codes == {"muut", "op"}
    assert "palkat" not in release.audit["inputs"]["things"]


def test_asked_for_twice_it_is_one_release(outi: User, emil: User) -> None:
    make_figures({"op": FIVE})

    first, second = (request_release(COLLECTION, PERIOD, each) for each in (outi, emil))
    assert (second.pk, second.requested_by) == (first.pk, outi)
    build_release(first.pk)
    build_release(first.pk)

    release = Release.objects.get()
    assert (release.attempts, release.stats.count()) == (1, 4)


def test_one_that_waits_to_be_published_is_built_anew_from_what_there_is_now(
    outi: User, emil: User
) -> None:
    make_figures({"op": FIVE})
    built(outi)
    Observation.objects.filter(value=15).update(value=20)

    again = built(emil)

    assert Release.objects.count() == 1
    assert (told(again)["sum"], again.requested_by) == ("70", emil)


@pytest.mark.parametrize("who", ["sten", "kaisa", "ritva", "birgit"])
def test_only_the_office_releases(who: str, outi: User, request: pytest.FixtureRequest) -> None:
    somebody = request.getfixturevalue(who)
    make_figures({"op": FIVE})
    release = built(outi)

    for attempt in (
        lambda: request_release(COLLECTION, PERIOD, somebody),
        lambda: publish_release(release, somebody),
        lambda: withdraw_release(release, "syy", somebody),
    ):
        with pytest.raises(NotTheOffice):
            attempt()

    release.refresh_from_db()
    assert release.state == "audited"


def test_where_nothing_was_reported_nothing_is_built(outi: User) -> None:
    with pytest.raises(NothingReported):
        request_release(COLLECTION, PERIOD, outi)


def test_one_answer_alone_is_withheld_whole(outi: User) -> None:
    make_figures({"op": [77]})

    release = built(outi)

    assert release.state == "audited"
    assert told(release) == {"n": "1", "sum": "..", "mean": "..", "median": ".."}
    assert set(release.stats.exclude(stat="n").values_list("obs", "conf", "value")) == {
        ("Q", "A", None)
    }


def test_a_group_of_two_is_withheld_and_the_rest_is_told(outi: User) -> None:
    schools = make_figures({"op": [101, 102, 103, 104, 105, 106, 107]})
    make_group(schools[:2], "pair", priority=1)

    release = built(outi)

    assert told(release)["sum"] == "728"
    assert told(release, group="pair") == {"n": "2", "sum": "..", "mean": "..", "median": ".."}


def test_schools_of_one_provider_are_one_contributor(outi: User) -> None:
    provider = make_organisation(kind="provider")
    schools = make_schools(3)
    Organisation.objects.filter(pk__in=[each.pk for each in schools[:2]]).update(parent=provider)
    make_figures({"op": [11, 12, 13]}, schools)

    assert told(built(outi))["sum"] == ".."


def true_values(release: Release) -> set[str]:
    """Every exact figure that the release withholds, as one would search for it."""
    observations = Observation.objects.of(release.collection, release.period)
    found = set()
    for stat in release.stats.withheld().select_related("group", "element"):
        values = sorted(
            int(value)
            for value in observations.filter(
                element=stat.element, organisation__in=stat.group.members
            ).values_list("value", flat=True)
            if value is not None
        )
        if values and stat.stat == "sum":
            found.add(str(sum(values)))
        if len(values) == 1:
            found.add(str(values[0]))
    return found


def test_a_withheld_figure_is_nowhere_in_the_rows(outi: User) -> None:
    """Numbers so odd that none of them is another by chance."""
    schools = make_figures(
        {"op": [10007, 10009, 10037, 10039, 10061], "htv": [70001, 70003, None, None, None]}
    )
    make_group(schools[:2], "pair", priority=1)
    make_group(schools[:4], "four", priority=2)
    release = built(outi)

    withheld = true_values(release)
    assert {"20016", "140004", "40092"} <= withheld
    rows = [str(row) for row in Stat.objects.values_list("value", "shown")]
    assert not [row for row in rows for value in withheld if value in row]


# --- publishing ------------------------------------------------------------------------


def test_a_colleague_publishes(outi: User, emil: User, kaisa: User, birgit: User) -> None:
    make_figures({"op": FIVE})
    release = built(outi)
    for reader in (kaisa, birgit):
        assert not Release.objects.visible_to(reader).exists()
        assert not Stat.objects.visible_to(reader).exists()

    publish_release(release, emil)
    publish_release(release, emil)

    release.refresh_from_db()
    assert (release.state, release.published_by, release.alone_reason) == ("published", emil, "")
    for reader in (kaisa, birgit):
        assert Release.objects.visible_to(reader).get() == release
        assert Stat.objects.visible_to(reader).count() == 4
    assert Letter.objects.count() == 0


def test_a_stranger_sees_no_figures(outi: User, emil: User) -> None:
    stranger = make_person(make_organisation(kind="partner"))
    make_figures({"op": FIVE})
    publish_release(built(outi), emil)

    for model in (Release, Stat, Group, DataElement, Indicator, Observation):
        assert not model.objects.visible_to(stranger).exists()


def test_a_school_sees_its_own_observations_alone(outi: User, emil: User, kaisa: User) -> None:
    school = kaisa.homes[0].organisation
    make_figures({"op": FIVE}, [school, *make_schools(4)])

    assert [row.value for row in Observation.objects.visible_to(kaisa)] == [11]
    assert Observation.objects.visible_to(outi).count() == 5


def test_who_is_alone_looks_waits_and_says_why_and_the_chair_hears_of_it(
    outi: User, clock: time_machine.Traveller
) -> None:
    chair = make_person(make_association(), "chair", email="chair@example.org", language="en")
    make_figures({"op": FIVE})
    release = built(outi)

    with pytest.raises(LookFirst):
        publish_release(release, outi, "Emil on lomalla")
    note_preview(release, outi)
    clock.shift(HALF_AN_HOUR - datetime.timedelta(seconds=1))
    note_preview(release, outi)
    with pytest.raises(TooSoon):
        publish_release(release, outi, "Emil on lomalla")
    clock.shift(1)
    with pytest.raises(ReasonMissing):
        publish_release(release, outi, " ")
    assert Letter.objects.count() == 0
    publish_release(release, outi, "Emil on lomalla")

    release.refresh_from_db()
    assert (release.state, release.alone_reason) == ("published", "Emil on lomalla")
    letter = Letter.objects.get()
    assert (letter.address, letter.language) == (chair.email, "en")
    assert "Emil on lomalla" in letter.text and "Outi Oras" in letter.text


def test_a_colleagues_look_starts_no_half_hour_and_a_new_building_starts_it_anew(
    outi: User, emil: User, clock: time_machine.Traveller
) -> None:
    make_figures({"op": FIVE})
    release = built(outi)
    note_preview(release, emil)
    with pytest.raises(LookFirst):
        publish_release(release, outi, "syy")
    note_preview(release, outi)
    clock.shift(HALF_AN_HOUR)

    again = built(outi)

    with pytest.raises(LookFirst):
        publish_release(again, outi, "syy")


def change_a_value(schools: list[Organisation]) -> None:
    Observation.objects.filter(organisation=schools[0]).update(value=99)


def take_a_value_away(schools: list[Organisation]) -> None:
    Observation.objects.filter(organisation=schools[0]).delete()


def waive(schools: list[Organisation]) -> None:
    make_waiver(make_element(), schools[0])


def change_the_rules(schools: list[Organisation]) -> None:
    SdcPolicy.objects.update(p=15)


def change_the_sensitivity(schools: list[Organisation]) -> None:
    DataElement.objects.update(sensitivity="office")


def change_the_provider(schools: list[Organisation]) -> None:
    Organisation.objects.filter(pk=schools[0].pk).update(parent=make_organisation(kind="provider"))


def change_the_group(schools: list[Organisation]) -> None:
    Group.objects.update(members=[each.pk for each in schools[1:]])


def add_an_indicator(schools: list[Organisation]) -> None:
    make_indicator(numerator={"op": 1}, denominator={})


@pytest.mark.parametrize(
    "change",
    [
        *(change_a_value, take_a_value_away, waive, change_the_rules, change_the_sensitivity),
        *(change_the_provider, change_the_group, add_an_indicator),
    ],
)
def test_what_has_changed_since_the_audit_stops_the_publishing(
    change: Any, outi: User, emil: User
) -> None:
    schools = make_figures({"op": FIVE})
    release = built(outi)
    change(schools)

    with pytest.raises(Outdated):
        publish_release(release, emil)
    release.refresh_from_db()
    assert release.state == "audited"

    publish_release(built(outi), emil)


def test_what_is_not_built_is_not_published(outi: User, emil: User) -> None:
    make_figures({"op": FIVE})
    release = request_release(COLLECTION, PERIOD, outi)

    with pytest.raises(NotBuilt):
        publish_release(release, emil)


# --- withdrawing and correcting ------------------------------------------------------------


def test_withdrawn_figures_are_seen_by_the_office_alone(
    outi: User, emil: User, kaisa: User, birgit: User
) -> None:
    make_figures({"op": FIVE})
    release = built(outi)
    with pytest.raises(NotPublished):
        withdraw_release(release, "Virhe", outi)
    publish_release(release, emil)

    with pytest.raises(ReasonMissing):
        withdraw_release(release, " ", outi)
    withdraw_release(release, "Virhe", outi)
    withdraw_release(release, "toinen syy", emil)

    release.refresh_from_db()
    assert (release.state, release.withdraw_reason, release.withdrawn_by) == (
        "withdrawn",
        "Virhe",
        outi,
    )
    assert [Stat.objects.visible_to(each).exists() for each in (kaisa, birgit, outi)] == [
        False,
        False,
        True,
    ]


def test_a_correction_is_a_release_of_its_own_and_takes_the_place_of_the_first(
    outi: User, emil: User, kaisa: User
) -> None:
    schools = make_figures({"op": [11, 12, 13, 14, 15, 16], "htv": [5, 6, 7, 8, 9, 10]})
    first = built(outi)
    publish_release(first, emil)
    Observation.objects.filter(organisation=schools[0], element__code="op").update(value=17)

    second = built(outi)
    assert (second.seq, second.state) == (2, "audited")
    first.refresh_from_db()
    assert first.state == "published", "until the new one is"
    publish_release(second, emil)

    first.refresh_from_db()
    assert (first.state, bool(first.withdraw_reason)) == ("withdrawn", True)
    assert Release.objects.visible_to(kaisa).get() == second
    assert told(first)["sum"] == "81", "it stays as it was told"
    assert told(second)["sum"] == "..", "the difference would be one school's correction"
    assert told(second, "htv")["sum"] == "45"


def test_withdrawn_figures_are_still_known_to_whoever_read_them(outi: User, emil: User) -> None:
    schools = make_figures({"op": [11, 12, 13, 14, 15, 16]})
    first = built(outi)
    publish_release(first, emil)
    withdraw_release(first, "Virhe", outi)
    Observation.objects.filter(organisation=schools[0]).update(value=17)

    assert told(built(outi))["sum"] == ".."


# --- the cost ---------------------------------------------------------------------------


def building_queries(by: User) -> int:
    release = request_release(COLLECTION, PERIOD, by)
    with CaptureQueriesContext(connection) as captured:
        build_release(release.pk)
    return len(captured)


def test_building_asks_the_same_of_one_school_and_of_three(outi: User) -> None:
    make_figures({"op": [10]})
    one = building_queries(outi)
    schools = make_figures_anew({"op": [10, 11, 12], "htv": [1, 2, 3], "uusi": [4, 5, 6]})

    assert (building_queries(outi), len(schools)) == (one, 3)


def make_figures_anew(values: dict[str, list[int]]) -> list[Organisation]:
    Stat.objects.all().delete()
    Group.objects.all().delete()
    Observation.objects.all().delete()
    return make_figures(values)


# --- any people doing anything in any order ------------------------------------------------


class Life(RuleBasedStateMachine):
    """Two of the office, a stranger, and figures that change: what members see is always one
    release that was audited with what there was, and never changes."""

    def __init__(self) -> None:
        super().__init__()
        office = make_association()
        self.people = {
            "outi": make_person(office, "office"),
            "emil": make_person(office, "office"),
            "sten": make_person(make_organisation(kind="partner")),
        }
        self.schools = make_schools(6)
        self.collection = f"k{self.schools[0].pk}"
        self.element = make_element(f"e{self.schools[0].pk}")
        for number, school in enumerate(self.schools):
            make_observation(self.element, school, 10 + number, collection=self.collection)
        SdcPolicy.objects.create(collection=self.collection)
        make_group(self.schools, collection=self.collection)
        self.seen: dict[int, list[tuple[Any, ...]]] = {}

    @property
    def releases(self) -> Any:
        return Release.objects.of(self.collection, PERIOD)

    def attempt(self, step: Any, who: str) -> None:
        try:
            step(self.people[who])
        except Refused:
            return
        assert who != "sten"

    @rule()
    def outi_asks(self) -> None:
        self.attempt(lambda by: request_release(self.collection, PERIOD, by), "outi")

    @rule()
    def sten_asks(self) -> None:
        self.attempt(lambda by: request_release(self.collection, PERIOD, by), "sten")

    @rule()
    def the_worker_comes_by(self) -> None:
        for release in self.releases:
            build_release(release.pk)

    def publish(self, who: str) -> None:
        for release in self.releases:
            self.attempt(lambda by, it=release: publish_release(it, by, "syy"), who)

    @rule()
    def outi_publishes(self) -> None:
        self.publish("outi")

    @rule()
    def emil_publishes(self) -> None:
        self.publish("emil")

    @rule()
    def sten_publishes(self) -> None:
        self.publish("sten")

    @rule()
    def emil_withdraws(self) -> None:
        for release in self.releases:
            self.attempt(lambda by, it=release: withdraw_release(it, "syy", by), "emil")

    @rule()
    def a_figure_changes(self) -> None:
        one = Observation.objects.filter(element=self.element).order_by("value").first()
        assert one is not None and one.value is not None
        one.value += 7
        one.save()

    @invariant()
    def what_was_told_never_changes(self) -> None:
        for release in self.releases.filter(state__in=Release.TOLD):
            rows = list(release.stats.order_by("pk").values_list("stat", "shown", "value"))
            assert rows and self.seen.setdefault(release.pk, rows) == rows

    @invariant()
    def at_most_one_is_published_and_one_is_in_the_making(self) -> None:
        states = list(self.releases.values_list("state", flat=True))
        assert states.count("published") <= 1
        assert states.count("draft") + states.count("audited") <= 1
        assert sorted(self.releases.values_list("seq", flat=True)) == [*range(1, len(states) + 1)]

    @invariant()
    def nobody_has_published_what_they_built_at_once(self) -> None:
        for release in self.releases.filter(state__in=Release.TOLD):
            assert release.published_by_id == self.people["emil"].pk
            assert release.requested_by_id == self.people["outi"].pk

    @invariant()
    def two_sums_that_were_told_do_not_differ_by_one_schools_correction(self) -> None:
        sums = [shown for rows in self.seen.values() for stat, shown, _ in rows if stat == "sum"]
        numbers = {int(each) for each in sums if each != ".."}
        values = Observation.objects.filter(element=self.element)
        assert len(numbers) <= 1 or values.filter(value__gt=16).count() >= 3


def test_any_people_doing_anything_in_any_order(db: None) -> None:
    few = settings(
        max_examples=12,
        stateful_step_count=14,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=few)
