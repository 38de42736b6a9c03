"""HTML becomes PDF/UA-1: tagged, in our own faces, and the same bytes from the same input.

WeasyPrint wants a library of the operating system; the portal starts without it, and finds out
when the first document is made.
"""

from __future__ import annotations

import atexit
import sysconfig
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

_packages = Path(sysconfig.get_path("purelib"))  # files alone, no code to import
#: Family and weight of each face, and the file it is in.
FACES = {
    ("Source Sans Pro", 400): _packages / "font_source_sans_pro/files/SourceSansPro-Regular.ttf",
    ("Source Sans Pro", 600): _packages / "font_source_sans_pro/files/SourceSansPro-Semibold.ttf",
    ("Source Serif Pro", 600): _packages
    / "font_source_serif_pro/files/SourceSerifPro-Semibold.ttf",
}
_FILES = {f"face:{number}": file for number, file in enumerate(FACES.values())}
_FONT_FACES = "".join(
    f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("face:{number}") }}'
    for number, (family, weight) in enumerate(FACES)
)


class CannotMake(Exception):
    """There is no document, and the message says why: the library is missing, or the HTML asks
    for something from elsewhere."""


def make(html: str, stylesheet: str) -> bytes:
    """The document. Its dates are those that the HTML names (`dcterms.created`); what it shows is
    in the HTML itself: nothing is fetched. Raises CannotMake."""
    try:
        weasyprint = import_module("weasyprint")
    except OSError as error:
        raise CannotMake(str(error)) from error
    fetcher = _closed()()
    made = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[_parsed(stylesheet)], font_config=_fonts(), pdf_variant="pdf/ua-1"
    )
    if fetcher.refused:
        raise CannotMake(f"asks for {', '.join(fetcher.refused)}")
    return _with_scopes(made)


@cache
def _closed() -> Any:
    """The class of what gives our faces and what the document itself holds, refuses anything else,
    and remembers that: some of WeasyPrint goes on without what it cannot get."""
    urls: Any = import_module("weasyprint.urls")

    class Closed(urls.URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.refused: list[str] = []

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url in _FILES:
                return urls.URLFetcherResponse(url, _FILES[url].read_bytes())
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            self.refused.append(url[:200])
            raise ValueError("nothing comes from elsewhere")

    return Closed


@cache
def _fonts() -> Any:
    atexit.register(_forget)  # it takes its files along while there still is a Python
    return import_module("weasyprint.text.fonts").FontConfiguration()


def _forget() -> None:
    _parsed.cache_clear()
    _fonts.cache_clear()


@cache
def _parsed(stylesheet: str) -> Any:
    """Parsed once in each process."""
    weasyprint, fetcher = import_module("weasyprint"), _closed()()
    text = _FONT_FACES + stylesheet
    parsed = weasyprint.CSS(string=text, font_config=_fonts(), url_fetcher=fetcher)
    if fetcher.refused:
        raise CannotMake(f"the stylesheet asks for {', '.join(fetcher.refused)}")
    return parsed


def _with_scopes(made: bytes) -> bytes:
    """Each head of a row or of a column says which it is: WeasyPrint leaves that out."""
    with pikepdf.open(BytesIO(made)) as pdf:
        for element in pdf.objects:
            if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/TH":
                told = element.get("/A", pikepdf.Dictionary(O=pikepdf.Name.Table))
                told.Scope = pikepdf.Name("/Column" if _is_in_head(element) else "/Row")
                element.A = told
        written = BytesIO()
        pdf.save(written, deterministic_id=True)
        return written.getvalue()


def _is_in_head(cell: pikepdf.Object) -> bool:
    above = cell.P
    while above.get("/S") in {"/TR", "/NonStruct"}:
        above = above.P
    return bool(above.get("/S") == "/THead")
