"""Who may open what: every address of the portal, for six people. An address without a row fails
the build, and so does a row without an address."""

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

from indicators.models import Release
from members.models import Affiliation, Organisation, Role, User
from reports.models import Report
from surveys.models import Collection, FormImport, FormVersion, Response, Round
from tests.factories import make_letter, make_measure
from tests.indicators.factories import (
    make_element,
    make_group,
    make_observation,
    make_release,
    make_waiver,
)
from tests.indicators.telling import make_applicants, make_told
from tests.members.signing_in import masked, show_who_it_is
from tests.portal.account_things import ACCOUNT, MISSING, make_account_things
from tests.portal.addresses import Address, addresses
from tests.reports.factories import make_report
from tests.surveys.factories import make_form_import, make_response, make_snapshot

#: Sten is the stranger, of another school; Ritva answers for data and Kaisa is key contact in one's
#: own; Outi is the office, Birgit the board. All have a password.
PEOPLE = ["nobody", "sten", "ritva", "kaisa", "outi", "birgit"]

# whose: an object of the school of Ritva and Kaisa (own), of Sten's (other), of all (all), none (-).
# A form is sent with nothing but what names the object. "door" is the way to the sign-in page; "-"
# a method that is not there: 405, but the door to nobody. What does not exist is 404 of itself.
VIEWS = """
view                                 whose | GET:  nobody sten ritva kaisa outi birgit | POST: nobody sten ritva kaisa outi birgit
home                                 -     |       door   200  200   200   200  200    | -
language                             -     | -                                         |       302    302  302   302   302  302
kept_form                            -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
healthz                              -     |       200    200  200   200   200  200    | -
readyz                               -     |       200    200  200   200   200  200    | -
members:list                         -     |       door   200  200   200   200  200    | -
members:organisation                 own   |       door   200  200   200   200  200    | -
members:organisation                 other |       door   200  200   200   200  200    | -
members:appoint                      own   |       door   404  404   404   200  404    |       door   404  404   404   200  404
members:appoint                      other |       door   404  404   404   200  404    |       door   404  404   404   200  404
members:profile                      -     |       door   200  200   200   200  200    |       door   200  200   200   200  200
members:act                          own   | -                                         |       door   404  302   302   404  404
members:act                          other | -                                         |       door   302  404   404   404  404
strategy:strategy                    -     |       door   200  200   200   200  200    | -
strategy:measure                     all   |       door   200  200   200   200  200    | -
surveys:list                         -     |       door   200  200  200   200  200     | -
surveys:import_form                  all   |       door   404  404  404   200  404     |       door   404  404  404   422  404
surveys:form_import                  all   |       door   404  404  404   200  404     | -
surveys:publish                      all   |       door   404  404  404   200  404     |       door   404  404  404   302  404
surveys:monitor                      all   |       door   404  404  404   200  404     | -
surveys:letters                      all   |       door   404  404  404   200  404     |       door   404  404  404   200  404
surveys:remind                       all   |       door   404  404  404   200  404     |       door   404  404  404   302  404
surveys:freeze                       all   |       door   404  404  404   200  404     |       door   404  404  404   409  404
surveys:unfreeze                     all   |       door   404  404  404   200  404     |       door   404  404  404   302  404
surveys:response                     own   |       door   404  200  200   200  404     | -
surveys:response                     other |       door   200  404  404   200  404     | -
surveys:section                      own   |       door   404  200  200   200  404     |       door   404  302  302   404  404
surveys:section                      other |       door   200  404  404   200  404     |       door   302  404  404   404  404
surveys:confirm                      own   |       door   404  200  200   404  404     |       door   404  409  409   404  404
surveys:confirm                      other |       door   200  404  404   404  404     |       door   409  404  404   404  404
surveys:receipt                      own   |       door   404  200  200   200  404     | -
surveys:receipt                      other |       door   200  404  404   200  404     | -
indicators:list                      -     |       door   200  200  200   200  200     | -
indicators:elements                  -     |       door   200  200  200   200  200     | -
indicators:element_csv               -     |       door   200  200  200   200  200     | -
indicators:indicator                 all   |       door   200  200  200   200  200     | -
indicators:indicator_csv             all   |       door   200  200  200   200  200     | -
indicators:indicator_chart           all   |       door   200  200  200   200  200     | -
indicators:releases                  -     |       door   404  404  404   200  404     |       door   404  404  404   409  404
indicators:release                   all   |       door   404  404  404   200  404     |       door   404  404  404   200  404
reports:receipt                      own   | -                                         |       door   404  302  302   302  404
reports:receipt                      other | -                                         |       door   302  404  404   302  404
reports:list                         -     |       door   200  200  200   200  200     | -
reports:release                      all   |       door   200  200  200   200  200     | -
reports:board                        all   | -                                         |       door   404  404  404   302  302
reports:benchmarks                   all   | -                                         |       door   404  404  404   302  404
reports:benchmark                    own   | -                                         |       door   404  302  302   302  404
reports:benchmark                    other | -                                         |       door   302  404  404   302  404
reports:report                       own   |       door   404  200  200   200  404     | -
reports:report                       other |       door   200  404  404   200  404     | -
reports:file                         own   |       door   404  200  200   200  404     | -
reports:file                         other |       door   200  404  404   200  404     | -
surveys:take_back                    own   | -                                         |       door   404  302  302   404  404
surveys:take_back                    other | -                                         |       door   302  404  404   404  404
surveys:cell                         own   | -                                         |       door   404  404  404   404  404
surveys:cell                         other | -                                         |       door   404  404  404   404  404
surveys:paste                        own   | -                                         |       door   404  404  404   404  404
surveys:paste                        other | -                                         |       door   404  404  404   404  404
surveys:explain                      own   | -                                         |       door   404  302  302   302  404
surveys:explain                      other | -                                         |       door   302  404  404   302  404
surveys:ready                        own   | -                                         |       door   404  302  302   404  404
surveys:ready                        other | -                                         |       door   302  404  404   404  404
surveys:review                       own   |       door   404  404  404   200  404     |       door   404  404  404   200  404
surveys:review                       other |       door   404  404  404   200  404     |       door   404  404  404   200  404
account_login                        -     |       200    302  302   302   302  302    |       200    302  302   302   302  302
account_request_login_code           -     |       200    302  302   302   302  302    |       200    302  302   302   302  302
account_confirm_login_code           -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
account_logout                       -     |       door   200  200   200   200  200    |       door   302  302   302   302  302
account_inactive                     -     |       200    200  200   200   200  200    | -
account_signup                       -     |       200    302  302   302   302  302    |       200    302  302   302   302  302
account_reauthenticate               -     |       door   302  302   200   302  302    |       door   302  302   200   302  302
account_confirm_by_code              -     |       door   302  302   200   302  302    |       door   302  302   302   302  302
mfa_login_webauthn                   -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
mfa_authenticate                     -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
mfa_reauthenticate                   -     |       door   200  200   302   200  200    |       door   200  200   302   200  200
mfa_reauthenticate_webauthn          -     |       door   200  200   302   302  302    |       door   302  302   302   302  302
mfa_index                            -     |       door   200  200   200   200  200    | -
mfa_activate_totp                    -     |       door   200  200   200   302  302    |       door   200  200   200   302  302
mfa_deactivate_totp                  -     |       door   404  404   404   200  200    |       door   404  404   404   302  302
mfa_list_webauthn                    -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
mfa_add_webauthn                     -     |       door   200  200   200   200  200    |       door   200  200   200   200  200
mfa_edit_webauthn                    own   |       door   404  200   404   404  404    |       door   404  200   404   404  404
mfa_edit_webauthn                    other |       door   200  404   404   404  404    |       door   200  404   404   404  404
mfa_remove_webauthn                  own   |       door   404  200   404   404  404    |       door   404  302   404   404  404
mfa_remove_webauthn                  other |       door   200  404   404   404  404    |       door   302  404   404   404  404
mfa_view_recovery_codes              -     |       door   404  404   404   404  404    | -
mfa_generate_recovery_codes          -     |       door   200  200   200   200  200    |       door   302  302   200   302  302
mfa_download_recovery_codes          -     |       door   404  404   404   404  404    |       door   404  404   404   404  404
openid_connect_login                 all   |       404    404  404   404   404  404    |       404    404  404   404   404  404
openid_connect_callback              all   |       404    404  404   404   404  404    |       404    404  404   404   404  404
session_list                         -     |       door   200  200   200   200  200    | -
end_session                          own   | -                                         |       door   404  302   404   404  404
end_session                          other | -                                         |       door   302  404   404   404  404
end_other_sessions                   -     | -                                         |       door   302  302   302   302  302
account_change_password              -     |       door   200  200   200   200  200    |       door   200  200   200   200  200
account_set_password                 -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
account_reset_password               -     |       200    200  200   200   200  200    |       200    200  200   200   200  200
account_confirm_password_reset_code  -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
account_complete_password_reset      -     |       302    302  302   302   302  302    |       302    302  302   302   302  302
account_password_reset_completed     -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
"""
# The office's desk: to nobody it is the door, to all but the office 404, whatever is asked. A row
# says what the office gets; the first that fits holds. "view" is an old address of Django's.
DESK = """
view                      | GET POST
index                     | 200 200
login                     | 302 200
logout                    | 405 200
password_change           | 200 200
password_change_done      | 200 405
autocomplete              | 403 405
jsi18n                    | 200 405
view_on_site              | 302 302
app_list                  | 200 200
view                      | 302 302
catch_all_view            | 404 404
members_user_add          | 403 403
members_user_delete       | 403 403
members_affiliation_add   | 403 403
members_affiliation_delete| 403 403
members_lostfactor_change | 200 403
members_lostfactor_delete | 403 403
communications_letter_add | 403 403
communications_letter_delete | 403 403
communications_letter_change | 200 403
surveys_formimport_add    | 403 403
surveys_formimport_change | 200 403
surveys_formimport_delete | 403 403
surveys_formversion_add   | 403 403
surveys_formversion_change| 200 403
surveys_formversion_delete| 403 403
surveys_response_add      | 403 403
surveys_response_change   | 200 403
surveys_response_delete   | 403 403
surveys_round_delete      | 403 403
indicators_dataelement_add| 403 403
indicators_dataelement_delete | 403 403
indicators_observation_add| 403 403
indicators_observation_change | 200 403
indicators_observation_delete | 403 403
indicators_group_add      | 403 403
indicators_group_change   | 200 403
indicators_group_delete   | 403 403
indicators_release_add    | 403 403
indicators_release_change | 200 403
indicators_release_delete | 403 403
indicators_stat_add       | 403 403
indicators_stat_change    | 200 403
indicators_stat_delete    | 403 403
reports_report_add        | 403 403
reports_report_change     | 200 403
reports_report_delete     | 403 403
*_changelist              | 200 200
*_add                     | 200 200
*_history                 | 200 200
*_delete                  | 200 200
*_change                  | 200 200
"""
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
    for first, get, post in lines(VIEWS)
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
    make_measure()
    make_letter()
    make_response(koivuranta)
    make_form_import(Collection.objects.get())
    for response in Response.objects.all():
        make_report(make_snapshot(response))
    make_group([koivuranta, granholmen])
    make_release()
    make_told({(make_applicants(), "all"): {"n": "11", "median": "2.6"}}, "2025")
    make_observation(make_waiver(make_element(), koivuranta).element, koivuranta)
    Group.objects.create(name="x")
    EmailAddress.objects.create(user=ritva, email=ritva.email)
    schools = {"own": koivuranta, "other": granholmen}
    return World(people, schools, {name: come_in(user) for name, user in people.items()})


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


#: What names the object of an address, and of a form, by the school it is of.
ARGUMENTS: dict[str, Callable[[Organisation | None], dict[str, Any]]] = {
    "members:organisation": lambda school: {"pk": school.pk if school else MISSING},
    "members:appoint": lambda school: {"pk": school.pk if school else MISSING},
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
    with undone():
        answer: HttpResponse = getattr(client, method)(url, data or {})
    headers = dict(answer.headers)
    policy = re.sub(r" 'nonce-[^']+'", "", headers.get("Content-Security-Policy", ""))
    headers["Content-Security-Policy"] = policy
    assert {name: headers.get(name) for name in HEADERS} == HEADERS, (method, url)
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
    """Six people ask; whoever is told 404 is to be told what is told at the missing address."""
    form = data if method == "post" else {}
    answers = {name: ask(world.client(name), method, url, form) for name in PEOPLE}
    found = [
        # To those who have come in, the sign-in page is a page like any other.
        in_short(answer) if name == "nobody" else str(answer.status_code)
        for name, answer in answers.items()
    ]
    if found != expected:
        yield f"{method} {url}: {' '.join(found)}, not {' '.join(expected)}"
    for name, answer in answers.items():
        if answer.status_code == 404 and masked(answer, url) != nothing(
            world, name, method, missing
        ):
            yield f"{method} {url}: {name} can tell that something is there"


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
        for nobody in ["door" if OURS[view].is_closed else "404"]
        for fault in faults(world, method, url, [nobody, *["404"] * 5], data, url)
    )


def test_the_offices_desk(world: World) -> None:
    none(
        fault
        for address in DESKS
        for url in [address.url(**desk_arguments(address))]
        for method, office in zip(METHODS, desk_answers(address), strict=True)
        for fault in faults(world, method, url, ["door", "404", "404", "404", office, "404"])
    )


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

    assert client.get("/")["Location"] == "/account/login/?next=/"


def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    answers = {}
    for view, _whose, _get, post in ROWS:
        if post != ["-"]:
            url, data = asked(OURS[view], world.schools["own"])
            sender = world.client(
                "ritva" if OURS[view].is_closed else "nobody", enforce_csrf_checks=True
            )
            answers[view] = ask(sender, "post", url, data).status_code

    assert answers == dict.fromkeys(answers, 403)
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
    assert list(faults(world, "get", "/", right)) == []
    assert list(faults(world, "get", "/", ["200"] * 6)) == [
        "get /: door 200 200 200 200 200, not 200 200 200 200 200 200"
    ]
    assert len(list(faults(world, "get", "/nowhere/", ["404"] * 6, missing="/"))) == 6
    with pytest.raises(AssertionError), override_settings(SECURE_CSP={"default-src": ["'self'"]}):
        ask(world.client("outi"), "get", "/")
