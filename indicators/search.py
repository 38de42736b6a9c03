"""Which figures a person finds: indicators, and what was asked."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.models import DataElement, Indicator
from members.models import User
from portal.lib.search import Asked, Hit, Shelf


def search(user: User, asked: Asked) -> Iterator[Shelf]:
    said, rank = asked.among("search"), asked.rank()
    indicators = Indicator.objects.visible_to(user).filter(said).annotate(rank=rank)
    elements = DataElement.objects.visible_to(user).filter(said).annotate(rank=rank)
    yield Shelf("indicators", _("Indicators"), indicators, _indicator)
    yield Shelf("elements", _("Figures that were asked"), elements, _element)


def _indicator(found: Indicator) -> Hit:
    return Hit(found.name, reverse("indicators:indicator", args=[found.code]), found.meaning)


def _element(found: DataElement) -> Hit:
    chosen = f"?{urlencode({'topic': found.topic})}" if found.topic else ""
    return Hit(found.name, reverse("indicators:elements") + chosen, found.topic_name)
