"""HTML becomes PDF/UA: tagged, closed to the world, and the same bytes each time."""

import hashlib
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from portal.lib import pdf

ROOT = Path(__file__).parents[3]
HTML = """<html lang="sv"><head><title>Kvitto</title>
<meta name="dcterms.created" content="2026-11-24T10:00:00+02:00"></head><body>
<h1>Årsinsamling</h1><p>Ordinarie <b>fet</b></p>
<table><thead><tr><th scope="col">Uppgift</th><th scope="col">2026</th></tr></thead>
<tbody><tr><th scope="row">Studerande</th><td>41</td></tr>
<tr><th scope="row">Nya</th><td>11</td></tr></tbody></table></body></html>"""
CSS = 'h1 { font: 600 20pt "Source Serif Pro" } body { font: 400 9pt "Source Sans Pro" }'
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhg"
    "GAWjR9awAAAABJRU5ErkJggg=="
)
#: In a process of its own: what it prints is the hash of the document.
AGAIN = """
import hashlib, sys
from portal.lib import pdf
print(hashlib.sha256(pdf.make(sys.argv[1], sys.argv[2])).hexdigest())
"""


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf.make(HTML, CSS)


def test_it_says_what_it_is(made: bytes) -> None:
    with pikepdf.open(BytesIO(made)) as document:
        metadata = document.open_metadata()
        said = {
            "part": metadata["pdfuaid:part"],
            "title": str(document.docinfo.Title),
            "shows its title": bool(document.Root.ViewerPreferences.DisplayDocTitle),
            "language": str(document.Root.Lang),
            "tagged": bool(document.Root.MarkInfo.Marked),
            "created": str(document.docinfo.CreationDate),
        }

    assert said == {
        "part": "1",
        "title": "Kvitto",
        "shows its title": True,
        "language": "sv",
        "tagged": True,
        "created": "D:20261124100000+02'00",
    }


def test_every_head_says_whether_of_a_row_or_of_a_column(made: bytes) -> None:
    with pikepdf.open(BytesIO(made)) as document:
        heads = [
            str(each.get("/A", pikepdf.Dictionary()).get("/Scope"))
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TH"
        ]

    assert sorted(heads) == ["/Column", "/Column", "/Row", "/Row"]


def test_our_own_faces_are_in_it_and_no_others(made: bytes) -> None:
    with pikepdf.open(BytesIO(made)) as document:
        faces = {
            str(each.FontName).partition("+")[2]
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        }

    assert {face[:12] for face in faces} == {"Source-Sans-", "Source-Serif"[:12]}
    assert len(faces) == 3


def test_the_same_input_gives_the_same_bytes_also_in_another_process(made: bytes) -> None:
    other = subprocess.check_output([sys.executable, "-c", AGAIN, HTML, CSS], cwd=ROOT, text=True)

    assert pdf.make(HTML, CSS) == made
    assert other.strip() == hashlib.sha256(made).hexdigest()


@pytest.mark.parametrize(
    "source",
    [
        "http://localhost:9/logo.png",
        "https://localhost:9/logo.png",
        "file:///etc/hostname",
        "ftp://localhost:9/logo.png",
        "data:text/html,hello",
        "face:9",
    ],
)
@pytest.mark.parametrize("place", ["image", "stylesheet", "svg", "font"])
def test_nothing_comes_from_elsewhere(source: str, place: str) -> None:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='{source}' width='9' height='9'/></svg>"
    head = {
        "image": f'<img alt="x" src="{source}">',
        "stylesheet": f'<link rel="stylesheet" href="{source}">',
        "svg": svg,
        "font": f'<style>@font-face {{ font-family: x; src: url("{source}") }}</style>',
    }[place]

    with pytest.raises(pdf.CannotMake, match=f"asks for {source}"):
        pdf.make(HTML.replace("<h1>", f"{head}<h1>"), CSS)


def test_a_stylesheet_asks_for_nothing_either() -> None:
    with pytest.raises(pdf.CannotMake, match="asks for http://localhost:9/font"):
        pdf.make(HTML, '@font-face { font-family: x; src: url("http://localhost:9/font") }')


def test_a_picture_in_the_document_itself_is_drawn() -> None:
    html = HTML.replace("<h1>", f'<img alt="x" src="{PIXEL}"><h1>')

    with pikepdf.open(BytesIO(pdf.make(html, CSS))) as document:
        assert len(document.pages[0].get_images()) == 1


def test_the_portal_starts_without_the_library() -> None:
    """Nothing of a web process loads it before the first document."""
    source = (
        "import sys, django; django.setup(); import portal.urls, reports.tasks;"
        "print('weasyprint' in sys.modules)"
    )
    loaded = subprocess.check_output([sys.executable, "-c", source], cwd=ROOT, text=True)

    assert loaded.strip() == "False"


def test_a_missing_library_is_told() -> None:
    """As on a machine without Pango: loading WeasyPrint raises OSError."""
    source = (
        "import ctypes.util, cffi; from portal.lib import pdf;"
        "cffi.FFI.dlopen = lambda *_: (_ for _ in ()).throw(OSError('no pango here'))\n"
        "try: pdf.make('<p>', '')\nexcept pdf.CannotMake as error: print(error)"
    )
    told = subprocess.check_output(
        [sys.executable, "-c", source], cwd=ROOT, text=True, stderr=subprocess.DEVNULL
    )

    assert "no pango here" in told
