"""The release of figures: built and audited from a whole collection's observations."""

from collections.abc import Iterator
from random import Random

from django.db import transaction
from django.utils import timezone

from indicators.actions import build_release, request_release
from indicators.models import DataElement, Group, Observation, Release, SdcPolicy
from members.models import Affiliation, Organisation, Role, User
from portal.bench.measuring import Figure, milliseconds

#: Members, elements (of which every eighth is a total of the seven before it) and groups.
SCHOOLS, ELEMENTS, GROUPS = 16, 90, 10
BLOCK = 8
COLLECTION, PERIOD = "bench", "2000"


def measure() -> Iterator[Figure]:
    """Nothing of it is left."""
    with transaction.atomic():
        release = request_release(COLLECTION, PERIOD, _made())
        seconds = milliseconds(lambda: build_release(release.pk)) / 1000
        if Release.objects.get(pk=release.pk).state != Release.State.AUDITED:
            raise AssertionError("The release was not built.")
        transaction.set_rollback(True)
    yield Figure(f"release of {SCHOOLS} × {ELEMENTS} × {GROUPS}", seconds, "s", 5)


def _made() -> User:
    draw = Random("release")  # noqa: S311  no secret is drawn
    schools = Organisation.objects.bulk_create(
        Organisation(kind="institution", name_fi=f"Mittauskoulu {number}")
        for number in range(SCHOOLS)
    )
    elements = DataElement.objects.bulk_create(_element(number) for number in range(ELEMENTS))
    figures = {
        (element.code, school.pk): draw.randint(20, 400)
        for element in elements
        for school in schools
    }
    Observation.objects.bulk_create(
        Observation(
            element=element,
            organisation=school,
            period=PERIOD,
            value=sum(figures[code, school.pk] for code in element.terms or [element.code]),
            collection=COLLECTION,
            survey_ref="bench",
        )
        for element in elements
        for school in schools
    )
    SdcPolicy.objects.create(collection=COLLECTION)
    keys = [school.pk for school in schools]
    Group.objects.bulk_create(
        Group(
            collection=COLLECTION,
            period=PERIOD,
            code=f"g{number}" if number else "all",
            label_fi=f"Ryhmä {number}",
            members=sorted(draw.sample(keys, draw.randint(5, 10))) if number else keys,
            priority=number,
        )
        for number in range(GROUPS)
    )
    return _office()


def _element(number: int) -> DataElement:
    """A total comes last in its block."""
    first = number - number % BLOCK
    is_total = number % BLOCK == BLOCK - 1
    terms = {f"bench{part}": 1 for part in range(first, number)} if is_total else {}
    return DataElement(code=f"bench{number}", name_fi=f"Luku {number}", terms=terms, order=number)


def _office() -> User:
    association = Organisation.objects.filter(kind="association").first()
    place = association or Organisation.objects.create(kind="association", name_fi="Mittausliitto")
    user = User.objects.create_user(email="release@bench.invalid", name="release")
    today = timezone.localdate()
    seat = Affiliation.objects.create(user=user, organisation=place, from_on=today)
    Role.objects.create(affiliation=seat, role="office", from_on=today)
    return user
