"""The worker that builds releases: one that is killed, one that comes back, and the clock."""

import datetime
import signal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from indicators.actions import build_release, request_release
from indicators.actions.inputs import gather
from indicators.actions.releases import _give_up, _keep
from indicators.models import DataElement, Release
from indicators.statistics import Outcome
from indicators.tasks import build_releases
from members.models import User
from portal import settings as portal_settings
from portal.celery import app
from portal.lib.jobs import TRIES
from tests.indicators.factories import COLLECTION, PERIOD, make_figures
from tests.processes import WAITING, process, until

WORKER = """
import django
django.setup()
from indicators.tasks import build_releases
build_releases()
"""


def asked(by: User) -> Release:
    make_figures({"op": [11, 12, 13, 14, 15]})
    return request_release(COLLECTION, PERIOD, by)


def fate(release: Release) -> tuple[str, str, int, int]:
    release.refresh_from_db()
    return release.status, release.state, release.attempts, release.stats.count()


def fall_silent(release: Release) -> None:
    long_ago = timezone.now() - datetime.timedelta(minutes=2)
    Release.objects.filter(pk=release.pk).update(heartbeat_at=long_ago)


def test_the_clock_takes_up_what_was_left_and_twice_does_no_harm(outi: User) -> None:
    release = asked(outi)

    for _ in range(2):
        build_releases()

    assert fate(release) == ("done", "audited", 1, 4)


def test_the_clock_ticks(db: None) -> None:
    tasks = {each["task"] for each in portal_settings.CELERY_BEAT_SCHEDULE.values()}

    assert "indicators.tasks.build_releases" in tasks
    assert {"indicators.tasks.build", "indicators.tasks.build_releases"} <= set(app.tasks)


def test_what_another_worker_builds_is_left_to_it(outi: User) -> None:
    release = asked(outi)
    Release.objects.update(status="running", heartbeat_at=timezone.now(), attempts=1)

    build_release(release.pk)
    build_releases()

    assert fate(release) == ("running", "draft", 1, 0)


def test_what_breaks_off_again_and_again_is_given_up_and_may_be_asked_for_anew(
    outi: User,
) -> None:
    release = asked(outi)
    User.objects.update(language="en")
    Release.objects.update(status="running", attempts=TRIES)
    fall_silent(release)

    build_releases()

    assert fate(release) == ("failed", "draft", TRIES + 1, 0)
    assert release.error == "The building of the figures has broken off too often."
    request_release(COLLECTION, PERIOD, outi)
    build_releases()
    assert fate(release) == ("done", "audited", 1, 4)


def test_what_cannot_be_built_says_so_and_leaves_nothing(outi: User) -> None:
    """A policy that the audit does not know."""
    release = asked(outi)
    User.objects.update(language="en")
    DataElement.objects.update(terms={"op": 1, "muu": "kaksi"})

    build_releases()

    assert fate(release) == ("failed", "draft", 1, 0)
    assert release.error == "The figures could not be built. Nothing has been published."


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_half_done_and_another_goes_on(
    outi: User,
) -> None:
    """The first worker is held where it writes its rows, with the audit done."""
    release = asked(outi)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE indicators_stat IN SHARE ROW EXCLUSIVE MODE")
        with process(WORKER) as worker:
            until(WAITING)
            worker.send_signal(signal.SIGKILL)
    until(f"SELECT 1 WHERE NOT EXISTS ({WAITING})")
    assert fate(release) == ("running", "draft", 1, 0)

    build_releases()
    assert fate(release) == ("running", "draft", 1, 0)
    fall_silent(release)
    build_releases()

    assert fate(release) == ("done", "audited", 2, 4)


def test_a_worker_that_was_thought_dead_changes_nothing_when_it_comes_back(outi: User) -> None:
    """Another has taken its row meanwhile, and built the figures that stay."""
    release = asked(outi)
    Release.objects.update(status="running", attempts=1)
    fall_silent(release)
    build_releases()
    before = list(release.stats.order_by("pk").values_list("pk", "shown"))
    late = Release.objects.get(pk=release.pk)
    late.attempts = 1

    _keep(late, gather(COLLECTION, PERIOD), Outcome(), 0)
    late.say(50)
    _give_up(late, "Myöhässä")

    assert fate(release) == ("done", "audited", 2, 4)
    assert list(release.stats.order_by("pk").values_list("pk", "shown")) == before
