"""Two clocks and a worker, as in production but for the second clock, and between them a broker
that is killed again and again and remembers nothing. What waits in the outbox must leave all the
same, and once."""

import secrets
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from django.db import connection
from redis import Redis

from portal.bench import carrying
from portal.bench.outbox import Account, account, add_letters, empty_outbox, wait_until
from portal.bench.post_office import PostOffice, open_post_office
from portal.lib.embedded import free_port, launch_valkey, valkey_url

#: How much is written before each kill, and while the broker is away.
BEFORE, MEANWHILE = 60, 40
#: Nobody listens to it: what lies there has no row, and is gone with the broker.
UNHEARD = "unheard"
CLOCKS = 2
WORKER = ("worker", "--queues", "letters", "--pool", "solo", "--without-gossip", "--without-mingle")
#: Longer than it takes to see that nothing waits; shorter than from one tick to the next.
A_MOMENT = 0.3


class ProvesNothing(Exception):
    """The broker did not die as it was to."""


class Broker:
    """A Valkey that is started at the same door each time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.password = folder, free_port(), secrets.token_urlsafe(24)
        self.url = valkey_url(self.port, self.password)
        self.start()

    def start(self) -> None:
        self.process = launch_valkey(self.folder, self.port, self.password)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def put_task(self) -> None:
        """A task that no row stands behind."""
        with Redis.from_url(self.url) as line:
            line.rpush(UNHEARD, "{}")

    @property
    def tasks(self) -> int:
        with Redis.from_url(self.url) as line:
            return int(line.llen(UNHEARD))


def kill_broker(kills: int) -> Account:
    """Every time some letters have left, others wait, and the next are written while the broker is
    away."""
    with open_post_office() as office, tempfile.TemporaryDirectory(prefix="unisono-") as folder:
        broker = Broker(Path(folder))
        empty_outbox()
        begun = time.monotonic()
        try:
            with _portal(broker, office, Path(folder)):
                for _each in range(kills):
                    _kill_once(broker, office)
                return account(office, begun)
        finally:
            broker.kill()


def _kill_once(broker: Broker, office: PostOffice) -> None:
    """The task that is at work when the broker dies goes on to its end; the next letters need a
    task that nobody can ask for."""
    before = len(office.taken)
    broker.put_task()
    add_letters(BEFORE)
    wait_until(lambda: len(office.taken) > before)
    broker.kill()
    wait_until(lambda: len(office.taken) == before + BEFORE)
    time.sleep(A_MOMENT)
    add_letters(MEANWHILE)
    time.sleep(A_MOMENT)
    if len(office.taken) != before + BEFORE:
        raise ProvesNothing("The letters left without the broker.")
    broker.start()
    if broker.tasks:
        raise ProvesNothing("The broker has forgotten nothing.")
    wait_until(lambda: len(office.taken) >= before + BEFORE + MEANWHILE)


@contextmanager
def _portal(broker: Broker, office: PostOffice, folder: Path) -> Iterator[None]:
    place = (connection.settings_dict["NAME"], broker.url, office.server_address[1])
    clocks = [("beat", "--schedule", f"{folder}/clock{n}", "--pidfile=") for n in range(CLOCKS)]
    group = {way: _begin(way, place) for way in (WORKER, *clocks)}
    stop = threading.Event()

    def keep() -> None:
        """What has ended is begun again, as in production: a worker that was at work when the
        broker died ends with it."""
        while not stop.wait(A_MOMENT):
            for way, part in group.items():
                if not part.is_alive():
                    group[way] = _begin(way, place)

    keeper = threading.Thread(target=keep)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()
        for part in group.values():
            part.kill()
            part.join()


def _begin(way: tuple[str, ...], place: tuple[str, str, int]) -> BaseProcess:
    context = get_context("forkserver")
    context.set_forkserver_preload(["portal.bench.carrying"])
    part = context.Process(target=carrying.run, args=(*place, way), daemon=True)
    part.start()
    return part
