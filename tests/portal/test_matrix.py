"""Who may open what, complete: every address, for twelve people, of five kinds of things."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from communications.actions import bounces
from communications.models import Bounce
from members.actions.reports import report_outdated
from members.models import AuditEvent, Organisation, User
from surveys.models import Response
from tests.factories import (
    make_affiliation,
    make_association,
    make_contact_point,
    make_member,
    make_organisation,
    make_person,
    make_user,
)
from tests.portal import delegation, rosters
from tests.portal.access_table import PEOPLE
from tests.portal.addresses import Address
from tests.portal.asking import Desk, asking
from tests.portal.cast import (
    ANSWERS_AS,
    APART,
    ELEVEN,
    FOR_MEMBERS,
    LISTS,
    OUTSIDE,
    PERSONAL,
    TWELVE,
    WAYS_OF_OLLI,
)
from tests.portal.test_access import (
    DESKS,
    METHODS,
    OURS,
    ROWS,
    World,
    asked,
    come_in,
    desk_answers,
    desk_arguments,
    none,
    world,
)
from tests.reports.factories import make_report
from tests.surveys.factories import make_snapshot

REFUSED = {"404", "403", "405"}
TABLE = {(view, whose): tables for view, whose, *tables in ROWS}


# --- the six more, and what they ask about ---------------------------------------------


@pytest.fixture
def twelve(world: World) -> World:
    """The world of the access table, with a provider above the school, a site below it, and a
    member that is one no longer."""
    school, birgit = world.schools["own"], world.people["birgit"]
    assert birgit is not None
    school.parent = make_organisation(kind="provider", name_fi="Järvikaupunki")
    school.save()
    site = make_organisation(kind="site", name_fi="Rannan toimipiste", parent=school)
    former = make_member(name_fi="Entinen opisto")
    more = make_people(school, site, former)
    world.people |= more
    world.schools |= {"below": site, "archived": former}
    for place in (school, world.schools["other"]):
        make_hidden_things(place)
    for place in (site, former):
        make_things(place, birgit)
    end_membership(former)
    world.sessions |= {name: come_in(user) for name, user in more.items() if name != "olli"}
    world.sessions["olli"] = come_in_by_password_alone(more["olli"])
    return world


def make_people(school: Organisation, site: Organisation, former: Organisation) -> dict[str, User]:
    assert school.parent is not None
    left = {"organisation": school, "until_on": timezone.localdate()}
    people = {
        "helmi": make_person(school.parent, "head", email="helmi@example.org"),
        "pihla": make_person(site, "survey", email="pihla@example.org"),
        "paavo": make_person(former, "key_contact", email="paavo@example.org"),
        "fanni": make_affiliation("key_contact", "head", **left).user,
        "nea": make_user(email="nea@example.org"),
        "olli": make_person(make_association(), "office", email="olli@example.org"),
    }
    EmailAddress.objects.create(user=people["nea"], email="nea@example.org", verified=False)
    return people


def make_things(place: Organisation, birgit: User) -> None:
    make_contact_point(place)
    report_outdated(place, None, "", birgit)
    silent = make_affiliation("training", organisation=place)
    bounces.note(None, silent.user.email, Bounce.Kind.HARD, "5.1.1", "x", Bounce.Source.SMTP)
    delegation.make(place, birgit)
    rosters.make(place)


def make_hidden_things(place: Organisation) -> None:
    """What only the organisation's own managers and the office see."""
    make_contact_point(place, visibility="own")
    make_affiliation(organisation=place, visibility="own")
    AuditEvent.objects.create(verb="moved", organisation=place)


def end_membership(former: Organisation) -> None:
    """It had answered; from today on it is no member."""
    of_a_member = Response.objects.all()[0]
    response = Response.objects.create(
        round=of_a_member.round, organisation=former, form_version=of_a_member.form_version
    )
    make_report(make_snapshot(response))
    former.memberships.update(until_on=timezone.localdate())


def come_in_by_password_alone(user: User) -> SimpleCookie:
    client = Client()
    client.force_login(user)
    session = client.session
    session["began"] = session["seen"] = time.time()
    session.save()
    return client.cookies


@pytest.fixture
def desk(twelve: World) -> Iterator[Desk]:
    with asking(twelve.people, twelve.sessions) as found:
        yield found


# --- what each is to be told ------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """An address and something it is about, and what each is told there by each method."""

    address: Address
    subject: str
    url: str
    data: dict[str, Any]
    missing: tuple[str, dict[str, Any]]

    def is_refused(self, answer: str) -> bool:
        """To be sent to the sign-in is one only where nobody else is let in."""
        return answer in REFUSED or (answer == "door" and self.address.is_closed)

    def told(self, who: str, method: str) -> str:
        view = self.address.name
        if who == "olli":
            return WAYS_OF_OLLI.get(view, ["302", "302"])[METHODS.index(method)]
        column, whose = ANSWERS_AS[who, self.subject]
        answers = TABLE[view, whose][METHODS.index(method)]
        if answers == ["-"]:
            return "door" if who == "nobody" and self.address.is_closed else "405"
        is_theirs = (column, whose) == ("kaisa", "own")
        if who in OUTSIDE and view in FOR_MEMBERS and not is_theirs:
            return "404"
        return "404" if (view, self.subject, who) in APART else answers[PEOPLE.index(column)]


def rows_of(world: World, view: str, whose: str) -> Iterator[Row]:
    """The row of the access table; an own thing of an organisation is also there of the site below
    it and of the former member."""
    is_of_a_place = whose == "own" and view not in PERSONAL
    answers = view.startswith(("surveys:", "reports:")) and view != "reports:benchmark"
    more = ([] if answers else ["below"]) + ["archived"] if is_of_a_place else []
    for subject in [whose, *more]:
        thing = world.schools.get(subject, world.schools["own"])
        address = OURS[view]
        yield Row(address, subject, *asked(address, thing), asked(address, None))


ROWS_OF_ALL = [(view, whose) for view, whose, *_ in ROWS]


def faults(desk: Desk, row: Row, who: str, method: str) -> Iterator[str]:
    """What is wrong in one cell of the matrix."""
    expected = row.told(who, method)
    form = row.data if method == "post" else None
    told = desk.ask(who, method, row.url, form, undone=not row.is_refused(expected))
    cell = f"{method} {row.url} ({row.address.name}, {row.subject}) {who}"
    if told.status != expected:
        yield f"{cell}: {told.status}, not {expected}"
    if row.is_refused(told.status) and told.writes:
        yield f"{cell}: refused, but written: {told.writes}"
    is_hidden = told.status == "404" and who != "nobody"
    if is_hidden and told != desk.nothing(who, method, *row.missing):
        yield f"{cell} can tell that something is there"


# --- the matrix ---------------------------------------------------------------------------


def test_every_page_of_ours(twelve: World, desk: Desk) -> None:
    none(every_fault(twelve, desk))


def every_fault(world: World, desk: Desk, views: Iterable[str] = OURS) -> Iterator[str]:
    for view, whose in ROWS_OF_ALL:
        if view in views:
            for row in rows_of(world, view, whose):
                for who in TWELVE:
                    for method in METHODS:
                        yield from faults(desk, row, who, method)


def test_what_does_not_exist(twelve: World, desk: Desk) -> None:
    """Everybody is told so, by the methods that are there; who is nobody is at the door."""
    none(fault for view, whose in ROWS_OF_ALL for fault in faults_of_nothing(desk, view, whose))


def faults_of_nothing(desk: Desk, view: str, whose: str) -> Iterator[str]:
    address = OURS[view]
    for method, answers in zip(METHODS, TABLE[view, whose], strict=True):
        if whose in {"other", "-"} or answers == ["-"]:
            continue
        url, data = asked(address, None)
        for who in TWELVE:
            told = desk.nothing(who, method, url, data)
            is_door = address.is_closed or (method == "get" and answers[0] == "door")
            expected = {"nobody": "door" if is_door else "404", "olli": "302"}.get(who, "404")
            if told.status != expected or told.writes:
                yield f"{method} {url} ({view}, nothing) {who}: {told}, not {expected}"


def test_the_offices_desk(desk: Desk) -> None:
    none(fault for address in DESKS for fault in faults_at_the_desk(desk, address))


def faults_at_the_desk(desk: Desk, address: Address) -> Iterator[str]:
    """To nobody the door, to Outi her desk, to Olli the choice of a factor, to all others nothing:
    the same page as where nothing is, and nothing is written."""
    url = address.url(**desk_arguments(address))
    for method, office in zip(METHODS, desk_answers(address), strict=True):
        for who in TWELVE:
            expected = {"nobody": "door", "outi": office, "olli": "302"}.get(who, "404")
            is_refused = expected in REFUSED | {"door"}
            told = desk.ask(who, method, url, undone=not is_refused)
            if told.status != expected:
                yield f"{method} {url} {who}: {told.status}, not {expected}"
            if is_refused and told.writes:
                yield f"{method} {url} {who}: refused, but written: {told.writes}"
            if expected == "404" and told != desk.nothing(who, method, "/office/none/", {}):
                yield f"{method} {url} {who} can tell that something is there"


# --- other methods, and rows of lists -------------------------------------------------------


def test_head_is_answered_as_get(twelve: World, desk: Desk) -> None:
    none(
        f"head {row.url} ({row.address.name}) {who}: {told.status}, not {expected}"
        for view, whose in ROWS_OF_ALL
        if whose != "other"
        for row in [next(rows_of(twelve, view, whose))]
        for who in ("nobody", "sten", "kaisa")
        for expected in [row.told(who, "get")]
        for told in [desk.ask(who, "head", row.url, undone=not row.is_refused(expected))]
        if told.status != expected
    )


def test_there_is_no_other_method(twelve: World, desk: Desk) -> None:
    urls = {next(rows_of(twelve, view, whose)).url for view, whose in ROWS_OF_ALL}
    urls |= {address.url(**desk_arguments(address)) for address in DESKS}
    none(
        f"{method} {url} {who}: {told.status}"
        for url in sorted(urls)
        for who in ("nobody", "outi")
        for method in ("put", "delete")
        for told in [desk.ask(who, method, url, undone=False)]
        if (told.status, told.writes) != ("405", [])
    )


def test_who_asks_for_options_writes_nothing(twelve: World, desk: Desk) -> None:
    """Of ours only the page of an invitation answers: programs look at what is in letters."""
    told = {
        (row.address.name, told.status, bool(told.writes))
        for view, whose in ROWS_OF_ALL
        if ":" in view and whose != "other"
        for row in [next(rows_of(twelve, view, whose))]
        for told in [desk.ask("outi", "options", row.url)]
    }
    answers = {(view, "405", False) for view, whose in ROWS_OF_ALL if ":" in view}
    assert told - answers == {("members:invitation", "200", False)}


def counts(world: World, desk: Desk, view: str, whose: str, name: str) -> list[str]:
    """How many rows each sees in the list of that name; "-" to whom the page is not shown."""
    [row] = [row for row in rows_of(world, view, whose) if row.subject == whose]
    answers = (desk.ask(who, "get", row.url) for who in ELEVEN)
    return [str(len(list(told.shown[name]))) if told.status == "200" else "-" for told in answers]


def test_lists_hold_what_each_may_see(twelve: World, desk: Desk) -> None:
    none(wrong_lists(twelve, desk))


def wrong_lists(world: World, desk: Desk) -> Iterator[str]:
    for line in LISTS.strip().splitlines()[1:]:
        view, whose, name, *expected = line.split()
        found = counts(world, desk, view, whose, name)
        if found != expected:
            yield f"{view} {whose} {name}: {' '.join(found)}, not {' '.join(expected)}"
