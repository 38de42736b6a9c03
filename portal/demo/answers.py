"""What the schools of the demonstration answer: invented figures that hang together, by the size of
the school. The same school answers the same in each demonstration."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from portal.demo.texts import TEXTS
from surveys.compiled import Entry

Answers = dict[str, Entry]

NOT_OURS, ELSEWHERE = Entry(missing="a"), Entry(missing="x")
#: What a full-time teacher gives in a year, in lessons of 45 minutes.
HOURS_OF_A_YEAR = 780
#: How music students divide by what they play.
MUSIC = {
    "koskettimet": 0.18,
    "jouset": 0.20,
    "puhaltimet": 0.16,
    "rytmi": 0.26,
    "laulu": 0.12,
    "muu": 0.08,
}


@dataclass(frozen=True)
class Size:
    """Vocational students and pupils of basic arts; whose rooms cannot be told apart says so."""

    music: int = 0
    dance: int = 0
    music_pupils: int = 0
    dance_pupils: int = 0
    early: int = 0
    languages: str = "fi"
    shares_rooms: bool = False

    @property
    def students(self) -> int:
        return self.music + self.dance

    @property
    def pupils(self) -> int:
        return self.music_pupils + self.dance_pupils + self.early

    @property
    def education(self) -> str:
        given = {
            "amm_musiikki": self.music,
            "amm_tanssi": self.dance,
            "amm_tuotanto": self.music > 90,  # noqa: PLR2004  the largest alone
            "tpo_musiikki": self.music_pupils,
            "tpo_tanssi": self.dance_pupils,
            "varhais": self.early,
        }
        return " ".join(sorted(code for code, number in given.items() if number))


SIZES = {
    "koivuranta": Size(96, 22, 820, 210, 190),
    "aallonharju": Size(84, 18, 760, 160, 150, "fi sv"),
    "honkasalmi": Size(58, 0, 640, 0, 120),
    "tuulikoski": Size(72, 0, 700, 0, 140, shares_rooms=True),
    "saarnilaakso": Size(46, 0, 520, 0, 110, shares_rooms=True),
    "hiidenniemi": Size(64),
    "merikallio": Size(0, 38, 0, 460, 60, "en fi"),
    "kaarnalahti": Size(0, 0, 430, 150, 90, "fi sv"),
    "suvisaari": Size(0, 0, 390, 0, 80),
    "granholmen": Size(0, 0, 360, 0, 95, "sv"),
    "lumijarvi": Size(0, 0, 310, 0, 60),
    "ruskovaara": Size(0, 0, 240, 0, 40),
    "peltovaara": Size(0, 0, 210, 0, 45),
    "skarlunda": Size(0, 0, 330, 0, 70, "sv"),
    "kuusilahti": Size(0, 0, 0, 340, 50),
    "ekfjarden": Size(0, 0, 0, 190, 35, "sv"),
}


class Teller:
    """Tells figures near what one would expect: for a school always alike, and from one year to
    the next a little different."""

    def __init__(self, school: str, *, is_last_year: bool) -> None:
        self.school = Random(school)  # noqa: S311  no secret is drawn
        self.year = Random(f"{school} again")  # noqa: S311
        self.is_last_year = is_last_year

    def near(self, expected: float) -> float:
        usual, change = self.school.uniform(0.9, 1.1), self.year.uniform(0.95, 1.08)
        return expected * usual * (1 if self.is_last_year else change)

    def count(self, expected: float, most: int | None = None) -> int:
        number = round(self.near(expected))
        return number if most is None else min(number, most)

    def some(self, codes: str, number: int) -> Entry:
        return Entry(" ".join(sorted(self.school.sample(codes.split(), number))))

    def one(self, texts: tuple[str, ...]) -> Entry:
        return Entry(self.school.choice(texts))


def answers(school: str, *, is_last_year: bool = False) -> Answers:
    """A whole answer, by cell. What is not asked of the school is left out."""
    size, tell = SIZES[school], Teller(school, is_last_year=is_last_year)
    students = dict(_students(size, tell)) if size.students else {}
    hours = _hours(size, tell)
    teachers = dict(_staff(hours, size, tell))
    return {
        "ol_koulutus": Entry(size.education),
        "ol_kielet": Entry(size.languages),
        "ol_toimipisteet": Entry(str(1 + tell.count(size.pupils / 350))),
        "ol_kunnat": Entry(str(1 + tell.count(size.pupils / 450))),
        **students,
        **hours,
        **dict(_teaching(hours, size, tell)),
        **teachers,
        **dict(_rooms(size, tell)),
        **dict(_concerts(size, tell)),
        **dict(_world(size, tell)),
        **dict(_pupils(size, tell)),
        **dict(_words(size, tell)),
    }


def total(entries: Mapping[str, Entry], table: str) -> float:
    """What the cells of a table add up to, or of a row of it."""
    return sum(
        float(entry.text)
        for key, entry in entries.items()
        if key.startswith(f"{table}.") and entry.text
    )


def _students(size: Size, tell: Teller) -> Iterator[tuple[str, Entry]]:
    groups = {code: size.music * share for code, share in MUSIC.items()} | {"tanssi": size.dance}
    accepted = 0
    for code, number in groups.items():
        tried = tell.count(number * 0.9)
        came = tell.count(number * 0.33, most=tried)
        accepted += came
        yield f"haku.{code}.koe", Entry(str(tried))
        yield f"haku.{code}.hyvaksytyt", Entry(str(came))
        yield f"op_paaine.{code}.maara", Entry(str(tell.count(number)))
    yield "haku_jatkuva", Entry(str(tell.count(size.students * 0.05)))
    yield "op_tpo", Entry(str(tell.count(accepted * 0.65, most=accepted)))
    yield "op_erot", Entry(str(tell.count(size.students * 0.07)))
    yield "te_sopimukset.koulutus.maara", Entry(str(tell.count(size.students * 0.4)))
    yield "te_sopimukset.oppi.maara", Entry(str(tell.count(size.students * 0.03)))


def _scopes(row: str, size: Size, vocational: float, arts: float, shared: float) -> Answers:
    """The three columns of a row; a school without the education says that it is not theirs."""
    both = size.students and size.pupils
    return {
        f"{row}.amm": Entry(f"{vocational:.0f}") if size.students else NOT_OURS,
        f"{row}.tpo": Entry(f"{arts:.0f}") if size.pupils else NOT_OURS,
        f"{row}.yht": Entry(f"{shared:.0f}") if both else NOT_OURS,
    }


def _hours(size: Size, tell: Teller) -> Answers:
    ours = {
        "yksilo": (size.music * 62 + size.dance * 6, size.music_pupils * 27, 0),
        "ryhma": (size.music * 34 + size.dance * 70, size.pupils * 5 + size.dance_pupils * 3, 180),
        "yhtye": (size.music * 22 + size.dance * 18, size.music_pupils * 4, 260),
    }
    found: Answers = {}
    for row, expected in ours.items():
        vocational, arts, shared = map(tell.near, expected)
        found |= _scopes(f"tunnit.{row}", size, vocational, arts, shared)
    return found


def _teaching(hours: Answers, size: Size, tell: Teller) -> Iterator[tuple[str, Entry]]:
    yield "tunnit_eta", Entry(str(tell.count(total(hours, "tunnit") * 0.04)))
    musicians, dancers = size.music + size.music_pupils, size.dance + size.dance_pupils
    yield "kokoonpanot.orkesterit.maara", Entry(str(tell.count(musicians / 70)))
    yield "kokoonpanot.yhtyeet.maara", Entry(str(tell.count(musicians / 24)))
    yield "kokoonpanot.tanssi.maara", Entry(str(tell.count(dancers / 30)))


def _staff(hours: Answers, size: Size, tell: Teller) -> Iterator[tuple[str, Entry]]:
    years = dict.fromkeys(("amm", "tpo", "yht"), 0.0)
    for key, entry in hours.items():
        years[key.rpartition(".")[2]] += float(entry.text or 0) / HOURS_OF_A_YEAR
    for scope, number in years.items():
        is_ours = hours[f"tunnit.ryhma.{scope}"] != NOT_OURS
        yield f"htv.opetus.{scope}", Entry(f"{number:.1f}") if is_ours else NOT_OURS
    everybody = sum(years.values())
    yield "htv.hallinto.yht", Entry(f"{tell.near(1 + everybody * 0.08):.1f}")
    yield "htv.tuki.yht", Entry(f"{tell.near(0.8 + everybody * 0.07):.1f}")
    people = 0
    for row, share in (("paatoimi", 0.8), ("sivutoimi", 0.7)):
        vocational, arts = (tell.count(1 + years[scope] * share) for scope in ("amm", "tpo"))
        found = _scopes(f"opettajat.{row}", size, vocational, arts, tell.count(3))
        people += sum(int(entry.text or 0) for entry in found.values())
        yield from found.items()
    yield "hlo_kelpoiset", Entry(str(tell.count(people * 0.84, most=people)))
    yield "hlo_55", Entry(str(tell.count(people * 0.27, most=people)))
    yield "hlo_rekry", tell.some("koskettimet jouset puhaltimet rytmi perusteet", 2)
    yield "hlo_avoinna", Entry(str(tell.count(1.4)))


def _rooms(size: Size, tell: Teller) -> Iterator[tuple[str, Entry]]:
    area = {"amm": size.students * 13, "tpo": size.pupils * 1.6, "yht": 320}
    rooms = _scopes("tila.ala", size, *(tell.near(area[scope]) for scope in area))
    if size.shares_rooms:
        whole = f"{total(rooms, 'tila'):.0f}"
        rooms |= dict.fromkeys(("tila.ala.amm", "tila.ala.tpo"), ELSEWHERE)
        rooms["tila.ala.yht"] = Entry(whole)
    yield from rooms.items()
    yield "tila_vuokra", Entry(str(tell.count(total(rooms, "tila") * 0.6)))
    yield "tila_salit", Entry(str(tell.count(1 + size.pupils / 500)))


def _concerts(size: Size, tell: Teller) -> Iterator[tuple[str, Entry]]:
    learners = size.students * 3 + size.pupils
    kinds = {"oma": (12, 70), "tilaus": (55, 60), "koululais": (80, 130), "striimi": (150, 240)}
    for kind, (learners_for_one, audience) in kinds.items():
        events = learners / learners_for_one
        yield f"esitykset.{kind}.tilaisuudet", Entry(str(1 + tell.count(events)))
        yield f"esitykset.{kind}.yleiso", Entry(str(tell.count((1 + events) * audience)))


def _world(size: Size, tell: Teller) -> Iterator[tuple[str, Entry]]:
    yield "te_kumppanit", Entry(str(tell.count(3 + size.students / 6 + size.pupils / 90)))
    out = {"opiskelijat": size.students * 0.12 + size.pupils * 0.01, "henkilosto": 2.5}
    for who, expected in out.items():
        yield f"kv.{who}.lahteneet", Entry(str(tell.count(expected)))
        yield f"kv.{who}.saapuneet", Entry(str(tell.count(expected * 0.7)))
    yield "kv_kumppanit", Entry(str(1 + tell.count(1 + size.students / 20)))


def _pupils(size: Size, tell: Teller) -> Iterator[tuple[str, Entry]]:
    if not size.pupils:
        return
    expected = {
        "mus_laaja": size.music_pupils * 0.72,
        "mus_yleinen": size.music_pupils * 0.28,
        "tan_laaja": size.dance_pupils * 0.6,
        "tan_yleinen": size.dance_pupils * 0.4,
        "varhais": size.early,
    }
    for row, number in expected.items():
        yield f"tpo.{row}.maara", Entry(str(tell.count(number))) if number else NOT_OURS


def _words(size: Size, tell: Teller) -> Iterator[tuple[str, Entry]]:
    said = TEXTS["sv" if size.languages == "sv" else "fi"]
    yield "jat_yhteistyo", tell.some("varhaiskasvatus perusopetus lukio korkea vapaa", 3)
    yield "jat_kuvaus", tell.one(said["cooperation"])
    has_programme = size.students > 0
    yield "kes_ohjelma", Entry("on" if has_programme else "tekeilla")
    if has_programme:
        yield "kes_nimi", tell.one(said["programme"])
    yield "kes_teot", tell.some("matkat energia kierratys ohjelmisto", 2)
    yield "hyv_toimet", tell.some("suunnitelma esteet kuulo jannitys maksut", 3)
    yield "nak_huolet", tell.one(said["worries"])
    yield "nak_toiveet", tell.one(said["wishes"])
