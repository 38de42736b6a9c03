"""The log of deeds: what is written in it, that nothing in it can change, and who reads it."""

import datetime
from collections.abc import Callable

import pgtrigger
import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from communications.actions import letters as desk
from communications.models import Letter
from members import actions, audit
from members.models import AuditEvent, AuditSeal, Organisation, User, Verb
from tests.conftest import signed_in
from tests.factories import make_letter, make_person

HOUR = datetime.timedelta(hours=1)


def told() -> list[tuple[str, str | None, str, str | None]]:
    """Verb, who, row, organisation: the oldest first."""
    rows = AuditEvent.objects.with_all().order_by("pk")
    return [
        (
            row.verb,
            row.actor.name if row.actor else None,
            row.model,
            row.organisation.name if row.organisation else None,
        )
        for row in rows
    ]


def aged(hours: float = 2, count: int = 1, **fields: object) -> None:
    at = timezone.now() - hours * HOUR
    for _each in range(count):
        AuditEvent.objects.create(verb=Verb.MOVED, **{"at": at} | fields)


def change(**fields: object) -> None:
    """As somebody with the database in their hands would."""
    with pgtrigger.ignore("members.AuditEvent:audit_events_stay"):
        AuditEvent.objects.filter(pk=AuditEvent.objects.earliest("pk").pk).update(**fields)


# --- what is written ------------------------------------------------------------


def test_what_is_done_to_people_is_written_once(
    koivuranta: Organisation, outi: User, kaisa: User, ritva: User
) -> None:
    school = koivuranta.name
    place = actions.appoint(koivuranta, "uno@example.org", "Uno", "", ["training"], by=outi)
    actions.appoint(koivuranta, "uno@example.org", "Uno", "", ["training"], by=outi)
    actions.end_role(place.roles.get(), by=kaisa)
    actions.end_role(place.roles.get(), by=kaisa)
    actions.end_affiliation(place, by=place.user)
    actions.end_affiliation(place, by=place.user)
    actions.change_address(ritva, "uusi@example.org", kaisa)

    assert told() == [
        ("appointed", "Outi Oras", "affiliation", school),
        ("role_ended", "Kaisa Keto", "role", school),
        ("affiliation_ended", "Uno", "affiliation", school),
        ("address_changed", "Kaisa Keto", "user", None),
    ]


def test_a_deed_that_is_refused_is_not_written(koivuranta: Organisation, sten: User) -> None:
    with pytest.raises(actions.Refused):
        actions.appoint(koivuranta, "uno@example.org", "Uno", "", ["survey"], by=sten)

    assert told() == []


def test_only_a_letter_in_doubt_is_settled_in_the_log(outi: User) -> None:
    over = timezone.now() - HOUR
    doubt = make_letter(state="committing", lease_until=over, on_doubt="hold")
    failed = make_letter(state="failed")
    desk.send_again(Letter.objects.filter(pk__in=[doubt.pk, failed.pk]), outi)

    [row] = AuditEvent.objects.all()
    assert (row.verb, row.actor, row.object_pk) == (Verb.LETTER_SETTLED, outi, str(doubt.pk))


def test_the_log_holds_no_names_and_no_addresses(
    koivuranta: Organisation, outi: User, ritva: User
) -> None:
    actions.appoint(koivuranta, "uno@example.org", "Uno Uusi", "Lehtori", [], by=outi)
    actions.change_address(ritva, "uusi@example.org", outi)
    lines = "".join(row.line for row in AuditEvent.objects.all())

    assert not [word for word in ("Uno", "Lehtori", "@", "Ritva", "Outi") if word in lines]


def test_a_deed_in_a_request_names_for_whom_and_in_which(
    outi: User, koivuranta: Organisation
) -> None:
    place = make_person(koivuranta, "survey").affiliations.get()
    url = f"/members/places/{place.pk}/roles/end/"
    answer = signed_in(outi).post(url, {"role": "survey"})

    [row] = AuditEvent.objects.with_all()
    assert answer.status_code == 302
    assert row.acting_for and row.acting_for.kind == "association"
    assert row.request_id is not None and row.object_pk == str(place.roles.get().pk)


# --- refusals ---------------------------------------------------------------------


def test_refusals_are_written_and_say_nothing_of_whether_the_thing_is_there(
    as_sten: Client, sten: User, kaisa: User, koivuranta: Organisation
) -> None:
    for url in (
        f"/members/{koivuranta.pk}/log/",
        "/members/999999/log/",
        f"/office/members/user/{kaisa.pk}/change/",
        "/nowhere/",  # names nothing
        "/",
    ):
        as_sten.get(url)
    Client().get(f"/members/{koivuranta.pk}/log/")

    rows = AuditEvent.objects.order_by("pk")
    assert [(row.actor_id, row.verb, row.note, row.object_pk) for row in rows] == [
        (sten.pk, "denied", "404 GET members:log", str(koivuranta.pk)),
        (sten.pk, "denied", "404 GET members:log", "999999"),
        (sten.pk, "denied", "404 GET admin:members_user_change", ""),
    ]
    assert {row.acting_for_id for row in rows} == {sten.homes[0].organisation_id}


def test_a_flood_of_refusals_is_sixty_rows_and_one_more(
    sten: User, kaisa: User, time_machine: object
) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00", tick=False)  # type: ignore[attr-defined]
    for _each in range(70):
        audit.note_denial(sten, None, "GET members:log", 404, "1")
    audit.note_denial(kaisa, None, "GET members:log", 404, "1")
    count = AuditEvent.objects.filter(actor=sten)
    assert [count.filter(verb=verb).count() for verb in ("denied", "denied_often")] == [60, 1]
    assert AuditEvent.objects.filter(actor=kaisa).count() == 1

    time_machine.move_to("2026-11-24T10:01:00+02:00", tick=False)  # type: ignore[attr-defined]
    audit.note_denial(sten, None, "GET members:log", 404, "1")
    assert count.filter(verb="denied").count() == 61


# --- nothing changes -----------------------------------------------------------------


@pytest.mark.parametrize("what", ["change", "removal", "seal", "removal of a seal"])
def test_the_database_refuses_to_change_the_log(db: None, what: str) -> None:
    aged()
    audit.seal()
    deeds: dict[str, Callable[[], object]] = {
        "change": lambda: AuditEvent.objects.update(note="x"),
        "removal": lambda: AuditEvent.objects.all().delete(),
        "seal": lambda: AuditSeal.objects.update(sha256="x"),
        "removal of a seal": lambda: AuditSeal.objects.all().delete(),
    }
    with pytest.raises(ProgrammingError), transaction.atomic():
        deeds[what]()

    assert (AuditEvent.objects.count(), AuditSeal.objects.count()) == (1, 1)


def test_what_is_older_than_an_hour_is_sealed_once(db: None) -> None:
    aged(count=3)
    aged(hours=0.5)
    aged(hours=5)  # after a young one: it waits for it
    seal = audit.seal()

    assert seal and seal.count == 3
    assert audit.seal() is None
    assert audit.check() == []


@pytest.mark.parametrize("how", ["changed", "removed", "added", "seal"])
def test_whoever_changes_the_log_behind_the_triggers_is_found(db: None, how: str) -> None:
    aged(count=2)
    first = audit.seal()
    aged(count=2)
    second = audit.seal()
    assert first and second and audit.check() == []
    if how == "changed":
        change(verb=Verb.ERASED)
    elif how == "removed":
        with pgtrigger.ignore("members.AuditEvent:audit_events_stay"):
            AuditEvent.objects.filter(pk=first.last_id).delete()
    elif how == "added":
        AuditEvent.objects.create(pk=0, verb=Verb.MOVED)
    else:
        with pgtrigger.ignore("members.AuditSeal:audit_seals_are_frozen"):
            AuditSeal.objects.filter(pk=first.pk).update(sha256="0" * 64)

    broken = {each.pk for each in audit.check()}
    assert broken == ({first.pk, second.pk} if how == "seal" else {first.pk})
    assert set(AuditSeal.objects.broken().values_list("pk", flat=True)) == broken


def test_old_rows_go_by_whole_seals_and_the_chain_still_holds(db: None) -> None:
    aged(hours=100, count=2)
    audit.seal()
    aged(hours=50)
    aged(hours=10)
    audit.seal()
    border = timezone.now() - 20 * HOUR

    assert audit.prunable(border) == 2
    assert audit.prune(border) == 2
    assert (audit.prunable(border), audit.prune(border)) == (0, 0)
    assert AuditEvent.objects.count() == 2
    assert audit.check() == []
    change(note="x")
    assert len(audit.check()) == 1


# --- who reads it -------------------------------------------------------------------


def test_an_institution_reads_its_own_log(
    koivuranta: Organisation, outi: User, kaisa: User, ritva: User, sten: User, birgit: User
) -> None:
    actions.appoint(koivuranta, "uno@example.org", "Uno Uusi", "", [], by=outi)
    url = f"/members/{koivuranta.pk}/log/"
    answers = {user.name: signed_in(user).get(url) for user in (kaisa, outi, ritva, sten, birgit)}

    assert [answer.status_code for answer in answers.values()] == [200, 200, 404, 404, 404]
    html = answers["Kaisa Keto"].content.decode()
    assert "Outi Oras" in html and "Uno Uusi" in html
    assert url in signed_in(kaisa).get(koivuranta.get_absolute_url()).content.decode()
    assert url not in signed_in(ritva).get(koivuranta.get_absolute_url()).content.decode()


def test_the_log_asks_as_much_for_three_rows_as_for_one(
    koivuranta: Organisation,
    outi: User,
    kaisa: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client, url = signed_in(kaisa), f"/members/{koivuranta.pk}/log/"
    for number in (1, 2, 3):
        made = actions.appoint(koivuranta, f"u{number}@example.org", "U", "", ["survey"], by=outi)
        actions.end_role(made.roles.get(), by=outi)
        if number in (1, 3):
            with django_assert_num_queries(9):
                client.get(url)


def test_the_log_is_paged(koivuranta: Organisation, kaisa: User) -> None:
    aged(count=51, organisation=koivuranta)
    client, url = signed_in(kaisa), f"/members/{koivuranta.pk}/log/"

    pages = [client.get(f"{url}?page={page}").content.decode() for page in ("1", "2", "x")]
    assert [page.count("<time") for page in pages] == [50, 1, 50]


def test_nobody_writes_in_the_log_at_the_desk(outi: User, koivuranta: Organisation) -> None:
    aged(organisation=koivuranta)
    row, client = AuditEvent.objects.get(), signed_in(outi)
    page = f"/office/members/auditevent/{row.pk}/change/"

    assert client.get("/office/members/auditevent/").status_code == 200
    assert client.get(page).status_code == 200
    assert client.post(page, {"note": "x"}).status_code == 403
    assert client.post(f"/office/members/auditevent/{row.pk}/delete/").status_code == 403


def test_a_person_of_two_schools_reads_of_the_one_they_look_after(
    koivuranta: Organisation, granholmen: Organisation, kaisa: User
) -> None:
    aged(organisation=koivuranta)
    aged(organisation=granholmen)
    make_person(granholmen, "survey")

    assert [row.organisation for row in AuditEvent.objects.visible_to(kaisa)] == [koivuranta]
