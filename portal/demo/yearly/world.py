# ruff: noqa: E501  a text is one line
"""Working life and exchange with other countries."""

from portal.demo.yearly.pieces import (
    DAY,
    NUMBER,
    PEOPLE,
    SCHOOL_YEAR,
    TOTAL,
    VOCATIONAL,
    Grid,
    confirm,
    count,
    ratio,
    share,
    table,
    why,
)
from surveys.questionnaire import Required, Section, Words

SECTION = Section(
    "tyoelama",
    Words(
        "Työelämä ja kv-toiminta",
        "Arbetsliv och utbyte",
        "Working life and exchange",
    ),
    (
        table(
            "te_sopimukset",
            Words(
                "Työpaikalla oppiminen, edellinen kalenterivuosi",
                "Lärande på arbetsplatsen, föregående kalenderår",
                "Learning at work, previous calendar year",
            ),
            Grid(
                {
                    "koulutus": Words(
                        "Koulutussopimuksia", "Utbildningsavtal", "Training agreements"
                    ),
                    "oppi": Words("Oppisopimuksia", "Läroavtal", "Apprenticeship agreements"),
                },
                {"maara": Words("Alkaneita jaksoja", "Inledda perioder", "Periods begun")},
            ),
            NUMBER,
            Words(
                "KOSKI: työssäoppimisen jaksot",
                "KOSKI: perioder av lärande i arbetet",
                "KOSKI: periods of learning at work",
            ),
            relevant=VOCATIONAL,
        ),
        ratio(
            "te_oppi",
            Words(
                "Oppisopimusten osuus jaksoista",
                "Läroavtalens andel av perioderna",
                "Share of apprenticeships of the periods",
            ),
            share("te_sopimukset.oppi.maara", f"te_sopimukset.{TOTAL}.maara"),
            relevant=VOCATIONAL,
        ),
        count(
            "te_kumppanit",
            Words("Työelämäkumppanit", "Partner i arbetslivet", "Partners in working life"),
            SCHOOL_YEAR,
            NUMBER,
            Words(
                "sopimusrekisteri: orkesterit, teatterit, seurakunnat, festivaalit, yritykset",
                "avtalsregistret: orkestrar, teatrar, församlingar, festivaler, företag",
                "the register of agreements: orchestras, theatres, parishes, festivals, companies",
            ),
            required=Required.SOFT,
        ),
        table(
            "kv",
            Words(
                "Kansainvälinen liikkuvuus, edellinen kalenterivuosi",
                "Internationell mobilitet, föregående kalenderår",
                "International mobility, previous calendar year",
            ),
            Grid(
                {
                    "opiskelijat": Words(
                        "Opiskelijat ja oppilaat", "Studerande och elever", "Students and pupils"
                    ),
                    "henkilosto": Words("Henkilöstö", "Personal", "Staff"),
                },
                {
                    "lahteneet": Words("Lähteneet", "Utresande", "Outgoing"),
                    "saapuneet": Words("Saapuneet", "Inresande", "Incoming"),
                },
            ),
            PEOPLE,
            Words(
                "liikkuvuushankkeiden raportit",
                "rapporterna från mobilitetsprojekten",
                "the reports of mobility projects",
            ),
            about=Words(
                "Ammatillinen ja TPO yhdessä. Laske vähintään kaksi päivää kestäneet jaksot.",
                "Yrkesutbildning och GKU tillsammans. Räkna perioder på minst två dagar.",
                "Vocational and basic arts together. Count periods of at least two days.",
            ),
        ),
        ratio(
            "kv_osuus",
            Words(
                "Opiskelijoiden osuus lähteneistä",
                "Andel studerande av de utresande",
                "Share of students of the outgoing",
            ),
            share("kv.opiskelijat.lahteneet", f"kv.{TOTAL}.lahteneet"),
        ),
        count(
            "kv_kumppanit",
            Words(
                "Kumppanioppilaitokset ulkomailla",
                "Partnerläroanstalter utomlands",
                "Partner schools abroad",
            ),
            DAY,
            NUMBER,
            Words(
                "voimassa olevat yhteistyösopimukset",
                "gällande samarbetsavtal",
                "agreements in force",
            ),
            required=Required.SOFT,
        ),
    ),
)

RULES = (
    confirm(
        "kv.opiskelijat.lahteneet",
        f"not(answered(${{op_paaine.*.maara}})) or ${{kv.opiskelijat.lahteneet}} <= ${{op_paaine.{TOTAL}.maara}} + 100",
        Words(
            "Lähteneitä on enemmän kuin opiskelijoita.",
            "De utresande är fler än studerandena.",
            "More are outgoing than there are students.",
        ),
    ),
    why(
        "kv_kumppanit",
        f"${{kv.{TOTAL}.{TOTAL}}} = 0 or ${{kv_kumppanit}} > 0",
        Words(
            "Liikkuvuutta on, mutta ei kumppanioppilaitoksia. Miten se järjestyi?",
            "Det finns mobilitet men inga partnerläroanstalter. Hur ordnades den?",
            "There is mobility but no partner school. How was it arranged?",
        ),
    ),
)
