"""A worker that carries letters, in a process of its own: the relay, tick after tick, until it is
killed. It lives faster than one in production, so that an hour passes in seconds."""

import logging
import time
import warnings

import django
from django.conf import settings
from django.db import connection

if not settings.configured:
    django.setup()

from communications import delivery
from communications.tasks import relay
from portal.celery import app

QUICK = delivery.Pace(lease=2, answer=2, settle=3, first_wait=0.2, longest_wait=2)
#: As quick to begin again, but where nobody is killed an answer may be waited for: on a machine
#: that does much else a late one is no fault of the carrier.
PATIENT = delivery.Pace(lease=20, answer=20, settle=25, first_wait=0.2, longest_wait=2)
TICK, CLOCK = 0.05, 0.5


def work(database: str, port: int, pace: delivery.Pace) -> None:
    _settle(database, port)
    delivery.PACE = pace
    while True:
        relay()
        time.sleep(TICK)


def run(database: str, broker: str, port: int, command: tuple[str, ...]) -> None:
    """A part of Celery, with quick clocks. What it says of a broker that is gone is known
    beforehand."""
    _settle(database, port)
    logging.disable()
    warnings.simplefilter("ignore")  # nor is it news that a test runs as root
    app.conf.update(dict.fromkeys(("broker_url", "broker_read_url", "broker_write_url"), broker))
    app.conf.beat_schedule["relay letters"]["schedule"] = CLOCK
    app.start(["--quiet", *command])


def _settle(database: str, port: int) -> None:
    connection.settings_dict["NAME"] = database
    options = {"host": "127.0.0.1", "port": port, "timeout": 2}
    carrier = {"BACKEND": "communications.carriers.SmtpCarrier", "OPTIONS": options}
    settings.MAILERS = settings.MAILERS | {"carrier": carrier}
