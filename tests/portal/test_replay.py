"""What the people of one school have asked and sent, asked and sent again by another's: nothing of
the one school comes out, and nothing of it changes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import connection
from django.test import Client
from django.utils import timezone

from communications.models import Question
from members.models import AuditEvent, ContactPoint, Export, Organisation, OutdatedReport
from reports.models import Report
from surveys.models import Answer, Response
from surveys.models.responses import ResponseQuerySet
from tests.factories import make_affiliation, make_contact_point, make_invitation, make_user
from tests.portal.test_access import World, world

CANARY = "kanarialintu"
#: Doors of one's own, and what ends the session; they have pages of their own in the table.
NOT_FOLLOWED = ("/account/", "/static/", "/language/")
#: What everybody may send about any school, and what every request writes.
NEW_ROWS = {"members_outdatedreport", "members_auditevent"}
SESSIONS = {"django_session", "usersessions_usersession", "portal_cache"}


@dataclass(frozen=True)
class Asked:
    """One request, as it was sent."""

    method: str
    url: str
    data: tuple[tuple[str, str], ...] = ()


@dataclass
class Page(HTMLParser):
    """The links of a page, and its forms with all that stands in them."""

    url: str
    links: set[str] = field(default_factory=set)
    forms: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    choice: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.fields = {}
            method = given.get("method", "get").lower()
            self.forms.append((method, urljoin(self.url, given.get("action", "")), self.fields))
        elif tag in {"input", "textarea", "button"} and given.get("name"):
            self.fields.setdefault(given["name"], given.get("value") or "x")
        elif tag == "select":
            self.choice = given.get("name", "")
        elif tag == "option" and self.choice and given.get("value"):
            self.fields.setdefault(self.choice, given["value"])
        self.links.update(
            urljoin(self.url, given[name]) for name in ("href", "hx-get") if name in given
        )
        if "hx-post" in given:
            self.forms.append(("post", urljoin(self.url, given["hx-post"]), self.fields))


def journeys(client: Client, told: set[str]) -> Iterator[Asked]:
    """All that can be reached from Home by links and forms; no form is sent. Pages with the school's
    own words are told of."""
    waiting, known = ["/"], {"/"}
    while waiting:
        url = waiting.pop()
        yield Asked("get", url)
        answer = client.get(url)
        if CANARY.encode() in answer.content:
            told.add(url)
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        page = Page(url)
        page.feed(answer.content.decode())
        for method, action, fields in page.forms:
            if is_followed(action):
                yield Asked(method, action, tuple(fields.items()))
        for link in sorted({link.partition("#")[0] for link in page.links} - known):
            if is_followed(link):
                known.add(link)
                waiting.append(link)


def is_followed(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.netloc and url.startswith("/") and not parts.path.startswith(NOT_FOLLOWED)


def replay(client: Client, requests: list[Asked]) -> list[str]:
    """Where the other school's words came out. What only is asked comes first."""
    client.get("/me/")
    token = client.get("/me/").context["csrf_token"]
    found = []
    for each in sorted(requests, key=lambda each: (each.method, each.url)):
        data = dict(each.data) | (
            {"csrfmiddlewaretoken": str(token)} if each.method == "post" else {}
        )
        answer = getattr(client, each.method)(each.url, data)
        body = b"".join(answer) if answer.streaming else answer.content
        if CANARY.encode() in body:
            found.append(f"{each.method} {each.url}")
    return found


# --- what is planted, and what must stay ------------------------------------------------------


def plant(school: Organisation, world: World) -> None:
    """The school's own words, in all that is its own."""
    ritva = world.people["ritva"]
    make_contact_point(school, visibility="own", value=f"{CANARY}@example.org")
    make_invitation(school, "canary", name=f"Uusi {CANARY}", email=f"uusi.{CANARY}@example.org")
    hidden = make_user(name=f"Piilo {CANARY}", email=f"piilo.{CANARY}@example.org")
    make_affiliation(organisation=school, user=hidden, visibility="own", title=f"{CANARY}-rehtori")
    school.roster_imports.update(file_name=f"{CANARY}.csv")
    school.confirmations.update(corrections=CANARY)
    Question.objects.filter(organisation=school).update(
        text=f"Kysyn: {CANARY}", answer=CANARY, answered_at=timezone.now()
    )
    Export.objects.filter(requested_by=ritva).update(content=CANARY.encode())
    AuditEvent.objects.create(verb="moved", organisation=school, note=CANARY)
    OutdatedReport.objects.filter(organisation=school).update(line="website")
    response = Response.objects.get(organisation=school)
    Answer.objects.create(response=response, key="huomautus", text=CANARY)
    Report.objects.filter(snapshot__response=response).update(content=CANARY.encode())


def rows() -> dict[str, set[str]]:
    """Every row of every table, as PostgreSQL writes it."""
    names = connection.introspection.table_names()
    with connection.cursor() as cursor:
        found = {}
        for name in sorted(set(names) - SESSIONS):
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            found[name] = {row[0] for row in cursor.fetchall()}
    return found


def lost(before: dict[str, set[str]], after: dict[str, set[str]], own: str) -> set[str]:
    """Tables where a row has changed or gone that is not the asker's own."""
    return {
        name for name, lines in before.items() for line in lines - after[name] if own not in line
    }


def of_school(school: Organisation) -> dict[str, int]:
    related = (each for each in school._meta.related_objects if each.one_to_many)
    counts = {
        each.related_model._meta.db_table: each.related_model._default_manager.filter(
            **{each.field.name: school}
        ).count()
        for each in related
        if each.field.name == "organisation"
    }
    return {name: count for name, count in counts.items() if name not in NEW_ROWS}


# --- the replay ---------------------------------------------------------------------------------


def test_nothing_of_a_school_comes_out_or_changes(world: World, monkeypatch: Any) -> None:
    school = world.schools["own"]
    plant(school, world)
    told: set[str] = set()
    journey = [each for name in ("kaisa", "ritva") for each in journeys(world.client(name), told)]
    recorded = list(dict.fromkeys(journey))
    assert len(recorded) > 300
    assert len(told) > 12
    before, counted = rows(), of_school(school)

    assert replay(world.client("sten", enforce_csrf_checks=True), recorded) == []

    assert lost(before, rows(), "sten@example.org") == set()
    assert of_school(school) == counted

    # The control: what nobody filters comes out, and what nobody forbids changes.
    monkeypatch.setattr(ResponseQuerySet, "visible_to", lambda self, user: self)
    monkeypatch.setattr(Organisation, "allows", lambda *_args: True)
    some = [each for each in recorded if each.url in told or "/contacts/" in each.url]
    found = replay(world.client("sten", enforce_csrf_checks=True), some)
    assert [each for each in found if "/collections/responses/" in each] != []
    assert lost(before, rows(), "sten@example.org") == {"members_contactpoint"}
