"""Lessons and ensembles."""

from portal.demo.yearly.pieces import (
    APART,
    BOTH,
    HOURS,
    NUMBER,
    SCHOOL_YEAR,
    SCOPES,
    TOTAL,
    VOCATIONAL,
    Grid,
    count,
    error,
    per,
    ratio,
    share,
    table,
)
from surveys.questionnaire import Section, Words

SECTION = Section(
    "opetus",
    Words("Opetus", "Undervisning", "Teaching"),
    (
        table(
            "tunnit",
            Words(
                "Annetut opetustunnit, edellinen lukuvuosi 1.8.–31.7.",
                "Givna undervisningstimmar, föregående läsår 1.8–31.7",
                "Lessons given, previous school year 1 August – 31 July",
            ),
            Grid(
                {
                    "yksilo": Words("Yksilöopetus", "Enskilt", "Individual tuition"),
                    "ryhma": Words("Ryhmäopetus", "I grupp", "Class tuition"),
                    "yhtye": Words(
                        "Yhtyeet, orkesterit ja tanssin tuotannot",
                        "Ensembler, orkestrar och dans på scen",
                        "Ensembles, orchestras, dance productions",
                    ),
                },
                SCOPES,
            ),
            HOURS,
            Words(
                "työaikakirjanpito tai opettajien palkkaraportti",
                "arbetstidsbokföringen eller lärarnas löneraport",
                "the record of working hours or the teachers' pay report",
            ),
            about=APART,
        ),
        ratio(
            "tunnit_yksilo",
            Words(
                "Yksilöopetuksen osuus", "Andel enskild undervisning", "Share of individual tuition"
            ),
            share(f"tunnit.yksilo.{TOTAL}", f"tunnit.{TOTAL}.{TOTAL}"),
        ),
        ratio(
            "tunnit_op",
            Words(
                "Ammatillisia yksilötunteja opiskelijaa kohti",
                "Enskilda timmar i yrkesutbildning per studerande",
                "Vocational individual lessons per student",
            ),
            per("tunnit.yksilo.amm", f"op_paaine.{TOTAL}.maara"),
            HOURS,
            relevant=VOCATIONAL,
        ),
        count(
            "tunnit_eta",
            Words(
                "Opetustunneista etänä", "Undervisningstimmar på distans", "Of the lessons, online"
            ),
            SCHOOL_YEAR,
            HOURS,
            Words(
                "lukujärjestys tai työaikakirjanpito: etänä merkityt tunnit",
                "läsordningen eller arbetstidsbokföringen: timmar märkta som distans",
                "the timetable or the record of working hours: lessons marked as online",
            ),
            about=BOTH,
        ),
        ratio(
            "tunnit_eta_osuus",
            Words("Etäopetuksen osuus", "Andel distansundervisning", "Share of online teaching"),
            share("tunnit_eta", f"tunnit.{TOTAL}.{TOTAL}"),
        ),
        table(
            "kokoonpanot",
            Words(
                "Säännölliset kokoonpanot, edellinen lukuvuosi 1.8.–31.7.",
                "Regelbundna ensembler, föregående läsår 1.8–31.7",
                "Regular ensembles, previous school year 1 August – 31 July",
            ),
            Grid(
                {
                    "orkesterit": Words(
                        "Orkesterit ja kuorot", "Orkestrar och körer", "Orchestras and choirs"
                    ),
                    "yhtyeet": Words(
                        "Yhtyeet ja bändit", "Ensembler och band", "Chamber groups and bands"
                    ),
                    "tanssi": Words("Tanssiryhmät", "Dansgrupper", "Dance companies"),
                },
                {"maara": Words("Kokoonpanoja", "Ensembler", "Ensembles")},
            ),
            NUMBER,
            Words(
                "lukujärjestys: ryhmät, jotka kokoontuivat vähintään kerran kuussa",
                "läsordningen: grupper som träffades minst en gång i månaden",
                "the timetable: groups that met at least once a month",
            ),
        ),
        ratio(
            "tunnit_kokoonpano",
            Words(
                "Yhtyetunteja kokoonpanoa kohti",
                "Ensembletimmar per ensemble",
                "Ensemble lessons per ensemble",
            ),
            per(f"tunnit.yhtye.{TOTAL}", f"kokoonpanot.{TOTAL}.maara"),
            HOURS,
        ),
    ),
    intro=Words(
        "Opetustunti on 45 minuuttia. Laske annetut tunnit, ei suunniteltuja.",
        "En undervisningstimme är 45 minuter. Räkna givna timmar, inte planerade.",
        "A lesson is 45 minutes. Count lessons given, not planned.",
    ),
)

RULES = (
    error(
        "tunnit_eta",
        f"${{tunnit_eta}} <= ${{tunnit.{TOTAL}.{TOTAL}}}",
        Words(
            "Etätunteja ei voi olla enemmän kuin kaikkia opetustunteja.",
            "Distanstimmarna kan inte vara fler än alla undervisningstimmar.",
            "There cannot be more online lessons than lessons in all.",
        ),
    ),
)
