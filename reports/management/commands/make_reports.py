"""Make the reports of a release here and now, without a worker: `make_reports vuosi/2025 --all`."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from indicators.models import Release
from members.actions import Refused
from reports.actions import make_report, request_benchmarks, request_board_report
from reports.models import Report


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("release", help="collection/period, for example vuosi/2025")
        parser.add_argument(
            "--all", action="store_true", dest="schools", help="also of each school"
        )

    def handle(self, *args: Any, release: str, schools: bool, **options: Any) -> None:
        found = self._release(release)
        try:
            languages = [language for language, _name in settings.LANGUAGES]
            asked = [request_board_report(found, language, None) for language in languages]
            asked += request_benchmarks(found, None) if schools else []
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        for report in asked:
            make_report(report.pk)
        reports = Report.objects.filter(pk__in=[report.pk for report in asked])
        failed = reports.filter(status=Report.Status.FAILED).count()
        self.stdout.write(f"{found}: {reports.done().count()} reports are there.")
        if failed:
            raise CommandError(f"{failed} reports were not made: see the office's desk.")

    def _release(self, name: str) -> Release:
        collection, _slash, period = name.rpartition("/")
        releases = Release.objects.of(collection, period).without_audit()
        published = releases.published().first()
        found = published or releases.exclude(state=Release.State.WITHDRAWN).first()
        if found is None:
            raise CommandError(f"There is no release “{name}”.")
        return found
