# ruff: noqa: E501  a text is one line
"""What is calculated from the yearly collection: the figures by which schools compare themselves."""

from dataclasses import dataclass

from indicators.models import Indicator
from surveys.questionnaire import LANGUAGES, Words

STUDENTS_IN_ALL, TEACHERS_IN_ALL = "op_paaine.kaikki.maara", "opettajat.kaikki.kaikki"
LESSONS_IN_ALL, ACCEPTED = "tunnit.kaikki.kaikki", "haku.kaikki.hyvaksytyt"
PERCENT = Words("%", "%", "%")


@dataclass(frozen=True)
class Sum:
    code: str
    topic: str
    above: str
    below: str
    name: Words
    meaning: Words
    unit: Words = PERCENT


INDICATORS = (
    Sum(
        "hakijat_paikka", "opiskelijat", "haku.kaikki.koe", ACCEPTED,
        Words("Pääsykokeeseen osallistuneita vastaanotettua paikkaa kohti", "Deltagare i inträdesprov per mottagen plats", "Took part in an audition, per accepted place"),
        Words("Kertoo, kuinka kysyttyä ammatillinen koulutus on.", "Visar hur eftertraktad yrkesutbildningen är.", "Tells how sought after vocational education is."),
        Words("hakijaa paikkaa kohti", "sökande per plats", "applicants per place"),
    ),
    Sum(
        "tpo_osuus", "opiskelijat", "op_tpo", ACCEPTED,
        Words("Taiteen perusopetuksesta tulleiden osuus paikan vastaanottaneista", "Andel från grundläggande konstundervisning av dem som tog emot en plats", "Share from basic arts education of those who accepted a place"),
        Words("Kertoo, miten koulutusjatkumo toimii.", "Visar hur utbildningskontinuiteten fungerar.", "Tells how the educational continuum works."),
    ),
    Sum(
        "ero_osuus", "opiskelijat", "op_erot", STUDENTS_IN_ALL,
        Words("Ilman tutkintoa eronneiden osuus opiskelijoista", "Andel studerande utskrivna utan examen", "Share of students who left without a qualification"),
        Words("Pieni osuus kertoo, että opiskelijat pysyvät koulutuksessa.", "En liten andel visar att de studerande stannar i utbildningen.", "A small share tells that students stay in education."),
    ),
    Sum(
        "yksilo_osuus", "opetus", "tunnit.yksilo.kaikki", LESSONS_IN_ALL,
        Words("Yksilöopetuksen osuus opetustunneista", "Den enskilda undervisningens andel av undervisningstimmarna", "Share of individual teaching of all lessons"),
        Words("Kertoo, kuinka suuri osa opetuksesta annetaan yhdelle kerrallaan.", "Visar hur stor del av undervisningen som ges till en åt gången.", "Tells how much of the teaching is given to one at a time."),
    ),
    Sum(
        "eta_osuus", "opetus", "tunnit_eta", LESSONS_IN_ALL,
        Words("Etäopetuksen osuus opetustunneista", "Distansundervisningens andel av undervisningstimmarna", "Share of distance teaching of all lessons"),
        Words("Kertoo, kuinka suuri osa opetuksesta annetaan etänä.", "Visar hur stor del av undervisningen som ges på distans.", "Tells how much of the teaching is given at a distance."),
    ),
    Sum(
        "tunnit_htv", "henkilosto", LESSONS_IN_ALL, "htv.opetus.kaikki",
        Words("Opetustunteja opetuksen henkilötyövuotta kohti", "Undervisningstimmar per årsverke i undervisning", "Lessons per teaching full-time equivalent"),
        Words("Kertoo, kuinka paljon yhden henkilötyövuoden aikana opetetaan.", "Visar hur mycket det undervisas under ett årsverke.", "Tells how much is taught in one full-time equivalent."),
        Words("opetustuntia (45 min)", "undervisningstimmar (45 min)", "lessons (45 min)"),
    ),
    Sum(
        "opiskelijat_htv", "henkilosto", STUDENTS_IN_ALL, "htv.opetus.amm",
        Words("Ammatillisia opiskelijoita opettajan henkilötyövuotta kohti", "Yrkesstuderande per lärarårsverke", "Vocational students per teaching full-time equivalent"),
        Words("Kertoo opetuksen mitoituksesta ammatillisessa koulutuksessa.", "Visar hur undervisningen är dimensionerad i yrkesutbildningen.", "Tells how teaching is staffed in vocational education."),
        Words("opiskelijaa", "studerande", "students"),
    ),
    Sum(
        "sivutoimi_osuus", "henkilosto", "opettajat.sivutoimi.kaikki", TEACHERS_IN_ALL,
        Words("Sivutoimisten ja tuntiopettajien osuus opettajista", "Andel lärare i bisyssla och timlärare", "Share of part-time and hourly teachers"),
        Words("Kertoo, kuinka suuri osa opettajista opettaa muun työn ohella tai tunneittain.", "Visar hur stor del av lärarna som undervisar vid sidan av annat arbete eller per timme.", "Tells how many teachers teach beside other work or by the hour."),
    ),
    Sum(
        "kelpoiset_osuus", "henkilosto", "hlo_kelpoiset", TEACHERS_IN_ALL,
        Words("Muodollisesti kelpoisten osuus opettajista", "Andel formellt behöriga lärare", "Share of formally qualified teachers"),
        Words("Kertoo, kuinka moni opettaja täyttää kelpoisuusvaatimukset.", "Visar hur många lärare som uppfyller behörighetskraven.", "Tells how many teachers meet the requirements."),
    ),
    Sum(
        "yli55_osuus", "henkilosto", "hlo_55", TEACHERS_IN_ALL,
        Words("55 vuotta täyttäneiden osuus opettajista", "Andel lärare som fyllt 55 år", "Share of teachers aged 55 or over"),
        Words("Kertoo, kuinka moni opettaja eläköityy noin kymmenen vuoden aikana.", "Visar hur många lärare som går i pension inom ungefär tio år.", "Tells how many teachers retire within about ten years."),
    ),
    Sum(
        "vuokra_osuus", "tilat", "tila_vuokra", "tila.ala.kaikki",
        Words("Vuokratun osuus huoneistoalasta", "Andel hyrd lokalyta", "Rented share of the floor area"),
        Words("Kertoo, kuinka suuri osa tiloista on vuokrattu.", "Visar hur stor del av lokalerna som är hyrda.", "Tells how much of the premises is rented."),
    ),
    Sum(
        "yleiso_tilaisuus", "tilat", "esitykset.kaikki.yleiso", "esitykset.kaikki.tilaisuudet",
        Words("Yleisöä tilaisuutta kohti", "Publik per evenemang", "Audience per event"),
        Words("Kertoo, millaisen yleisön konsertit ja esitykset saavat.", "Visar hurdan publik konserter och föreställningar når.", "Tells what audience concerts and performances reach."),
        Words("henkilöä", "personer", "people"),
    ),
)  # fmt: skip


def make_indicators() -> None:
    Indicator.objects.bulk_create(
        _indicator(each, place) for place, each in enumerate(INDICATORS, 1)
    )


def _indicator(each: Sum, place: int) -> Indicator:
    indicator = Indicator(
        code=each.code,
        topic=each.topic,
        order=place,
        is_share=each.unit is PERCENT,
        numerator={each.above: 1},
        denominator={each.below: 1},
    )
    for language in LANGUAGES:
        for field in ("name", "unit", "meaning"):
            setattr(indicator, f"{field}_{language}", getattr(each, field).in_(language))
    return indicator
