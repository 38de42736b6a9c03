"""The register, the broken seal and what people agree to."""

import csv
import io
import logging
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.functional import Promise
from pytest_django import DjangoAssertNumQueries

from communications.actions.subscriptions import subscribe, unsubscribe
from communications.models import Letter, Reader
from members import audit
from members.models import AuditEvent, AuditSeal, Consent, Seats, User
from members.todo import todo
from portal.lib.todo import Task
from portal.privacy.lines import APPS, Fate, lines, tables
from portal.tasks import keep_log
from tests.conftest import signed_in
from tests.factories import make_topic
from tests.members.test_audit import aged, change

# --- the register --------------------------------------------------------------------


def test_every_app_that_declares_anything_is_asked() -> None:
    found = {path.parent.name for path in Path(settings.BASE_DIR).glob("*/privacy.py")}

    assert {app.__name__ for app in APPS} == {f"{app}.privacy" for app in found}


def test_what_an_app_declares_of_erasure_is_about_something_that_is_there() -> None:
    for app in APPS:
        personal = set(import_module(app.__name__).PERSONAL) if hasattr(app, "PERSONAL") else set()
        models = {name.rpartition(".")[0] for name in personal}
        about = {*getattr(app, "ABOUT", {}), *getattr(app, "REACHED_AT", {})}
        fields = {*getattr(app, "EMPTIED", ()), *getattr(app, "REMADE", ())}
        assert about <= models
        assert set(getattr(app, "DELETED", ())) <= {name.split(".")[-1] for name in models}
        assert fields <= personal


def test_every_reason_can_be_translated() -> None:
    assert [line.name for line in lines() if not isinstance(line.why, Promise)] == []
    assert [line.name for line in lines() if not isinstance(line.kept, Promise)] == []


def test_a_table_that_tells_of_people_says_how_its_rows_lead_to_them() -> None:
    """Else neither the copy nor the erasure would find them: rows without a key to a person name
    people in texts at most."""
    lost = [
        table.model.__name__
        for table in tables()
        if not (table.about or table.reached_at or _keys(table.model))
        and {line.fate for line in table.lines} != {Fate.UNNAMED}
    ]

    assert lost == []


def _keys(model: type) -> list[str]:
    fields = model._meta.local_fields  # type: ignore[attr-defined]
    return [field.name for field in fields if field.related_model is User]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_register_lists_every_line_on_the_page_and_in_the_file(language: str) -> None:
    client = Client(headers={"accept-language": language})
    html = client.get("/privacy/").content.decode()
    text = client.get("/privacy/register.csv").content.decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))

    assert html.count("<h3>") == len(lines()) == len(rows) - 1
    with translation.override(language):
        assert rows[1][2] == str(lines()[0].why)


@pytest.mark.django_db
def test_the_register_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        Client().get("/privacy/")


def asked(user: User) -> list[Task]:
    """What Home asks of the person about the log."""
    return [task for task in todo(user, Seats()) if "auditseal" in task.url]


# --- a broken seal ---------------------------------------------------------------------


def test_a_broken_seal_is_told_to_the_office_once_a_letter_and_on_home(
    outi: User, kaisa: User, caplog: pytest.LogCaptureFixture
) -> None:
    aged(count=2)
    keep_log()
    assert asked(outi) == []
    change(verb="erased")
    with caplog.at_level(logging.ERROR):
        keep_log()
        keep_log()

    seal = AuditSeal.objects.earliest("pk")
    assert [letter.key for letter in Letter.objects.all()] == [
        f"privacy:broken:{seal.pk}:{outi.pk}"
    ]
    assert [task.tone for task in asked(outi)] == ["stop"]
    assert asked(kaisa) == []
    assert "does not fit its seal" in caplog.text
    assert signed_in(outi).get("/").status_code == 200
    assert signed_in(outi).get("/office/members/auditseal/").status_code == 200


def test_the_nightly_job_seals_what_is_new_after_it_has_looked(db: None) -> None:
    aged()
    keep_log()
    aged()
    keep_log()

    assert [seal.count for seal in AuditSeal.objects.all()] == [1, 1]
    assert audit.check() == []


# --- consent --------------------------------------------------------------------------


def profile(client: Client, **fields: str) -> None:
    typed = {"name": "Ritva Respo", "phone": "", "title_visibility": "members"}
    marks = {"email_visibility": "members", "phone_visibility": "own"}
    assert client.post("/me/", typed | marks | fields).status_code == 302


def test_whoever_shows_something_to_everyone_agrees_to_it_until_they_stop(
    as_ritva: Client, ritva: User
) -> None:
    profile(as_ritva)
    assert not Consent.objects.exists()
    profile(as_ritva, email_visibility="public")
    profile(as_ritva, email_visibility="public")
    given = Consent.objects.get()
    assert (given.user, given.kind, given.language, given.withdrawn_at) == (
        *(ritva, "public", "fi"),
        None,
    )
    assert given.get_kind_display() in as_ritva.get("/privacy/mine/").content.decode().lower()

    profile(as_ritva)
    given.refresh_from_db()
    assert given.withdrawn_at
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["consented", "withdrawn"]


def test_an_address_without_an_account_agrees_to_newsletters_while_it_has_a_topic(
    db: None, ritva: User
) -> None:
    one, two = make_topic("a"), make_topic("b")
    reader = Reader("lukija@example.org")
    for topic in (one, two):
        subscribe(reader, topic)
    subscribe(Reader.of(ritva), one)
    assert [(row.address, row.kind) for row in Consent.objects.all()] == [
        ("lukija@example.org", "newsletter")
    ]
    unsubscribe(reader, one)
    assert Consent.objects.live().exists()
    unsubscribe(reader, two)

    assert not Consent.objects.live().exists()
    assert AuditEvent.objects.filter(verb="withdrawn", actor=None).exists()
