"""The reports of a release: how long one takes, how much memory, and a hundred of them by two
worker processes. Nothing is kept; the figures are those at hand."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from multiprocessing import get_context

import django
from django.db import connection

from indicators.models import Release
from members.models import Organisation
from portal.bench.measuring import Figure, NothingToMeasure
from portal.lib import pdf
from reports.actions import benchmark_html, board_html, schools_in, stylesheet

BENCHMARKS, WORKERS, TIMES = 100, 2, 3
Work = tuple[str, int, int, str]  # database, release, school and language


def measure() -> Iterator[Figure]:
    release = Release.objects.published().without_audit().order_by("-period", "pk").first()
    if release is None:
        raise NothingToMeasure("No release has been published. Load the demonstration first.")
    schools = schools_in(release)
    yield Figure("report of the board, processor", _best(lambda: board_html(release, "fi")), "s", 5)
    largest = Organisation.objects.get(pk=schools[0])
    made = _best(lambda: benchmark_html(release, largest, "fi"))
    yield Figure("benchmark report of a school, processor", made, "s", 2)
    database = connection.settings_dict["NAME"]
    works = [(database, release.pk, pk, each) for each in ("fi", "sv", "en") for pk in schools]
    begun = time.perf_counter()
    # Born anew, not forked: whoever measures may have threads, and one of them may hold a lock.
    context = get_context("spawn")
    with ProcessPoolExecutor(WORKERS, context, initializer=django.setup) as workers:
        megabytes = max(workers.map(_make, islice(cycle(works), BENCHMARKS)))
    seconds = time.perf_counter() - begun
    yield Figure("benchmark report, memory", megabytes, "MB", 300)
    yield Figure(f"{BENCHMARKS} benchmark reports, {WORKERS} processes", seconds, "s", 180)


def _best(html: Callable[[], str]) -> float:
    """Seconds of processor: the least of a few, for a machine has other things to do."""
    times = []
    for _ in range(TIMES):
        begun = time.process_time()
        pdf.make(html(), stylesheet())
        times.append(time.process_time() - begun)
    return min(times)


def _make(work: Work) -> float:
    """In a process of its own; returns how much memory it has used at most, in megabytes."""
    connection.settings_dict["NAME"], release, school, language = work
    organisation = Organisation.objects.get(pk=school)
    html = benchmark_html(Release.objects.without_audit().get(pk=release), organisation, language)
    pdf.make(html, stylesheet())
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)
