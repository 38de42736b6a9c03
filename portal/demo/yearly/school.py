# ruff: noqa: E501  a text is one line
"""The school: the first section of the yearly collection."""

from portal.demo.yearly.pieces import (
    DAY,
    NUMBER,
    choose,
    count,
)
from surveys.questionnaire import Required, Section, Words

SECTION = Section(
    "oppilaitos",
    Words("Oppilaitos", "Läroanstalten", "The school"),
    (
        choose(
            "ol_koulutus",
            Words(
                "Koulutus, jota annetaan lukuvuonna 1.8.–31.7.",
                "Utbildning som ges läsåret 1.8–31.7",
                "Education given in the school year 1 August – 31 July",
            ),
            "koulutukset",
            Words(
                "Vastaus ratkaisee, mitä muuta kysytään.",
                "Svaret avgör vad som frågas härnäst.",
                "The answer decides what else is asked.",
            ),
        ),
        choose(
            "ol_kielet",
            Words(
                "Opetuskielet 20.9.",
                "Undervisningsspråk 20.9",
                "Languages of instruction on 20 September",
            ),
            "kielet",
        ),
        count(
            "ol_toimipisteet",
            Words("Toimipisteitä", "Verksamhetsställen", "Sites"),
            DAY,
            NUMBER,
            Words(
                "lukujärjestys: tilat, joissa on viikoittaista opetusta",
                "läsordningen: lokaler med undervisning varje vecka",
                "the timetable: premises with weekly teaching",
            ),
            required=Required.SOFT,
        ),
        count(
            "ol_kunnat",
            Words(
                "Kuntia, joissa opetusta annetaan",
                "Kommuner där undervisning ges",
                "Municipalities in which teaching is given",
            ),
            DAY,
            NUMBER,
            Words(
                "toimipisteiden osoitteet ja sopimukset kuntien kanssa",
                "verksamhetsställenas adresser och avtalen med kommunerna",
                "the addresses of the sites and the agreements with municipalities",
            ),
            required=Required.SOFT,
        ),
    ),
    intro=Words(
        "Oppilaitoksen luvut näkevät oppilaitos itse ja liiton toimisto. Muille kerrotaan vain yhteenvetoja, joista oppilaitosta ei tunnista. Yksittäisistä ihmisistä ei kysytä mitään.",
        "Läroanstaltens siffror ses av läroanstalten själv och förbundets kansli. Andra får bara sammandrag där läroanstalten inte kan kännas igen. Inget frågas om enskilda personer.",
        "A school's figures are seen by the school itself and the federation's office. Others are only told summaries in which no school can be recognised. Nothing is asked about individual people.",
    ),
)
