"""The sheet of a roster: its columns and rows read into lines, and written for a template.

What words mean comes from outside (`Terms`); here is how cells are read. No Django.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from members.rosters import MARKED, Fault, Field, Line, Mark, Place, Reason, told
from portal.lib.spreadsheets import Content, Sheet, address

#: The longest a cell may be, in signs. Of what is longer, so much is kept to be shown.
LIMITS = {Field.NAME: 150, Field.EMAIL: 254, Field.TITLE: 100, Field.LANGUAGE: 40}
KEPT = 200
#: What has no shape, turns the reading round, or parts a line.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_PARTED = re.compile(r"[;,\n]")
_KEY = re.compile(rf"(\d{{1,18}})((?: [0-9a-f]{{8}}){{{len(MARKED)}}})?")

Texts = Mapping[Field, str]


@dataclass(frozen=True)
class Terms:
    """What headers, roles and languages are called, folded, in every language of the portal; which
    organisations a number or an identifier names; and where rows belong that do not say."""

    columns: Mapping[str, Field]
    roles: Mapping[str, str]
    languages: Mapping[str, str]
    places: Mapping[str, frozenset[int]]
    is_address: Callable[[str], bool]
    home: int | None = None


@dataclass(frozen=True)
class Reading:
    """`columns` tell where each field stands, counted from 0; `ignored` are headers of no use."""

    columns: Mapping[Field, int]
    ignored: tuple[str, ...]
    lines: tuple[Line, ...]


class NoSuchColumns(Exception):
    """The first row does not name the columns: no address, or the same twice (`column`)."""

    def __init__(self, column: Field, *, is_twice: bool = False) -> None:
        super().__init__(column, is_twice)
        self.column, self.is_twice = column, is_twice


def read(sheet: Sheet, terms: Terms) -> Reading:
    """Raises NoSuchColumns."""
    filled = [(n, row) for n, row in enumerate(sheet.rows, 1) if any(map(_text, row))]
    head = filled[0][1] if filled else ()
    columns: dict[Field, int] = {}
    ignored = []
    for place, cell in enumerate(head):
        name = terms.columns.get(folded(_text(cell)))
        if name in columns:
            raise NoSuchColumns(name, is_twice=True)
        if name is not None:
            columns[name] = place
        elif _text(cell):
            ignored.append(shown(_text(cell)))
    if Field.EMAIL not in columns:
        raise NoSuchColumns(Field.EMAIL)
    reader = _Reader(sheet, terms, columns)
    lines = tuple(reader.line(number, row) for number, row in filled[1:])
    return Reading(columns, tuple(ignored), lines)


def folded(text: str) -> str:
    """As words are compared: in small letters, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class _Reader:
    def __init__(self, sheet: Sheet, terms: Terms, columns: Mapping[Field, int]) -> None:
        self.sheet, self.terms, self.columns = sheet, terms, columns

    def line(self, number: int, row: Sequence[Content | None]) -> Line:
        texts = {name: _text(row[place]) for name, place in self.columns.items()}
        faults = [fault for name in texts for fault in self._unfit(name, number, texts, row)]
        key, marks = self._key(texts, faults)
        organisation = self._organisation(texts, faults)
        values = dict(self._values(texts, faults))
        return Line(number, values, organisation, key, marks, tuple(faults))

    def _unfit(
        self, name: Field, number: int, texts: Texts, row: Sequence[Content | None]
    ) -> Iterator[Fault]:
        text, place = texts[name], self.columns[name]
        seen = text.replace("\n", " ") if name == Field.ROLES else text
        if isinstance(row[place], bool):
            yield Fault(Reason.NOT_TEXT, name)
        elif row[place] is None and address(number - 1, place) in self.sheet.formulas:
            yield Fault(Reason.FORMULA, name)
        elif any(unicodedata.category(sign) in _UNSEEN for sign in seen):
            yield Fault(Reason.HIDDEN, name)
        elif len(text) > LIMITS.get(name, 1000):
            yield Fault(Reason.TOO_LONG, name, {"limit": LIMITS.get(name, 1000)})

    def _key(self, texts: Texts, faults: list[Fault]) -> tuple[int | None, dict[Field, str]]:
        text = texts.get(Field.KEY, "")
        found = _KEY.fullmatch(text)
        if found is None:
            if text:
                faults.append(Fault(Reason.BAD_KEY, Field.KEY))
            return None, {}
        marks = (found[2] or "").split()
        return int(found[1]), dict(zip(MARKED, marks, strict=False))

    def _organisation(self, texts: Texts, faults: list[Fault]) -> int | None:
        """The number or identifier comes first; a name after it is for the reader."""
        text = texts.get(Field.PLACE, "")
        if not text:
            return self.terms.home
        found = self.terms.places.get(text.split()[0], frozenset())
        if len(found) == 1:
            return next(iter(found))
        faults.append(Fault(Reason.UNKNOWN_PLACE, Field.PLACE, {"value": shown(text)}))
        return None

    def _values(self, texts: Texts, faults: list[Fault]) -> Iterator[tuple[Field, str]]:
        for name, text in texts.items():
            match name:
                case Field.NAME | Field.TITLE:
                    yield name, shown(text)
                case Field.EMAIL:
                    yield name, self._email(text, faults)
                case Field.LANGUAGE:
                    yield name, self._language(text, faults)
                case Field.ROLES:
                    yield name, self._roles(text, faults)

    def _email(self, text: str, faults: list[Fault]) -> str:
        email = text.lower()
        if text and not self.terms.is_address(email):
            faults.append(Fault(Reason.BAD_EMAIL, Field.EMAIL, {"value": shown(text)}))
        return shown(email)

    def _language(self, text: str, faults: list[Fault]) -> str:
        found = self.terms.languages.get(folded(text), "")
        if text and not found:
            value = {"value": shown(text)}
            faults.append(Fault(Reason.UNKNOWN_LANGUAGE, Field.LANGUAGE, value))
        return found

    def _roles(self, text: str, faults: list[Fault]) -> str:
        names = [part for part in _PARTED.split(text) if part.strip()]
        known = {name: self.terms.roles.get(folded(name)) for name in names}
        for name, role in known.items():
            if role is None:
                value = {"value": shown(name.strip())}
                faults.append(Fault(Reason.UNKNOWN_ROLE, Field.ROLES, value))
        return told(frozenset(filter(None, known.values())))


def _text(cell: Content | None) -> str:
    """As it reads, without what surrounds it; spaces of every kind are one."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime.date):
        cell = f"{cell.day}.{cell.month}.{cell.year}"
    text = unicodedata.normalize("NFC", str(cell).strip())
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(
        re.sub(r" +", " ", "".join(" " if _is_space(sign) else sign for sign in line))
        for line in lines
    )


def _is_space(sign: str) -> bool:
    return unicodedata.category(sign) == "Zs"


def shown(text: str) -> str:
    """What of it can be kept and shown, whatever it holds."""
    seen = "".join("\N{REPLACEMENT CHARACTER}" if _is_unseen(sign) else sign for sign in text)
    return seen[:KEPT]


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN


# --- the template --------------------------------------------------------------------


@dataclass(frozen=True)
class Labels:
    """What things are called for the reader of the template."""

    fields: Mapping[Field, str]
    roles: Mapping[str, str]
    allowed: Sequence[str]
    places: Mapping[int, str]
    people: str
    role: str


def template(places: Sequence[Place], labels: Labels, mark: Mark) -> tuple[Sheet, Sheet]:
    """Today's roster to be changed, and the roles that may be given."""
    head = tuple(labels.fields[name] for name in Field)
    rows = tuple(_row(place, labels, mark) for place in places)
    roles = tuple((labels.roles[role],) for role in labels.allowed)
    return Sheet(labels.people, (head, *rows)), Sheet(labels.role, ((labels.role,), *roles))


def _row(place: Place, labels: Labels, mark: Mark) -> tuple[str, ...]:
    values = place.values
    pk = place.pk or 0
    marks = (mark(pk, name, values[name]) for name in MARKED)
    roles = (labels.roles.get(role, role) for role in values[Field.ROLES].split())
    where = f"{place.organisation} {labels.places[place.organisation]}"
    cells = {
        **values,
        Field.KEY: " ".join([str(pk), *marks]),
        Field.PLACE: where,
        Field.ROLES: "; ".join(roles),
    }
    return tuple(cells[name] for name in Field)
