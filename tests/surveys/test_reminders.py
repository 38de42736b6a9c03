"""Letters of a round: who gets which, when, and never twice."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from communications.models import Letter
from members.models import Organisation, User
from surveys.actions.answers import Change, save_cells
from surveys.actions.refusals import NotTheOffice
from surveys.actions.reminders import remind_due, remind_now, remind_round
from surveys.actions.responses import approve, extend, return_response, submit
from surveys.actions.rounds import keep_time, open_round
from surveys.models import Response, Round
from surveys.reminders import HOUR, newest_slot
from surveys.tasks import keep_rounds
from tests.factories import make_member, make_person
from tests.surveys.conftest import HELSINKI, Travel
from tests.surveys.factories import make_response, make_round
from tests.surveys.test_answers import FULL, type_all


def written(kind: str = "reminder") -> list[tuple[str, str]]:
    """Day or number, and reader, of each letter of the kind."""
    keys = Letter.objects.filter(key__contains=f":{kind}:").order_by("key")
    return [(letter.key.split(":")[3], letter.address) for letter in keys]


def text_to(user: User, kind: str = "reminder") -> str:
    return Letter.objects.filter(key__contains=f":{kind}:", address=user.email).latest("key").text


def test_opening_invites_those_who_fill_in_in_their_language(
    december: Round, ritva: User, kaisa: User, sten: User, birgit: User
) -> None:
    open_round(december)
    open_round(december)

    letters = Letter.objects.filter(key__contains=":invitation:").order_by("address")
    assert [(letter.address, letter.language) for letter in letters] == [
        ("ritva@example.org", "fi"),
        ("sten@example.org", "sv"),
    ]
    assert "Musikinstitutet Granholmen" in text_to(sten, "invitation")
    assert (
        f"/collections/responses/{Response.objects.get(organisation__name_sv='').pk}/"
        in text_to(ritva, "invitation")
    )


def test_who_fills_in_at_two_schools_gets_one_letter_about_both(
    december: Round, ritva: User, koivuranta: Organisation
) -> None:
    kansallis = make_member(name_fi="Kansallinen opisto")
    make_person(kansallis)
    ritva.affiliations.create(organisation=kansallis, from_on="2020-01-01").roles.create(
        role="survey", from_on="2020-01-01"
    )
    open_round(december)

    assert len(written("invitation")) == 1
    text = text_to(ritva, "invitation")
    assert "Koivurannan konservatorio" in text and "Kansallinen opisto" in text


def test_the_clock_reminds_in_the_morning_of_each_day(
    answer: Response, ritva: User, sten: User, travel: Travel
) -> None:
    travel("2026-12-01 07:59")
    keep_rounds()
    assert written() == []

    travel("2026-12-01 08:05")
    keep_rounds()
    keep_rounds()
    travel("2026-12-01 13:05")
    keep_rounds()

    assert written() == [("2026-12-01", ritva.email)]


def test_a_late_run_sends_only_the_newest(answer: Response, ritva: User, travel: Travel) -> None:
    travel("2026-12-14 11:05")
    keep_rounds()

    assert written() == [("2026-12-13", ritva.email)]


def test_nobody_is_reminded_of_the_days_before_the_opening(
    ritva: User, koivuranta: Organisation, travel: Travel
) -> None:
    make_response(koivuranta, make_round(opens_at=timezone.now(), reminder_days=[14, 0]))

    keep_rounds()

    assert written() == []


def test_a_letter_says_where_the_answer_stands(
    answer: Response, ritva: User, head: User, travel: Travel
) -> None:
    travel("2026-12-01 08:05")
    remind_due()
    assert f"/collections/responses/{answer.pk}/" in text_to(ritva)
    assert "Talous" not in text_to(ritva)

    save_cells(answer, [Change("uudet", "1")], ritva)
    travel("2026-12-08 08:05")
    remind_due()
    assert "– Opiskelijat: 1/" in text_to(ritva) and "– Talous: 0/3" in text_to(ritva)

    type_all(answer, ritva, **FULL, tpo="ei", kulut="1", htv="1", huomautus="-")
    travel("2026-12-13 08:05")
    remind_due()
    assert written()[-1] == ("2026-12-13", head.email)
    assert f"/collections/responses/{answer.pk}/confirm/" in text_to(head)
    assert ("2026-12-13", ritva.email) not in written()


def test_who_has_sent_in_between_is_left_in_peace(
    ready: Response, head: User, travel: Travel
) -> None:
    submit(ready, head)

    travel("2026-12-08 08:05")
    keep_rounds()

    assert written() == []


def test_days_count_from_the_schools_own_last_day(
    sten: User, answer: Response, ritva: User, outi: User, travel: Travel
) -> None:
    own = datetime.datetime(2026, 12, 18, 16, tzinfo=HELSINKI)
    extend(answer, own, outi)

    travel("2026-12-11 08:05")
    keep_rounds()
    assert written() == [("2026-12-08", sten.email), ("2026-12-11", ritva.email)]
    assert "18.12.2026" in text_to(ritva)

    travel("2026-12-24 09:05")  # the round has closed, and so has the extension
    keep_rounds()
    assert {day for day, _reader in written()} <= {"2026-12-08", "2026-12-11"}


def test_a_letter_after_the_last_day_says_until_when_the_answer_is_taken(
    answer: Response, ritva: User, december: Round, travel: Travel
) -> None:
    Round.objects.update(reminder_days=[-2])

    travel("2026-12-17 08:05")
    keep_rounds()

    assert written() == [("2026-12-17", ritva.email)]
    assert "15.12.2026" in text_to(ritva) and "22.12.2026" in text_to(ritva)


def test_a_returned_answer_is_first_reminded_on_a_later_day(
    ready: Response, head: User, outi: User, ritva: User, travel: Travel
) -> None:
    submit(ready, head)
    travel("2026-12-08 09:00")
    return_response(ready, {"talous": "Kulut puuttuvat"}, "", outi)

    keep_rounds()
    assert written() == []
    assert "Kulut puuttuvat" in text_to(ritva, "returned")
    assert {reader for _step, reader in written("returned")} == {ritva.email, head.email}

    travel("2026-12-13 08:05")
    keep_rounds()
    assert written() == [("2026-12-13", ritva.email)]
    assert "– Talous: Kulut puuttuvat" in text_to(ritva)


def test_the_sender_gets_a_receipt_and_the_school_hears_of_the_approval(
    ready: Response, head: User, outi: User, ritva: User
) -> None:
    snapshot = submit(ready, head)
    submit(ready, head)
    approve(ready, outi)
    approve(ready, outi)

    assert written("received") == [(str(snapshot.pk), head.email)]
    assert snapshot.sha256[:8] in text_to(head, "received")
    assert {reader for _step, reader in written("approved")} == {head.email, ritva.email}


def test_two_runs_at_once_write_one_letter_to_each(transactional_db: None) -> None:
    school = make_member()
    ritva, other = make_person(school, "survey"), make_person(school, "survey")
    now = timezone.now()
    round_ = make_round(
        opens_at=now - datetime.timedelta(days=30),
        due_at=now + datetime.timedelta(days=7),
        reminder_days=[14, 8],
    )
    make_response(school, round_)

    def run(_index: int) -> None:
        try:
            remind_round(round_.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(8)))

    assert sorted(reader for _day, reader in written()) == sorted([ritva.email, other.email])


def test_the_office_hears_which_schools_hear_nothing(
    december: Round, outi: User, ritva: User, travel: Travel
) -> None:
    silent, closed = make_member(name_fi="Hiljainen opisto"), make_member(name_fi="Suljettu opisto")
    make_person(silent)  # belongs there, but is asked nothing
    make_person(closed, "survey", is_active=False)
    open_round(december)

    travel("2026-12-01 08:05")
    keep_rounds()
    keep_rounds()

    days = [day for day, _reader in written("silence")]
    assert days == ["2026-11-24", "2026-12-01"]
    text = text_to(outi, "silence")
    assert "– Hiljainen opisto" in text and "– Suljettu opisto" in text
    assert "Koivurannan" not in text
    assert {reader for _day, reader in written()} == {ritva.email}


def test_reminding_by_hand_comes_to_each_once_a_day(
    answer: Response, ritva: User, outi: User, travel: Travel
) -> None:
    travel("2026-12-01 08:05")
    keep_rounds()
    assert remind_now(answer.round, [answer.pk], outi) == 0

    travel("2026-12-02 12:00")
    assert remind_now(answer.round, [answer.pk], outi) == 1
    assert remind_now(answer.round, [answer.pk], outi) == 0
    assert written() == [("2026-12-01", ritva.email), ("2026-12-02", ritva.email)]


def test_only_the_office_reminds_by_hand(answer: Response, kaisa: User, sten: User) -> None:
    for person in (kaisa, sten):
        with pytest.raises(NotTheOffice):
            remind_now(answer.round, [answer.pk], person)


def test_the_clock_opens_and_closes_rounds(december: Round, ritva: User, travel: Travel) -> None:
    travel("2026-11-01 12:00")
    keep_time()
    december.refresh_from_db()
    assert december.state == Round.State.PLANNED

    travel("2026-11-02 08:05")
    keep_time()
    december.refresh_from_db()
    assert (december.state, len(written("invitation"))) == (Round.State.OPEN, 1)

    travel("2026-12-22 16:05")
    keep_time()
    december.refresh_from_db()
    assert december.state == Round.State.CLOSED


def test_the_page_shows_the_readers_first_and_then_writes(
    answer: Response, ritva: User, as_outi: Client, sten: User
) -> None:
    url = f"/collections/rounds/{answer.round_id}/remind/"

    page = as_outi.get(url).content.decode()
    assert "Ritva Respo" in page and written() == []

    as_outi.post(url, {"response": [answer.pk, "x"]})
    as_outi.post(url, {"response": [answer.pk]})
    assert written() == [("2026-11-24", ritva.email)]


YEARS = (datetime.date(2026, 1, 1), datetime.date(2027, 12, 31))
MOMENTS = st.builds(
    datetime.datetime.combine, st.dates(*YEARS), st.times(), tzinfo=st.just(HELSINKI)
)


@given(
    due=MOMENTS,
    now=MOMENTS,
    after=st.dates(*YEARS),
    days=st.lists(st.integers(-60, 120)),
)
def test_the_newest_slot_is_one_of_the_days_has_come_and_nothing_newer_has(
    due: datetime.datetime, now: datetime.datetime, after: datetime.date, days: list[int]
) -> None:
    every = {due.date() - datetime.timedelta(days=count) for count in days}
    come = {day for day in every if day > after and (day, HOUR) <= (now.date(), now.time())}

    assert newest_slot(due, days, after, now) == (max(come) if come else None)
