"""A sheet of people, compared with today's roster: what would become of each of its rows.

Plain values in, findings out. A row is known by the key of its place, which the template carries
out of sight, or else by its address; never by a name alone. With the key come marks of what the
cells held when the template was taken: a cell that nobody has touched changes nothing, and one
that was changed both in the sheet and in the portal is a conflict. A row without marks says
nothing by an empty cell, and its roles are given but never ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as filled
from enum import StrEnum


class Field(StrEnum):
    KEY = "key"
    PLACE = "organisation"
    NAME = "name"
    EMAIL = "email"
    TITLE = "title"
    LANGUAGE = "language"
    ROLES = "roles"


#: Those whose marks go with the key, in this order.
MARKED = (Field.NAME, Field.EMAIL, Field.TITLE, Field.LANGUAGE, Field.ROLES)
#: What a row may change. An address is changed by the person or by the office, never by a sheet.
CHANGEABLE = (Field.NAME, Field.TITLE, Field.LANGUAGE, Field.ROLES)
#: What belongs to the person, wherever they are.
OWN = frozenset({Field.NAME, Field.LANGUAGE})
#: What is taken over when a row turns out to be somebody who is there already.
OF_THE_PLACE = (Field.TITLE, Field.ROLES)


class Verdict(StrEnum):
    ERROR = "error"
    DUPLICATE = "duplicate"  # perhaps somebody who is there already: a person chooses
    CONFLICT = "conflict"  # changed in the sheet and in the portal: a person chooses
    NEW = "new"
    CHANGED = "changed"
    ABSENT = "absent"  # there today, and not in the sheet: a person may choose to end it
    SAME = "same"


class Choice(StrEnum):
    """What a person has said about a finding; nothing yet is LEAVE, and leaves all as it is."""

    LEAVE = ""
    TAKE = "take"  # the sheet holds where both have changed; it is the same person; the place ends
    NEW = "new"  # it is somebody else: invite them


class Reason(StrEnum):
    NOT_TEXT = "not-text"
    HIDDEN = "hidden"
    TOO_LONG = "too-long"  # limit
    FORMULA = "formula"
    BAD_KEY = "bad-key"
    GONE = "gone"
    NO_PLACE = "no-place"
    UNKNOWN_PLACE = "unknown-place"  # value
    MOVED = "moved"
    NO_NAME = "no-name"
    NO_EMAIL = "no-email"
    BAD_EMAIL = "bad-email"  # value
    TAKEN = "taken"  # name
    TWICE = "twice"  # row
    OTHER_NAME = "other-name"  # row
    UNKNOWN_ROLE = "unknown-role"  # value
    ROLE_NOT_YOURS = "role-not-yours"  # role
    UNKNOWN_LANGUAGE = "unknown-language"  # value
    NOT_YOURS = "not-yours"
    INVITED = "invited"


Details = Mapping[str, str | int]
Values = Mapping[Field, str]
#: What a cell of a place held, so that it is known again but cannot be read.
Mark = Callable[[int, Field, str], str]


@dataclass(frozen=True, slots=True)
class Fault:
    reason: Reason
    field: Field
    details: Details = filled(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet as read: only the columns that it has. Roles are their names in order,
    parted by spaces; `number` counts from 1, the header included."""

    number: int
    values: Values
    organisation: int | None = None
    key: int | None = None
    marks: Values = filled(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def says(self, name: Field) -> str:
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place today; without a number, one they have been invited to."""

    pk: int | None
    organisation: int
    values: Values

    @property
    def address(self) -> tuple[int | None, str]:
        return self.organisation, self.values[Field.EMAIL]


@dataclass(frozen=True, slots=True)
class Change:
    field: Field
    old: str
    new: str
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What would become of a row, or of a place that no row is about."""

    verdict: Verdict
    line: int | None = None
    target: int | None = None
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Rights:
    """Which roles whoever brings the sheet may give and end at each organisation, and whether they
    may mend what belongs to the people themselves."""

    grants: Mapping[int, frozenset[str]]
    mends: bool = False


def compare(
    lines: Sequence[Line], places: Sequence[Place], rights: Rights, mark: Mark
) -> list[Finding]:
    """A finding for each line, in their order, and then those for places that no line is about, at
    the organisations that the sheet speaks of."""
    desk = _Desk(places, rights, mark)
    settled = _without_copies([desk.settle(line) for line in lines], desk)
    doubles = _doubles(settled)
    findings = [desk.judge(line, doubles.get(line.number)) for line in settled]
    return [*findings, *_absent(settled, places, findings, desk)]


def roles_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


def told(roles: frozenset[str]) -> str:
    return " ".join(sorted(roles))


class _Desk:
    """Today's places, ready to be looked up."""

    def __init__(self, places: Sequence[Place], rights: Rights, mark: Mark) -> None:
        self.rights, self.mark = rights, mark
        self.by_key = {place.pk: place for place in places if place.pk is not None}
        self.by_address: dict[tuple[int | None, str], Place] = {}
        self.names: dict[tuple[int | None, str], int | None] = {}
        for place in sorted(places, key=lambda each: each.pk is not None):
            self.by_address[place.address] = place
            self.names[place.organisation, _folded(place.values[Field.NAME])] = place.pk

    def settle(self, line: Line) -> Line:
        """What a row with a key leaves unsaid is what its place says."""
        place = self.by_key.get(line.key) if line.key is not None else None
        if place is None:
            return line
        is_untouched = self._is_as_given(line, place, Field.EMAIL)
        keeps = is_untouched or not line.says(Field.EMAIL)
        email = {Field.EMAIL: place.values[Field.EMAIL]} if keeps else {}
        where = line.organisation or place.organisation
        return replace(line, organisation=where, values={**line.values, **email})

    def judge(self, line: Line, double: Fault | None) -> Finding:
        faults = line.faults or ((double,) if double else ())
        if faults:
            return Finding(Verdict.ERROR, line.number, line.key, faults=faults)
        if line.key is not None:
            return self._keyed(line, line.key)
        known = self.by_address.get((line.organisation, line.says(Field.EMAIL)))
        if known is None:
            return self._new(line)
        return self._invited(line, known) if known.pk is None else self._known(line, known)

    def _keyed(self, line: Line, key: int) -> Finding:
        place = self.by_key.get(key)
        if place is None:
            return _error(line, Fault(Reason.GONE, Field.KEY))
        if line.organisation != place.organisation:
            return _error(line, Fault(Reason.MOVED, Field.PLACE))
        if line.says(Field.EMAIL) == place.values[Field.EMAIL]:
            return self._known(line, place)
        other = self.by_address.get((line.organisation, line.says(Field.EMAIL)))
        if other is None:
            return self._perhaps(line, place.pk)
        if other.pk is None:
            return self._invited(line, other)
        fault = Fault(Reason.TAKEN, Field.EMAIL, {"name": other.values[Field.NAME]})
        return _error(line, fault)

    def _known(self, line: Line, place: Place) -> Finding:
        changes = tuple(self._changes(line, place, CHANGEABLE))
        faults = tuple(self._faults(line, changes))
        if faults:
            return Finding(Verdict.ERROR, line.number, place.pk, faults=faults)
        verdict = Verdict.CHANGED if changes else Verdict.SAME
        if any(change.is_conflict for change in changes):
            verdict = Verdict.CONFLICT
        return Finding(verdict, line.number, place.pk, changes)

    def _new(self, line: Line) -> Finding:
        if fault := _nobody(line):
            return _error(line, fault)
        name = (line.organisation, _folded(line.says(Field.NAME)))
        if name in self.names:
            return self._perhaps(line, self.names[name])
        self.names[name] = None
        changes = tuple(_from_nothing(line))
        faults = tuple(self._faults(line, changes))
        if faults:
            return Finding(Verdict.ERROR, line.number, faults=faults)
        return Finding(Verdict.NEW, line.number, changes=changes)

    def _perhaps(self, line: Line, target: int | None) -> Finding:
        """The name is there already, or the address beside a key is another one."""
        if fault := _nobody(line):
            return _error(line, fault)
        place = self.by_key.get(target) if target is not None else None
        changes = tuple(self._changes(line, place, OF_THE_PLACE)) if place else ()
        faults = tuple(self._faults(line, (*changes, *_from_nothing(line))))
        if faults:
            return Finding(Verdict.ERROR, line.number, target, faults=faults[:1])
        return Finding(Verdict.DUPLICATE, line.number, target, changes)

    def _invited(self, line: Line, guest: Place) -> Finding:
        """Asked already: the same again is nothing new, and an invitation is not changed here."""
        said = (name for name in CHANGEABLE if line.says(name))
        for name in said:
            if line.says(name) != guest.values[name]:
                return _error(line, Fault(Reason.INVITED, name))
        return Finding(Verdict.SAME, line.number)

    def _changes(self, line: Line, place: Place, names: Sequence[Field]) -> Iterator[Change]:
        for name in names:
            old = place.values[name]
            new = self._wanted(line, place, name)
            if new is not None and new != old:
                is_conflict = name in line.marks and not self._is_marked(line, place, name, old)
                yield Change(name, old, new, is_conflict)

    def _wanted(self, line: Line, place: Place, name: Field) -> str | None:
        """What the row wants the cell to say; nothing where it does not want anything."""
        if name not in line.values or self._is_as_given(line, place, name):
            return None
        said = line.values[name]
        if name in line.marks:
            return said
        if not said or (name in OWN and not self.rights.mends):
            return None
        return told(roles_of(said) | roles_of(place.values[name])) if name == Field.ROLES else said

    def _is_as_given(self, line: Line, place: Place, name: Field) -> bool:
        return self._is_marked(line, place, name, line.says(name))

    def _is_marked(self, line: Line, place: Place, name: Field, value: str) -> bool:
        """Whether the cell held this when the template was taken."""
        return place.pk is not None and self.mark(place.pk, name, value) == line.marks.get(name)

    def _faults(self, line: Line, changes: Sequence[Change]) -> Iterator[Fault]:
        """What whoever brings the sheet may not do, or nobody may."""
        theirs = self.rights.grants.get(line.organisation or 0, frozenset())
        for change in changes:
            if change.field in OWN and change.old and not self.rights.mends:
                yield Fault(Reason.NOT_YOURS, change.field)
            elif change.field == Field.NAME and not change.new:
                yield Fault(Reason.NO_NAME, Field.NAME)
            elif change.field == Field.LANGUAGE and not change.new:
                yield Fault(Reason.UNKNOWN_LANGUAGE, Field.LANGUAGE, {"value": ""})
            elif change.field == Field.ROLES:
                for role in sorted((roles_of(change.old) ^ roles_of(change.new)) - theirs):
                    yield Fault(Reason.ROLE_NOT_YOURS, Field.ROLES, {"role": role})


def _nobody(line: Line) -> Fault | None:
    """What is missing for somebody to be invited."""
    if line.organisation is None:
        return Fault(Reason.NO_PLACE, Field.PLACE)
    if not line.says(Field.EMAIL):
        return Fault(Reason.NO_EMAIL, Field.EMAIL)
    return None if line.says(Field.NAME) else Fault(Reason.NO_NAME, Field.NAME)


def _from_nothing(line: Line) -> Iterator[Change]:
    for name in CHANGEABLE:
        if line.says(name):
            yield Change(name, "", line.says(name))


def _error(line: Line, fault: Fault) -> Finding:
    return Finding(Verdict.ERROR, line.number, line.key, faults=(fault,))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _without_copies(lines: list[Line], desk: _Desk) -> list[Line]:
    """Who copies a row to write somebody new copies its key, which they do not see. It stays with
    the row that has the address of its place; the others are read without it."""
    owners: dict[int, int] = {}
    counts: dict[int, int] = {}
    for line in lines:
        if line.key is None:
            continue
        counts[line.key] = counts.get(line.key, 0) + 1
        place = desk.by_key.get(line.key)
        if place and line.says(Field.EMAIL) == place.values[Field.EMAIL]:
            owners.setdefault(line.key, line.number)
    return [
        replace(line, key=None, marks={})
        if line.key is not None and counts[line.key] > 1 and owners.get(line.key) != line.number
        else line
        for line in lines
    ]


def _doubles(lines: Sequence[Line]) -> dict[int, Fault]:
    """Rows about an address that an earlier row speaks of: at the same organisation, or by another
    name."""
    places: dict[tuple[int | None, str], int] = {}
    names: dict[str, tuple[str, int]] = {}
    found: dict[int, Fault] = {}
    for line in lines:
        email, name = line.says(Field.EMAIL), _folded(line.says(Field.NAME))
        if not email:
            continue
        first = places.setdefault((line.organisation, email), line.number)
        called, row = names.setdefault(email, (name, line.number)) if name else (name, 0)
        if first != line.number:
            found[line.number] = Fault(Reason.TWICE, Field.EMAIL, {"row": first})
        elif called != name:
            found[line.number] = Fault(Reason.OTHER_NAME, Field.NAME, {"row": row})
    return found


def _absent(
    lines: Sequence[Line], places: Sequence[Place], findings: Sequence[Finding], desk: _Desk
) -> Iterator[Finding]:
    spoken_of = {line.organisation for line in lines}
    met = {finding.target for finding in findings} | {line.key for line in lines}
    for line in lines:
        known = desk.by_address.get((line.organisation, line.says(Field.EMAIL)))
        met.add(known.pk if known else None)
    for place in places:
        if place.pk is not None and place.pk not in met and place.organisation in spoken_of:
            yield Finding(Verdict.ABSENT, target=place.pk)
