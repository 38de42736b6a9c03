"""A sheet compared with today's roster, on plain values: what would become of each row."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rosters import (
    MARKED,
    Change,
    Fault,
    Field,
    Finding,
    Line,
    Place,
    Reason,
    Rights,
    Verdict,
    compare,
)

HERE, BELOW, ELSEWHERE = 1, 2, 3
ROLES = ("head", "survey", "training")
GRANTS = {HERE: frozenset(ROLES), BELOW: frozenset(ROLES)}
KEY_CONTACT, OFFICE = Rights(GRANTS), Rights(GRANTS, mends=True)


def mark(pk: int, name: Field, value: str) -> str:
    return f"{pk}-{name}-{value}"


def values(name: str, email: str, title: str = "", roles: str = "", language: str = "fi"):  # type: ignore[no-untyped-def]
    words = (name, email, title, language, roles)
    return dict(zip(MARKED, words, strict=True))


KAISA = Place(11, HERE, values("Kaisa Keto", "kaisa@a.fi", "rehtori", "head"))
RITVA = Place(12, HERE, values("Ritva Respo", "ritva@a.fi", "opettaja", "survey"))
GUEST = Place(None, HERE, values("Gun Gran", "gun@a.fi", "lehtori"))
ROSTER = (KAISA, RITVA, GUEST)


def line_of(place: Place, number: int = 2, **said: str) -> Line:
    """The row of the template, and what has been typed over it."""
    assert place.pk is not None
    marks = {name: mark(place.pk, name, place.values[name]) for name in MARKED}
    typed = {Field(name): value for name, value in said.items()}
    return Line(number, {**place.values, **typed}, place.organisation, place.pk, marks)


def bare(number: int = 2, **said: str) -> Line:
    """A row without a key, with only these columns."""
    return Line(number, {Field(name): value for name, value in said.items()}, HERE)


def only(line: Line, rights: Rights = KEY_CONTACT, roster: Sequence[Place] = ROSTER) -> Finding:
    return compare([line], roster, rights, mark)[0]


def fault(finding: Finding) -> tuple[Reason, Field]:
    assert finding.verdict == Verdict.ERROR
    [found] = finding.faults
    return found.reason, found.field


def test_the_template_itself_changes_nothing() -> None:
    assert compare([line_of(KAISA, 2), line_of(RITVA, 3)], ROSTER, KEY_CONTACT, mark) == [
        Finding(Verdict.SAME, 2, 11),
        Finding(Verdict.SAME, 3, 12),
    ]


def test_what_was_typed_over_the_template_is_a_change() -> None:
    changes = (
        Change(Field.TITLE, "opettaja", "lehtori"),
        Change(Field.ROLES, "survey", "survey training"),
    )

    found = only(line_of(RITVA, title="lehtori", roles="survey training"))

    assert found == Finding(Verdict.CHANGED, 2, 12, changes)


def test_an_emptied_cell_is_a_change_where_the_template_had_filled_it() -> None:
    found = only(line_of(RITVA, title="", roles=""))

    assert [(change.old, change.new) for change in found.changes] == [
        ("opettaja", ""),
        ("survey", ""),
    ]


def test_what_the_portal_has_changed_meanwhile_stays_where_the_sheet_is_untouched() -> None:
    later = replace(RITVA, values={**RITVA.values, Field.TITLE: "lehtori"})

    assert only(line_of(RITVA), roster=[later]) == Finding(Verdict.SAME, 2, 12)


def test_what_both_have_changed_is_a_conflict() -> None:
    later = replace(RITVA, values={**RITVA.values, Field.TITLE: "lehtori"})
    changes = (Change(Field.TITLE, "lehtori", "yliopettaja", is_conflict=True),)

    found = only(line_of(RITVA, title="yliopettaja"), roster=[later])

    assert found == Finding(Verdict.CONFLICT, 2, 12, changes)


def test_what_both_have_changed_to_the_same_is_none() -> None:
    later = replace(RITVA, values={**RITVA.values, Field.TITLE: "lehtori"})

    assert only(line_of(RITVA, title="lehtori"), roster=[later]).verdict == Verdict.SAME


def test_a_row_without_a_key_is_known_by_its_address() -> None:
    assert only(bare(email="ritva@a.fi", title="lehtori")) == Finding(
        Verdict.CHANGED, 2, 12, (Change(Field.TITLE, "opettaja", "lehtori"),)
    )


def test_a_row_without_a_key_ends_no_role_and_says_nothing_by_an_empty_cell() -> None:
    found = only(bare(email="ritva@a.fi", name="R. Respo", title="", roles="training"))

    assert found.changes == (Change(Field.ROLES, "survey", "survey training"),)


def test_nobody_is_known_by_a_name_alone() -> None:
    found = only(bare(email="r.respo@b.fi", name="ritva  RESPO", title="lehtori"))

    changes = (Change(Field.TITLE, "opettaja", "lehtori"),)
    assert found == Finding(Verdict.DUPLICATE, 2, 12, changes)


def test_the_name_of_somebody_elsewhere_is_no_likeness() -> None:
    other = replace(RITVA, organisation=BELOW)

    assert only(bare(email="new@b.fi", name="Ritva Respo"), roster=[other]).verdict == Verdict.NEW


def test_two_new_rows_of_one_name_are_looked_at() -> None:
    lines = [bare(2, email="a@b.fi", name="Uusi Ukko"), bare(3, email="b@b.fi", name="Uusi Ukko")]

    found = compare(lines, (), KEY_CONTACT, mark)

    assert [(each.verdict, each.target) for each in found] == [
        (Verdict.NEW, None),
        (Verdict.DUPLICATE, None),
    ]


def test_somebody_new_is_told_cell_by_cell() -> None:
    assert only(bare(email="new@b.fi", name="Uusi Ukko", roles="head", title="")) == Finding(
        Verdict.NEW,
        2,
        changes=(Change(Field.NAME, "", "Uusi Ukko"), Change(Field.ROLES, "", "head")),
    )


def test_who_has_been_invited_already_is_the_same_and_not_changed_here() -> None:
    assert only(bare(email="gun@a.fi", name="Gun Gran")).verdict == Verdict.SAME
    changed = only(bare(email="gun@a.fi", name="Gun Gran", title="rehtori"))
    assert fault(changed) == (Reason.INVITED, Field.TITLE)


def test_an_address_written_over_a_row_is_never_taken_for_a_change() -> None:
    """Whoever writes a successor over somebody's row would give away their account."""
    found = only(line_of(RITVA, name="Saara Seuraaja", email="saara@a.fi"), OFFICE)

    assert (found.verdict, found.target) == (Verdict.DUPLICATE, 12)


def test_an_address_that_the_portal_has_changed_meanwhile_is_no_change_of_the_sheet() -> None:
    later = replace(RITVA, values={**RITVA.values, Field.EMAIL: "uusi@a.fi"})

    assert only(line_of(RITVA), roster=[later]).verdict == Verdict.SAME


def test_a_row_whose_address_is_another_persons_is_refused() -> None:
    assert fault(only(line_of(RITVA, email="kaisa@a.fi"))) == (Reason.TAKEN, Field.EMAIL)


def test_a_copied_row_keeps_its_key_only_where_its_address_is() -> None:
    copy = line_of(RITVA, 3, name="Uusi Ukko", email="new@a.fi", title="lehtori", roles="")

    found = compare([copy, line_of(RITVA, 4)], [RITVA], KEY_CONTACT, mark)

    assert [(each.verdict, each.line, each.target) for each in found] == [
        (Verdict.NEW, 3, None),
        (Verdict.SAME, 4, 12),
    ]


def test_the_same_address_twice_and_by_two_names() -> None:
    lines = [
        bare(2, email="new@b.fi", name="Uusi Ukko"),
        bare(3, email="new@b.fi", name="Uusi Ukko"),
        replace(bare(4, email="new@b.fi", name="Toinen Nimi"), organisation=BELOW),
    ]

    found = compare(lines, (), KEY_CONTACT, mark)

    assert found[0].verdict == Verdict.NEW
    assert found[1].faults == (Fault(Reason.TWICE, Field.EMAIL, {"row": 2}),)
    assert found[2].faults == (Fault(Reason.OTHER_NAME, Field.NAME, {"row": 2}),)


def test_only_the_office_mends_a_name() -> None:
    line = line_of(RITVA, name="Ritva Uusinimi")

    assert fault(only(line)) == (Reason.NOT_YOURS, Field.NAME)
    assert only(line, OFFICE).changes == (Change(Field.NAME, "Ritva Respo", "Ritva Uusinimi"),)


def test_a_role_that_is_not_theirs_to_give_or_end_is_refused() -> None:
    few = Rights({HERE: frozenset({"training"})})

    assert fault(only(line_of(RITVA, roles=""), few)) == (Reason.ROLE_NOT_YOURS, Field.ROLES)
    new = bare(email="new@a.fi", name="Uusi Ukko", roles="head")
    assert fault(only(new, few)) == (Reason.ROLE_NOT_YOURS, Field.ROLES)
    assert only(line_of(RITVA, roles="survey training"), few).verdict == Verdict.CHANGED


@pytest.mark.parametrize(
    "line, told",
    [
        (bare(email="", name="Uusi Ukko"), (Reason.NO_EMAIL, Field.EMAIL)),
        (bare(email="new@a.fi", name=""), (Reason.NO_NAME, Field.NAME)),
        (replace(bare(email="n@a.fi", name="N"), organisation=None), (Reason.NO_PLACE, Field.PLACE)),
        (replace(bare(email="n@a.fi", name="N"), key=99), (Reason.GONE, Field.KEY)),
        (replace(line_of(KAISA), organisation=BELOW), (Reason.MOVED, Field.PLACE)),
        (
            replace(bare(), faults=(Fault(Reason.HIDDEN, Field.NAME),)),
            (Reason.HIDDEN, Field.NAME),
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row(line: Line, told: tuple[Reason, Field]) -> None:
    assert fault(only(line)) == told


def test_who_is_not_in_the_sheet_is_told_where_the_sheet_speaks() -> None:
    below = Place(13, BELOW, values("Bo Berg", "bo@b.fi"))

    found = compare([line_of(KAISA)], [*ROSTER, below], KEY_CONTACT, mark)

    assert found == [Finding(Verdict.SAME, 2, 11), Finding(Verdict.ABSENT, target=12)]


def test_a_row_with_a_mistake_still_speaks_of_its_person() -> None:
    wrong = replace(line_of(RITVA), faults=(Fault(Reason.HIDDEN, Field.TITLE),))

    assert [each.verdict for each in compare([wrong], [RITVA], KEY_CONTACT, mark)] == ["error"]


# --- any sheet, any roster -----------------------------------------------------------------

names = st.sampled_from(["Aino Aho", "aino aho", "Bo Berg", "Cia Ceder"])
emails = st.sampled_from([f"p{n}@a.fi" for n in range(6)])
titles = st.sampled_from(["", "rehtori", "lehtori"])
roles = st.sets(st.sampled_from(ROLES)).map(lambda some: " ".join(sorted(some)))
languages = st.sampled_from(["fi", "sv"])
wheres = st.sampled_from([HERE, BELOW])


@st.composite
def rosters(draw: st.DrawFn) -> list[Place]:
    """An address is at an organisation once, and is one person's."""
    people = draw(st.dictionaries(emails, st.tuples(names, languages), max_size=5))
    places: list[Place] = []
    for email, (name, language) in people.items():
        for organisation in draw(st.sets(wheres, max_size=2)):
            told = values(name, email, draw(titles), draw(roles), language)
            is_guest = draw(st.booleans())
            places.append(Place(None if is_guest else len(places) + 1, organisation, told))
    return places


@st.composite
def sheets(draw: st.DrawFn, roster: list[Place]) -> list[Line]:
    """Rows of the template with some cells typed over, some copied, and rows by hand."""
    lines = []
    held: list[Place | None] = [place for place in roster if place.pk]
    known = st.sampled_from(held or [None])
    for number in range(2, draw(st.integers(2, 8))):
        place = draw(known)
        cells = {Field.NAME: names, Field.TITLE: titles, Field.ROLES: roles, Field.EMAIL: emails}
        typed = {name: draw(cells[name]) for name in draw(st.sets(st.sampled_from(list(cells))))}
        if place and draw(st.booleans()):
            lines.append(replace(line_of(place, number), values={**place.values, **typed}))
        else:
            lines.append(Line(number, typed, draw(wheres)))
    return lines


def done(places: list[Place], lines: list[Line], found: list[Finding]) -> list[Place]:
    """The roster when all that can be done of the findings has been done."""
    by_pk = {place.pk: place for place in places if place.pk}
    by_number = {line.number: line for line in lines}
    guests = [place for place in places if place.pk is None]
    for finding in found:
        match finding.verdict:
            case Verdict.CHANGED | Verdict.CONFLICT:
                assert finding.target
                place = by_pk[finding.target]
                told = {change.field: change.new for change in finding.changes}
                by_pk[finding.target] = replace(place, values={**place.values, **told})
            case Verdict.NEW | Verdict.DUPLICATE:
                assert finding.line
                line = by_number[finding.line]
                assert line.organisation
                said = {name: line.says(name) for name in MARKED}
                said[Field.LANGUAGE] = said[Field.LANGUAGE] or "fi"
                guests.append(Place(None, line.organisation, said))
            case Verdict.ABSENT:
                assert finding.target
                del by_pk[finding.target]
    return [*by_pk.values(), *guests]


@given(st.data(), rosters(), st.sampled_from([KEY_CONTACT, OFFICE]))
def test_the_same_sheet_again_finds_only_the_same(
    data: st.DataObject, roster: list[Place], rights: Rights
) -> None:
    """What had a mistake has it still. Who was only like somebody new is then seen to be missing."""
    lines = data.draw(sheets(roster))
    first = compare(lines, roster, rights, mark)

    again = compare(lines, done(roster, lines, first), rights, mark)

    errors = {finding.line for finding in first if finding.verdict == Verdict.ERROR}
    left = [each for each in again if each.line not in errors]
    alike = {finding.target for finding in first if finding.verdict == Verdict.DUPLICATE}
    missing = {each.target for each in left if each.verdict == Verdict.ABSENT}
    assert {each.verdict for each in left} <= {Verdict.SAME, Verdict.ABSENT}
    assert missing <= alike


@given(st.data(), rosters())
def test_every_row_has_one_finding_and_every_place_at_most_one(
    data: st.DataObject, roster: list[Place]
) -> None:
    lines = data.draw(sheets(roster))

    found = compare(lines, roster, OFFICE, mark)

    assert [each.line for each in found if each.line] == [line.number for line in lines]
    acting = (Verdict.CHANGED, Verdict.CONFLICT, Verdict.ABSENT)
    targets = [each.target for each in found if each.verdict in acting]
    assert len(targets) == len(set(targets))


@given(st.data(), rosters(), roles)
def test_nobody_gives_or_ends_a_role_that_is_not_theirs(
    data: st.DataObject, roster: list[Place], theirs: str
) -> None:
    lines = data.draw(sheets(roster))
    rights = Rights({HERE: frozenset(theirs.split()), BELOW: frozenset()})

    found = compare(lines, roster, rights, mark)

    touched = {
        role
        for each in found
        for change in each.changes
        if change.field == Field.ROLES
        for role in set(change.old.split()) ^ set(change.new.split())
    }
    assert touched <= set(theirs.split())
    assert not any(change.field == Field.NAME and change.old for f in found for change in f.changes)
