"""From a row that asks for something to the cell in which it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from surveys import expressions as x
from surveys.expressions.tokens import is_number
from surveys.questionnaire import Cell, Kind, Required, Sensitivity, Severity, Words
from surveys.xlsform.choices import Lists
from surveys.xlsform.outline import Branch, fresh
from surveys.xlsform.report import Outcome, Reason, Report
from surveys.xlsform.types import NUMBERS, Sort

_KINDS = {
    Sort.INTEGER: Kind.INTEGER,
    Sort.DECIMAL: Kind.DECIMAL,
    Sort.RANGE: Kind.DECIMAL,
    Sort.PERCENT: Kind.PERCENT,
    Sort.TEXT: Kind.TEXT,
    Sort.PHONE: Kind.TEXT,
    Sort.DATE: Kind.DATE,
    Sort.TIME: Kind.TEXT,
    Sort.ACKNOWLEDGE: Kind.CHOICE,
    Sort.ONE: Kind.CHOICE,
    Sort.MANY: Kind.CHOICES,
}
_VALUES = {
    Kind.TEXT: x.Kind.TEXT,
    Kind.LONGTEXT: x.Kind.TEXT,
    Kind.CHOICE: x.Kind.TEXT,
    Kind.CHOICES: x.Kind.SET,
    Kind.DATE: x.Kind.DATE,
}
_UNITS = {"€": Kind.MONEY, "eur": Kind.MONEY, "euro": Kind.MONEY, "%": Kind.PERCENT}
#: Columns of XLSForm that say something of an answer for which we have no place.
_NO_PLACE = ("default", "choice_filter", "read_only", "required_message")
_NO = {"", "no", "false", "false()", "0"}
_YES = {"yes", "true", "true()", "1"}


def value_kind(kind: Kind) -> x.Kind:
    """What an expression reads from a cell of the kind."""
    return _VALUES.get(kind, x.Kind.NUMBER)


#: What our own columns may hold.
OWN: dict[str, tuple[str, ...]] = {
    "severity": tuple(Severity),
    "sensitivity": tuple(Sensitivity),
    "prior": ("0", "1", "2", "3"),
    "total": ("computed", "checked"),
}


def own(branch: Branch, column: str) -> str:
    """What our own column says."""
    return branch.row.get(f"unisono:{column}").lower()


def check_own_columns(branch: Branch, report: Report) -> None:
    """Refuse what our own columns may not hold."""
    for column, allowed in OWN.items():
        value = own(branch, column)
        if value and value not in allowed:
            report.refuse(
                branch.row.at(f"unisono:{column}"),
                Reason.BAD_VALUE,
                value=value[:100],
                allowed=", ".join(allowed),
            )


def severity_of(branch: Branch) -> Severity:
    return Severity(own(branch, "severity") or Severity.ERROR)


@dataclass
class Cells:
    """Makes cells, and keeps their keys apart. `elements` are those that the form names itself,
    and the cell that does."""

    lists: Lists
    report: Report
    keys: dict[str, int] = field(default_factory=dict)
    elements: dict[str, str] = field(default_factory=dict)

    def cell(self, branch: Branch, name: str, row: str = "", column: str = "") -> Cell:
        """A cell without its calculation; `row` and `column` in a table."""
        kind, decimals = self._kind(branch)
        low, high = self._limits(branch)
        return Cell(
            key=self._key(branch, kind, name, row),
            name=name,
            kind=kind,
            unit=Words(branch.row.get("unisono:unit")),
            decimals=decimals,
            required=Required.HARD if is_required(branch) else Required.NO,
            minimum=low,
            maximum=high,
            choices=self._choices(branch),
            row=row,
            column=column,
            prior_years=int(own(branch, "prior") or kind in _COUNTED),
            sensitivity=Sensitivity(own(branch, "sensitivity") or Sensitivity.AGGREGATE),
        )

    def tell_what_has_no_place(self, branch: Branch) -> None:
        """Once for each row, however many cells it makes."""
        for column in _NO_PLACE:
            value = branch.row.get(column)
            if value.lower() not in _NO:
                self.report.add(
                    Outcome.APPROXIMATED, branch.row.at(column), Reason.COLUMN, column=column
                )
        if branch.type.sort in {Sort.TIME, Sort.PHONE, Sort.ACKNOWLEDGE}:
            taken = _KINDS[branch.type.sort]
            self.report.add(
                Outcome.APPROXIMATED,
                branch.at,
                Reason.TYPE,
                kind=branch.row.get("type"),
                taken=str(taken),
            )

    def _kind(self, branch: Branch) -> tuple[Kind, int]:
        """The kind, and how many decimals a number of it has."""
        sort = branch.type.sort
        kind = _KINDS.get(sort, Kind.DECIMAL)
        if sort is Sort.TEXT and "multiline" in branch.appearance:
            return Kind.LONGTEXT, 0
        decimals = 2 if kind is Kind.DECIMAL else 0
        if sort is Sort.RANGE:
            steps = [parameters(branch).get(each, "1") for each in ("start", "step")]
            decimals = max(len(step.partition(".")[2]) for step in steps)
            kind = Kind.DECIMAL if decimals else Kind.INTEGER
        if sort in NUMBERS:
            kind = _UNITS.get(branch.row.get("unisono:unit").lower(), kind)
        return kind, decimals

    @staticmethod
    def _limits(branch: Branch) -> tuple[Decimal | None, Decimal | None]:
        if branch.type.sort is Sort.PERCENT:
            return Decimal(0), Decimal(100)
        if branch.type.sort is not Sort.RANGE:
            return None, None
        given = parameters(branch)
        low, high = (
            Decimal(given.get(name, default)) for name, default in (("start", "1"), ("end", "10"))
        )
        return min(low, high), max(low, high)

    def _choices(self, branch: Branch) -> str:
        if branch.type.sort is Sort.ACKNOWLEDGE:
            return self.lists.acknowledged()
        if branch.type.sort not in {Sort.ONE, Sort.MANY}:
            return ""
        name = branch.type.choices
        return self.lists.with_other(name) if branch.type.has_other else name

    def _key(self, branch: Branch, kind: Kind, name: str, row: str) -> str:
        """The key of the data element, or of a remark that is none; each has its own."""
        element = branch.row.get("unisono:element").lower()
        if element:
            key = f"{element}.{row}" if row else element
        else:
            is_remark = kind in {Kind.TEXT, Kind.LONGTEXT} and not row
            key = f"_.{name}" if is_remark else name
        if element:
            place = branch.row.at("unisono:element")
            first = self.elements.setdefault(key, place[1])
            if key in self.keys:
                self.report.refuse(place, Reason.DUPLICATE_NAME, name=key, first=first)
        return self.key(key)

    def key(self, wish: str) -> str:
        """A key that nobody else has: names may differ only in capitals or hyphens."""
        return fresh(wish.lower().replace("-", "_"), self.keys)


_COUNTED = {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}


def parameters(branch: Branch) -> Mapping[str, str]:
    """`start=0 end=10 step=0.5` as names and numbers; what is no number is passed over."""
    words = branch.row.get("parameters").lower().replace(",", " ").replace(";", " ").split()
    pairs = [word.partition("=") for word in words]
    return {name: value for name, _, value in pairs if is_number(value.removeprefix("-"))}


def is_required(branch: Branch) -> bool:
    return branch.row.get("required").lower() in _YES


def required_if(branch: Branch) -> bool:
    """Whether it is an expression that says when an answer is required."""
    return branch.row.get("required").lower() not in _YES | _NO
