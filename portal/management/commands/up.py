"""Everything on this machine: migrate, then the web server, the worker and the clock."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from argparse import ArgumentParser
from contextlib import suppress
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.demo.accounts import write_accounts
from portal.lib.embedded import VAR, free_port

#: A process that dies sooner than this after its start is not started again at once.
TOO_SOON = 5.0
PATIENCE = 8.0  # seconds a process gets to end by itself


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="with a fictional federation")
        parser.add_argument("--port", type=int, help="default: 8000, or a free one if it is taken")

    def handle(self, *args: Any, demo: bool, port: int | None, **options: Any) -> None:
        if port and free_port(port) != port:
            raise CommandError(f"Port {port} is taken. Choose another, or leave --port out.")
        port = port or free_port(8000)
        url = f"http://localhost:{port}"
        os.environ |= {"SITE_URL": url, "IS_DEMO": str(demo), "PYTHONUNBUFFERED": "1"}
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if demo:
            call_command("seed_demo", stdout=self.stdout)
        processes = [Process(web(port)), Process(worker())]
        stop = Stop()
        try:
            if not _answers(f"{url}/healthz", stop):
                raise CommandError("The web server did not start; its words are above.")
            self._welcome(url, demo)
            while not stop.asked:
                for process in processes:
                    process.keep_alive()
                time.sleep(0.2)
        finally:
            for process in processes:
                process.end()

    def _welcome(self, url: str, demo: bool) -> None:
        self.stdout.write(f"\nUnisono is at {url}\n")
        if demo:
            for account in write_accounts(url):
                self.stdout.write(
                    f"  {account['role']:<12} {account['email']:<44} {account['password']}"
                )
            self.stdout.write(f"Also in {VAR / 'demo.json'}.")
        self.stdout.write("Letters are printed here. Ctrl-C stops everything.\n\n")
        self.stdout.flush()


def web(port: int) -> list[str]:
    return [
        *("-m", "granian", "--interface", "wsgi", "portal.wsgi:application"),
        *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"),
        *("--workers", "2", "--blocking-threads", "2", "--respawn-failed-workers"),
    ]


def worker() -> list[str]:
    """One worker for both queues, with the clock in it."""
    return [
        *("-W", "ignore:You're running the worker with superuser privileges"),
        *("-m", "celery", "--quiet", "-A", "portal", "worker", "--beat", "--concurrency", "2"),
        *("--queues", "letters,work", "--loglevel", "WARNING", "--without-gossip"),
        *("--schedule", str(VAR / "clock"), "--hostname", f"unisono-{os.getpid()}@%h"),
    ]


class Process:
    """A child with a process group of its own, so that its end is the end of all it started."""

    def __init__(self, arguments: list[str]) -> None:
        self.arguments = arguments
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.child = subprocess.Popen([sys.executable, *self.arguments], start_new_session=True)

    def keep_alive(self) -> None:
        if self.child.poll() is not None and time.monotonic() - self.started > TOO_SOON:
            self._kill()
            self.start()

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.child.wait(PATIENCE)
        self._kill()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)


class Stop:
    """Whether somebody asked us to stop: Ctrl-C, SIGTERM, or a closed terminal."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def _answers(url: str, stop: Stop) -> bool:
    deadline = time.monotonic() + 30
    while not stop.asked and time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(url, timeout=2):  # noqa: S310  our own
            return True
        time.sleep(0.05)
    return stop.asked
