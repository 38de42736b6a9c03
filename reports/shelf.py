"""Which reports of a release a person may ask for, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from indicators.models import Group, Release
from indicators.models.groups import EVERYBODY
from members.access import reach
from members.models import Organisation, User
from members.models.organisations import within
from reports.models import Report

Kind = Report.Kind


@dataclass(frozen=True)
class Offer:
    """A report in one language; `report` is there once it has been asked for."""

    language: str
    report: Report | None


@dataclass(frozen=True)
class School:
    organisation: Organisation
    offers: list[Offer]


@dataclass(frozen=True)
class Progress:
    """Of the reports of all schools: each has at least one, or lacks it."""

    schools: int
    done: int
    failed: int
    waiting: int

    @property
    def per_cent(self) -> int:
        return 100 * self.done // self.schools if self.schools else 0

    @property
    def is_over(self) -> bool:
        return not self.waiting

    @property
    def is_whole(self) -> bool:
        return self.done == self.schools


@dataclass(frozen=True)
class Shelf:
    release: Release
    board: list[Offer]
    schools: list[School]
    progress: Progress | None  # for the office alone
    failed: list[Report]

    @property
    def is_empty(self) -> bool:
        return not (self.board or self.schools)


#: Of these there is something to make a report of.
BUILT = (Release.State.AUDITED, Release.State.PUBLISHED)
#: Reports by kind, school and language.
Known = dict[tuple[str, int | None, str], Report]


def shelf(user: User, release: Release) -> Shelf:
    """Nothing of a release that is not built, or was withdrawn."""
    if release.state not in BUILT:
        return Shelf(release, [], [], None, [])
    reports = list(Report.objects.visible_to(user).of(release).with_all().order_by("pk"))
    known = {(each.kind, each.organisation_id, each.language): each for each in reports}
    schools = list(schools_of(user, release))
    is_board = reach(user.standing, "read_board_report").everything
    is_office = reach(user.standing, "release_figures").everything
    return Shelf(
        release,
        _offers(user, known, Kind.BOARD) if is_board else [],
        [School(each, _offers(user, known, Kind.BENCHMARK, each.pk)) for each in schools],
        _progress(schools, reports) if is_office else None,
        [each for each in reports if each.status == Report.Status.FAILED] if is_office else [],
    )


def releases_for(user: User) -> list[Release]:
    """The published ones that the person may ask a report of, the newest first; with as many
    questions whatever their number."""
    told = Release.objects.visible_to(user).published().without_audit()
    releases = list(told.order_by("-period", "-seq"))
    reached = reach(user.standing, "read_benchmark")
    if reached.everything or reach(user.standing, "read_board_report").everything:
        return releases
    own = set(Organisation.objects.filter(within(reached)).values_list("pk", flat=True))
    groups = Group.objects.filter(code=EVERYBODY).values_list("collection", "period", "members")
    asked = {(collection, period) for collection, period, of in groups if not own.isdisjoint(of)}
    return [each for each in releases if (each.collection, each.period) in asked]


def schools_of(user: User, release: Release) -> Iterable[Organisation]:
    """Those of which the person may read the report, by name."""
    group = Group.objects.of(release.collection, release.period).filter(code=EVERYBODY)
    members = group.values_list("members", flat=True).first() or []
    reached = reach(user.standing, "read_benchmark")
    return Organisation.objects.filter(within(reached), pk__in=members).order_by("name_fi", "pk")


def _offers(user: User, known: Known, kind: str, school: int | None = None) -> list[Offer]:
    """The reader's own language first."""
    languages = [language for language, _name in settings.LANGUAGES]
    languages.sort(key=lambda each: each != user.language)
    return [Offer(language, known.get((kind, school, language))) for language in languages]


def _progress(schools: list[Organisation], reports: Iterable[Report]) -> Progress:
    """A school counts once, whatever languages its report is in."""
    reports = [each for each in reports if each.kind == Kind.BENCHMARK]
    done = {each.organisation_id for each in reports if each.status == Report.Status.DONE}
    failed = {each.organisation_id for each in reports if each.status == Report.Status.FAILED}
    asked = {each.organisation_id for each in reports if not each.is_over}
    return Progress(len(schools), len(done), len(failed - done), len(asked - done))
