"""How the organisations of the demonstration are reached, what they were called before, how they
hang together, and what somebody has found to be out of date. Numbers are from the range that the
authorities keep free for stories."""

import datetime
from collections.abc import Mapping
from itertools import count

from django.utils import timezone

from members.models import ContactPoint, Organisation, OrganisationName, Tie, User, Visibility
from members.models.reports import OutdatedReport

#: Key, street, and what stands before the town in the postal address.
STREETS = """
kaikuliitto   Torikatu 4       00990
koivuranta    Koulukuja 2      00991
aallonharju   Rantatie 15      00992
suvisaari     Kirkkokatu 7     00993
kuusilahti    Tanssikuja 1     00994
granholmen    Skolgränd 3      00995
honkasalmi    Asematie 21      00996
tuulikoski    Myllykatu 8      00997
saarnilaakso  Puistotie 12     00998
hiidenniemi   Opistontie 30    00999
kaarnalahti   Satamakatu 5     01990
skarlunda     Strandvägen 9    01991
"""
#: Key, former name and years from this one until when.
FORMER = (
    ("kaarnalahti", "Kaarnalahden musiikkikoulu", "Barkvikens musikskola", -9),
    ("merikallio", "Merikallion tanssikoulu", "", -4),
)
TIES = (
    ("hiidenniemi", "vet_licence_of", "hiidenniemi.kuntayhtyma", -16),
    ("suvisaari", "tpo_licence_of", "suvisaari.kunta", -12),
    ("soittokunta", "partner_in", "koivuranta", -3),
)
PHONED = ("Jaana Honkapuro", "Maija Salovaara", "Outi Rantakivi", "Marketta Suvikunnas")


def make_contacts(
    organisations: Mapping[str, Organisation], people: Mapping[str, User], today: datetime.date
) -> None:
    numbers = (f"045 157 {number}" for number in count(3000, 17))
    for line in STREETS.strip().splitlines():
        key, *street, code = line.split()
        _reach(organisations[key], key, " ".join(street), code, next(numbers))
    for name in PHONED:
        people[name].phone = next(numbers)
        people[name].phone_visibility = Visibility.MEMBERS
        people[name].save(update_fields=["phone", "phone_visibility"])
    _what_was(organisations, today)
    OutdatedReport.objects.create(
        organisation=organisations["koivuranta"],
        affiliation=people["Leena Kataharju"].affiliations.get(),
        line="Leenan sähköposti vastaa, että hän on jäänyt vapaalle.",
        reported_by=people["Reetta Kuusiniitty"],
        reported_at=timezone.now() - datetime.timedelta(days=2),
    )


def _reach(organisation: Organisation, key: str, street: str, code: str, phone: str) -> None:
    town = organisation.municipality
    ways = (
        ("visit", f"{street}, {town}", Visibility.PUBLIC),
        ("post", f"PL 1, {code} {town}", Visibility.PUBLIC),
        ("phone", phone, Visibility.PUBLIC),
        ("email", f"toimisto@{key}.example.org", Visibility.PUBLIC),
        ("web", f"https://{key}.example.org", Visibility.PUBLIC),
        ("e_invoice", f"0037990{code} 003799000000", Visibility.OWN),
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(organisation=organisation, kind=kind, value=value, visibility=visibility)
        for kind, value, visibility in ways
    )


def _what_was(organisations: Mapping[str, Organisation], today: datetime.date) -> None:
    for key, fi, sv, years in FORMER:
        OrganisationName.objects.create(
            organisation=organisations[key],
            name_fi=fi,
            name_sv=sv,
            until_on=datetime.date(today.year + years, 8, 1),
            source="Hallituksen päätös",
        )
    for of, kind, to, years in TIES:
        Tie.objects.create(
            of=organisations[of],
            kind=kind,
            to=organisations[to],
            from_on=datetime.date(today.year + years, 1, 1),
        )
