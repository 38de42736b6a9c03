"""A form out of a file: by the command, and by a worker for whoever has sent it on a page."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client

from members.models import User
from portal.celery import app
from surveys.actions.forms import publish_form
from surveys.actions.imports import import_form, run_import
from surveys.actions.refusals import DraftChanged
from surveys.models import Collection, FormImport, FormVersion
from surveys.tasks import import_forms
from tests.conftest import signed_in
from tests.surveys.factories import (
    BOOK,
    make_collection,
    make_form_import,
)
from tests.surveys.shared import shared
from tests.surveys.test_xlsform_files import samples, workbook

FORM = workbook(
    survey=[
        ["type", "name", "label", "image"],
        ["integer", "uudet", "Uudet", ""],
        ["geopoint", "paikka", "Missä?", ""],
    ]
)


@pytest.fixture
def vuosi(db: None) -> Collection:
    return make_collection()


@pytest.fixture
def outi(outi: User) -> User:
    outi.language = "en"
    outi.save()
    return outi


@pytest.fixture
def at_once() -> Iterator[None]:
    """Celery's own way to do the work of a task where it is asked for."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def bomb() -> bytes:
    """A workbook of a few kilobytes that unpacks to a hundred megabytes."""
    packed = io.BytesIO(FORM)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/media/image1.xml", b"0" * 100_000_000)
    return packed.getvalue()


def survey(*rows: list[Any]) -> bytes:
    return workbook(survey=[["type", "name", "label", "relevant"], *rows])


TOO_LARGE = "The file is too large, or unpacks to something too large."
NO_SPREADSHEET = "The file is not a spreadsheet that can be read."
BAD = {
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, NO_SPREADSHEET),
    "a text": (b"Good day\n", NO_SPREADSHEET),
    "a table of something": (b"a,b\n1,2\n", "The file has no sheet called survey."),
    "half a workbook": (FORM[: len(FORM) // 2], NO_SPREADSHEET),
    "a zip of something": (bomb()[:-30], NO_SPREADSHEET),
    "a zip bomb": (bomb(), TOO_LARGE),
    "no sheet of questions": (workbook(Taul1=[["a"]]), "The file has no sheet called survey."),
    "formulas without values": (
        survey(["integer", "a", ('="A"&"B"', "")]),
        "survey, C2: The cell holds a formula without a value. Paste the value in its place.",
    ),
    "a NUL": (
        b"section;key;type\n;a\0;integer\n",
        "The cell B2 of the sheet “CSV” holds a character that cannot be stored.",
    ),
    "a date for a name": (
        survey(["integer", datetime.date(2026, 9, 20), "A"]),
        "survey, B2: “46285” cannot be a name. A name begins with a letter and has only letters, "
        "digits, hyphens and full stops.",
    ),
    "a date for a number": (
        b"key;type;minimum\na;integer;1.2.2026\n",
        "CSV, C2: “1.2.2026” is no number.",
    ),
    "two faults": (
        survey(["integer", "", "A"], ["nonsense", "b", "B"]),
        "survey, B2: The name is missing.\nsurvey, A3: The type “nonsense” is not known.",
    ),
}  # fmt: skip
bad_files = pytest.mark.parametrize(("data", "sentence"), BAD.values(), ids=BAD.keys())


# --- the command ------------------------------------------------------------------------


def command(path: Path, collection: str = "vuosi") -> str:
    out = io.StringIO()
    call_command("import_form", str(path), collection=collection, stdout=out)
    return out.getvalue()


def test_the_command_makes_a_draft_and_tells_what_became_of_each_row(
    vuosi: Collection, tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(FORM)

    assert command(path).splitlines() == [
        "Left out: 2",
        "  survey D1: What the column “image” says is left out.",
        "  survey A3: The question type “geopoint” is not in use here.",
        "Taken as it is: 1",
        "vuosi 1 is a draft.",
    ]
    draft = FormVersion.objects.get()
    assert (draft.state, [cell.key for cell in draft.compiled.questionnaire.cells]) == (
        "draft",
        ["uudet"],
    )


def test_the_command_reads_a_code_book(vuosi: Collection, tmp_path: Path) -> None:
    path = tmp_path / "kirja.csv"
    path.write_bytes(BOOK)

    assert command(path).splitlines() == ["Taken as it is: 1", "vuosi 1 is a draft."]


def test_the_command_takes_every_sample_that_can_be_read(vuosi: Collection) -> None:
    accepted = [path for path, expected in samples() if expected.startswith("accepted")]
    assert len(accepted) > 15

    for path in accepted:
        assert command(path).endswith("vuosi 1 is a draft.\n")
    draft = FormVersion.objects.get()
    assert {each["outcome"] for each in draft.report} <= {"accepted", "approximated", "dropped"}


def test_the_command_names_the_cells_of_a_refused_sample(vuosi: Collection) -> None:
    path = shared("xlsform") / "pyxform" / "bug_group_name_test.xls"

    with pytest.raises(CommandError) as caught:
        command(path)

    assert str(caught.value) == "Nothing was imported.\nsurvey, B3: The name is missing."
    assert not FormVersion.objects.exists()


@bad_files
def test_the_command_refuses_a_bad_file_and_keeps_the_draft(
    vuosi: Collection, tmp_path: Path, data: bytes, sentence: str
) -> None:
    draft = import_form(vuosi, BOOK)
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)

    with pytest.raises(CommandError) as caught:
        command(path)

    assert str(caught.value) == f"Nothing was imported.\n{sentence}"
    assert rows() == [(draft.pk, draft.content_hash)]


def test_the_command_says_what_is_not_there(vuosi: Collection, tmp_path: Path) -> None:
    told = []
    empty = tmp_path / "empty.xlsx"
    empty.touch()
    for path, code in (
        (tmp_path / "none.xlsx", "vuosi"),
        (tmp_path, "vuosi"),
        (empty, "vuosi"),
        (empty, "kuu"),
    ):
        with pytest.raises(CommandError) as caught:
            command(path, code)
        told.append(str(caught.value))

    assert told == [
        f"{tmp_path}/none.xlsx cannot be read: No such file or directory.",
        f"{tmp_path} cannot be read: Is a directory.",
        "Nothing was imported.\nThe file is empty.",
        "There is no collection “kuu”. There are: vuosi.",
    ]


# --- drafts and what is published ---------------------------------------------------------


def rows() -> list[tuple[int, str]]:
    return list(FormVersion.objects.order_by("number").values_list("pk", "content_hash"))


def test_a_published_form_stays_and_the_next_file_is_a_new_draft(vuosi: Collection) -> None:
    first = publish_form(import_form(vuosi, BOOK), None)

    draft = import_form(vuosi, FORM)
    again = import_form(vuosi, BOOK)

    assert (draft.number, again.pk) == (2, draft.pk)
    assert rows() == [(first.pk, first.content_hash), (draft.pk, again.content_hash)]


def test_what_was_not_looked_at_is_not_published(vuosi: Collection, outi: User) -> None:
    seen = import_form(vuosi, BOOK)
    import_form(vuosi, FORM)

    with pytest.raises(DraftChanged):
        publish_form(seen, outi, seen.content_hash)

    assert FormVersion.objects.get().state == "draft"


# --- the page -------------------------------------------------------------------------------


def upload_url(collection: Collection) -> str:
    return f"/collections/{collection.pk}/import/"


def upload(client: Client, collection: Collection, data: bytes, name: str = "f.xlsx") -> Any:
    return client.post(upload_url(collection), {"file": SimpleUploadedFile(name, data)})


def page_of(client: Client, answer: HttpResponse) -> str:
    assert answer.status_code == 302
    return client.get(answer["Location"]).content.decode()


def test_the_office_sends_a_file_and_reads_what_became_of_it(
    vuosi: Collection, outi: User, at_once: None, django_capture_on_commit_callbacks: Any
) -> None:
    as_outi = signed_in(outi)
    link = f'href="{upload_url(vuosi)}"'
    assert link in as_outi.get(f"/office/surveys/collection/{vuosi.pk}/change/").content.decode()
    assert 'type="file"' in as_outi.get(upload_url(vuosi)).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        sent = upload(as_outi, vuosi, FORM, "kysely 2026.xlsx")
    html = page_of(as_outi, sent)

    job = FormImport.objects.get()
    assert (job.status, job.file_name, job.requested_by) == ("done", "kysely 2026.xlsx", outi)
    for piece in (
        "The question type “geopoint” is not in use here.",
        '<th role="rowheader" scope="row">survey A3</th>',
        "Left out (2)",
        f'href="/office/surveys/formversion/{job.form_version_id}/change/"',
        f'href="/collections/forms/{job.form_version_id}/publish/"',
    ):
        assert piece in html
    assert "hx-get" not in html


@bad_files
def test_a_bad_file_is_answered_with_a_sentence_and_keeps_the_draft(
    vuosi: Collection,
    outi: User,
    at_once: None,
    django_capture_on_commit_callbacks: Any,
    data: bytes,
    sentence: str,
) -> None:
    draft = import_form(vuosi, BOOK)
    as_outi = signed_in(outi)

    with django_capture_on_commit_callbacks(execute=True):
        sent = upload(as_outi, vuosi, data)

    job = FormImport.objects.get()
    assert (job.status, job.error, bytes(job.file)) == ("failed", sentence, data)
    assert "Nothing was imported: mend this first" in page_of(as_outi, sent)
    assert rows() == [(draft.pk, draft.content_hash)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "This field is required."),
        (b"", "The submitted file is empty."),
        (b"0" * 5_000_001, "The file is too large: at most 5 MB can be sent."),
        (b"0" * 50_000_000, "The file is too large: at most 5 MB can be sent."),
    ],
    ids=["none", "empty", "a little too large", "50 MB"],
)
def test_a_file_that_is_not_worth_a_worker_is_refused_at_once(
    vuosi: Collection, outi: User, data: bytes | None, sentence: str
) -> None:
    as_outi = signed_in(outi)

    page = as_outi.post(upload_url(vuosi), {}) if data is None else upload(as_outi, vuosi, data)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not FormImport.objects.exists()


def test_strange_names_of_files_are_taken(vuosi: Collection, outi: User) -> None:
    as_outi = signed_in(outi)

    for number, name in enumerate(("ä" * 250 + ".csv", "../../etc/passwd", "a\0b.csv")):
        assert upload(as_outi, vuosi, BOOK + b"\n" * number, name).status_code == 302

    names = FormImport.objects.order_by("pk").values_list("file_name", flat=True)
    assert list(names) == ["ä" * 196 + ".csv", "passwd", "ab.csv"]


def test_a_double_click_is_one_import_and_a_finished_one_is_not_in_the_way(
    vuosi: Collection, outi: User
) -> None:
    as_outi = signed_in(outi)
    first, second = (upload(as_outi, vuosi, BOOK) for _ in range(2))
    other = upload(as_outi, make_collection(code="muu"), BOOK)

    assert first["Location"] == second["Location"] != other["Location"]
    run_import(FormImport.objects.get(collection=vuosi).pk)
    assert upload(as_outi, vuosi, BOOK)["Location"] != first["Location"]


def test_the_database_refuses_a_file_twice_under_way_and_a_result_without_a_form(
    vuosi: Collection,
) -> None:
    job = make_form_import(vuosi)
    with pytest.raises(IntegrityError, match="formimport_same_file_once"), transaction.atomic():
        make_form_import(vuosi)
    with pytest.raises(IntegrityError, match="formimport_done_has_its_form"):
        FormImport.objects.filter(pk=job.pk).update(status="done")


def test_the_page_asks_again_while_the_work_goes_on(vuosi: Collection, outi: User) -> None:
    as_outi = signed_in(outi)
    job = make_form_import(vuosi, requested_by=outi)
    url = f"/collections/imports/{job.pk}/"

    whole = as_outi.get(url).content.decode()
    piece = as_outi.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" in whole and "<h1>" not in piece
    assert all(f'hx-get="{url}"' in each and f'href="{url}"' in each for each in (whole, piece))
    run_import(job.pk)
    piece = as_outi.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in piece and "The form is a draft now" in piece


def test_an_earlier_import_says_that_its_draft_has_been_replaced(
    vuosi: Collection, outi: User
) -> None:
    first, second = make_form_import(vuosi), make_form_import(vuosi, file=FORM, file_name="b.xlsx")
    for job in (first, second):
        run_import(job.pk)
    as_outi = signed_in(outi)

    html = as_outi.get(f"/collections/imports/{first.pk}/").content.decode()

    assert "A later file has taken the place of this draft" in html and "b.xlsx" in html
    assert "geopoint" not in html
    assert "geopoint" in as_outi.get(f"/collections/imports/{second.pk}/").content.decode()


def test_only_the_office_imports_and_publishes(
    vuosi: Collection, as_ritva: Client, as_kaisa: Client, as_sten: Client, outi: User, birgit: User
) -> None:
    draft, job = import_form(vuosi, BOOK), make_form_import(vuosi)
    others = (as_ritva, as_kaisa, as_sten, signed_in(birgit), Client())
    publish = f"/collections/forms/{draft.pk}/publish/"

    for url in (upload_url(vuosi), publish, f"/collections/imports/{job.pk}/"):
        asked = [each.get(url).status_code for each in (signed_in(outi), *others)]
        assert asked == [200, 404, 404, 404, 404, 302]
    sent = [upload(each, vuosi, FORM).status_code for each in others]
    pressed = [each.post(publish, {"seen": draft.content_hash}).status_code for each in others]
    assert sent == pressed == [404, 404, 404, 404, 302]
    assert (FormImport.objects.get(), FormVersion.objects.get().state) == (job, "draft")


def test_a_draft_is_published_after_a_look_and_not_when_it_has_changed(
    vuosi: Collection, outi: User
) -> None:
    as_outi = signed_in(outi)
    draft = import_form(vuosi, BOOK)
    url, desk = f"/collections/forms/{draft.pk}/publish/", f"/office/surveys/formversion/{draft.pk}"
    assert f'href="{url}"' in as_outi.get(f"{desk}/change/").content.decode()
    assert "<li>Kulut</li>" in as_outi.get(url).content.decode()
    import_form(vuosi, FORM)

    stale = as_outi.post(url, {"seen": draft.content_hash})
    assert stale.status_code == 409
    assert "The draft has changed" in stale.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"
    for _ in range(2):
        answer = as_outi.post(url, {"seen": draft.content_hash})
        assert (answer.status_code, answer["Location"]) == (302, f"{desk}/change/")

    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == ("published", outi)
    assert f'href="{url}"' not in as_outi.get(f"{desk}/change/").content.decode()
    assert 'name="seen"' not in as_outi.get(url).content.decode()


def test_a_form_that_cannot_be_published_says_why(vuosi: Collection, outi: User) -> None:
    data = survey(["integer", "a", "A", "${b} > 1"], ["integer", "b", "B", "${a} > 1"])
    draft = import_form(vuosi, data)

    page = signed_in(outi).post(
        f"/collections/forms/{draft.pk}/publish/", {"seen": draft.content_hash}
    )

    assert page.status_code == 409
    assert page.context["refusal"] == (
        "The form cannot be published: These read one another in a circle: "
        "shown:section_1/a → shown:section_1/b → shown:section_1/a"
    )
    assert FormVersion.objects.get().state == "draft"


@pytest.mark.parametrize("others", [0, 2])
def test_the_page_asks_as_often_among_three_imports_as_for_one(
    vuosi: Collection, outi: User, others: int, django_assert_num_queries: Any
) -> None:
    for number in range(others):
        make_form_import(vuosi, file=BOOK + b"\n" * number)
    job = make_form_import(vuosi, file=FORM)
    import_forms()
    as_outi = signed_in(outi)
    as_outi.get(f"/collections/imports/{job.pk}/")

    with django_assert_num_queries(6) as asked:
        as_outi.get(f"/collections/imports/{job.pk}/")

    assert not any('"surveys_formimport"."file",' in each["sql"] for each in asked)
