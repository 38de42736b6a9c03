"""A form in whatever kind of file: a code book, or an XLSForm as a workbook or as text."""

from surveys import codebook, xlsform
from surveys.xlsform import Imported


def read(data: bytes) -> Imported:
    """By what the file holds, whatever it is called. Raises UnreadableFile or RefusedForm."""
    return codebook.read(data) if codebook.is_codebook(data) else xlsform.read(data)
