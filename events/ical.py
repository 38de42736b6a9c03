"""Calendar texts (RFC 5545 and 5546; `icalendar` folds and escapes): one VEVENT for each
session, joined into letters, files and feeds.

A VEVENT costs a third of a millisecond, so that a feed renders each once, keeps the text, and joins
what it has kept. Words come ready from the caller, in the reader's language; an online link, needs
or other people's names never come at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from events.working_hours import HELSINKI

PRODUCT = "-//Unisono//Events//EN"
FRESH_FOR = timedelta(hours=1)
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])

#: Helsinki has changed its clock by these two rules since 1997.
TIME_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Helsinki
BEGIN:DAYLIGHT
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
TZNAME:EEST
DTSTART:19970330T030000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
TZNAME:EET
DTSTART:19971026T040000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")
END = "END:VCALENDAR\r\n"


class Method(StrEnum):
    REQUEST = "REQUEST"  # come, or it has moved
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"  # a file to keep


class State(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"  # waits, has an offer, or the event is postponed
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Mailbox:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One session as one person sees it. Times are moments, or days of which `ends_at` is the last
    one. `changed_at` is when the text was made."""

    uid: str
    sequence: int
    state: State
    starts_at: datetime | date
    ends_at: datetime | date
    changed_at: datetime
    title: str
    text: str = ""
    place: str = ""
    url: str = ""


def new_uid(uuid: UUID, domain: str) -> str:
    """Kept with the session for good: the domain comes from the settings, not from the request."""
    return f"{uuid}@{domain}"


def next_sequence(own: int, last: int | None, last_method: Method | None, method: Method) -> int:
    """What a letter to one person carries: `own` is the session's, `last` what they were sent. It
    rises when the method is another one, so that who cancels and comes back is not held back."""
    if last is None:
        return own
    return max(own, last if method is last_method else last + 1)


def letter(entry: Entry, method: Method, organizer: Mailbox, attendee: Mailbox) -> str:
    """The calendar part of a letter to one person about one session."""
    return calendar([vevent(entry, organizer, attendee)], method=method)


def vevent(entry: Entry, organizer: Mailbox | None = None, attendee: Mailbox | None = None) -> str:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("status", entry.state)
    event.add("dtstamp", entry.changed_at)  # the library writes both in UTC
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", _start(entry.starts_at))
    event.add("dtend", _end(entry.ends_at))
    texts = {"summary": entry.title, "description": entry.text, "location": entry.place}
    for name, text in texts.items():
        if text:
            event.add(name, _printable(text))
    if entry.url:
        event.add("url", entry.url)
    if organizer:
        event.add("organizer", _who(organizer))
    if attendee:
        event.add("attendee", _who(attendee, PARTSTAT="ACCEPTED", RSVP="FALSE"))
    return bytes(event.to_ical()).decode()


def calendar(vevents: Iterable[str], *, name: str = "", method: Method | None = None) -> str:
    """`name` makes it a calendar to subscribe to."""
    frame = Calendar()
    frame.add("prodid", PRODUCT)
    frame.add("version", "2.0")
    frame.add("calscale", "GREGORIAN")
    if method:
        frame.add("method", method)
    if name:
        frame.add("name", vText(_one_line(name)))
        frame.add("x-wr-calname", vText(_one_line(name)))
        frame.add("refresh-interval", FRESH_FOR, parameters={"VALUE": "DURATION"})
        frame.add("x-published-ttl", vDuration(FRESH_FOR))
    head = frame.to_ical().decode().removesuffix(END)
    return "".join([head, TIME_ZONE, *vevents, END])


def _start(at: datetime | date) -> datetime | date:
    return at.astimezone(HELSINKI) if isinstance(at, datetime) else at


def _end(at: datetime | date) -> datetime | date:
    """The end of whole days is the day after."""
    return at.astimezone(HELSINKI) if isinstance(at, datetime) else at + timedelta(days=1)


def _who(mailbox: Mailbox, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{_one_line(mailbox.address)}")
    address.params["CN"] = _one_line(mailbox.name)
    address.params.update(parameters)
    return address


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    """Calendars refuse the control characters that a title was pasted with."""
    return text.translate(CONTROLS)
