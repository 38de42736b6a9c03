"""What is known of the schools of the demonstration: their size, owner, field of art and region."""

import datetime
from collections.abc import Mapping

from members.models import Fact, Organisation

FACTS = """
school        size    owner        field  region
koivuranta    large   municipal    both   south
aallonharju   large   foundation   both   south
tuulikoski    large   municipal    music  west
honkasalmi    large   company      music  east
saarnilaakso  large   foundation   music  south
hiidenniemi   medium  joint        music  west
kaarnalahti   medium  municipal    both   south
suvisaari     medium  municipal    music  west
granholmen    medium  municipal    music  west
skarlunda     medium  foundation   music  west
lumijarvi     medium  joint        music  north
ruskovaara    small   joint        music  north
peltovaara    small   association  music  east
kuusilahti    small   association  dance  south
merikallio    small   company      dance  south
ekfjarden     small   association  dance  west
"""


def make_facts(organisations: Mapping[str, Organisation], today: datetime.date) -> None:
    """In force since long before the earliest figures."""
    names, *schools = (line.split() for line in FACTS.strip().splitlines())
    since = datetime.date(today.year - 10, 1, 1)
    Fact.objects.bulk_create(
        Fact(organisation=organisations[school], name=name, value=value, from_on=since)
        for school, *values in schools
        for name, value in zip(names[1:], values, strict=True)
    )
