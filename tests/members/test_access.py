"""One rule of access: the permission matrix, its seven definitions, and the database's agreement."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from members.access import RULES, Reach, Standing, Thing, may, reach
from members.models import Affiliation, Membership, Organisation, User
from members.roles import ASSOCIATION_ROLES, MEMBER_ROLES, RoleName, fits
from tests.conftest import signed_in
from tests.factories import (
    LONG_AGO,
    make_affiliation,
    make_association,
    make_member,
    make_organisation,
    make_person,
    make_role,
    make_user,
)

SCHOOL, OTHER, PARTNER, ASSOCIATION = 1, 2, 3, 9

# A anonymous · P signed in, of no member · M of a member · T a task role, where it can more than M
# key: key contact · dep: deputy · B board and chair · O office · X administrator
# o: at one's own organisation and below · self: what is one's own, or assigned to one · all · -
# public, signed_in, members: what is marked so, or more openly
MATRIX = """
verb                          A       P          M        T                    key        head       dep        B        O    X
read_public                   all     all        all      -                    all        all        all        all      all  all
read_strategy                 -       all        all      -                    all        all        all        all      all  all
read_members                  -       -          all      -                    all        all        all        all      all  all
see_organisation              -       o          all      -                    all        all        all        all      all  all
see_person                    public  signed_in  members  -                    o+members  o+members  o+members  members  all  all
see_contact_points            public  signed_in  members  finance:o+members    o+members  o+members  o+members  members  all  all
see_own                       -       self       self     -                    self       self       self       self     self self
edit_own                      -       self       self     -                    self       self       self       self     self self
see_roster                    -       -          -        -                    o          o          o          -        all  all
grant_roles                   -       -          -        -                    o          o          o          -        all  all
end_affiliation               -       self       self     -                    o+self     o+self     o+self     self     all  all
restore_affiliation           -       -          -        -                    -          -          -          -        all  all
edit_contact_points           -       -          -        finance:o            o          o          o          -        all  all
handle_reports                -       -          -        -                    o          o          o          -        all  all
edit_structure                -       -          -        -                    -          -          -          -        all  all
propose_structure             -       -          -        -                    o          o          -          -        -    -
confirm_yearly                -       -          -        -                    o          o          o          -        all  all
fill_collection               -       -          self     survey:o+self        o+self     o+self     o+self     -        -    all
submit_collection             -       -          -        -                    -          o          o          -        -    -
submit_collection_if_allowed  -       -          -        survey:o             -          -          -          -        -    -
submit_collection_if_no_head  -       -          -        -                    o          -          -          -        -    -
review_collection             -       -          -        -                    -          -          -          -        all  all
read_figures                  -       -          all      -                    all        all        all        all      all  all
release_figures               -       -          -        -                    -          -          -          -        all  all
read_benchmark                -       -          -        survey:o             o          o          o          -        all  all
read_board_report             -       -          -        -                    -          -          -          all      all  all
read_board_news               -       -          -        -                    -          -          -          all      all  all
see_named_answers             -       -          members  -                    members    members    members    members  all  all
book_colleagues               -       -          self     training:o+self      o+self     o+self     o+self     -        all  all
see_bookings                  -       -          -        training,finance:o   o          o          -          -        all  all
write_local_meeting           -       -          o        -                    o          o          o          -        all  all
draft_comment                 -       -          o        -                    o          o          o          -        -    -
comment_on_paper              -       -          -        communications:o     o          o          -          -        -    -
approve_paper                 -       -          -        -                    -          -          -          all      -    -
read_contact_log              -       -          -        -                    -          -          -          all      all  all
write_contact_log             -       -          -        -                    -          -          -          -        all  all
write_news                    -       -          -        -                    -          -          -          -        all  all
edit_library                  -       -          -        -                    -          -          -          -        all  all
read_questions                -       self       self     -                    self       self       self       self     all  all
answer_questions              -       -          -        -                    -          -          -          -        all  all
preview_school                -       -          -        -                    -          -          -          -        all  all
send_newsletter               -       -          -        sender:all           -          -          -          -        -    -
export_people                 -       -          -        -                    o          o          -          -        all  all
ask_for_erasure               -       self       self     -                    self       self       self       self     self self
prepare_erasure               -       -          -        -                    -          -          -          -        all  -
confirm_erasure               -       -          -        -                    -          -          -          -        -    all
read_audit                    -       -          -        -                    o          o          -          -        all  all
"""  # fmt: skip
HEADINGS, *LINES = [line.split() for line in MATRIX.strip().splitlines()]
ROWS = {line[0]: dict(zip(HEADINGS[1:], line[1:], strict=True)) for line in LINES}
TASKS = sorted(MEMBER_ROLES - {"key_contact", "head", "deputy"})


def school(*roles: str) -> Standing:
    """A person of a member school, with these roles there."""
    return Standing(7, frozenset((SCHOOL, role) for role in roles), frozenset({SCHOOL}), True)


def association(role: str) -> Standing:
    return Standing(7, frozenset({(ASSOCIATION, role)}), frozenset({ASSOCIATION}))


#: Persons with the column that tells what they may do.
PERSONAS = {
    "anonymous": ("A", Standing()),
    "partner": ("P", Standing(7, frozenset(), frozenset({PARTNER}))),
    "member": ("M", school()),
    **{task: ("M", school(task)) for task in TASKS},
    "key_contact": ("key", school("key_contact")),
    "head": ("head", school("head")),
    "deputy": ("dep", school("deputy")),
    "sender": ("P", association("sender")),
    "board": ("B", association("board")),
    "chair": ("B", association("chair")),
    "office": ("O", association("office")),
    "admin": ("X", association("admin")),
}


def in_words(found: Reach) -> str:
    if found.everything:
        return "all"
    marks = [mark for mark in ("members", "signed_in", "public") if mark in found.visibilities]
    assert not marks or marks == ["members", "signed_in", "public"][-len(marks) :], "nested"
    named = {"o": bool(found.organisations), "self": found.own}
    return "+".join([*(name for name, is_so in named.items() if is_so), *marks[:1]]) or "-"


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_permission_matrix(persona: str) -> None:
    column, standing = PERSONAS[persona]
    expected = {verb: row[column] for verb, row in ROWS.items()}
    for verb, row in ROWS.items():
        roles, _, more = row["T"].partition(":")
        if persona in roles.split(","):
            expected[verb] = more
    found = {verb: in_words(reach(standing, verb)) for verb in RULES}

    assert found == expected


def test_every_role_and_every_verb_is_in_the_matrix() -> None:
    assert set(ROWS) == set(RULES)
    assert set(RoleName.values) <= set(PERSONAS)
    assert {who for rule in RULES.values() for who in rule} <= {
        *RoleName.values,
        *("anyone", "signed_in", "member"),
    }


# --- the seven definitions ---------------------------------------------------------


def test_1_a_right_lives_from_its_first_day_until_the_day_it_ends(db: None) -> None:
    organisation = make_member()
    start, end = datetime.date(2026, 11, 24), datetime.date(2026, 11, 26)
    affiliation = make_affiliation(organisation=organisation)
    make_role(affiliation=affiliation, role="survey", from_on=start, until_on=end)
    late = make_affiliation("survey", organisation=organisation, from_on=start, until_on=end)
    held = {}
    for day in ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"):
        with time_machine.travel(f"{day}T12:00:00+02:00", tick=False):
            people = [User.objects.get(pk=row.user_id) for row in (affiliation, late)]
            held[day] = [person.standing.holds("survey") for person in people]

    assert held == {
        "2026-11-23": [False, False],
        "2026-11-24": [True, True],
        "2026-11-25": [True, True],
        "2026-11-26": [False, False],
    }


def test_2_a_role_reaches_downwards_never_sideways_and_never_upwards() -> None:
    role = school("key_contact")
    lines = {
        "own": {SCHOOL},
        "below": {21, SCHOOL},
        "far below": {22, 21, SCHOOL, 4},
        "above": {4},
        "beside": {OTHER, 4},
    }
    reached = [
        where
        for where, line in lines.items()
        if may(role, "see_roster", Thing(line=frozenset(line)))
    ]

    assert reached == ["own", "below", "far below"]


def test_2_a_role_works_where_it_is_held() -> None:
    """Head of one school and finance contact of another is not the head of both."""
    roles = frozenset({(SCHOOL, "head"), (OTHER, "finance")})
    standing = Standing(7, roles, frozenset({SCHOOL, OTHER}), is_member=True)

    assert reach(standing, "see_roster").organisations == {SCHOOL}
    assert reach(standing, "see_bookings").organisations == {SCHOOL, OTHER}


def test_3_a_member_person_belongs_to_a_member_or_below_one(db: None) -> None:
    provider = make_organisation(kind="provider")
    member = make_member(parent=provider)
    site = make_organisation(kind="site", parent=make_organisation(parent=member))
    beside = make_organisation(parent=provider)
    former = make_organisation()
    Membership.objects.create(organisation=former, from_on=LONG_AGO, until_on=timezone.localdate())
    places = {"member": member, "site": site, "provider": provider, "beside": beside}
    places |= {"former": former, "association": make_association()}
    nowhere = make_user()
    ended = make_affiliation(organisation=member, until_on=timezone.localdate()).user

    assert {
        name: make_person(place).standing.is_member for name, place in places.items()
    } == dict.fromkeys(places, False) | {"member": True, "site": True}
    assert [nowhere.standing.is_member, ended.standing.is_member] == [False, False]


def test_3_the_membership_that_counts_is_the_nearest_one(db: None) -> None:
    provider = make_member(kind="provider")
    school = make_member(parent=provider)
    site = make_organisation(kind="site", parent=school)
    aside = make_organisation(parent=provider)
    counting = [
        found and found.organisation
        for found in (place.live_membership() for place in (site, school, aside, provider))
    ]

    assert counting == [school, school, provider, provider]
    assert make_organisation().live_membership() is None


def test_4_association_roles_reach_everything_for_their_verbs_and_nothing_else() -> None:
    without = Standing(7, frozenset(), frozenset({ASSOCIATION}))
    for role in ASSOCIATION_ROLES:
        for verb, rule in RULES.items():
            found = reach(association(role), verb)
            if role in rule:
                assert found.everything or found.visibilities, (role, verb)
            else:
                assert found == reach(without, verb), (role, verb)


def test_5_nobody_reaches_through_anothers_access(koivuranta: Organisation, sten: User) -> None:
    """Sten of Granholmen gave a role at Koivuranta: it is not his."""
    affiliation = make_affiliation(organisation=koivuranta)
    make_role(affiliation=affiliation, role="key_contact", granted_by=sten)
    thing = Thing(line=frozenset({koivuranta.pk}))

    assert may(affiliation.user.standing, "see_roster", thing)
    assert not may(sten.standing, "see_roster", thing)


def test_6_to_see_is_not_to_change() -> None:
    standing, thing = school(), Thing(line=frozenset({OTHER}), visibility="members")

    assert may(standing, "see_organisation", thing)
    assert may(standing, "see_person", thing)
    changing = {"edit_structure", "edit_contact_points", "grant_roles", "end_affiliation"}
    assert [verb for verb in changing if may(standing, verb, thing)] == []
    assert not may(association("board"), "write_contact_log", thing)
    assert may(association("board"), "read_contact_log", thing)


def test_7_what_one_may_not_see_is_not_there(koivuranta: Organisation) -> None:
    partner = make_person(make_organisation(kind="partner"))
    member = make_person(make_member())
    answers = [
        signed_in(person).get(koivuranta.get_absolute_url()).status_code
        for person in (partner, member)
    ]

    assert answers == [404, 200]
    assert Client().get(koivuranta.get_absolute_url()).status_code == 302


def test_an_unknown_verb_is_an_error() -> None:
    with pytest.raises(KeyError):
        reach(Standing(), "sing")


# --- the database agrees -------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """One place of a person: where, with which role, from when and until when, in days from now."""

    where: str
    role: str | None
    starts: int = -1
    ends: int | None = None

    @property
    def is_live(self) -> bool:
        return self.starts <= 0 and (self.ends is None or self.ends > 0)


KINDS = {
    "provider": ("provider", None),
    "member": ("institution", "provider"),
    "beside": ("institution", "provider"),
    "site": ("site", "member"),
    "corner": ("site", "site"),
    "other": ("institution", None),
    "other site": ("site", "other"),
    "partner": ("partner", None),
    "association": ("association", None),
}
MEMBERS = {"member", "other"}
MARKS = Affiliation.Visibility.values
places = st.builds(
    Place,
    where=st.sampled_from(list(KINDS)),
    role=st.none() | st.sampled_from(RoleName.values),
    starts=st.sampled_from([-1, 0, 1]),
    ends=st.sampled_from([None, 1, 2]),
)


def line_of(where: str | None) -> list[str]:
    """The place and all above it, by the table above, asking no code of ours."""
    return [] if where is None else [where, *line_of(KINDS[where][1])]


@pytest.fixture
def tree(db: None) -> dict[str, Organisation]:
    """Every place, with one person at each for each mark."""
    tree: dict[str, Organisation] = {}
    for where, (kind, parent) in KINDS.items():
        tree[where] = make_organisation(kind=kind, parent=tree.get(parent or ""))
        for mark in MARKS:
            make_affiliation(organisation=tree[where], visibility=mark)
    for where in MEMBERS:
        Membership.objects.create(organisation=tree[where], from_on=LONG_AGO)
    return tree


def make_at(tree: dict[str, Organisation], places: list[Place]) -> User:
    user, today = make_user(), timezone.localdate()
    for place in places:
        days: dict[str, Any] = {"from_on": today + datetime.timedelta(place.starts)}
        if place.ends is not None:
            days["until_on"] = today + datetime.timedelta(place.ends)
        affiliation = make_affiliation(user=user, organisation=tree[place.where], **days)
        if place.role:
            make_role(affiliation=affiliation, role=place.role, **days)
    return User.objects.get(pk=user.pk)


@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(places, max_size=3, unique_by=lambda place: place.where))
@example([Place("association", "office")])
@example([Place("other site", "key_contact")])
@example([Place("member", "office")])
@example([])
def test_what_one_may_see_is_what_the_query_finds(
    tree: dict[str, Organisation], held: list[Place]
) -> None:
    with transaction.atomic():
        user = make_at(tree, held)
        names = {organisation.pk: where for where, organisation in tree.items()}
        live = [place for place in held if place.is_live]
        standing = Standing(
            user=user.pk,
            roles=frozenset(
                (tree[place.where].pk, place.role)
                for place in live
                if place.role and fits(place.role, KINDS[place.where][0])
            ),
            homes=frozenset(tree[place.where].pk for place in live),
            is_member=any(MEMBERS & set(line_of(place.where)) for place in live),
        )
        lines = {pk: frozenset(tree[at].pk for at in line_of(names[pk])) for pk in names}

        assert user.standing == standing
        assert set(Organisation.objects.visible_to(user)) == {
            organisation
            for organisation in tree.values()
            if may(standing, "see_organisation", Thing(line=lines[organisation.pk]))
        }
        things = {
            row: Thing(lines[row.organisation_id], row.user_id, row.visibility)
            for row in Affiliation.objects.all()
        }
        assert set(Affiliation.objects.visible_to(user)) == {
            row
            for row, thing in things.items()
            if may(standing, "see_person", thing) or may(standing, "see_own", thing)
        }
        transaction.set_rollback(True)
