from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.going_live import Point, points


class Command(BaseCommand):
    help = "Say what is still missing before real members come in. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(points())
        for point in found:
            self.stdout.write(_line(point))
        missing = sum(not (point.is_so or point.is_advice) for point in found)
        if missing:
            raise CommandError(f"{missing} of {len(found)} is not so yet.")
        self.stdout.write("Real members may come in.")


def _line(point: Point) -> str:
    if point.is_so:
        return f"ok       {point.says}"
    sign = "advice  " if point.is_advice else "missing "
    return f"{sign} {point.says}: {point.remedy}"
