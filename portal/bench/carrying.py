"""A worker that carries letters, in a process of its own: the relay, tick after tick, until it is
killed. It lives faster than one in production, so that an hour passes in seconds."""

import time

import django
from django.conf import settings
from django.db import connection

if not settings.configured:
    django.setup()

from communications import delivery
from communications.tasks import relay

QUICK = delivery.Pace(lease=2, answer=2, settle=3, first_wait=0.2, longest_wait=2)
TICK = 0.05


def work(database: str, port: int) -> None:
    connection.settings_dict["NAME"] = database
    options = {"host": "127.0.0.1", "port": port, "timeout": 2}
    carrier = {"BACKEND": "communications.carriers.SmtpCarrier", "OPTIONS": options}
    settings.MAILERS = settings.MAILERS | {"carrier": carrier}
    delivery.PACE = QUICK
    while True:
        relay()
        time.sleep(TICK)
