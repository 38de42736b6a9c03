"""What stands in a PDF: its text, its tags, and what is read aloud of its charts."""

import re
import shutil
import subprocess
from io import BytesIO
from typing import Any

import pikepdf


def text_of(content: bytes) -> str:
    """Page by page, parted by form feeds."""
    program = shutil.which("pdftotext")
    assert program, "pdftotext is missing (Debian: apt-get install poppler-utils)"
    command = [program, "-layout", "-", "-"]
    told = subprocess.run(command, input=content, capture_output=True, check=True).stdout
    return plain(told.decode())


def plain(text: str) -> str:
    """As it comes out of a PDF: blanks are blanks."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def numbers_in(text: str) -> set[str]:
    """Every number as it is written, thousands apart or not."""
    return set(re.findall(r"(?<![\w,.])−?\d{1,3}(?:[ ,]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?", text))


def tags_of(document: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Of the structure tree, in the order of reading."""
    found: list[pikepdf.Dictionary] = []

    def walk(element: Any) -> None:
        if isinstance(element, pikepdf.Array):
            for each in element:
                walk(each)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append(element)
            if "/K" in element:
                walk(element.K)

    walk(document.Root.StructTreeRoot.K)
    return found


def said_by(content: bytes) -> dict[str, Any]:
    with pikepdf.open(BytesIO(content)) as document:
        tags = tags_of(document)
        kinds = [str(each.S) for each in tags]
        heads = [each for each in tags if each.S == "/TH"]
        outline = document.open_outline().root
        return {
            "part": document.open_metadata()["pdfuaid:part"],
            "language": str(document.Root.Lang),
            "title": str(document.docinfo.Title),
            "shows its title": bool(document.Root.ViewerPreferences.DisplayDocTitle),
            "created": str(document.docinfo.CreationDate),
            "heads": len(heads),
            "without scope": sum(
                "/Scope" not in each.get("/A", pikepdf.Dictionary()) for each in heads
            ),
            "headings": [kind for kind in kinds if re.fullmatch(r"/H\d", kind)],
            "figures": [str(each.get("/Alt", "")) for each in tags if each.S == "/Figure"],
            "tables": kinds.count("/Table"),
            "captions": sum(each.S == "/Caption" and each.P.S == "/Table" for each in tags),
            "bookmarks": [item.title for item in outline],
        }
