"""Questionnaires drafted in a spreadsheet, in the XLSForm way."""

from surveys.xlsform.reading import Imported, read
from surveys.xlsform.report import Line, Outcome, Reason, RefusedForm

__all__ = ["Imported", "Line", "Outcome", "Reason", "RefusedForm", "read"]
