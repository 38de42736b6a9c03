"""The worker that brings people, killed while it does; files as people really send them; and that
undoing gives back what was, whatever has happened in between."""

import contextlib
import datetime
import io
import re
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import xlsxwriter
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from communications.models import Letter
from members.actions import Refused, end_affiliation, end_role
from members.actions.invitations import accept, revoke
from members.actions.places import give_role
from members.actions.rosters import request_apply
from members.models import Affiliation, Invitation, Organisation, RosterImport, RosterRow, User
from members.tasks import import_rosters
from tests.factories import make_association, make_member, make_person, make_user
from tests.members.test_roster_imports import (
    applied,
    changed_by,
    column,
    new_row,
    row_of,
    sent,
    sheet,
    state,
    undone,
)
from tests.processes import WAITING, process, until

WORKER = """
import django
django.setup()
from members.tasks import import_rosters
import_rosters()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_takes_over_leaves_nothing_half_done_and_another_goes_on(
    koivuranta: Organisation, kaisa: User, ritva: User
) -> None:
    """The first is held at Ritva's place, when somebody has been invited already."""
    koivuranta.email_domains.create(domain="example.org")
    rows = sheet(koivuranta, kaisa)
    changed_by(rows)
    job = sent(koivuranta, kaisa, rows)
    request_apply(job, kaisa, 1)
    before = state()
    with transaction.atomic():
        Affiliation.objects.select_for_update().get(user=ritva)
        with process(WORKER) as worker:
            until(WAITING)
            worker.send_signal(signal.SIGKILL)
    until(f"SELECT 1 WHERE NOT EXISTS ({WAITING})")

    assert state() == before
    assert fate(job) == ("apply", "running", 1, 0)
    assert not Letter.objects.exists()

    import_rosters()
    assert fate(job) == ("apply", "running", 1, 0)
    silent = timezone.now() - datetime.timedelta(minutes=2)
    RosterImport.objects.filter(pk=job.pk).update(heartbeat_at=silent)
    for _ in range(2):
        import_rosters()

    assert fate(job) == ("apply", "done", 2, 100)
    assert ritva.affiliations.get().title == "lehtori"
    assert list(Letter.objects.values_list("address", flat=True)) == ["uusi@example.org"]
    assert undone(job, kaisa).undone_at
    assert state() == before


def fate(job: RosterImport) -> tuple[str, str, int, int]:
    job.refresh_from_db()
    return job.step, job.status, job.attempts, job.progress


# --- files as people send them --------------------------------------------------------------


def book(write: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        page = made.add_worksheet("Opettajat")
        page.write_row(0, 0, ["Nimi", "Sähköposti", "Tehtävänimike"])
        write(page)
    return out.getvalue()


def merged(page: Any) -> None:
    """A title over two rows, and an address over two: the second row of each is empty there."""
    page.write_row(1, 0, ["Aino Ala", "aino@example.org"])
    page.merge_range(1, 2, 2, 2, "opettaja")
    page.write_row(2, 0, ["Eino Ele", "eino@example.org"])
    page.write(3, 0, "Iiris Into")
    page.merge_range(3, 1, 4, 1, "iiris@example.org")
    page.write(4, 0, "Oiva Oja")


def formulas(page: Any) -> None:
    page.write_formula(1, 0, '="Aino"&" Ala"', None, "Aino Ala")
    page.write(1, 1, "aino@example.org")
    page.write(2, 0, "Eino Ele")
    page.write_formula(2, 1, '=HYPERLINK("http://x.example","eino")', None, "eino@example.org")
    page.write(3, 0, "=1+1")
    page.write_string(3, 0, "=1+1")
    page.write(3, 1, "two@example.org")
    page.write(4, 0, "Iiris Into")
    page.write_formula(4, 1, "=B99", None, "")


@pytest.mark.parametrize(
    "write, told",
    [
        (
            merged,
            {
                2: ("new", {"name": "Aino Ala", "title": "opettaja"}),
                3: ("new", {"name": "Eino Ele", "title": ""}),
                4: ("new", {"name": "Iiris Into", "title": ""}),
                5: ("error", ["no-email"]),
            },
        ),
        (
            formulas,
            {
                2: ("new", {"name": "Aino Ala", "title": ""}),
                3: ("new", {"name": "Eino Ele", "title": ""}),
                4: ("new", {"name": "=1+1", "title": ""}),
                5: ("error", ["formula"]),
            },
        ),
    ],
)
def test_merged_cells_and_formulas_are_read_as_values(
    koivuranta: Organisation,
    kaisa: User,
    write: Callable[[Any], None],
    told: dict[int, tuple[str, Any]],
) -> None:
    job = sent(koivuranta, kaisa, book(write))
    found = {row.line: (row.verdict, said(row)) for row in job.rows.exclude(line=None)}

    assert (job.status, found) == ("done", told)


def said(row: RosterRow) -> dict[str, str] | list[str]:
    if row.verdict == "error":
        return [reason for reason, *_ in row.faults]
    return {name: row.values.get(name, "") for name in ("name", "title")}


def test_a_workbook_of_a_hundred_thousand_rows_is_refused_with_the_limit(
    koivuranta: Organisation, kaisa: User
) -> None:
    job = sent(koivuranta, kaisa, book(lambda page: page.write(99_999, 1, "x@example.org")))

    assert (job.status, job.rows.count(), bytes(job.file)) == ("failed", 0, b"")
    assert "20000" in re.sub(r"\s", "", job.error)


def test_a_closed_account_is_neither_opened_nor_written_to(
    koivuranta: Organisation, granholmen: Organisation, outi: User, ritva: User
) -> None:
    """Ritva's account is closed while her place goes on; another's is closed and has none."""
    gone = make_user(email="gone@example.org", name="Gunnar Gran", is_active=False)
    User.objects.filter(pk=ritva.pk).update(is_active=False)
    rows = sheet(koivuranta, outi)
    row_of(rows, "ritva@example.org")[column("title")] = "lehtori"
    new_row(rows, name=gone.name, email=gone.email)
    job = applied(sent(koivuranta, outi, rows), outi)
    [invitation] = Invitation.objects.all()

    assert (job.step, job.error, ritva.affiliations.get().title) == ("apply", "", "lehtori")
    with pytest.raises(Refused):
        accept(invitation.renew(), None)
    ritva.refresh_from_db()
    gone.refresh_from_db()
    assert (ritva.is_active, gone.is_active, gone.affiliations.exists()) == (False, False, False)


# --- undoing, whatever has happened --------------------------------------------------------------

TITLES = ["", "lehtori", "rehtori"]
ROLES = ["survey", "training", "finance"]
PEOPLE = ["kaisa@example.org", "ritva@example.org", "a@example.org", "b@example.org"]
Edit = tuple[str, list[str], bool]
Deed = tuple[str, int, int]

edits = st.tuples(
    st.sampled_from(TITLES), st.lists(st.sampled_from(ROLES), unique=True), st.booleans()
)
deeds = st.tuples(
    st.sampled_from(["title", "name", "give", "end role", "end place", "accept", "revoke"]),
    st.integers(0, 5),
    st.integers(0, 2),
)


@contextlib.contextmanager
def one_example() -> Iterator[tuple[Organisation, dict[str, User]]]:
    """A school with two key contacts, two others and the office; nothing of it stays."""
    with transaction.atomic():
        school = make_member(name_fi="Koivurannan konservatorio")
        school.email_domains.create(domain="example.org")
        places = [("key_contact",), ("key_contact", "survey"), ("survey",), ("training",)]
        names = ["Kaisa Keto", "Ritva Respo", "Anna Alho", "Bo Berg"]
        for email, name, roles in zip(PEOPLE, names, places, strict=True):
            make_person(school, *roles, email=email, name=name)
        outi = make_person(make_association(), "office", email="outi@example.org")
        kaisa = User.objects.get(email=PEOPLE[0])
        yield school, {"kaisa": kaisa, "outi": outi}
        transaction.set_rollback(True)


def places(school: Organisation, *, whole: bool = False) -> dict[int, Any]:
    """Of each place what is in force; or all that is written of it, what is over too."""
    today = timezone.localdate()
    found = {}
    for place in school.affiliations.select_related("user").prefetch_related("roles"):
        roles = sorted(
            (role.role, role.until_on, role.pk)
            for role in place.roles.all()
            if whole or role.until_on is None or role.until_on > today
        )
        found[place.pk] = (place.user.name, place.title, place.until_on, roles)
    return found


def edited(school: Organisation, by: User, changes: list[Edit], new: int) -> list[list[Any]]:
    """The sheet as somebody sends it back."""
    rows = sheet(school, by)
    keeps = {PEOPLE[0]: "key_contact"}
    for email, (title, roles, is_left_out) in zip(PEOPLE, changes, strict=True):
        row = row_of(rows, email)
        row[column("title")] = title
        row[column("roles")] = "; ".join([*roles, *filter(None, [keeps.get(email)])])
        if is_left_out and email != PEOPLE[0]:
            rows.remove(row)
    for number in range(new):
        new_row(rows, name=f"Uusi {number}", email=f"new{number}@example.org", roles="survey")
    return rows


def happens(school: Organisation, outi: User, deed: Deed) -> None:
    """Something that the office, or somebody invited, does meanwhile; refused it is nothing."""
    what, whom, which = deed
    held = list(school.affiliations.order_by("pk"))
    place = held[whom % len(held)]
    invitation = school.invitations.open().order_by("pk").first()
    acts: dict[str, Callable[[], object]] = {
        "title": lambda: school.affiliations.filter(pk=place.pk).update(title=TITLES[which]),
        "name": lambda: User.objects.filter(pk=place.user_id).update(name=f"Nimi {which}"),
        "give": lambda: give_role(place, ROLES[which], outi),
        "end role": lambda: [end_role(role, outi) for role in place.roles.live()[:1]],
        "end place": lambda: end_affiliation(place, outi),
        "accept": lambda: invitation and accept(invitation.renew(), None),
        "revoke": lambda: invitation and revoke(invitation, outi),
    }
    with contextlib.suppress(Refused), transaction.atomic():
        acts[what]()


@pytest.mark.django_db
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],  # to shrink takes minutes with a database
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from(["kaisa", "outi"]),
    st.lists(edits, min_size=4, max_size=4),
    st.integers(0, 2),
    st.lists(deeds, max_size=4),
)
def test_undone_each_place_is_as_before_or_as_somebody_has_left_it_since(
    name: str, changes: list[Edit], new: int, between: list[Deed]
) -> None:
    with one_example() as (school, people):
        by, outi = people[name], people["outi"]
        before = places(school)
        job = sent(school, by, edited(school, by, changes, new))
        job.rows.filter(verdict="absent").update(choice="take")
        if not job.rows.chosen().exists():
            return
        job = applied(job, by)
        if not job.is_applied:
            assert job.error and places(school) == before
            return
        after = places(school, whole=True)
        for deed in between:
            happens(school, outi, deed)
        meanwhile, left = places(school, whole=True), places(school)
        invited = {row.invitation_id or 0 for row in job.rows.exclude(invitation=None)}
        kaisa_may = school.allows(User.objects.get(pk=by.pk), "export_people")

        job = undone(job, by) if kaisa_may else job

        if job.undone_at is None:
            assert (job.error or not kaisa_may) and places(school) == left
            return
        now = places(school)
        touched = {row.target_id: row.fate for row in job.rows.exclude(fate="") if row.target_id}
        for pk, was in before.items():
            untouched = meanwhile[pk] == after[pk]
            expected = was if pk in touched and untouched else left[pk]
            assert now[pk] == expected, pk
            if pk in touched:
                assert touched[pk] == ("restored" if untouched else "kept")
        assert not Invitation.objects.open().filter(pk__in=invited).exists()
