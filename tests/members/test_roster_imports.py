"""People come from a spreadsheet: what is looked at, taken over and undone, on a real database."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communications.models import Letter
from members import roster_book, roster_sheets
from members.actions import NotYours, end_role
from members.actions.invitations import accept
from members.actions.retention import forget_rows
from members.actions.rosters import (
    CannotBeUndone,
    NothingChosen,
    OtherLetters,
    choose,
    letters_of,
    request_apply,
    request_import,
    request_undo,
    run_import,
)
from members.models import Affiliation, Invitation, Organisation, Role, RosterImport, User
from members.rosters import Field
from members.tasks import import_rosters
from portal.lib.jobs import TRIES
from portal.lib.spreadsheets import MAX_ROWS, csv_of, workbook_of
from tests.factories import make_affiliation, make_association, make_person, make_role

Rows = list[list[Any]]


def sheet(scope: Organisation, by: User) -> Rows:
    """The rows of the template, header first."""
    places = roster_book.organisations_of(scope)
    held = [place for place in roster_book.places_of(places) if place.pk]
    rights = roster_book.rights_of(places, by)
    labels = roster_book.labels_of(places, rights)
    return [list(row) for row in roster_sheets.template(held, labels, roster_book.mark)[0].rows]


def column(name: str) -> int:
    return list(Field).index(Field(name))


def row_of(rows: Rows, email: str) -> list[Any]:
    [found] = [row for row in rows if row[column("email")] == email]
    return found


def new_row(rows: Rows, **said: str) -> None:
    rows.append([said.get(name.value, "") for name in Field])


def sent(scope: Organisation, by: User, rows: Rows | bytes) -> RosterImport:
    data = rows if isinstance(rows, bytes) else csv_of(rows)
    job = request_import(scope, "people.csv", data, by)
    run_import(job.pk)
    job.refresh_from_db()
    return job


def applied(job: RosterImport, by: User) -> RosterImport:
    request_apply(job, by, sum(letters_of(job, by)))
    run_import(job.pk)
    job.refresh_from_db()
    return job


def undone(job: RosterImport, by: User) -> RosterImport:
    request_undo(job, by)
    run_import(job.pk)
    job.refresh_from_db()
    return job


def state() -> list[Any]:
    """Everything that a roster is made of."""
    held = Role.objects.live()
    return [
        sorted(Affiliation.objects.live().values_list("pk", "title", "from_on", "until_on")),
        sorted(held.values_list("affiliation", "role", "from_on", "until_on"), key=repr),
        sorted(User.objects.values_list("pk", "name", "language")),
        sorted(Invitation.objects.open().values_list("pk")),
    ]


def test_the_template_as_it_is_changes_nothing(
    koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    job = sent(koivuranta, kaisa, sheet(koivuranta, kaisa))

    assert (job.counts, job.status, bytes(job.file)) == ({"same": 2}, "done", b"")
    with pytest.raises(NothingChosen):
        request_apply(job, kaisa, 0)


def changed_by(rows: Rows) -> None:
    """Ritva gets a title and another task; somebody new is written below."""
    row = row_of(rows, "ritva@example.org")
    row[column("title")], row[column("roles")] = "lehtori", "training"
    new_row(rows, name="Uusi Ukko", email="uusi@example.org", title="opettaja", roles="finance")


def test_what_is_taken_over_and_again_is_the_same(
    koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    koivuranta.email_domains.create(domain="example.org")
    rows = sheet(koivuranta, kaisa)
    changed_by(rows)
    job = sent(koivuranta, kaisa, rows)
    before = state()

    assert job.counts == {"same": 1, "changed": 1, "new": 1}
    assert letters_of(job, kaisa) == (1, 0)
    assert not Letter.objects.exists()
    applied(job, kaisa)

    place = ritva.affiliations.get()
    assert place.title == "lehtori"
    assert {role.role for role in place.roles.live()} == {"training"}
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.roles, invitation.invited_by) == (
        "uusi@example.org",
        ["finance"],
        kaisa,
    )
    assert Letter.objects.filter(address="uusi@example.org").count() == 1
    assert state() != before
    assert sent(koivuranta, kaisa, rows).counts == {"same": 3}


def test_undoing_gives_back_what_was(koivuranta: Organisation, kaisa: User, ritva: User) -> None:
    make_role(
        affiliation=ritva.affiliations.get(),
        role="finance",
        until_on=timezone.localdate() + datetime.timedelta(days=9),
    )
    gone = make_person(koivuranta, "training", email="gone@example.org")
    before = state()
    rows = sheet(koivuranta, kaisa)
    changed_by(rows)
    rows.remove(row_of(rows, "gone@example.org"))
    job = sent(koivuranta, kaisa, rows)
    choose(job, {row.pk: "take" for row in job.rows.filter(verdict="absent")}, kaisa)
    applied(job, kaisa)
    assert not gone.affiliations.live().exists()

    job = undone(job, kaisa)

    assert state() == before
    assert set(job.rows.exclude(fate="").values_list("fate", flat=True)) == {"restored"}


def test_what_has_changed_since_is_left_and_listed(
    koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    rows = sheet(koivuranta, kaisa)
    changed_by(rows)
    job = applied(sent(koivuranta, kaisa, rows), kaisa)
    ritva.affiliations.update(title="yliopettaja")

    job = undone(job, kaisa)

    assert ritva.affiliations.get().title == "yliopettaja"
    assert [row.target.user for row in job.rows.filter(fate="kept") if row.target] == [ritva]


def test_who_has_come_by_the_invitation_no_longer_belongs_but_is_not_deleted(
    koivuranta: Organisation, outi: User
) -> None:
    rows = sheet(koivuranta, outi)
    new_row(rows, name="Uusi Ukko", email="uusi@example.org", roles="finance")
    job = applied(sent(koivuranta, outi, rows), outi)
    accept(Invitation.objects.get().renew(), None)

    undone(job, outi)

    place = User.objects.get(email="uusi@example.org").affiliations.get()
    assert place.until_on == timezone.localdate()


def test_a_later_import_closes_the_way_back(
    koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    rows = sheet(koivuranta, kaisa)
    row_of(rows, "ritva@example.org")[column("title")] = "lehtori"
    first = applied(sent(koivuranta, kaisa, rows), kaisa)
    rows = sheet(koivuranta, kaisa)
    row_of(rows, "ritva@example.org")[column("title")] = "opettaja"
    applied(sent(koivuranta, kaisa, rows), kaisa)

    with pytest.raises(CannotBeUndone):
        request_undo(first, kaisa)


def test_what_changed_since_it_was_looked_at_is_looked_at_again(
    koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    rows = sheet(koivuranta, kaisa)
    row_of(rows, "ritva@example.org")[column("title")] = "lehtori"
    job = sent(koivuranta, kaisa, rows)
    ritva.affiliations.update(title="yliopettaja")
    before = state()

    job = applied(job, kaisa)

    assert state() == before
    assert job.counts == {"same": 1, "conflict": 1}
    assert (job.step, job.applied_at) == ("read", None)
    assert "muuttunut" in job.error or "changed" in job.error


def test_a_conflict_is_chosen(koivuranta: Organisation, kaisa: User, ritva: User) -> None:
    rows = sheet(koivuranta, kaisa)
    row = row_of(rows, "ritva@example.org")
    row[column("title")], row[column("roles")] = "lehtori", "survey; finance"
    ritva.affiliations.update(title="yliopettaja")
    left = sent(koivuranta, kaisa, rows)

    applied(left, kaisa)

    assert ritva.affiliations.get().title == "yliopettaja"
    assert ritva.affiliations.get().roles.live().count() == 2
    taken = sent(koivuranta, kaisa, rows)
    choose(taken, {row.pk: "take" for row in taken.rows.all()}, kaisa)
    applied(taken, kaisa)
    assert ritva.affiliations.get().title == "lehtori"


def test_a_likeness_is_the_same_person_or_somebody_new(
    koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    rows = sheet(koivuranta, kaisa)
    new_row(rows, name="Ritva Respo", email="r@example.org", title="lehtori")
    rows.remove(row_of(rows, "ritva@example.org"))
    for choice, title, invited in (("", "", 0), ("take", "lehtori", 0), ("new", "lehtori", 1)):
        job = sent(koivuranta, kaisa, rows)
        assert job.counts == {"same": 1, "duplicate": 1}
        choose(job, {row.pk: choice for row in job.rows.all()}, kaisa)
        if choice and job.rows.chosen().exists():
            applied(job, kaisa)
        assert ritva.affiliations.get().title == title
        assert Invitation.objects.count() == invited


def test_the_number_of_letters_is_the_one_that_was_told(
    koivuranta: Organisation, kaisa: User
) -> None:
    rows = sheet(koivuranta, kaisa)
    new_row(rows, name="Uusi Ukko", email="uusi@elsewhere.example")
    job = sent(koivuranta, kaisa, rows)

    with pytest.raises(OtherLetters):
        request_apply(job, kaisa, 0)
    assert letters_of(job, kaisa) == (0, 1)


def test_the_last_key_contact_is_not_ended_and_nothing_else_is_done(
    koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    rows = sheet(koivuranta, kaisa)
    row_of(rows, "kaisa@example.org")[column("roles")] = ""
    row_of(rows, "ritva@example.org")[column("title")] = "lehtori"
    before = state()

    job = applied(sent(koivuranta, kaisa, rows), kaisa)

    assert state() == before
    assert (job.step, job.status, bool(job.error)) == ("read", "done", True)


def test_key_contacts_may_change_places_in_one_file(
    koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    rows = sheet(koivuranta, kaisa)
    row_of(rows, "kaisa@example.org")[column("roles")] = "head"
    row_of(rows, "ritva@example.org")[column("roles")] = "key_contact"

    applied(sent(koivuranta, kaisa, rows), kaisa)

    assert {role.role for role in Role.objects.live()} == {"head", "key_contact"}


def test_the_office_brings_the_whole_federation(
    koivuranta: Organisation, granholmen: Organisation, sten: User, outi: User
) -> None:
    koivuranta.identifiers.create(kind="institution_number", value="01234")
    rows = [["Organisaatio", "Name", "Sähköposti"], ["01234 Koivuranta", "Uusi Ukko", "u@a.fi"]]
    rows.append([f"{granholmen.pk}", "Sten Strand", "sten@example.org"])
    rows.append(["Koivurannan konservatorio", "Nimi Vain", "n@a.fi"])

    job = sent(make_association(), outi, rows)

    assert job.counts == {"new": 1, "same": 1, "error": 1}
    [row] = job.rows.filter(verdict="error")
    assert [reason for reason, *_ in row.faults] == ["unknown-place"]


def test_another_schools_people_are_out_of_reach(
    koivuranta: Organisation, kaisa: User, sten: User, granholmen: Organisation
) -> None:
    """Neither by the key of a place, nor by the number of an organisation."""
    theirs = sheet(granholmen, sten)
    row = row_of(theirs, "sten@example.org")
    row[column("title")] = "kaapattu"
    by_number = ["", f"{granholmen.pk}", "Uusi Ukko", "uusi@a.fi", "", "", ""]
    row[column("organisation")] = ""

    job = sent(koivuranta, kaisa, [*theirs, by_number])

    assert job.counts == {"error": 2, "absent": 1}
    reasons = {reason for row in job.rows.all() for reason, *_ in row.faults}
    assert reasons == {"gone", "unknown-place"}


@pytest.mark.parametrize(
    "name, reason",
    [
        ("Matti\nBcc: x@example.org", "hidden"),
        ("Matti\u202e Meri", "hidden"),
        ("Ma\u200btti", "hidden"),
        ("M" * 1_000_000, "too-long"),
        ("", "no-name"),
    ],
)
def test_names_that_cannot_be(
    koivuranta: Organisation, kaisa: User, name: str, reason: str
) -> None:
    rows: Rows = [["name", "email"], [name, "new@example.org"]]

    # A cell of CSV holds less than a workbook's.
    data = csv_of(rows) if len(name) < 1000 else csv_of([rows[0], [name[:100_000], rows[1][1]]])
    job = sent(koivuranta, kaisa, data)

    [row] = job.rows.filter(verdict="error")
    assert [each[0] for each in row.faults] == [reason]


def big() -> bytes:
    return csv_of([["name", "email"], *([f"N{n}", f"n{n}@a.fi"] for n in range(100_000))])


@pytest.mark.parametrize(
    "make, said",
    [
        (lambda: b"", "tyhjä"),
        (lambda: b"name;email\n\0;x@a.fi\n", "taulukko"),
        (lambda: csv_of([["Nimi", "Titteli"]]), "sähköposti"),
        (lambda: csv_of([["email", "sähköposti"]]), "email"),
        (big, "20"),
        (lambda: b"PK\x03\x04 no workbook", "taulukko"),
    ],
)
def test_files_that_cannot_be_read(
    koivuranta: Organisation, kaisa: User, make: Callable[[], bytes], said: str
) -> None:
    job = sent(koivuranta, kaisa, make())

    assert (job.status, bytes(job.file), job.counts) == ("failed", b"", {})
    assert job.error


def test_a_workbook_is_read_as_well(koivuranta: Organisation, kaisa: User, ritva: User) -> None:
    places = roster_book.organisations_of(koivuranta)
    held = roster_book.places_of(places)
    labels = roster_book.labels_of(places, roster_book.rights_of(places, kaisa))

    job = sent(
        koivuranta, kaisa, workbook_of(roster_sheets.template(held, labels, roster_book.mark))
    )

    assert job.counts == {"same": 2}
    assert len(labels.allowed) == 9


def test_the_same_file_sent_twice_is_one(koivuranta: Organisation, kaisa: User) -> None:
    jobs = {request_import(koivuranta, "a.csv", b"email\n", kaisa).pk for _ in range(2)}

    assert len(jobs) == 1


def test_taken_over_and_undone_twice_it_is_as_once(
    koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    rows = sheet(koivuranta, kaisa)
    changed_by(rows)
    job = sent(koivuranta, kaisa, rows)
    for _ in range(2):
        request_apply(job, kaisa, 1)
    for _ in range(2):
        run_import(job.pk)
    assert Invitation.objects.count() == 1
    for _ in range(2):
        job.refresh_from_db()
        request_undo(job, kaisa)
        run_import(job.pk)

    assert ritva.affiliations.get().title == ""


def test_a_right_that_has_ended_does_nothing(
    koivuranta: Organisation, kaisa: User, ritva: User, outi: User
) -> None:
    rows = sheet(koivuranta, kaisa)
    changed_by(rows)
    job = sent(koivuranta, kaisa, rows)
    request_apply(job, kaisa, 1)
    end_role(kaisa.affiliations.get().roles.get(), outi)
    before = state()

    run_import(job.pk)

    job.refresh_from_db()
    assert state() == before
    refusal = str(NotYours(organisation=koivuranta))
    assert (job.step, job.error, job.counts["changed"]) == ("read", refusal, 1)


def test_what_breaks_off_again_and_again_is_given_up(koivuranta: Organisation, kaisa: User) -> None:
    job = request_import(koivuranta, "a.csv", b"email\nx@a.fi\n", kaisa)
    RosterImport.objects.update(attempts=TRIES)

    run_import(job.pk)

    job.refresh_from_db()
    assert (job.status, job.attempts, bool(job.error)) == ("failed", TRIES + 1, True)


def test_the_clock_takes_up_what_a_dead_worker_left_and_leaves_what_a_living_one_has(
    koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    rows = sheet(koivuranta, kaisa)
    row_of(rows, "ritva@example.org")[column("title")] = "lehtori"
    job = sent(koivuranta, kaisa, rows)
    request_apply(job, kaisa, 0)
    now = timezone.now()
    RosterImport.objects.update(status="running", attempts=1, heartbeat_at=now)

    import_rosters()
    assert ritva.affiliations.get().title == ""
    RosterImport.objects.update(heartbeat_at=now - datetime.timedelta(minutes=2))
    for _ in range(2):
        import_rosters()

    job.refresh_from_db()
    assert (job.status, job.attempts, ritva.affiliations.get().title) == ("done", 2, "lehtori")


def test_rows_are_forgotten_after_ninety_days_and_counts_stay(
    koivuranta: Organisation, kaisa: User
) -> None:
    old, fresh = (sent(koivuranta, kaisa, f"email\nx{n}@a.fi\n".encode()) for n in range(2))
    RosterImport.objects.filter(pk=old.pk).update(
        requested_at=timezone.now() - datetime.timedelta(days=91)
    )

    forget_rows(timezone.now())

    old.refresh_from_db()
    assert (old.rows.count(), fresh.rows.count(), old.counts) == (0, 2, {"error": 1, "absent": 1})


def test_the_queries_of_reading_do_not_grow_with_rows(
    koivuranta: Organisation, kaisa: User
) -> None:
    counts = []
    for number in (1, 3):
        make_affiliation("training", organisation=koivuranta)
        rows = sheet(koivuranta, kaisa)
        for n in range(number):
            new_row(rows, name=f"Uusi {number}{n}", email=f"u{number}{n}@a.fi")
        job = request_import(koivuranta, "a.csv", csv_of(rows), kaisa)
        with CaptureQueriesContext(connection) as asked:
            run_import(job.pk)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert MAX_ROWS == 20_000
