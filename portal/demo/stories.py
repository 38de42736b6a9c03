# ruff: noqa: E501  a text is one line
"""How far each school of the demonstration is with this year's collection, and how it got there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Days before today, and after it, that the round hangs on.
OPENED, REMINDED, DUE, CLOSES = 40, 10, 18, 25
REMINDERS = [DUE + REMINDED, 14, 7, 2, 0]

ALL = ("oppilaitos", "opiskelijat", "opetus", "henkilosto", "tilat", "tyoelama", "jatkumo")


@dataclass(frozen=True)
class Story:
    """Days are counted back from today; None has not happened. Of a section in `filled` all is
    filled in. `twists` are figures that are not as one would expect, `told` what was written about
    them, by rule, and `comments` what was written beside a figure."""

    school: str
    typed: int | None = None
    sent: int | None = None
    taken_up: int | None = None
    approved: int | None = None
    returned: int | None = None
    requests: Mapping[str, str] = field(default_factory=dict)
    filled: tuple[str, ...] = ALL
    ready: tuple[str, ...] = ()
    twists: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    exempt: str = ""
    more_days: int | None = None


#: In the order of time: the first ones had sent before the reminder.
BEFORE_THE_REMINDER = (
    Story(
        "peltovaara",
        exempt="Oppilaitos muutti syksyllä väistötiloihin; hallitus vapautti sen tämän vuoden keruusta.",
    ),
    Story("suvisaari", typed=33, sent=29, taken_up=26, approved=25),
    Story("merikallio", typed=30, sent=27, taken_up=24, approved=22),
    Story("lumijarvi", typed=24, sent=19, taken_up=16, approved=15),
)

AFTER_THE_REMINDER = (
    Story(
        "tuulikoski", typed=9, sent=8, taken_up=2,
        twists={"tunnit_eta": "2460"},
        told={"change:tunnit_eta": "Yläkosken toimipiste oli keväällä remontissa, ja musiikin perusteet opetettiin etänä."},
    ),
    Story(
        "granholmen", typed=9, sent=8, taken_up=6, returned=5,
        twists={"tunnit.yksilo.tpo": "19480"},
        told={"change:tunnit.yksilo.tpo": "Timmarna är räknade som 30 minuter, så som de står i läsordningen."},
        requests={
            "opetus": "Räkna om den enskilda undervisningen till timmar på 45 minuter. I läsordningen är de 30 minuter, så talet blir två tredjedelar av det ni skrev.",
        },
    ),
    Story(
        "hiidenniemi", typed=9, sent=7, taken_up=5, returned=4,
        twists={"tila.ala.amm": "4350", "tila_vuokra": "0"},
        told={
            "change:tila.ala.amm": "Luku on kiinteistöhallinnon tilaluettelosta.",
            "change:tila_vuokra": "Koko rakennus on kuntayhtymän oma.",
            "zero:tila_vuokra": "Koko rakennus on kuntayhtymän oma.",
        },
        requests={
            "tilat": "Luku näyttää olevan koko ammattiopiston ala. Ilmoita vain ne tilat, joita musiikki käyttää, ja arvioi osuus käyttötuntien mukaan.",
            "tyoelama": "Lisää myös syksyn kiertueen työpaikkajaksot, jos ne puuttuvat.",
        },
    ),
    Story(
        "honkasalmi", typed=8, sent=6,
        twists={"esitykset.oma.yleiso": "9600"},
        told={
            "change:esitykset.oma.yleiso": "Konservatorio täytti 70 vuotta: juhlavuoden konserteissa oli poikkeuksellisen paljon yleisöä.",
        },
        comments={"esitykset.oma.yleiso": "Juhlakonsertti jäähallissa: 2 300 kuulijaa."},
    ),
    Story("skarlunda", typed=7, sent=4),
    Story("aallonharju", typed=5, sent=1),
    Story("saarnilaakso", typed=3, ready=ALL),
    Story("kuusilahti", typed=3, filled=("oppilaitos", "opetus"), ready=("oppilaitos",), more_days=DUE + 14),
    Story("kaarnalahti", typed=2, filled=("oppilaitos", "henkilosto"), left_out=("hlo_55", "hlo_kelpoiset")),
    Story(
        "koivuranta", typed=1, filled=("oppilaitos", "opiskelijat", "opetus", "henkilosto"), ready=("oppilaitos",),
        twists={"op_paaine.rytmi.maara": "41", "haku.tanssi.koe": "34", "hlo_55": "270"},
        left_out=("kokoonpanot.orkesterit.maara", "kokoonpanot.yhtyeet.maara", "kokoonpanot.tanssi.maara", "tunnit_eta", "hlo_rekry", "hlo_avoinna"),
        told={
            "change:op_paaine.rytmi.maara": "Rytmimusiikin uusi ryhmä alkoi elokuussa, ja siihen otettiin 14 opiskelijaa.",
        },
        comments={"haku_jatkuva": "Mukana kaksi, jotka aloittivat tammikuussa."},
    ),
)  # fmt: skip
