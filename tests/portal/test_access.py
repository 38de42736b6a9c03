"""Who may open what: every address of the portal, through the whole, from the door to the drawn page.
An address without a row fails the build, and so does a row without an address. Nobody asks, one who
is let in and one who is refused; `test_matrix.py` asks for everybody."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver
from django.utils import timezone

from communications.actions import bounces
from communications.actions.subscriptions import subscribe
from communications.models import (
    Bounce,
    Document,
    Newsletter,
    Reader,
    Suppression,
    Topic,
)
from communications.tokens import preferences_url, unsubscribe_url
from indicators.models import Release
from members.actions.reports import report_outdated
from members.models import (
    Affiliation,
    AuditEvent,
    AuditSeal,
    Consent,
    Erasure,
    Export,
    Organisation,
    Preview,
    Role,
    User,
)
from reports.models import Report
from surveys.models import Collection, FormImport, FormVersion, Response, Round
from tests.communications.writing import make_news, make_newsletter, make_sent
from tests.factories import (
    make_affiliation,
    make_contact_point,
    make_document,
    make_letter,
    make_measure,
    make_municipality,
    make_question,
    make_topic,
)
from tests.indicators.factories import (
    make_element,
    make_group,
    make_observation,
    make_release,
    make_waiver,
)
from tests.indicators.telling import make_applicants, make_told
from tests.members.signing_in import masked, show_who_it_is
from tests.portal import delegation, rosters
from tests.portal.access_table import DESK, PEOPLE, VIEWS
from tests.portal.account_things import ACCOUNT, MISSING, make_account_things
from tests.portal.addresses import Address, addresses
from tests.reports.factories import make_report
from tests.surveys.factories import make_form_import, make_response, make_snapshot

#: On every answer, but for the nonce of a page that has a script.
POLICY = (
    "default-src 'none'; script-src 'strict-dynamic'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
METHODS = ("get", "post")
Row = tuple[str, str, list[str], list[str]]


# --- addresses -----------------------------------------------------------------------


ADDRESSES = list(addresses(get_resolver()))
OURS = {address.name: address for address in ADDRESSES if not address.name.startswith("admin:")}
DESKS = [address for address in ADDRESSES if address.name.startswith("admin:")]


def lines(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


ROWS: list[Row] = [
    (*first.split(), get.split(), post.split())  # type: ignore[misc]
    for first, get, post in [*lines(VIEWS), *lines(delegation.VIEWS), *lines(rosters.VIEWS)]
]
RULES = {name: answers.split() for name, answers in lines(DESK)}


def rule_of(name: str) -> str | None:
    """The row that holds for an address of the desk."""
    short = name.removeprefix("admin:")
    found = (
        rule for rule in RULES if rule == short or (rule[0] == "*" and short.endswith(rule[1:]))
    )
    return next(found, None)


def test_every_address_has_its_row() -> None:
    assert len(ADDRESSES) > 60
    assert {view for view, *_ in ROWS} == set(OURS)
    assert [address.name for address in DESKS if rule_of(address.name) is None] == []
    assert {rule_of(address.name) for address in DESKS} == set(RULES)


def test_every_address_of_an_object_says_whose() -> None:
    subjects: dict[str, set[str]] = {}
    for view, whose, *_ in ROWS:
        subjects.setdefault(view, set()).add(whose)

    assert all(whose in ({"own", "other"}, {"all"}, {"-"}) for whose in subjects.values())
    about_none = {view for view, whose in subjects.items() if whose == {"-"}}
    assert {view for view, address in OURS.items() if address.arguments} & about_none == set()


# --- the cast and its things -----------------------------------------------------------


@dataclass
class World:
    people: dict[str, User | None]
    schools: dict[str, Organisation]
    sessions: dict[str, SimpleCookie]
    #: What each is told, by each method, at an address of nothing.
    nothing: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def client(self, name: str, **options: Any) -> Client:
        """The browser of somebody who has just come in."""
        client = Client(raise_request_exception=False, **options)
        client.cookies = deepcopy(self.sessions[name])
        return client


@pytest.fixture
def world(
    koivuranta: Organisation,
    granholmen: Organisation,
    ritva: User,
    kaisa: User,
    sten: User,
    outi: User,
    birgit: User,
) -> World:
    people = dict(zip(PEOPLE, [None, sten, ritva, kaisa, outi, birgit], strict=True))
    make_account_things(ritva, sten, outi)
    for make in (make_measure, make_letter, make_document):
        make()
    make_municipality("Kotikunta")
    Preview.objects.create(organisation=koivuranta)
    for asker, school in ((ritva, koivuranta), (sten, granholmen)):
        make_question(asker, organisation=school)
    make_response(koivuranta)
    make_form_import(Collection.objects.get())
    for response in Response.objects.all():
        make_report(make_snapshot(response))
    make_group([koivuranta, granholmen])
    make_release()
    make_told({(make_applicants(), "all"): {"n": "11", "median": "2.6"}}, "2025")
    make_observation(make_waiver(make_element(), koivuranta).element, koivuranta)
    for school in (koivuranta, granholmen):
        silent = make_affiliation("training", organisation=school)
        bounces.note(None, silent.user.email, Bounce.Kind.HARD, "5.1.1", "x", Bounce.Source.SMTP)
    topic = make_topic()
    subscribe(Reader.of(ritva), topic)
    news = make_news(slug="jasenille", audience="members")
    make_sent(news, topic=topic)
    make_newsletter(news, topic=topic)
    Group.objects.create(name="x")
    EmailAddress.objects.create(user=ritva, email=ritva.email)
    for school in (koivuranta, granholmen):
        make_contact_point(school)
        report_outdated(school, None, "", birgit)
    make_private_things(ritva, sten, silent.user)
    schools = {"own": koivuranta, "other": granholmen}
    for school in schools.values():
        delegation.make(school, birgit)
        rosters.make(school)
    koivuranta.email_domains.create(domain="koivuranta.example.org")
    return World(people, schools, {name: come_in(user) for name, user in people.items()})


def make_private_things(ritva: User, sten: User, gone: User) -> None:
    for owner in (ritva, sten):
        Export.objects.create(
            requested_by=owner, status="done", content=b"x", made_at=timezone.now()
        )
    Erasure.objects.create(person=gone, asked_by=gone)
    Consent.objects.create(user=ritva, kind="public", language="fi", channel="profile")
    event = AuditEvent.objects.create(verb="moved")
    AuditSeal.objects.create(last_id=event.pk, count=1, sha256="0" * 64, newest_at=event.at)


def come_in(user: User | None) -> SimpleCookie:
    client = Client()
    if user is not None:
        user.set_password("kolme pitkää sanaa")
        user.save()
        client.force_login(user)
        show_who_it_is(client, user)
    return client.cookies


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def report_of(school: Organisation) -> Report:
    return Report.objects.get(snapshot__response__organisation=school)


def told_pk(school: Organisation | None) -> int:
    return Release.objects.get(period="2026").pk if school else MISSING


def first(school: Organisation | None, rows: str) -> int:
    return getattr(school, rows).earliest("pk").pk if school else MISSING


def copy_of(school: Organisation) -> Export:
    return Export.objects.get(requested_by__affiliations__organisation=school)


def silent_at(school: Organisation) -> Affiliation:
    return Affiliation.objects.get(
        organisation=school, user__email__in=Suppression.objects.values("address")
    )


def token_of(school: Organisation | None) -> str:
    return unsubscribe_url(Topic.objects.get().pk, None, "a@b.fi").split("/")[-1] if school else "x"


#: What names the object of an address, and of a form, by the school it is of.
ARGUMENTS: dict[str, Callable[[Organisation | None], dict[str, Any]]] = {
    "members:organisation": lambda school: {"pk": school.pk if school else MISSING},
    **delegation.ARGUMENTS,
    **rosters.ARGUMENTS,
    **{
        f"members:{view}": lambda school: {"pk": school.pk if school else MISSING}
        for view in (
            *("contacts", "check_contacts", "log"),
            *("report_organisation", "rename", "succeed", "begin_look"),
        )
    },
    "privacy:copy": lambda school: {"pk": copy_of(school).pk if school else MISSING},
    "privacy:erasure": lambda school: {"pk": Erasure.objects.get().pk if school else MISSING},
    "members:report_person": lambda school: {"pk": first(school, "affiliations")},
    "members:outdated": lambda school: {"pk": first(school, "outdated_reports")},
    "members:contact": lambda school: {
        "pk": school.pk if school else MISSING,
        "point": first(school, "contact_points"),
    },
    **{
        f"communications:{view}": lambda school: {
            "pk": Document.objects.get().pk if school else MISSING,
            "number": 1,
        }
        for view in ("document", "document_file", "new_version")
    },
    "communications:question": lambda school: {"pk": first(school, "questions")},
    "communications:address": lambda school: {"pk": silent_at(school).pk if school else MISSING},
    "communications:preferences_by_link": lambda school: {
        "token": preferences_url("a@b.fi").split("/")[-2] if school else "x"
    },
    "communications:unsubscribe": lambda school: {"token": token_of(school)},
    "communications:confirm_unsubscribe": lambda school: {"token": token_of(school)},
    "communications:feed": lambda school: {"language": "fi" if school else "xx"},
    **{
        f"communications:{view}": lambda school: {"slug": "jasenille" if school else "no-such"}
        for view in ("news_item", "news_preview")
    },
    "communications:newsletter": lambda school: {
        "pk": Newsletter.objects.earliest("pk").pk if school else MISSING
    },
    "communications:newsletter_desk": lambda school: {
        "pk": Newsletter.objects.latest("pk").pk if school else MISSING
    },
    **{
        f"surveys:{view}": lambda school: {"pk": Round.objects.get().pk if school else MISSING}
        for view in ("monitor", "letters", "remind", "freeze", "unfreeze")
    },
    **{
        f"indicators:{view}": lambda school: {"code": "haku-paikka" if school else "no-such"}
        for view in ("indicator", "indicator_csv", "indicator_chart")
    },
    "indicators:release": lambda school: {
        "pk": Release.objects.get(period="2026").pk if school else MISSING
    },
    "surveys:import_form": lambda school: {
        "pk": Collection.objects.get().pk if school else MISSING
    },
    "surveys:form_import": lambda school: {
        "pk": FormImport.objects.get().pk if school else MISSING
    },
    "surveys:publish": lambda school: {"pk": FormVersion.objects.get().pk if school else MISSING},
    **{
        f"surveys:{view}": lambda school: {
            "pk": school.responses.get().pk if school else MISSING,
            "code": "opiskelijat",
        }
        for view in (
            *("response", "section", "confirm", "receipt", "take_back", "review"),
            *("cell", "paste", "explain", "ready"),
        )
    },
    "reports:receipt": lambda school: {
        "pk": report_of(school).snapshot_id if school else MISSING,
        "language": "fi",
    },
    **{
        f"reports:{view}": lambda school: {"pk": told_pk(school)}
        for view in ("release", "benchmarks")
    },
    "reports:board": lambda school: {"pk": told_pk(school), "language": "fi"},
    "reports:benchmark": lambda school: {
        "pk": told_pk(school),
        "organisation": school.pk if school else MISSING,
        "language": "fi",
    },
    **{
        f"reports:{view}": lambda school: {"pk": report_of(school).pk if school else MISSING}
        for view in ("report", "file")
    },
    **ACCOUNT,
    "strategy:measure": lambda school: {"code": "1.1.1" if school else "9.9.9"},
}
FORMS: dict[str, Callable[[Organisation | None], dict[str, Any]]] = {
    "language": lambda school: {"language": "sv"},
    "members:act": lambda school: {"organisation": school.pk if school else MISSING},
}


def asked(address: Address, school: Organisation | None) -> tuple[str, dict[str, Any]]:
    """The address and the form about the school, or about nothing that exists."""
    arguments = ARGUMENTS[address.name](school) if address.arguments else {}
    form = FORMS.get(address.name)
    return address.url(**arguments), form(school) if form else {}


def ask(client: Client, method: str, url: str, data: dict[str, Any] | None = None) -> HttpResponse:
    """An answer, of which nothing stays; it is held to the policy as every answer is."""
    is_inside = "sessionid" in client.cookies
    with undone():
        answer: HttpResponse = getattr(client, method)(url, data or {})
    assert not is_inside or answer.get("Cache-Control") == "no-store", (method, url)
    headers = dict(answer.headers)
    policy = re.sub(r" 'nonce-[^']+'", "", headers.get("Content-Security-Policy", ""))
    headers["Content-Security-Policy"] = policy
    expected = HEADERS | (
        {"Referrer-Policy": "no-referrer"} if url.startswith("/invitation/") else {}
    )
    assert {name: headers.get(name) for name in HEADERS} == expected, (method, url)
    return answer


def in_short(answer: HttpResponse) -> str:
    is_door = answer.status_code == 302 and answer["Location"].startswith("/account/login/")
    return "door" if is_door else str(answer.status_code)


def faults(
    world: World,
    method: str,
    url: str,
    expected: list[str],
    data: dict[str, Any] | None = None,
    missing: str = "/nowhere/",
) -> Iterator[str]:
    """Some ask; whoever is told 404 is to be told what is told at the missing address."""
    form = data if method == "post" else {}
    told = {name: expected[PEOPLE.index(name)] for name in askers(expected)}
    answers = {name: ask(world.client(name), method, url, form) for name in told}
    found = [
        # To those who have come in, the sign-in page is a page like any other.
        in_short(answer) if name == "nobody" else str(answer.status_code)
        for name, answer in answers.items()
    ]
    if found != list(told.values()):
        yield f"{method} {url}: {' '.join(found)}, not {' '.join(told.values())}"
    for name, answer in answers.items():
        if answer.status_code == 404 and masked(answer, url) != nothing(
            world, name, method, missing
        ):
            yield f"{method} {url}: {name} can tell that something is there"


def askers(expected: list[str]) -> list[str]:
    """Nobody, and the first of each who are told the same."""
    first = {told: name for name, told in reversed([*zip(PEOPLE[1:], expected[1:], strict=True)])}
    return [name for name in PEOPLE if name == "nobody" or name in first.values()]


def nothing(world: World, name: str, method: str, missing: str) -> str:
    """What the person is told at an address of nothing."""
    known, key = world.nothing, (name, method, missing)
    if key not in known:
        known[key] = masked(ask(world.client(name), method, missing), missing)
    return known[key]


def none(found: Iterable[str]) -> None:
    if lines := list(found):
        pytest.fail("\n".join(lines), pytrace=False)


# --- the table -----------------------------------------------------------------------


def test_our_pages(world: World) -> None:
    none(
        fault
        for view, whose, *tables in ROWS
        for method, told in zip(METHODS, tables, strict=True)
        for fault in faults_of_row(world, OURS[view], whose, method, told)
    )


def faults_of_row(
    world: World, address: Address, whose: str, method: str, told: list[str]
) -> Iterator[str]:
    url, data = asked(address, world.schools.get(whose, world.schools["own"]))
    missing, _ = asked(address, None)
    no_such_method = ["door" if address.is_closed else "405", *["405"] * 5]
    yield from faults(world, method, url, no_such_method if told == ["-"] else told, data, missing)


def test_what_does_not_exist(world: World) -> None:
    none(
        fault
        for view, whose, *tables in ROWS
        for method, told in zip(METHODS, tables, strict=True)
        if whose in {"own", "all"} and told != ["-"]
        for url, data in [asked(OURS[view], None)]
        # Who is asked to sign in to read what is there is asked so for what is not, too.
        for told_nobody in ["door" if OURS[view].is_closed or is_read(method, told) else "404"]
        for fault in faults(world, method, url, [told_nobody, *["404"] * 5], data, url)
    )


def is_read(method: str, told: list[str]) -> bool:
    return method == "get" and told[0] == "door"


def test_the_offices_desk_takes_what_it_takes(world: World) -> None:
    """What it shows, and to whom it is closed, is asked below, when a right ends."""
    urls = {address.url(**desk_arguments(address)): address for address in DESKS}
    found = {url: str(ask(world.client("outi"), "post", url).status_code) for url in urls}
    assert found == {url: desk_answers(address)[1] for url, address in urls.items()}


def desk_answers(address: Address) -> list[str]:
    rule = rule_of(address.name)
    assert rule is not None
    return RULES[rule]


def desk_arguments(address: Address) -> dict[str, object]:
    """An object that is there, for an address that wants one."""
    if not address.arguments:
        return {}
    kind = ContentType.objects.get_for_model(Organisation).pk
    model: type[Model] = Organisation
    with suppress(LookupError, ValueError):  # not the address of a table
        app, name = address.route.split("/")[1:3]
        model = apps.get_model(app, name)
    thing = model._default_manager.first()
    assert thing is not None, f"make a {model.__name__} in the world of this test"
    known = {"object_id": thing.pk, "content_type_id": kind, "app_label": "members", "url": "x"}
    return {name: known[name] for name in address.arguments}


# --- rights that end, and forms that come from elsewhere -----------------------------------


def test_a_right_that_ends_is_gone_at_the_next_request(world: World) -> None:
    """In one and the same session, of which everything stays, at every address of the desk."""
    client, rights = world.client("outi"), Role.objects.filter(role="office")
    urls = {address.url(**desk_arguments(address)): address for address in DESKS}
    before = {url: str(client.get(url).status_code) for url in urls}
    assert before == {url: desk_answers(address)[0] for url, address in urls.items()}
    rights.update(until_on=timezone.localdate())

    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 404)


def test_a_place_that_ends_closes_what_it_opened(world: World) -> None:
    client, ritva = world.client("ritva"), world.people["ritva"]
    members = [f"/members/{school.pk}/" for school in world.schools.values()]
    assert [client.get(url).status_code for url in members] == [200, 200]
    Affiliation.objects.filter(user=ritva).update(until_on=timezone.localdate())
    assert [client.get(url).status_code for url in members] == [404, 404]
    User.objects.filter(email="ritva@example.org").update(is_active=False)

    assert client.get("/me/")["Location"] == "/account/login/?next=/me/"


def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    answers = {}
    for view, _whose, _get, post in ROWS:
        if post != ["-"]:
            url, data = asked(OURS[view], world.schools["own"])
            sender = world.client(
                "ritva" if OURS[view].is_closed else "nobody", enforce_csrf_checks=True
            )
            answers[view] = ask(sender, "post", url, data).status_code

    # A mail program has no token: it sends the one form that is exactly this, and no cookie counts.
    one_click = {"communications:unsubscribe": 400}
    assert answers == dict.fromkeys(answers, 403) | one_click
    assert len(answers) > 10


def test_nonces_are_new_each_time_and_only_there(world: World) -> None:
    answers = [ask(world.client("outi"), "get", "/me/") for _ in range(2)]
    nonces = [
        re.findall(r"'nonce-([^']+)'", answer["Content-Security-Policy"]) for answer in answers
    ]
    pages = [set(re.findall(r'nonce="([^"]+)"', answer.content.decode())) for answer in answers]

    assert [set(found) for found in nonces] == pages
    assert not (pages[0] & pages[1])


@pytest.mark.parametrize("url, status", [("/?page=\0", 400), ("/nowhere/", 404), ("/members", 301)])
def test_errors_too_are_held_to_the_policy(world: World, url: str, status: int) -> None:
    assert ask(world.client("nobody"), "get", url).status_code == status


def test_the_table_can_fail(world: World) -> None:
    """What a row says is compared: a wrong status, a page that gives itself away, a lost header."""
    right = ["door", *["200"] * 5]
    assert list(faults(world, "get", "/me/", right)) == []
    assert list(faults(world, "get", "/me/", ["200"] * 6)) == ["get /me/: door 200, not 200 200"]
    given_away = [*faults(world, "get", "/nowhere/", ["404"] * 6, missing="/")]
    assert len(given_away) == len(askers(["404"] * 6)) == 2
    with pytest.raises(AssertionError), override_settings(SECURE_CSP={"default-src": ["'self'"]}):
        ask(world.client("outi"), "get", "/")
