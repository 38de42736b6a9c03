from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from indicators.actions import build_release, note_preview, publish_release, request_release
from indicators.actions.refusals import LookFirst, TooSoon
from indicators.models import Group, Release, Stat
from members.actions import Refused
from members.models import User
from surveys.actions.freeze import freeze_round
from surveys.management import rounds
from surveys.management.person import of_the_office
from surveys.models import Round


class Command(BaseCommand):
    help = (
        "Freeze a round whose answers have been approved, build its figures and publish them. A "
        "colleague publishes; alone, one runs the command again after half an hour."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        rounds.add_arguments(parser)
        parser.add_argument("--publisher", default="", help="the address of the colleague")
        parser.add_argument("--reason", default="", help="why one publishes alone")
        parser.add_argument("--again", action="store_true", help="build the figures anew")

    def handle(self, *args: Any, **options: Any) -> None:
        round_ = rounds.the_round(options["collection"], options["period"])
        person = of_the_office(options["by"])
        publisher = of_the_office(options["publisher"]) if options["publisher"] else person
        with translation.override("en"):
            try:
                release = self._built(round_, person, again=options["again"])
                if release.state == Release.State.AUDITED:
                    self._tell(release)
                    note_preview(release, person)
                publish_release(release, publisher, options["reason"])
            except (LookFirst, TooSoon) as early:
                self.stdout.write(f"The figures wait to be published. {early}")
            except Refused as refusal:
                raise CommandError(str(refusal)) from None
            else:
                self.stdout.write(f"{release} is published.")

    def _built(self, round_: Round, person: User, *, again: bool) -> Release:
        """The release of the round: what is there, or built from what is frozen."""
        self.stdout.write(f"{freeze_round(round_, person)} observations are frozen.")
        releases = Release.objects.of(round_.collection.code, round_.period)
        built = releases.filter(state__in=[Release.State.AUDITED, Release.State.PUBLISHED])
        found = built.order_by("-seq").first()
        if found and not again:
            return found
        release = request_release(round_.collection.code, round_.period, person)
        build_release(release.pk)
        release.refresh_from_db()
        if release.state != Release.State.AUDITED:
            raise CommandError(release.error or "A worker builds the figures: try again later.")
        return release

    def _tell(self, release: Release) -> None:
        """What would be told, and what is withheld and why."""
        withheld = Counter(release.stats.withheld().values_list("conf", flat=True))
        told = release.stats.count() - withheld.total()
        self.stdout.write(f"{told} figures; the audit took {release.audit['seconds']} seconds.")
        for conf, number in sorted(withheld.items()):
            self.stdout.write(f"  withheld, {Stat.Conf(conf).label}: {number}")
        groups = Group.objects.of(release.collection, release.period).order_by("priority")
        for group in groups:
            sums = release.stats.filter(group=group, stat=Stat.Kind.SUM, element__isnull=False)
            lost = sums.withheld().order_by("element__order")
            codes = ", ".join(lost.values_list("element__code", flat=True)) or "none"
            count = sums.count() - lost.count()
            self.stdout.write(f"  {group.code}: {count} sums are told, withheld: {codes}")
