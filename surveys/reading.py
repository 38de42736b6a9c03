"""A form in whatever kind of file: a code book, or an XLSForm as a workbook or as text."""

from surveys import codebook, xlsform
from surveys.history import book
from surveys.xlsform import Imported


def read(data: bytes) -> Imported:
    """By what the file holds, whatever it is called. Raises UnreadableFile or RefusedForm."""
    if codebook.is_codebook(data):
        return codebook.read(data)
    return book.read(data) if book.is_hierarchy(data) else xlsform.read(data)
