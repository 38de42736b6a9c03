"""What may be put into the library: known kinds of files, told by what they hold and not by their
names. Nothing that runs: no macros, no SVG, no archives. Pictures are written anew, so that what
a camera has added is gone."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

MB = 1_000_000
DOCUMENT, PICTURE = 20 * MB, 10 * MB
PIXELS = 40 * MB
#: An office file is a zip: what one of these unpacks to, and of how many parts.
UNPACKED, PARTS = 200 * MB, 5000
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}
ACCEPT = ".pdf,.docx,.xlsx,.pptx,.odt,.png,.jpg,.jpeg,.webp"
#: The main part of each kind of office file, and its type where it runs nothing.
_PARTS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_PICTURES = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp"}
_NO_PICTURE = (
    *(UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError),
    *(ValueError, Warning),
)
_RUNS = ("vbaproject.bin", "basic/", "scripts/", "activex/")

UNKNOWN = _("Send a PDF, Word, Excel, PowerPoint or OpenDocument file, or a PNG, JPEG or WebP.")
MACROS = _("The file holds macros or other programs. Save it without them and send it again.")
BROKEN = _("The file cannot be read. Open it, save it anew and send it again.")
TOO_LARGE = _("The file is too large: a document has at most 20 MB, a picture 10 MB.")


@dataclass(frozen=True)
class File:
    format: str
    content: bytes


def read(content: bytes) -> File:
    """The file as it is kept. Raises ValidationError with a sentence."""
    if len(content) > DOCUMENT:
        raise ValidationError(TOO_LARGE)
    for start, reader in _READERS.items():
        if content.startswith(start):
            return reader(content)
    if content[8:12] == b"WEBP":
        return _picture(content)
    raise ValidationError(UNKNOWN)


def _pdf(content: bytes) -> File:
    if b"%%EOF" not in content[-2048:]:
        raise ValidationError(BROKEN)
    return File("pdf", content)


def _office(content: bytes) -> File:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            names = [part.filename.lower() for part in parts]
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise ValidationError(TOO_LARGE)
            if any(sign in name for name in names for sign in _RUNS):
                raise ValidationError(MACROS)
            return File(_kind(packed, names), content)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise ValidationError(BROKEN) from error


def _kind(packed: zipfile.ZipFile, names: list[str]) -> str:
    if "mimetype" in names and packed.read("mimetype").decode(errors="replace") == TYPES["odt"]:
        return "odt"
    for kind, folder in _PARTS.items():
        if "[content_types].xml" in names and any(name.startswith(folder) for name in names):
            if b"macroEnabled" in packed.read("[Content_Types].xml"):
                raise ValidationError(MACROS)
            return kind
    raise ValidationError(UNKNOWN)


def _picture(content: bytes) -> File:
    if len(content) > PICTURE:
        raise ValidationError(TOO_LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(content), formats=list(_PICTURES)) as picture:
                if picture.width * picture.height > PIXELS:
                    raise ValidationError(TOO_LARGE)
                kind = str(picture.format)
                return File(_PICTURES[kind], _anew(picture, kind))
    except _NO_PICTURE as error:
        raise ValidationError(BROKEN) from error


def _anew(picture: Image.Image, kind: str) -> bytes:
    """The same pixels the right way up, and nothing beside them but the colours' profile."""
    upright = ImageOps.exif_transpose(picture)
    written, options = BytesIO(), {"quality": 95} if kind == "JPEG" else {"lossless": True}
    if upright.mode == "P":
        upright = upright.convert("RGBA")
    plain = Image.new(upright.mode, upright.size)
    plain.paste(upright)
    plain.save(written, kind, icc_profile=picture.info.get("icc_profile"), **options)
    return written.getvalue()


_READERS: dict[bytes, Callable[[bytes], File]] = {
    b"%PDF-": _pdf,
    b"PK\x03\x04": _office,
    b"\x89PNG\r\n": _picture,
    b"\xff\xd8\xff": _picture,
}
