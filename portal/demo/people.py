# ruff: noqa: E501  one row of a table, one line
"""The people of the demonstration, where they belong and what they do there."""

import unicodedata
from dataclasses import dataclass

#: Days from today to somebody's beginning, where nothing is told of it.
LONG_AGO = -1400


@dataclass(frozen=True)
class Seat:
    """A place in an organisation. Days are counted from today; roles end before the place does
    where `roles_until` says so."""

    place: str
    title: str
    roles: tuple[str, ...] = ()
    since: int = LONG_AGO
    until: int | None = None
    roles_until: int | None = None
    visibility: str = "members"


@dataclass(frozen=True)
class Person:
    name: str
    seats: tuple[Seat, ...]
    language: str = "fi"
    is_active: bool = True

    @property
    def email(self) -> str:
        letters = unicodedata.normalize("NFKD", self.name.lower()).encode("ascii", "ignore")
        domain = self.seats[0].place.partition(".")[0]
        return f"{letters.decode().replace(' ', '.')}@{domain}.example.org"


def _at(place: str, name: str, title: str, *roles: str, language: str = "fi") -> Person:
    return Person(name, (Seat(place, title, roles),), language)


def _on_board(person: Person, title: str = "hallituksen jäsen", role: str = "board") -> Person:
    """The board comes from the schools: each of the seven has two homes."""
    seat = Seat("kaikuliitto", title, (role,), since=-300, visibility="public")
    return Person(person.name, (*person.seats, seat), person.language)


# fmt: off
OFFICE = [
    Person("Katariina Kaikumäki", (Seat("kaikuliitto", "toiminnanjohtaja", ("admin", "office"), visibility="public"),)),
    Person("Outi Rantakivi", (Seat("kaikuliitto", "suunnittelija", ("office", "sender"), since=-900, visibility="public"),)),
    Person("Emil Sundåker", (Seat("kaikuliitto", "koulutussihteeri", ("office",), since=-250, visibility="public"),), "sv"),
]

KOIVURANTA = [
    _at("koivuranta", "Hannele Vesikallio", "rehtori", "head", "collegium"),
    _at("koivuranta", "Jaana Honkapuro", "apulaisrehtori", "key_contact"),
    _at("koivuranta", "Maija Salovaara", "opintosihteeri", "survey"),
    _at("koivuranta", "Petra Ylikylä", "talouspäällikkö", "finance"),
    _at("koivuranta", "Samuel Adeyinka", "koulutuspäällikkö", "training", "worklife"),
    _at("koivuranta", "Leena Kataharju", "kansainvälisten asioiden koordinaattori", "international"),
    _at("koivuranta", "Ilkka Nurmikoski", "viulunsoiton opettaja"),
    Person("Tapio Rantaneva", (Seat("koivuranta", "tanssinopettaja", visibility="own"),)),
    _at("koivuranta.satamatalo", "Olena Zakharuk", "pianonsoiton opettaja", language="en"),
    _at("koivuranta.kaupunki", "Leo Kaupinharju", "sivistysjohtaja"),
]

FINNISH_SCHOOLS = [
    _on_board(_at("suvisaari", "Marketta Suvikunnas", "rehtori", "head", "key_contact")),
    _at("suvisaari", "Joonas Lehtisaari", "suunnittelija", "survey", "communications"),
    _at("suvisaari", "Farida Noorzada", "huilunsoiton opettaja"),
    _at("kuusilahti", "Eero Kivimaa", "rehtori", "head", "key_contact", "survey"),
    _at("kuusilahti", "Reetta Kuusiniitty", "toimistosihteeri", "finance"),
    Person("Anni Tuulenmäki", (Seat("kuusilahti", "tanssinopettaja"), Seat("merikallio", "vieraileva tanssinopettaja", ("training",), since=-200))),
    _at("hiidenniemi", "Pirjo Hiidenkoski", "koulutuspäällikkö", "head", "key_contact"),
    _at("hiidenniemi", "Ville Niemenperä", "opinto-ohjaaja", "survey", "worklife"),
    _at("hiidenniemi", "Linh Trieu", "pianonsoiton lehtori"),
    _at("honkasalmi", "Aino Lehtoranta", "rehtori", "head", "collegium"),
    _at("honkasalmi", "Kaarlo Honkavuori", "koordinaattori", "key_contact", "training"),
    _at("honkasalmi", "Saija Petäjäsalmi", "opintosihteeri", "survey"),
    Person("Roope Salmenranta", (Seat("honkasalmi", "laulunopettaja"),), is_active=False),
    _on_board(_at("tuulikoski", "Jukka Harjumaa", "rehtori", "head", "key_contact", "collegium")),
    _at("tuulikoski", "Mari Koskelainen-Oja", "opintosihteeri", "survey"),
    Person("Yusuf Karaoğul", (Seat("tuulikoski", "vs. apulaisrehtori", ("deputy",), since=-70, roles_until=21),)),
    _on_board(_at("saarnilaakso", "Elina Saarnikko", "rehtori", "head", "collegium")),
    _at("saarnilaakso", "Timo Laaksovirta", "talous- ja opintosihteeri", "key_contact", "survey", "finance"),
    _at("saarnilaakso", "Ritva-Liisa Korpisalo", "musiikin perusteiden opettaja"),
    _on_board(_at("lumijarvi", "Antti Lumikero", "rehtori", "head", "key_contact")),
    _at("lumijarvi", "Inkeri Aikiomaa", "opintosihteeri", "survey"),
    _at("lumijarvi", "Sergei Vasilkov", "harmonikansoiton opettaja"),
    _at("pohjanraja", "Tarja Rajakangas", "talousjohtaja", "finance"),
    _at("ruskovaara", "Sanna Ruskamo", "rehtori", "head", "collegium"),
    _at("ruskovaara", "Esa-Pekka Tunturila", "kitaransoiton opettaja"),
    # Ruskovaara's key contact has left, and nobody has followed yet.
    Person("Kirsi Paljakkala", (Seat("ruskovaara", "apulaisrehtori", ("key_contact", "survey"), until=-40),)),
    _on_board(_at("merikallio", "Petra Saarela", "rehtori", "head", "key_contact", "collegium")),
    _at("merikallio", "Camila Ferreyra", "tanssinopettaja", "survey", "international", language="en"),
    _at("peltovaara", "Juhani Peltoniitty", "rehtori", "head", "key_contact", "survey"),
    _at("peltovaara", "Hilkka Vaaramäki", "toimistosihteeri", "finance"),
    Person("Emmi Ahotuuli", (Seat("peltovaara", "opintosihteeri", ("survey",), since=30),)),
]

SWEDISH_AND_BILINGUAL_SCHOOLS = [
    _at("granholmen", "Sten Strandbäck", "verksamhetsledare", "key_contact", language="sv"),
    _at("granholmen", "Carita Holmgård", "rektor", "head", "collegium", language="sv"),
    _at("granholmen", "Linnéa Björkskog", "studiesekreterare", "survey", "finance", language="sv"),
    _at("granholmen", "Mikael Ödkulla", "lärare i cello", language="sv"),
    _on_board(_at("skarlunda", "Gunilla Lundvret", "rektor", "head", "key_contact", language="sv")),
    _at("skarlunda", "Fredrik Lundåker", "studiesekreterare", "survey", language="sv"),
    _at("skarlunda", "Mirela Dobrescu", "lärare i violin", language="sv"),
    _at("ekfjarden", "Annika Ekbacka", "rektor", "head", "key_contact", "survey", language="sv"),
    _at("ekfjarden", "Jonas Fjärdbo", "danslärare", language="sv"),
    _on_board(_at("aallonharju", "Henrik Vågström", "rehtori, rektor", "head", "collegium", language="sv"), "hallituksen puheenjohtaja", "chair"),
    _at("aallonharju", "Tuula Aaltovirta", "kehittämispäällikkö", "key_contact"),
    _at("aallonharju", "Nils-Erik Sandbacka", "studiesekreterare", "survey", language="sv"),
    _at("aallonharju", "Mirja Harjunpelto", "lehtori", "training"),
    _at("kaarnalahti", "Katja Kaarnaoja", "rehtori", "head", "collegium"),
    _at("kaarnalahti", "Bo-Göran Barkfors", "utbildningsplanerare", "key_contact", language="sv"),
    _at("kaarnalahti", "Sofia Lahtivik", "opintosihteeri", "survey", "communications"),
]

OTHERS = [
    _at("sinikallio", "Minna Sinivaara", "rehtori", "head", "key_contact"),
    _at("hopeakivi", "Raimo Hopeasaari", "rehtori", "head", "key_contact"),
    _at("soittokunta", "Veera Soinnunmaa", "orkesterikoordinaattori"),
    _at("kesajuhlat", "Matias Juhlavirta", "taiteellinen johtaja"),
    _at("virasto", "Lauri Kivijalka", "opetusneuvos"),
]

PEOPLE = [*OFFICE, *KOIVURANTA, *FINNISH_SCHOOLS, *SWEDISH_AND_BILINGUAL_SCHOOLS, *OTHERS]
