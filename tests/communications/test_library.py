"""The library: who sees what, old versions stay, and what may not come in."""

import hashlib
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from communications import files
from communications.actions.library import LibraryNotYours, SameFile, add_version
from communications.files import File, read
from communications.models import Document, DocumentVersion
from communications.models.audiences import Audience
from members.models import Organisation, User
from tests.conftest import signed_in
from tests.factories import make_affiliation, make_document, make_organisation

PDF = b"%PDF-1.7 two %%EOF"


def titles(client: Client) -> list[str]:
    return [str(each) for each in client.get("/library/").context["documents"]]


def packed(*names: str, **parts: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, b"x")
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def picture(kind: str, mode: str = "RGB", **options: object) -> bytes:
    buffer = BytesIO()
    Image.new(mode, (8, 4), 1).save(buffer, kind, **options)
    return buffer.getvalue()


def send(client: Client, document: Document, content: bytes, note: str = "") -> int:
    file = SimpleUploadedFile("nimi.pdf", content)
    answer = client.post(f"/library/{document.pk}/add/", {"file": file, "note": note})
    return int(answer.status_code)


# --- who sees what -----------------------------------------------------------------------


@pytest.fixture
def shelf(db: None) -> None:
    for audience in Audience.values:
        make_document(title_fi=f"sanat {audience}", audience=audience)
    Document.objects.create(title_fi="sanat ilman tiedostoa", kind="rules", audience="public")


def test_each_sees_what_is_meant_for_them(
    shelf: None, ritva: User, outi: User, birgit: User
) -> None:
    partner = make_affiliation(organisation=make_organisation(kind="partner")).user
    clients = {
        "nobody": Client(),
        "partner": signed_in(partner),
        "ritva": signed_in(ritva),
        "birgit": signed_in(birgit),
        "outi": signed_in(outi),
    }

    told = {name: titles(client) for name, client in clients.items()}
    hits = {
        name: client.get("/search/?q=sanat").context["found"].page.paginator.count
        for name, client in clients.items()
        if name != "nobody"
    }
    files_ = {
        name: [
            client.get(f"/library/{each.pk}/1/file").status_code
            for each in Document.objects.order_by("pk")
        ]
        for name, client in clients.items()
    }

    public, members, board, office = (
        f"sanat {mark}" for mark in ("public", "members", "board", "office")
    )
    assert told == {
        "nobody": [public],
        "partner": [public],
        "ritva": [members, public],
        "birgit": [board, members, public],
        "outi": [board, "sanat ilman tiedostoa", members, office, public],
    }
    assert hits == {"partner": 1, "ritva": 2, "birgit": 3, "outi": 5}
    assert files_ == {
        "nobody": [200, 404, 404, 404, 404],
        "partner": [200, 404, 404, 404, 404],
        "ritva": [200, 200, 404, 404, 404],
        "birgit": [200, 200, 200, 404, 404],
        "outi": [200, 200, 200, 200, 404],
    }


@pytest.mark.parametrize("n", [1, 3])
def test_the_library_asks_as_often_for_three_as_for_one(
    ritva: User, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n):
        document = make_document()
        add = DocumentVersion.next(document, PDF, "pdf")
        add.save()
    client = signed_in(ritva)

    with django_assert_num_queries(5):
        assert len(titles(client)) == n


def test_names_are_in_the_readers_language(as_sten: Client, as_ritva: Client) -> None:
    make_document(title_fi="Säännöt", title_sv="Stadgar", about_sv="Antagna på mötet.")
    make_document(title_fi="Vain suomeksi", kind="guide")

    assert titles(as_sten) == ["Vain suomeksi", "Stadgar"]
    assert titles(as_ritva) == ["Vain suomeksi", "Säännöt"]
    assert "Antagna på mötet." in as_sten.get("/library/").content.decode()


# --- versions ---------------------------------------------------------------------------


def test_old_versions_stay_under_their_numbers(as_outi: Client, as_ritva: Client) -> None:
    document = make_document(title_fi="Liiton säännöt", content=b"%PDF-1.7 one %%EOF")

    assert send(as_outi, document, PDF, "Uusi 4 §") == 302
    answers = [as_ritva.get(f"/library/{document.pk}/{number}/file") for number in (1, 2, 3)]
    page = as_ritva.get(document.get_absolute_url()).content.decode()

    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert [answer.content for answer in answers[:2]] == [b"%PDF-1.7 one %%EOF", PDF]
    assert {
        name: answers[1][name]
        for name in (
            "Content-Type",
            "Content-Disposition",
            "X-Content-Type-Options",
            "Cache-Control",
        )
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="liiton-saannot-2.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    assert page.index("Uusi 4 §") < page.index(f"/library/{document.pk}/1/file")


def test_the_same_file_is_not_added_twice(as_outi: Client) -> None:
    document = make_document(content=PDF)

    assert send(as_outi, document, PDF) == 422
    assert document.versions.count() == 1


def test_only_the_office_adds(ritva: User, outi: User, as_ritva: Client) -> None:
    document, file = make_document(), File("pdf", PDF)

    assert send(as_ritva, document, PDF) == 404
    with pytest.raises(LibraryNotYours):
        add_version(document, file, "", ritva)
    add_version(document, file, "", outi)
    with pytest.raises(SameFile):
        add_version(document, file, "", outi)
    assert [each.number for each in document.versions.all()] == [2, 1]
    assert document.versions.first().sha256 == hashlib.sha256(PDF).hexdigest()  # type: ignore[union-attr]


def test_a_version_never_changes(db: None) -> None:
    version = make_document().versions.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        DocumentVersion.objects.filter(pk=version.pk).update(content=PDF)
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentVersion.next(version.document, b"", "pdf").save()
    DocumentVersion.objects.filter(pk=version.pk).update(added_by=None)


def test_the_desk_opens_a_document_and_goes_on_to_its_file(as_outi: Client) -> None:
    form = {"kind": "logo", "title_fi": "Tunnus", "audience": "public"}
    inline = {f"versions-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}

    answer = as_outi.post("/office/communications/document/add/", form | inline)
    document = Document.objects.get()

    assert answer["Location"] == f"/library/{document.pk}/add/"
    assert send(as_outi, document, picture("PNG")) == 302
    desk = as_outi.get(f"/office/communications/document/{document.pk}/change/")
    assert desk.status_code == 200


# --- what comes in ----------------------------------------------------------------------


OFFICE = "[Content_Types].xml"


@pytest.mark.parametrize(
    "content, kind",
    [
        (PDF, "pdf"),
        (packed(OFFICE, "word/document.xml"), "docx"),
        (packed(OFFICE, "xl/workbook.xml"), "xlsx"),
        (packed(OFFICE, "ppt/presentation.xml"), "pptx"),
        (packed("content.xml", mimetype=files.TYPES["odt"].encode()), "odt"),
        (picture("PNG", "RGBA"), "png"),
        (picture("PNG", "P"), "png"),
        (picture("JPEG"), "jpeg"),
        (picture("WEBP"), "webp"),
    ],
)
def test_known_files_come_in(content: bytes, kind: str) -> None:
    assert read(content).format == kind


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"", files.UNKNOWN),
        (b"MZ\x90\x00", files.UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", files.UNKNOWN),
        (b"<html>%PDF-</html>", files.UNKNOWN),
        (b"%PDF-1.7 cut off", files.BROKEN),
        (packed("run.exe"), files.UNKNOWN),
        (packed(OFFICE, "word/document.xml", "word/vbaProject.bin"), files.MACROS),
        (packed("content.xml", "Basic/x.xml", mimetype=files.TYPES["odt"].encode()), files.MACROS),
        (packed("xl/a.xml", **{OFFICE: b"x.sheet.macroEnabled.main+xml"}), files.MACROS),
        (b"PK\x03\x04 and nothing more", files.BROKEN),
        (b"\x89PNG\r\n\x1a\n and nothing more", files.BROKEN),
        (picture("PNG")[:40], files.BROKEN),
        (b"%PDF-" + b"0" * files.DOCUMENT, files.TOO_LARGE),
        (b"\xff\xd8\xff" + b"0" * files.PICTURE, files.TOO_LARGE),
    ],
)
def test_others_are_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(content)

    assert refused.value.messages == [str(sentence)]


def test_too_many_pixels_and_too_much_to_unpack_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("PIXELS", "UNPACKED"):
        monkeypatch.setattr(files, name, 1)
    for content in (picture("PNG"), packed(OFFICE, "word/document.xml")):
        with pytest.raises(ValidationError) as refused:
            read(content)
        assert refused.value.messages == [str(files.TOO_LARGE)]


def test_where_a_picture_was_taken_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Kotikatu 5"
    sent = picture("JPEG", exif=exif)
    kept = read(sent).content

    assert b"Kotikatu" in sent
    assert b"Kotikatu" not in kept
    with Image.open(BytesIO(kept)) as shown:
        assert (shown.size, dict(shown.getexif())) == ((8, 4), {})


@pytest.mark.parametrize("note", ["a\0b", "x" * 1_000_000, "rivi\nToinen: x", "\u202eabc"])
def test_a_bad_note_is_refused_and_nothing_is_added(as_outi: Client, note: str) -> None:
    document = make_document()

    assert send(as_outi, document, PDF, note) in {422, 302}
    noted = [each.note for each in document.versions.all()]
    assert all("\0" not in each and "\n" not in each and len(each) < 201 for each in noted)


def test_a_file_that_is_missing_is_asked_for(as_outi: Client, koivuranta: Organisation) -> None:
    document = make_document()

    answer = as_outi.post(f"/library/{document.pk}/add/", {"note": ""})

    assert answer.status_code == 422
    assert "id_file" in answer.content.decode()
