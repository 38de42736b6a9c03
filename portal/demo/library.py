"""The demonstration's library: rules with two versions, a template and a logo, and what only the
board reads. The files are made here; each holds a line or two."""

import datetime
from io import BytesIO

from django.utils import timezone
from PIL import Image, ImageDraw
from xlsxwriter import Workbook

from communications.models import Document, DocumentVersion
from members.models import User

Version = tuple[str, bytes, str, int]


def make_library(office: User) -> int:
    """Returns how many documents there are."""
    shelf = {
        ("rules", "public"): (
            ("Liiton säännöt", "Förbundets stadgar", "Rules of the association"),
            "Kaikuliiton säännöt, sellaisina kuin liittokokous on ne hyväksynyt.",
            "fi",
            [
                ("pdf", _pdf("Kaikuliiton saannot 2019"), "", -2500),
                ("pdf", _pdf("Kaikuliiton saannot 2024"), "Etäkokoukset sallitaan.", -700),
            ],
        ),
        ("template", "members"): (
            ("Talousarvion pohja", "Budgetmall", "Template of a budget"),
            "Samat rivit kuin vuosikeruun talousosassa, joten luvut siirtyvät helposti.",
            "",
            [("xlsx", _sheet(), "", -90)],
        ),
        ("logo", "members"): (
            ("Kaikuliiton tunnus", "Kaikuliittos logotyp", "Logo of Kaikuliitto"),
            "Jäsenoppilaitokset voivat käyttää tunnusta verkkosivuillaan.",
            "",
            [("png", _logo(), "", -400)],
        ),
        ("other", "board"): (
            ("Hallituksen työjärjestys", "Styrelsens arbetsordning", "Rules of the board’s work"),
            "",
            "fi",
            [("pdf", _pdf("Hallituksen tyojarjestys"), "", -300)],
        ),
    }
    for (kind, audience), (titles, about, language, versions) in shelf.items():
        fi, sv, en = titles
        document = Document.objects.create(
            kind=kind,
            audience=audience,
            title_fi=fi,
            title_sv=sv,
            title_en=en,
            about_fi=about,
            language=language,
        )
        _add(document, versions, office)
    return len(shelf)


def _add(document: Document, versions: list[Version], office: User) -> None:
    for kind, content, note, day in versions:
        version = DocumentVersion.next(document, content, kind)
        version.note, version.added_by = note, office
        version.added_at = timezone.now() + datetime.timedelta(days=day)
        version.save()


def _pdf(line: str) -> bytes:
    """The smallest file that is a PDF and says one line."""
    drawn = f"BT /F1 18 Tf 72 760 Td ({line}) Tj ET".encode("ascii")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        made
        + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\n" % table
        + (b"startxref\n%d\n%%%%EOF\n" % len(made))
    )


def _sheet() -> bytes:
    made = BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Talousarvio")
        for row, words in enumerate(("Valtionosuus", "Opiskelijamaksut", "Palkat", "Tilat")):
            sheet.write(row, 0, words)
    return made.getvalue()


def _logo() -> bytes:
    """Four heads of notes on one line."""
    picture = Image.new("RGB", (480, 160), "#fbfaf7")
    draw = ImageDraw.Draw(picture)
    draw.line((20, 80, 460, 80), "#7a1f3d", 4)
    for x in (80, 180, 280, 380):
        draw.ellipse((x - 26, 60, x + 26, 100), "#7a1f3d")
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
