# ruff: noqa: E501  one row of a table, one line
"""The organisations of the demonstration: Kaikuliitto, its schools and those around them."""

from dataclasses import dataclass

Span = tuple[int, int | None]


@dataclass(frozen=True)
class Place:
    """`key` names the place in this package; a part's key begins with that of the whole, for the
    first word of it is also the domain of its people's addresses."""

    key: str
    kind: str
    fi: str
    sv: str = ""
    en: str = ""
    municipality: str = ""
    parent: str = ""
    #: The years of membership, counted from this one; each begins and ends with a new year.
    member: Span | None = None


def _provider(key: str, fi: str, sv: str = "", en: str = "", municipality: str = "") -> Place:
    return Place(key, "provider", fi, sv, en, municipality)


def _site(key: str, parent: str, fi: str, sv: str = "", municipality: str = "") -> Place:
    return Place(key, "site", fi, sv, "", municipality, parent)


def _school(
    key: str, parent: str, municipality: str, member: Span, fi: str, sv: str = "", en: str = ""
) -> Place:
    return Place(key, "institution", fi, sv, en, municipality, parent, member)


# fmt: off
ASSOCIATION = Place(
    "kaikuliitto",
    "association",
    "Kaikuliitto ry",
    "Förbundet Genklang rf",
    "Kaiku Federation of Music and Dance Schools",
    "Koivuranta",
)

#: Cities, municipal federations, foundations, associations and limited companies.
PROVIDERS = [
    _provider("koivuranta.kaupunki", "Koivurannan kaupunki", "Koivuranta stad", "City of Koivuranta", "Koivuranta"),
    _provider("aallonharju.saatio", "Aallonharjan konservatorion säätiö sr", "Stiftelsen för Vågåsens konservatorium sr", municipality="Aallonharju"),
    _provider("suvisaari.kunta", "Suvisaaren kunta", municipality="Suvisaari"),
    _provider("kuusilahti.yhdistys", "Kuusilahden tanssin ystävät ry", municipality="Kuusilahti"),
    _provider("granholmen.stad", "Granholmin kaupunki", "Granholmens stad", "Town of Granholmen", "Granholmen"),
    _provider("hiidenniemi.kuntayhtyma", "Hiidenrannan koulutuskuntayhtymä", municipality="Hiidenniemi"),
    _provider("honkasalmi.yhtio", "Honkasalmen konservatorio Oy", municipality="Honkasalmi"),
    _provider("tuulikoski.kaupunki", "Tuulikosken kaupunki", municipality="Tuulikoski"),
    _provider("saarnilaakso.saatio", "Saarnilaakson musiikkisäätiö sr", municipality="Saarnilaakso"),
    _provider("pohjanraja", "Pohjanrajan koulutuskuntayhtymä", municipality="Lumijärvi"),
    _provider("merikallio.yhtio", "Merikallion Tanssi Oy", municipality="Merikallio"),
    _provider("peltovaara.yhdistys", "Peltovaaran musiikinystävät ry", municipality="Peltovaara"),
    _provider("skarlunda.stiftelse", "Skärlundan musiikkisäätiö sr", "Stiftelsen Skärlunda musikinstitut sr", municipality="Skärlunda"),
    _provider("ekfjarden.forening", "Ekfjärdin tanssiyhdistys ry", "Ekfjärdens dansförening rf", municipality="Ekfjärden"),
    _provider("kaarnalahti.kaupunki", "Kaarnalahden kaupunki", "Barkvikens stad", "City of Kaarnalahti", "Kaarnalahti"),
    _provider("sinikallio.yhtio", "Sinikallion Opisto Oy", municipality="Sinikallio"),
    _provider("hopeakivi.yhdistys", "Hopeakiven musiikkiyhdistys ry", municipality="Hopeakivi"),
]

#: All are live members but the last two: one joins with the new year, one has left.
SCHOOLS = [
    _school("koivuranta", "koivuranta.kaupunki", "Koivuranta", (-21, None), "Koivurannan konservatorio", "Koivuranta konservatorium", "Koivuranta Conservatory"),
    _school("aallonharju", "aallonharju.saatio", "Aallonharju", (-21, None), "Aallonharjan konservatorio", "Vågåsens konservatorium", "Aallonharju Conservatory"),
    _school("suvisaari", "suvisaari.kunta", "Suvisaari", (-12, None), "Suvisaaren musiikkiopisto", "", "Suvisaari Music Institute"),
    _school("kuusilahti", "kuusilahti.yhdistys", "Kuusilahti", (-9, None), "Kuusilahden tanssiopisto", "", "Kuusilahti Dance Institute"),
    _school("granholmen", "granholmen.stad", "Granholmen", (-21, None), "Granholmin musiikkiopisto", "Musikinstitutet Granholmen", "Granholmen Music Institute"),
    _school("honkasalmi", "honkasalmi.yhtio", "Honkasalmi", (-21, None), "Honkasalmen konservatorio", "", "Honkasalmi Conservatory"),
    _school("tuulikoski", "tuulikoski.kaupunki", "Tuulikoski", (-21, None), "Tuulikosken konservatorio", "", "Tuulikoski Conservatory"),
    _school("saarnilaakso", "saarnilaakso.saatio", "Saarnilaakso", (-18, None), "Saarnilaakson konservatorio", "", "Saarnilaakso Conservatory"),
    _school("lumijarvi", "pohjanraja", "Lumijärvi", (-14, None), "Lumijärven musiikkiopisto", "", "Lumijärvi Music Institute"),
    _school("ruskovaara", "pohjanraja", "Ruskovaara", (-14, None), "Ruskovaaran musiikkiopisto"),
    _school("merikallio", "merikallio.yhtio", "Merikallio", (-6, None), "Merikallion tanssikonservatorio", "", "Merikallio Dance Conservatory"),
    _school("peltovaara", "peltovaara.yhdistys", "Peltovaara", (-11, None), "Peltovaaran musiikkiopisto"),
    _school("skarlunda", "skarlunda.stiftelse", "Skärlunda", (-17, None), "Skärlundan musiikkiopisto", "Skärlunda musikinstitut", "Skärlunda Music Institute"),
    _school("ekfjarden", "ekfjarden.forening", "Ekfjärden", (-4, None), "Ekfjärdin tanssiopisto", "Ekfjärdens dansinstitut", "Ekfjärden Dance Institute"),
    _school("kaarnalahti", "kaarnalahti.kaupunki", "Kaarnalahti", (-15, None), "Kaarnalahden musiikki- ja tanssiopisto", "Barkvikens musik- och dansinstitut", "Kaarnalahti Institute of Music and Dance"),
    _school("sinikallio", "sinikallio.yhtio", "Sinikallio", (1, None), "Sinikallion musiikki- ja tanssiopisto"),
    _school("hopeakivi", "hopeakivi.yhdistys", "Hopeakivi", (-19, 0), "Hopeakiven musiikkikoulu"),
]

#: One conservatory is a site of a college of many fields, and a member as such.
COLLEGE = [
    Place("hiidenniemi.opisto", "institution", "Hiidenrannan ammattiopisto", "", "Hiidenranta Vocational College", "Hiidenniemi", "hiidenniemi.kuntayhtyma"),
    Place("hiidenniemi", "site", "Hiidenniemen konservatorio", "", "Hiidenniemi Conservatory", "Hiidenniemi", "hiidenniemi.opisto", (-16, None)),
]

SITES = [
    _site("koivuranta.satamatalo", "koivuranta", "Satamatalo", "Hamnhuset", "Koivuranta"),
    _site("koivuranta.myllyaho", "koivuranta", "Myllyahon toimipiste", "", "Myllyaho"),
    _site("tuulikoski.kosken", "tuulikoski", "Yläkosken toimipiste", "", "Yläkoski"),
    _site("granholmen.norra", "granholmen", "Pohjoinen toimipiste", "Norra verksamhetsstället", "Granholmen"),
    _site("kaarnalahti.saaristo", "kaarnalahti", "Saaristotalo", "Skärgårdshuset", "Kaarnalahti"),
]

OTHERS = [
    Place("soittokunta", "partner", "Koivurannan kaupunginorkesteri", "Koivuranta stadsorkester", "Koivuranta City Orchestra", "Koivuranta"),
    Place("kesajuhlat", "partner", "Suvisaaren kamarimusiikin kesä", "", "Suvisaari Chamber Music Summer", "Suvisaari"),
    Place("tahti", "partner", "Musiikin ja tanssin ammattiliitto Tahti ry", "Musik- och dansfacket Takt rf", "", "Aallonharju"),
    Place("rantamaa", "partner", "Rantamaan ammattikorkeakoulu", "Yrkeshögskolan Strandlandet", "Rantamaa University of Applied Sciences", "Tuulikoski"),
    Place("virasto", "authority", "Koulutuksen ja kulttuurin virasto", "Ämbetsverket för utbildning och kultur", "Agency for Education and Culture", "Aallonharju"),
    Place("aluevirasto", "authority", "Rantamaan aluetoimisto", "Strandlandets regionbyrå", "", "Tuulikoski"),
]

#: The whole before its parts.
PLACES = [ASSOCIATION, *PROVIDERS, *COLLEGE, *SCHOOLS, *SITES, *OTHERS]
