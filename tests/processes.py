"""Processes beside the tests, on the same database: they can be stopped, and killed."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.surveys.shared import PROJECT


@contextlib.contextmanager
def process(source: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Python beside this one, on the same database."""
    address = urlsplit(os.environ["DATABASE_URL"])
    here = address._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {**os.environ, "DATABASE_URL": here, **environment}
    made = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", source],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
    )
    try:
        yield made
    finally:
        made.kill()
        made.communicate()


def until(question: str) -> None:
    """Wait until the database answers with a row."""
    for _ in range(1500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            if cursor.execute(question).fetchone():
                return
        time.sleep(0.02)
    pytest.fail(f"never: {question}")


WAITING = (
    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)
