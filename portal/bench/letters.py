"""What becomes of letters where everything breaks: a group of workers killed again and again, and a
carrier that is out of order. Each ends with the carrier's book beside the outbox. The letters lie
in a database of their own, which is gone afterwards: no other worker finds them."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from random import Random

from django.db import connection

from communications.models import Letter
from portal.bench import carrying
from portal.bench.measuring import Figure
from portal.bench.post_office import PostOffice, open_post_office

LETTERS, KILLS, WORKERS = 1500, 50, 3
OUTAGE_LETTERS, OUTAGE_SECONDS = 400, 8.0
#: Nobody waits longer for the last letter.
PATIENCE = 240.0
State = Letter.State


@dataclass(frozen=True)
class Account:
    """Who got what: by the carrier's book, and by the outbox."""

    lost: int  # neither taken, nor waiting for the office to decide
    doubled: int  # of letters that must not come twice
    repeated: int  # of letters that may, each under the name it had the first time
    held: int  # left to the office
    seconds: float


def measure() -> Iterator[Figure]:
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        killed = kill(LETTERS, KILLS)
        outages = [weather(OUTAGE_LETTERS, OUTAGE_SECONDS) for weather in (refused, away, flapping)]
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    about = f"{LETTERS} letters, workers killed {KILLS} times"
    most = KILLS * WORKERS  # one letter in each hand
    yield Figure(f"{about}: lost", killed.lost, "letters", 0)
    yield Figure(f"{about}: doubled", killed.doubled, "letters", 0)
    yield Figure(f"{about}: repeated, as they may", killed.repeated, "letters", most)
    yield Figure(f"{about}: left to the office", killed.held, "letters", most)
    for what, each in zip(("refuses", "is away", "comes and goes"), outages, strict=True):
        yield Figure(f"carrier {what}: lost", each.lost + each.held, "letters", 0)
        yield Figure(f"carrier {what}: doubled", each.doubled + each.repeated, "letters", 0)


def kill(letters: int, kills: int) -> Account:
    """Whenever the group has delivered something it is killed, a moment later, all at once."""
    draw = Random("letters")  # noqa: S311  no secret is drawn
    with open_post_office() as office:
        begun = _fill(letters)
        for _each in range(kills):
            group, before = _group(office), len(office.taken)
            _wait_until(lambda: len(office.taken) > before or _is_drained())  # noqa: B023
            time.sleep(draw.uniform(0, 0.4))
            _kill(group)
            if _is_drained():
                break
        return _drain(office, begun)


def refused(letters: int, seconds: float) -> Account:
    """The carrier says "not now" to every message."""
    return _outage(letters, lambda office: _mood(office, "later", seconds))


def away(letters: int, seconds: float) -> Account:
    """Nobody takes the call."""
    return _outage(letters, lambda office: _mood(office, "closed", seconds))


def flapping(letters: int, seconds: float) -> Account:
    """It hangs up in the middle of the talk, and is there again, twelve times."""

    def flap(office: PostOffice) -> None:
        for _each in range(12):
            office.says = {"RCPT": b"", "DATA": b""}
            time.sleep(seconds / 24)
            office.says = {}
            time.sleep(seconds / 24)

    return _outage(letters, flap)


def _outage(letters: int, weather: Callable[[PostOffice], None]) -> Account:
    with open_post_office() as office:
        begun = _fill(letters)
        group = _group(office)
        _wait_until(lambda: bool(office.taken))
        weather(office)
        _kill_when_drained(group)
        return _account(office, begun)


def _mood(office: PostOffice, mood: str, seconds: float) -> None:
    office.mood = mood
    time.sleep(seconds)
    office.mood = "well"


def _fill(letters: int) -> float:
    """Of every two letters one may come twice, and one must not."""
    Letter.objects.all().delete()
    Letter.objects.bulk_create(
        Letter(
            key=f"bench:{number}",
            on_doubt=("resend", "hold")[number % 2],
            address=f"reader{number}@bench.invalid",
            language="fi",
            subject=f"Mittaus {number}",
            text="Hyvää päivää.\n",
        )
        for number in range(letters)
    )
    return time.monotonic()


def _group(office: PostOffice) -> list[BaseProcess]:
    context = get_context("forkserver")
    context.set_forkserver_preload(["portal.bench.carrying"])
    place = (connection.settings_dict["NAME"], office.server_address[1])
    group: list[BaseProcess] = [
        context.Process(target=carrying.work, args=place, daemon=True) for _each in range(WORKERS)
    ]
    for worker in group:
        worker.start()
    return group


def _kill(group: list[BaseProcess]) -> None:
    for worker in group:
        worker.kill()  # SIGKILL: nobody says goodbye
    for worker in group:
        worker.join()


def _drain(office: PostOffice, begun: float) -> Account:
    _kill_when_drained(_group(office))
    return _account(office, begun)


def _kill_when_drained(group: list[BaseProcess]) -> None:
    _wait_until(_is_drained)
    _kill(group)


def _is_drained() -> bool:
    waiting = Letter.objects.filter(state__in=[State.QUEUED, State.SENDING, State.COMMITTING])
    return not waiting.exclude(pk__in=Letter.objects.held().values("pk")).exists()


def _wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > until:
            raise AssertionError("The letters do not leave.")
        time.sleep(0.02)


def _account(office: PostOffice, begun: float) -> Account:
    seconds = time.monotonic() - begun
    taken = Counter(office.book)
    held = {each.message_id for each in Letter.objects.held()}
    letters = {each.message_id: each.on_doubt for each in Letter.objects.all()}
    again = Counter(letters[name] for name, times in taken.items() if times > 1)
    return Account(
        lost=len(letters.keys() - taken.keys() - held) + len(taken.keys() - letters.keys()),
        doubled=again[Letter.OnDoubt.HOLD],
        repeated=again[Letter.OnDoubt.RESEND],
        held=len(held),
        seconds=seconds,
    )
