"""A merger: what becomes of people, roles, parts, membership and identifiers, all at once."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertRedirects

from members.actions.names import NotYet, StructureNotYours
from members.actions.successions import (
    InOneLine,
    NotASchool,
    PreviewIsOld,
    SucceededAlready,
    Succession,
    TreeRefuses,
    people_from,
    succeed,
)
from members.models import Affiliation, Membership, Organisation, Role, Tie, User
from tests.factories import (
    make_affiliation,
    make_association,
    make_member,
    make_organisation,
    make_role,
    make_user,
)

TODAY = datetime.date(2026, 11, 24)
DAY = datetime.date(2026, 8, 1)
LATER = datetime.date(2027, 1, 1)


@pytest.fixture(autouse=True)
def _today(time_machine: object) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00")  # type: ignore[attr-defined]


def all_seen(successor: Organisation, *before: Organisation, **fields: Any) -> Succession:
    """Looked at a moment ago, and everybody goes on."""
    seen = frozenset(row.pk for row in people_from(before, fields.get("day", DAY)))
    usual: dict[str, Any] = {"day": DAY, "source": "Päätös", "seen": seen, "carried": seen}
    return Succession(successor, before, **usual | fields)


def places(user: User) -> list[tuple[Any, ...]]:
    rows = user.affiliations.order_by("from_on", "pk")
    return list(rows.values_list("organisation", "title", "from_on", "until_on"))


def roles(user: User, organisation: Organisation) -> list[tuple[Any, ...]]:
    rows = Role.objects.filter(affiliation__user=user, affiliation__organisation=organisation)
    return sorted(rows.values_list("role", "from_on", "until_on"))


def everything() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Organisation, Membership, Affiliation, Role, Tie)
    ]


def test_two_schools_go_on_as_a_third(
    koivuranta: Organisation, granholmen: Organisation, kaisa: User, sten: User, outi: User
) -> None:
    third = make_organisation(name_fi="Kolmas")
    site = make_organisation(kind="site", parent=koivuranta)
    koivuranta.identifiers.create(kind="institution_number", value="12345")

    succeed(all_seen(third, koivuranta, granholmen), outi)

    started = datetime.date(2020, 1, 1)
    assert places(kaisa) == [(koivuranta.pk, "", started, DAY), (third.pk, "", DAY, None)]
    assert roles(kaisa, koivuranta) == [("key_contact", started, DAY)]
    assert roles(kaisa, third) == [("key_contact", DAY, None)]
    assert roles(sten, third) == [("key_contact", DAY, None)]
    assert list(third.ties.order_by("to").values_list("kind", "to", "from_on", "source")) == [
        ("succeeds", koivuranta.pk, DAY, "Päätös"),
        ("succeeds", granholmen.pk, DAY, "Päätös"),
    ]
    days = Membership.objects.order_by("organisation", "pk")
    assert list(days.values_list("organisation", "from_on", "until_on")) == [
        (koivuranta.pk, started, DAY),
        (granholmen.pk, started, DAY),
        (third.pk, DAY, None),
    ]
    site.refresh_from_db()
    assert site.parent == third
    assert list(site.ties.values_list("kind", "to", "until_on")) == [
        ("part_of", koivuranta.pk, DAY)
    ]
    assert list(koivuranta.identifiers.values_list("until_on", flat=True)) == [DAY]
    assert not third.identifiers.exists()
    fresh = User.objects.get(pk=kaisa.pk)
    assert [home.organisation for home in fresh.homes] == [third]


def test_who_is_not_carried_ends_and_may_nothing_there(
    koivuranta: Organisation, kaisa: User, ritva: User, outi: User
) -> None:
    third = make_organisation()
    [kept] = kaisa.affiliations.all()

    succeed(replace(all_seen(third, koivuranta), carried=frozenset({kept.pk})), outi)

    assert [place for place, *_ in places(kaisa)] == [koivuranta.pk, third.pk]
    assert places(ritva) == [(koivuranta.pk, "", datetime.date(2020, 1, 1), DAY)]
    assert User.objects.get(pk=ritva.pk).standing.homes == frozenset()


def test_identifiers_and_membership_go_on_only_where_the_office_says_so(
    koivuranta: Organisation, outi: User
) -> None:
    third = make_organisation()
    koivuranta.identifiers.create(kind="institution_number", value="12345")

    succeed(all_seen(third, koivuranta, keeps_identifiers=True, is_member=False), outi)

    assert list(third.identifiers.values_list("kind", "value", "from_on", "until_on")) == [
        ("institution_number", "12345", DAY, None)
    ]
    assert not third.memberships.exists()


@pytest.mark.parametrize("since, until", [("2010-01-01", None), ("2026-10-01", None)])
def test_a_successor_that_is_or_becomes_a_member_is_one_without_a_gap(
    koivuranta: Organisation, outi: User, since: str, until: None
) -> None:
    third = make_organisation()
    third.memberships.create(from_on=since, until_on=until)

    succeed(all_seen(third, koivuranta), outi)

    starts = min(datetime.date.fromisoformat(since), DAY)
    assert list(third.memberships.values_list("from_on", "until_on")) == [(starts, None)]


def test_no_membership_comes_from_nowhere(outi: User) -> None:
    before, third = make_organisation(), make_organisation()

    succeed(all_seen(third, before), outi)

    assert not Membership.objects.exists()


def test_who_is_there_already_keeps_their_place_and_gets_what_they_lack(
    koivuranta: Organisation, outi: User
) -> None:
    third, user = make_organisation(), make_user()
    make_affiliation("survey", "head", user=user, organisation=koivuranta, title="opettaja")
    make_affiliation(
        "survey",
        user=user,
        organisation=third,
        title="rehtori",
        until_on=datetime.date(2026, 12, 1),
    )

    succeed(all_seen(third, koivuranta), outi)

    long_ago = datetime.date(2020, 1, 1)
    assert places(user) == [
        (koivuranta.pk, "opettaja", long_ago, DAY),
        (third.pk, "rehtori", long_ago, None),
    ]
    assert roles(user, third) == [("head", DAY, None), ("survey", long_ago, None)]


def test_what_begins_later_begins_then_at_the_successor(
    koivuranta: Organisation, outi: User
) -> None:
    third, user = make_organisation(), make_user()
    place = make_affiliation(user=user, organisation=koivuranta, from_on=TODAY)
    make_role(affiliation=place, role="survey", from_on=TODAY, until_on=LATER)

    succeed(all_seen(third, koivuranta), outi)

    assert places(user) == [(koivuranta.pk, "", TODAY, TODAY), (third.pk, "", TODAY, None)]
    assert roles(user, third) == [("survey", TODAY, LATER)]


def test_pressing_twice_is_as_once(koivuranta: Organisation, kaisa: User, outi: User) -> None:
    chosen = all_seen(make_organisation(), koivuranta)
    succeed(chosen, outi)
    before = everything()

    succeed(chosen, outi)

    assert everything() == before


def test_what_cannot_be_leaves_all_as_it_was(
    koivuranta: Organisation, granholmen: Organisation, kaisa: User, sten: User, outi: User
) -> None:
    third, partner = make_organisation(), make_organisation(kind="partner")
    site = make_organisation(kind="site", parent=granholmen)
    deep = make_organisation(kind="site", parent=make_organisation(kind="site", parent=third))
    lowest = make_organisation(kind="site", parent=deep)
    gone = make_member()
    succeed(all_seen(make_organisation(), gone), outi)
    before = everything()

    cases: list[tuple[type[Exception], Succession, User]] = [
        (StructureNotYours, all_seen(third, koivuranta), kaisa),
        (StructureNotYours, all_seen(third, koivuranta), sten),
        (NotYet, all_seen(third, koivuranta, day=LATER), outi),
        (NotASchool, all_seen(third, koivuranta, partner), outi),
        (NotASchool, all_seen(make_association(), koivuranta), outi),
        (InOneLine, all_seen(site, granholmen), outi),
        (InOneLine, all_seen(granholmen, site), outi),
        (InOneLine, all_seen(third, third), outi),
        (SucceededAlready, all_seen(third, koivuranta, gone), outi),
        (TreeRefuses, all_seen(lowest, koivuranta, granholmen), outi),
        (PreviewIsOld, all_seen(third, koivuranta, seen=frozenset()), outi),
    ]
    for refusal, chosen, user in cases:
        with pytest.raises(refusal):
            succeed(chosen, user)
        assert everything() == before, refusal


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seats=st.lists(
        st.tuples(st.dates(datetime.date(2020, 1, 1), LATER), st.integers(0, 3000), st.booleans()),
        max_size=4,
    ),
    there=st.tuples(st.dates(datetime.date(2020, 1, 1), LATER), st.integers(0, 3000)),
)
def test_whoever_is_carried_is_there_when_they_were_here_and_nowhere_twice(
    outi: User, seats: list[tuple[datetime.date, int, bool]], there: tuple[datetime.date, int]
) -> None:
    before, third = make_organisation(), make_organisation()
    people = []
    for start, length, has_place in seats:
        user, days = make_user(), datetime.timedelta(days=length)
        place = make_affiliation(
            user=user, organisation=before, from_on=start, until_on=start + days
        )
        make_role(affiliation=place, role="survey", from_on=start, until_on=start + days)
        if has_place:
            end = there[0] + datetime.timedelta(days=there[1])
            make_affiliation(user=user, organisation=third, from_on=there[0], until_on=end)
        people.append((user, place))

    chosen = all_seen(third, before)
    succeed(chosen, outi)

    for user, place in people:
        was_here = place.pk in chosen.seen
        begins = max(DAY, place.from_on)
        assert not user.affiliations.live(begins).filter(organisation=before).exists()
        if was_here:
            assert user.affiliations.live(begins).filter(organisation=third).count() == 1
            held = Role.objects.live(begins).filter(role="survey", affiliation__user=user)
            assert held.filter(affiliation__organisation=third).count() == 1


# --- the desk ------------------------------------------------------------------------------


def test_the_office_chooses_looks_and_does(
    as_outi: Client, koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    third = make_organisation(name_fi="Kolmas")
    page = f"/members/{third.pk}/succeed/"
    assert koivuranta in as_outi.get(page).context["form"].fields["predecessors"].queryset
    chosen: dict[str, Any] = {
        "predecessors": [koivuranta.pk],
        "day": "2026-08-01",
        "is_member": "on",
    }
    before = everything()

    preview = as_outi.get(page, chosen)
    assert preview.status_code == 200 and everything() == before
    seen = [str(row.pk) for row in preview.context["people"]]
    assert [str(row.user) for row in preview.context["people"]] == ["Kaisa Keto", "Ritva Respo"]

    done = as_outi.post(page, chosen | {"seen": seen, "carried": seen[:1]})
    assertRedirects(done, f"/members/{third.pk}/")
    assert [place for place, *_ in places(kaisa)] == [koivuranta.pk, third.pk]
    assert [place for place, *_ in places(ritva)] == [koivuranta.pk]
    assert third.memberships.live().exists()
    again = as_outi.post(page, chosen | {"seen": seen, "carried": seen[:1]})
    assert again.status_code == 302


def test_somebody_who_came_after_the_look_is_not_ended_unseen(
    as_outi: Client, koivuranta: Organisation, kaisa: User
) -> None:
    third = make_organisation()
    chosen: dict[str, Any] = {"predecessors": [koivuranta.pk], "day": "2026-08-01"}
    page = f"/members/{third.pk}/succeed/"
    seen = [str(row.pk) for row in as_outi.get(page, chosen).context["people"]]
    newcomer = make_affiliation(organisation=koivuranta)

    response = as_outi.post(page, chosen | {"seen": seen, "carried": []})

    assert (response.status_code, response.context["refusal"]) == (409, str(PreviewIsOld()))
    newcomer.refresh_from_db()
    assert newcomer.until_on is None


@pytest.mark.parametrize(
    "typed",
    [
        {"predecessors": []},
        {"predecessors": ["999999999"]},
        {"predecessors": ["x\0"]},
        {"predecessors": ["9" * 5000]},
        {"day": "soon"},
        {"source": "a\u202eb"},
        {"source": "x" * 1_000_000},
    ],
)
def test_a_choice_that_cannot_be_is_told(
    as_outi: Client, koivuranta: Organisation, typed: dict[str, Any]
) -> None:
    page = f"/members/{make_organisation().pk}/succeed/"
    chosen: dict[str, Any] = {"predecessors": [koivuranta.pk], "day": "2026-08-01"} | typed

    response = as_outi.post(page, chosen | {"seen": ["9" * 5000, "x"], "carried": ["-1", "\0"]})

    assert (response.status_code, list(response.context["form"].errors)) == (422, list(typed))
    assert not Tie.objects.exists()
