"""What becomes of letters where everything breaks: a group of workers killed again and again, and a
carrier that is out of order. Each ends with the carrier's book beside the outbox. The letters lie
in a database of their own, which is gone afterwards: no other worker finds them."""

import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from random import Random
from socketserver import TCPServer

from django.db import connection

from communications import delivery
from communications.models import Letter
from portal.bench import carrying
from portal.bench.bad_line import BadLine, open_line
from portal.bench.broker import kill_broker
from portal.bench.measuring import Figure
from portal.bench.outbox import Account, account, add_letters, empty_outbox, wait_until
from portal.bench.post_office import PostOffice, open_post_office

LETTERS, KILLS, WORKERS = 1500, 50, 3
OUTAGE_LETTERS, OUTAGE_SECONDS = 400, 8.0
BROKER_KILLS = 5
#: Where a line breaks: three messages have gone over it, and of the answer to the fourth "25".
CUT = (
    len("220 ready..250 ok..")
    + 4 * len("250 ok..250 ok..354 go on..250 taken..")
    - len("0 taken..")
)
State = Letter.State
Weather = Callable[[PostOffice, BadLine], None]


def measure() -> Iterator[Figure]:
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        killed = kill(LETTERS, KILLS)
        outages = [weather(OUTAGE_LETTERS, OUTAGE_SECONDS) for weather in WEATHERS]
        short, forgetful = cut_short(OUTAGE_LETTERS, OUTAGE_SECONDS), kill_broker(BROKER_KILLS)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    about = f"{LETTERS} letters, workers killed {KILLS} times"
    most = KILLS * WORKERS  # one letter in each hand
    yield Figure(f"{about}: lost", killed.lost, "letters", 0)
    yield Figure(f"{about}: doubled", killed.doubled, "letters", 0)
    yield Figure(f"{about}: repeated, as they may", killed.repeated, "letters", most)
    yield Figure(f"{about}: left to the office", killed.held, "letters", most)
    for what, each in zip(WEATHERS.values(), outages, strict=True):
        yield from _harmless(f"carrier {what}", each)
    yield Figure("carrier answers by halves: lost", short.lost, "letters", 0)
    yield Figure("carrier answers by halves: doubled", short.doubled, "letters", 0)
    yield from _harmless(f"two clocks, broker killed {BROKER_KILLS} times", forgetful)


def _harmless(what: str, done: Account) -> Iterator[Figure]:
    yield Figure(f"{what}: lost", done.lost + done.held, "letters", 0)
    yield Figure(f"{what}: doubled", done.doubled + done.repeated, "letters", 0)
    yield Figure(f"{what}: all gone after", done.seconds, "s", 60)


def kill(letters: int, kills: int) -> Account:
    """Whenever the group has delivered something it is killed, a moment later, all at once."""
    draw = Random("letters")  # noqa: S311  no secret is drawn
    with open_post_office() as office:
        begun = _fill(letters)
        for _each in range(kills):
            group, before = _group(_port(office), carrying.QUICK), len(office.taken)
            wait_until(lambda: len(office.taken) > before or _is_drained())  # noqa: B023
            time.sleep(draw.uniform(0, 0.4))
            _kill(group)
            if _is_drained():
                break
        return _drain(office, begun)


def refused(letters: int, seconds: float) -> Account:
    """The carrier says "not now" to every message."""
    return _outage(letters, lambda office, _line: _mood(office, "later", seconds))


def away(letters: int, seconds: float) -> Account:
    """Nobody takes the call."""
    return _outage(letters, lambda office, _line: _mood(office, "closed", seconds))


def flapping(letters: int, seconds: float) -> Account:
    """It hangs up in the middle of the talk, and is there again, twelve times."""

    def flap(office: PostOffice, _line: BadLine) -> None:
        for _each in range(12):
            office.says = {"RCPT": b"", "DATA": b""}
            time.sleep(seconds / 24)
            office.says = {}
            time.sleep(seconds / 24)

    return _outage(letters, flap)


def hanging(letters: int, seconds: float) -> Account:
    """The line is open, and nothing comes through."""
    return _outage(letters, lambda _office, line: _weather(line, "hang", seconds))


def cut_short(letters: int, seconds: float) -> Account:
    """Every line breaks in the middle of the answer to the fourth message."""

    def cut(_office: PostOffice, line: BadLine) -> None:
        line.cut = CUT
        time.sleep(seconds)
        line.cut = None

    return _outage(letters, cut, carrying.QUICK)


WEATHERS = {
    refused: "refuses",
    away: "is away",
    flapping: "comes and goes",
    hanging: "falls silent",
}


def _outage(letters: int, weather: Weather, pace: delivery.Pace = carrying.PATIENT) -> Account:
    with open_post_office() as office, open_line(_port(office)) as line:
        begun = _fill(letters)
        group = _group(_port(line), pace)
        wait_until(lambda: bool(office.taken))
        weather(office, line)
        _kill_when_drained(group)
        return account(office, begun)


def _mood(office: PostOffice, mood: str, seconds: float) -> None:
    office.mood = mood
    time.sleep(seconds)
    office.mood = "well"


def _weather(line: BadLine, weather: str, seconds: float) -> None:
    line.weather = weather
    time.sleep(seconds)
    line.weather = "up"


def _port(server: TCPServer) -> int:
    return int(server.server_address[1])


def _fill(letters: int) -> float:
    empty_outbox()
    add_letters(letters)
    return time.monotonic()


def _group(port: int, pace: delivery.Pace) -> list[BaseProcess]:
    context = get_context("forkserver")
    context.set_forkserver_preload(["portal.bench.carrying"])
    place = (connection.settings_dict["NAME"], port, pace)
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
    _kill_when_drained(_group(_port(office), carrying.QUICK))
    return account(office, begun)


def _kill_when_drained(group: list[BaseProcess]) -> None:
    wait_until(_is_drained)
    _kill(group)


def _is_drained() -> bool:
    waiting = Letter.objects.filter(state__in=[State.QUEUED, State.SENDING, State.COMMITTING])
    return not waiting.exclude(pk__in=Letter.objects.held().values("pk")).exists()
