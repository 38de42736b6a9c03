"""One's own copy: all that is declared of the person, and nothing of anybody else."""

import base64
import datetime
import io
import json
import re
import zipfile

import pytest
from django.test import Client
from django.utils import timezone, translation

from communications.models import Letter
from members.models import AuditEvent, Export, User
from portal.privacy.copy import SECRET, ask_for_copy, everything, make_copy
from portal.privacy.lines import tables
from portal.tasks import make_exports
from tests.conftest import signed_in
from tests.portal.privacy.planting import Planted, plant, word

#: What a school or the office has written, or what is about a school: no row leads to the person.
OF_OTHERS = {"Organisation.note", "Waiver.signed_by"}
#: What was made of things that the copy holds already, or has nobody's name.
MADE = {"Report.content"}


def opened(export: Export) -> dict[str, str]:
    export.refresh_from_db()
    archive = zipfile.ZipFile(io.BytesIO(bytes(export.content)))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def copied(user: User) -> dict[str, str]:
    export = ask_for_copy(user)
    make_copy(export.pk)
    return opened(export)


@pytest.fixture
def own(db: None) -> Planted:
    return plant("kanarialintu")


@pytest.fixture
def others(own: Planted) -> Planted:
    return plant("papukaija")


def test_the_copy_holds_every_word_of_the_person_and_none_of_others(
    own: Planted, others: Planted
) -> None:
    Export.objects.all().delete()  # the one that was planted is not this one
    files = copied(own.user)
    wanted = {
        name: told
        for name, told in own.words.items()
        if name not in OF_OTHERS | MADE | SECRET and not name.startswith("Export.")
    }
    html = files["data.html"].replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">")

    assert len(wanted) > 25
    assert [name for name, told in wanted.items() if told not in _plain(files["data.json"])] == []
    assert [name for name, told in wanted.items() if told not in _plain(html)] == []
    assert sorted(files) == ["data.html", "data.json"]
    for text in files.values():
        assert "papukaija" not in text.lower()


def test_every_declared_text_is_planted(own: Planted) -> None:
    """So that what a new table declares is looked for in the copy and in the dump."""
    declared = {line.name: line for table in tables() for line in table.lines}
    texts = {name for name, line in declared.items() if word(line, own.user, "x") is not None}

    assert texts - set(own.words) == set()
    rows = {table.model.__name__: table.model._base_manager.exists() for table in tables()}
    assert [name for name, is_there in rows.items() if not is_there] == []


def _plain(text: str) -> str:
    """With what stands in it as base64."""
    found = re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", text)
    decoded = (base64.b64decode(each) for each in found if len(each) % 4 == 0)
    return text + " ".join(each.decode("utf-8", "ignore") for each in decoded)


def test_a_hash_of_a_password_is_not_handed_out(own: Planted) -> None:
    told = json.dumps(everything(own.user), default=str)

    assert own.words["User.password"] not in told


def test_another_person_in_a_row_is_never_named(ritva: User, kaisa: User) -> None:
    ritva.affiliations.get().roles.update(granted_by=kaisa, reason="tiimin päätös")
    told = json.dumps(everything(ritva), ensure_ascii=False)

    assert "tiimin päätös" in told and '"granted_by"' in told
    assert "Kaisa" not in told and "kaisa@" not in told
    assert "tiimin päätös" not in json.dumps(everything(kaisa), ensure_ascii=False)


def test_deeds_of_others_about_the_person_are_in_it(ritva: User, outi: User) -> None:
    AuditEvent.objects.create(
        actor=outi, verb="erasure_viewed", app="members", model="user", object_pk=str(ritva.pk)
    )
    with translation.override("en"):
        log = everything(ritva)[-1]

    assert [value for row in log["rows"] for _n, _l, value in row][-1] == (
        "looked at what an erasure would reach"
    )
    assert "Outi" not in json.dumps(log)


# --- asking for it and taking it ----------------------------------------------------


def test_the_copy_is_asked_for_made_told_and_taken(as_ritva: Client, ritva: User) -> None:
    assert as_ritva.get("/privacy/mine/copy/").status_code == 405
    assert not Export.objects.exists()
    as_ritva.post("/privacy/mine/copy/")
    as_ritva.post("/privacy/mine/copy/")  # two clicks are one
    export = Export.objects.get()
    assert as_ritva.get(f"/privacy/mine/copy/{export.pk}/").status_code == 404
    make_exports()
    make_exports()

    answer = as_ritva.get(f"/privacy/mine/copy/{export.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert "Ritva Respo" in zipfile.ZipFile(io.BytesIO(answer.content)).read("data.json").decode()
    letter = Letter.objects.get(key=f"privacy:export:{export.pk}")
    assert letter.address == "ritva@example.org" and "/privacy/mine/" in letter.text
    assert [event.verb for event in AuditEvent.objects.all()] == ["export_taken", "denied"]


def test_nobody_else_takes_it(ritva: User, kaisa: User, outi: User, sten: User) -> None:
    export = ask_for_copy(ritva)
    make_copy(export.pk)

    for user in (kaisa, outi, sten):
        assert signed_in(user).get(f"/privacy/mine/copy/{export.pk}/").status_code == 404
    answer = Client().get(f"/privacy/mine/copy/{export.pk}/")
    assert answer.status_code == 302 and answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("hours, status", [(23.9, 200), (24.1, 404)])
def test_it_is_there_for_a_day(as_ritva: Client, ritva: User, hours: float, status: int) -> None:
    export = ask_for_copy(ritva)
    make_copy(export.pk)
    made_at = timezone.now() - datetime.timedelta(hours=hours)
    Export.objects.update(made_at=made_at)

    assert as_ritva.get(f"/privacy/mine/copy/{export.pk}/").status_code == status


def test_a_worker_that_dies_is_followed_by_another_and_at_last_it_is_said(ritva: User) -> None:
    export = ask_for_copy(ritva)
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    Export.objects.update(status="running", heartbeat_at=long_ago, attempts=3)
    make_exports()
    export.refresh_from_db()

    assert (export.status, bytes(export.content)) == ("failed", b"")
    assert ask_for_copy(ritva).pk != export.pk
