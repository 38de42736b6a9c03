# ruff: noqa: E501  a text is one line
"""Basic education in the arts, cooperation, responsibility and outlook."""

from portal.demo.yearly.pieces import (
    PUPILS,
    TOTAL,
    Grid,
    choose,
    ratio,
    share,
    table,
    write,
)
from surveys.questionnaire import Kind, Section, Words

TPO = " or ".join(
    f"selected(${{ol_koulutus}}, '{code}')" for code in ("tpo_musiikki", "tpo_tanssi", "varhais")
)

SECTION = Section(
    "jatkumo",
    Words(
        "Jatkumo ja näkymät",
        "Kontinuum och utsikter",
        "Continuum and outlook",
    ),
    (
        table(
            "tpo",
            Words(
                "Taiteen perusopetuksen oppilaat 20.9.",
                "Elever i grundläggande konstundervisning 20.9",
                "Pupils in basic education in the arts on 20 September",
            ),
            Grid(
                {
                    "mus_laaja": Words(
                        "Musiikki, laaja oppimäärä",
                        "Musik, fördjupad lärokurs",
                        "Music, extended syllabus",
                    ),
                    "mus_yleinen": Words(
                        "Musiikki, yleinen oppimäärä",
                        "Musik, allmän lärokurs",
                        "Music, general syllabus",
                    ),
                    "tan_laaja": Words(
                        "Tanssi, laaja oppimäärä",
                        "Dans, fördjupad lärokurs",
                        "Dance, extended syllabus",
                    ),
                    "tan_yleinen": Words(
                        "Tanssi, yleinen oppimäärä",
                        "Dans, allmän lärokurs",
                        "Dance, general syllabus",
                    ),
                    "varhais": Words(
                        "Varhaisiän musiikki ja tanssi",
                        "Musik och dans i tidig ålder",
                        "Early childhood music and dance",
                    ),
                },
                {"maara": Words("Oppilaita", "Elever", "Pupils")},
            ),
            PUPILS,
            Words(
                "oppilashallinto: ilmoittautuneet oppimäärittäin 20.9.",
                "elevförvaltningen: anmälda enligt lärokurs 20.9",
                "the pupil register: enrolled by syllabus on 20 September",
            ),
            relevant=TPO,
        ),
        ratio(
            "tpo_laaja",
            Words(
                "Musiikin laajan oppimäärän osuus oppilaista",
                "Andel elever i musikens fördjupade lärokurs",
                "Share of pupils in the extended syllabus of music",
            ),
            share("tpo.mus_laaja.maara", f"tpo.{TOTAL}.maara"),
            relevant=TPO,
        ),
        ratio(
            "tpo_varhais",
            Words(
                "Varhaisiän osuus oppilaista",
                "Andel elever i tidig ålder",
                "Share of early childhood pupils",
            ),
            share("tpo.varhais.maara", f"tpo.{TOTAL}.maara"),
            relevant=TPO,
        ),
        choose(
            "jat_yhteistyo",
            Words(
                "Säännöllinen yhteistyö, edellinen lukuvuosi 1.8.–31.7.",
                "Regelbundet samarbete, föregående läsår 1.8–31.7",
                "Regular cooperation, previous school year 1 August – 31 July",
            ),
            "asteet",
        ),
        write(
            "jat_kuvaus",
            Words(
                "Kuvaa yhteistyötä yhdellä tai kahdella virkkeellä.",
                "Beskriv samarbetet med en eller två meningar.",
                "Describe the cooperation in a sentence or two.",
            ),
            relevant="count-selected(${jat_yhteistyo}) > 0",
        ),
        choose(
            "kes_ohjelma",
            Words(
                "Onko oppilaitoksella kestävän kehityksen ohjelma tai sertifikaatti 20.9.?",
                "Har läroanstalten ett program eller certifikat för hållbar utveckling 20.9?",
                "Has the school a programme or certificate of sustainable development on 20 September?",
            ),
            "ohjelma",
            kind=Kind.CHOICE,
        ),
        write(
            "kes_nimi",
            Words(
                "Ohjelman tai sertifikaatin nimi",
                "Programmets eller certifikatets namn",
                "Name of the programme or certificate",
            ),
            relevant="${kes_ohjelma} = 'on'",
            kind=Kind.TEXT,
        ),
        choose(
            "kes_teot",
            Words(
                "Kestävän kehityksen teot, edellinen kalenterivuosi",
                "Handlingar för hållbar utveckling, föregående kalenderår",
                "Acts of sustainable development, previous calendar year",
            ),
            "teot",
        ),
        choose(
            "hyv_toimet",
            Words(
                "Hyvinvoinnin ja saavutettavuuden toimet, edellinen kalenterivuosi",
                "Åtgärder för välbefinnande och tillgänglighet, föregående kalenderår",
                "Measures for wellbeing and accessibility, previous calendar year",
            ),
            "toimet",
        ),
        write(
            "nak_huolet",
            Words(
                "Mitkä kolme asiaa huolettavat teitä eniten?",
                "Vilka tre saker oroar er mest?",
                "Which three things worry you most?",
            ),
            Words(
                "Vain liiton toimisto lukee.",
                "Läses bara av förbundets kansli.",
                "Read only by the federation's office.",
            ),
        ),
        write(
            "nak_toiveet",
            Words(
                "Mitä kolmea asiaa toivotte liitolta?",
                "Vilka tre saker önskar ni av förbundet?",
                "Which three things do you wish of the federation?",
            ),
            Words(
                "Vain liiton toimisto lukee.",
                "Läses bara av förbundets kansli.",
                "Read only by the federation's office.",
            ),
        ),
    ),
    intro=Words(
        "Talousluvut kysytään erikseen 15.4.–31.5., kun tilinpäätös on valmis.",
        "Ekonomiuppgifterna frågas separat 15.4–31.5, när bokslutet är klart.",
        "Money is asked separately from 15 April to 31 May, when the accounts are done.",
    ),
)
