"""Where the invented municipalities would be, if they were: so that the demonstration has a map."""

from members.models import Municipality

Region = Municipality.Region

#: The name, the region, and degrees east and north.
TOWNS = (
    ("Koivuranta", Region.PIRKANMAA, 23.7, 61.6),
    ("Myllyaho", Region.PIRKANMAA, 23.2, 61.9),
    ("Aallonharju", Region.UUSIMAA, 25.0, 60.3),
    ("Suvisaari", Region.UUSIMAA, 23.5, 60.1),
    ("Kuusilahti", Region.SOUTH_SAVO, 28.1, 61.9),
    ("Granholmen", Region.OSTROBOTHNIA, 21.9, 63.1),
    ("Hiidenniemi", Region.KANTA_HAME, 24.4, 60.9),
    ("Honkasalmi", Region.CENTRAL_FINLAND, 25.6, 62.4),
    ("Tuulikoski", Region.NORTH_OSTROBOTHNIA, 25.7, 64.9),
    ("Yläkoski", Region.NORTH_OSTROBOTHNIA, 26.6, 65.2),
    ("Saarnilaakso", Region.SOUTHWEST_FINLAND, 22.6, 60.6),
    ("Lumijärvi", Region.LAPLAND, 25.9, 66.6),
    ("Ruskovaara", Region.LAPLAND, 24.9, 67.8),
    ("Merikallio", Region.KYMENLAAKSO, 26.9, 60.6),
    ("Peltovaara", Region.KAINUU, 28.2, 64.3),
    ("Skärlunda", Region.ALAND, 20.0, 60.2),
    ("Ekfjärden", Region.OSTROBOTHNIA, 21.5, 62.4),
    ("Kaarnalahti", Region.SATAKUNTA, 21.8, 61.4),
    ("Sinikallio", Region.NORTH_KARELIA, 29.6, 62.7),
    ("Hopeakivi", Region.NORTH_SAVO, 27.5, 63.1),
)


def make_towns() -> None:
    Municipality.objects.bulk_create(
        Municipality(name_fi=name, region=region, longitude=east, latitude=north)
        for name, region, east, north in TOWNS
    )
