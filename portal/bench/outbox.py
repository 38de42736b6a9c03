"""Letters that are written to be measured, and what has become of them."""

import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from communications.models import Letter
from portal.bench.post_office import PostOffice

#: Nobody waits longer for the last letter.
PATIENCE = 240.0


@dataclass(frozen=True)
class Account:
    """Who got what: by the carrier's book, and by the outbox."""

    lost: int  # neither taken, nor waiting for the office to decide
    doubled: int  # of letters that must not come twice
    repeated: int  # of letters that may, each under the name it had the first time
    held: int  # left to the office
    seconds: float


def empty_outbox() -> None:
    Letter.objects.all().delete()


def add_letters(letters: int) -> list[Letter]:
    """Of every two letters one may come twice, and one must not."""
    return Letter.objects.bulk_create(
        Letter(
            key=f"bench:{uuid.uuid4()}",
            on_doubt=("resend", "hold")[number % 2],
            address=f"reader{number}@bench.invalid",
            language="fi",
            subject=f"Mittaus {number}",
            text="Hyvää päivää.\n",
        )
        for number in range(letters)
    )


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > until:
            raise AssertionError("The letters do not leave.")
        time.sleep(0.02)


def account(office: PostOffice, begun: float) -> Account:
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
