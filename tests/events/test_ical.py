"""Calendar texts, read back by a library of its own kind and looked at as bytes."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Timezone

from events.ical import (
    TIME_ZONE,
    Entry,
    Mailbox,
    Method,
    State,
    calendar,
    letter,
    new_uid,
    next_sequence,
    vevent,
)
from events.working_hours import HELSINKI

OFFICE = Mailbox("Liitto", "kalenteri@example.org")
RITVA = Mailbox('Ritva "Rike" Respo', "ritva@example.org")
MADE_AT = datetime(2027, 1, 2, 12, tzinfo=HELSINKI)
ENTRY = Entry(
    uid="0f1e@unisono.example",
    sequence=3,
    state=State.CONFIRMED,
    starts_at=datetime(2027, 10, 29, 6, tzinfo=UTC),
    ends_at=datetime(2027, 10, 29, 13, 30, tzinfo=UTC),
    changed_at=MADE_AT,
    title="Pedagoginen päivä; Åbo, sali 2",
    text="Ensimmäinen rivi\nToinen rivi \\ loppu",
    place="Konservatorio, Koivuranta",
    url="https://unisono.example/tapahtumat/1/",
)
WRITTEN = next(
    part for part in Calendar.from_ical(calendar([])).walk() if isinstance(part, Timezone)
).to_tz(lookup_tzid=False)


def one(text: str) -> dict[str, object]:
    """The only VEVENT, as another program reads it."""
    events = Calendar.from_ical(text).walk("VEVENT")
    assert len(events) == 1
    assert not events[0].errors
    return dict(events[0])


def test_an_invitation_says_all_that_a_calendar_needs() -> None:
    text = letter(ENTRY, Method.REQUEST, OFFICE, RITVA)

    lines = text.replace("\r\n ", "").splitlines()
    start, end = lines.index("BEGIN:VEVENT"), lines.index("END:VEVENT")
    assert [*lines[:start], *sorted(lines[start:end]), *lines[end:]] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Unisono//Events//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        *TIME_ZONE.splitlines(),
        "ATTENDEE;CN=\"Ritva ^'Rike^' Respo\";PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:ritva@example.org",
        "BEGIN:VEVENT",
        "DESCRIPTION:Ensimmäinen rivi\\nToinen rivi \\\\ loppu",
        "DTEND;TZID=Europe/Helsinki:20271029T163000",
        "DTSTAMP:20270102T100000Z",
        "DTSTART;TZID=Europe/Helsinki:20271029T090000",
        "LAST-MODIFIED:20270102T100000Z",
        "LOCATION:Konservatorio\\, Koivuranta",
        "ORGANIZER;CN=Liitto:mailto:kalenteri@example.org",
        "SEQUENCE:3",
        "STATUS:CONFIRMED",
        "SUMMARY:Pedagoginen päivä\\; Åbo\\, sali 2",
        "UID:0f1e@unisono.example",
        "URL:https://unisono.example/tapahtumat/1/",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_another_program_reads_what_was_meant() -> None:
    read = one(letter(ENTRY, Method.REQUEST, OFFICE, RITVA))

    assert str(read["SUMMARY"]) == ENTRY.title
    assert str(read["DESCRIPTION"]) == ENTRY.text
    assert read["DTSTART"].dt == ENTRY.starts_at  # type: ignore[attr-defined]
    assert read["DTEND"].dt == ENTRY.ends_at  # type: ignore[attr-defined]
    assert read["ATTENDEE"].params["CN"] == RITVA.name  # type: ignore[attr-defined]


def test_lines_end_and_fold_as_the_standard_says() -> None:
    entry = replace(ENTRY, title="äö" * 100, text="x" * 500)
    raw = letter(entry, Method.REQUEST, OFFICE, RITVA).encode()

    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in b"".join(lines)
    assert all(line.decode() for line in lines)  # no letter is torn apart
    assert str(one(raw.decode())["SUMMARY"]) == entry.title


def test_a_person_gets_three_letters_about_an_event_that_moves_and_is_cancelled() -> None:
    moved = replace(ENTRY, sequence=1, starts_at=datetime(2027, 11, 1, 7, tzinfo=UTC))
    cancelled = replace(moved, sequence=2, state=State.CANCELLED)
    sent = [(replace(ENTRY, sequence=0), "REQUEST"), (moved, "REQUEST"), (cancelled, "CANCEL")]
    read = [Calendar.from_ical(letter(e, Method(m), OFFICE, RITVA)) for e, m in sent]
    events = [found.walk("VEVENT")[0] for found in read]

    assert [str(found["METHOD"]) for found in read] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [found["SEQUENCE"] for found in events] == [0, 1, 2]
    assert {str(found["UID"]) for found in events} == {ENTRY.uid}
    assert [str(found["STATUS"]) for found in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize(
    "own, last, last_method, method, expected",
    [
        (0, None, None, Method.REQUEST, 0),
        (4, None, None, Method.REQUEST, 4),
        (1, 0, Method.REQUEST, Method.REQUEST, 1),  # moved
        (0, 0, Method.REQUEST, Method.REQUEST, 0),  # nothing new
        (2, 1, Method.REQUEST, Method.CANCEL, 2),  # cancelled
        (0, 0, Method.REQUEST, Method.CANCEL, 1),  # left
        (0, 1, Method.CANCEL, Method.REQUEST, 2),  # and came back
        (1, 2, Method.REQUEST, Method.REQUEST, 2),  # never down
    ],
)
def test_numbers_only_rise(
    own: int, last: int | None, last_method: Method | None, method: Method, expected: int
) -> None:
    assert next_sequence(own, last, last_method, method) == expected


def test_an_event_that_moves_across_the_change_of_the_clock_keeps_its_hour() -> None:
    """Nine o'clock on Friday 29.10. is summer time, nine o'clock on Monday 1.11. is not."""
    friday = datetime(2027, 10, 29, 9, tzinfo=HELSINKI)
    monday = datetime(2027, 11, 1, 9, tzinfo=HELSINKI)
    texts = [
        vevent(replace(ENTRY, starts_at=at, ends_at=at + timedelta(hours=1)))
        for at in (friday, monday)
    ]

    assert "DTSTART;TZID=Europe/Helsinki:20271029T090000\r\n" in texts[0]
    assert "DTSTART;TZID=Europe/Helsinki:20271101T090000\r\n" in texts[1]
    read = [one(calendar([text]))["DTSTART"].dt.astimezone(UTC) for text in texts]  # type: ignore[attr-defined]
    assert [at.hour for at in read] == [6, 7]


@settings(max_examples=100, deadline=None)
@given(hours=st.integers(0, 25 * 365 * 24))
def test_the_written_time_zone_is_helsinki(hours: int) -> None:
    at = datetime(2020, 1, 1, 12, tzinfo=UTC) + timedelta(hours=hours)
    assert at.astimezone(WRITTEN).replace(tzinfo=None) == at.astimezone(HELSINKI).replace(
        tzinfo=None
    )


@pytest.mark.parametrize("year", [2026, 2027, 2032, 2040])
def test_the_clock_changes_on_the_last_sundays(year: int) -> None:
    hours = [
        datetime(year, month, day, hour, tzinfo=UTC)
        for month in (3, 10)
        for day in range(24, 32)
        for hour in (0, 1, 2)
    ]

    assert [str(at.astimezone(WRITTEN))[:16] for at in hours] == [
        str(at.astimezone(HELSINKI))[:16] for at in hours
    ]


def test_whole_days_end_on_the_day_after() -> None:
    entry = replace(ENTRY, starts_at=date(2027, 1, 11), ends_at=date(2027, 1, 12))

    lines = vevent(entry).splitlines()
    assert [line for line in lines if line.startswith("DT")] == [
        "DTSTART;VALUE=DATE:20270111",
        "DTEND;VALUE=DATE:20270113",
        "DTSTAMP:20270102T100000Z",
    ]


def test_a_feed_says_how_often_to_look_and_has_one_time_zone() -> None:
    events = [vevent(replace(ENTRY, uid=f"{n}@x")) for n in range(3)]
    text = calendar(events, name="Omat tapahtumat, Unisono")

    assert text.split("BEGIN:VTIMEZONE")[0].splitlines() == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Unisono//Events//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Omat tapahtumat\\, Unisono",
        "X-WR-CALNAME:Omat tapahtumat\\, Unisono",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert [str(event["UID"]) for event in Calendar.from_ical(text).walk("VEVENT")] == [
        "0@x",
        "1@x",
        "2@x",
    ]
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text
    assert "METHOD" not in text


def test_an_empty_feed_and_an_entry_of_few_words_are_valid() -> None:
    bare = replace(ENTRY, text="", place="", url="")

    assert Calendar.from_ical(calendar([], name="Omat")).walk("VEVENT") == []
    assert not {"DESCRIPTION", "LOCATION", "URL"} & set(one(calendar([vevent(bare)])))


@pytest.mark.parametrize(
    "evil", ["x\r\nATTENDEE:mailto:other@example.org", "x\nBEGIN:VEVENT\nUID:2", "x\rMETHOD:CANCEL"]
)
def test_nothing_can_be_smuggled_in(evil: str) -> None:
    entry = replace(ENTRY, title=evil, text=evil, place=evil)
    person = Mailbox(evil, "ritva@example.org")
    text = calendar([vevent(entry, OFFICE, person)], name=evil, method=Method.REQUEST)
    read = Calendar.from_ical(text)

    assert str(read["METHOD"]) == "REQUEST"
    assert not isinstance(one(text)["ATTENDEE"], list)
    assert one(text)["ATTENDEE"] == "mailto:ritva@example.org"
    assert one(text)["ATTENDEE"].params["CN"] == " ".join(evil.split())  # type: ignore[attr-defined]
    assert str(read["NAME"]) == str(read["X-WR-CALNAME"]) == " ".join(evil.split())


@settings(max_examples=150, deadline=None)
@given(
    title=st.text(st.characters(exclude_categories=["Cs"]), max_size=120),
    name=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
def test_any_words_survive_and_keep_the_form(title: str, name: str) -> None:
    raw = letter(
        replace(ENTRY, title=title), Method.REQUEST, OFFICE, Mailbox(name, "a@example.org")
    )
    read = one(raw)
    printable = "".join(
        c
        for c in title.replace("\r\n", "\n").replace("\r", "\n")
        if c in "\t\n" or c.isprintable() or ord(c) > 127
    )

    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    assert str(read.get("SUMMARY", "")) == printable
    assert read["ATTENDEE"] == "mailto:a@example.org"


def test_a_uid_is_the_sessions_own_on_our_domain() -> None:
    assert new_uid(UUID(int=7), "unisono.example") == (
        "00000000-0000-0000-0000-000000000007@unisono.example"
    )


def test_a_feed_of_two_hundred_is_joined_at_once() -> None:
    """The whole feed has 100 ms when nothing is kept and 20 ms when all is."""
    events = [vevent(replace(ENTRY, uid=f"{n}@x")) for n in range(200)]

    start = time.thread_time()
    text = calendar(events, name="Omat")
    assert time.thread_time() - start < 0.02
    assert text.count("BEGIN:VEVENT") == 200
