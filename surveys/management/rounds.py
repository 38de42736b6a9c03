"""The round that a command names."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from surveys.models import Round


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("collection", help="the code of the collection")
    parser.add_argument("period", help="the period, such as 2018")
    parser.add_argument("--by", default="", help="the address of the person of the office")


def the_round(collection: str, period: str) -> Round:
    rounds = Round.objects.select_related("collection", "form_version")
    found = rounds.filter(collection__code=collection, period=period).first()
    if found is None:
        known = ", ".join(f"{r.collection.code} {r.period}" for r in rounds) or "none yet"
        raise CommandError(f"There is no round {collection} {period}. There are: {known}.")
    return found
