# ruff: noqa: E501  a text is one line
"""Who works in the school."""

from portal.demo.yearly.pieces import (
    APART,
    BOTH,
    DAY,
    FTE,
    HOURS,
    NUMBER,
    PEOPLE,
    SCOPES,
    STUDENTS,
    TOTAL,
    VOCATIONAL,
    Grid,
    choose,
    confirm,
    count,
    error,
    per,
    ratio,
    share,
    table,
)
from surveys.questionnaire import Required, Section, Words

HOUSE_ONLY = frozenset((row, scope) for row in ("hallinto", "tuki") for scope in ("amm", "tpo"))
TEACHERS = f"opettajat.{TOTAL}.{TOTAL}"

SECTION = Section(
    "henkilosto",
    Words("Henkilöstö", "Personal", "Staff"),
    (
        table(
            "htv",
            Words(
                "Henkilötyövuodet, edellinen kalenterivuosi",
                "Årsverken, föregående kalenderår",
                "Full-time equivalents, previous calendar year",
            ),
            Grid(
                {
                    "opetus": Words("Opetus", "Undervisning", "Teaching"),
                    "hallinto": Words(
                        "Johto ja hallinto",
                        "Ledning och förvaltning",
                        "Management and administration",
                    ),
                    "tuki": Words(
                        "Tilat, tekniikka ja muu tuki",
                        "Lokaler, teknik och annat stöd",
                        "Premises, technology and other support",
                    ),
                },
                SCOPES,
                grey=HOUSE_ONLY,
            ),
            FTE,
            Words(
                "palkkahallinnon henkilötyövuosiraportti",
                "lönesystemets rapport över årsverken",
                "the payroll report of full-time equivalents",
            ),
            decimals=1,
            about=APART,
        ),
        ratio(
            "htv_opetus",
            Words(
                "Opetuksen osuus henkilötyövuosista",
                "Undervisningens andel av årsverkena",
                "Share of teaching of the full-time equivalents",
            ),
            share(f"htv.opetus.{TOTAL}", f"htv.{TOTAL}.{TOTAL}"),
        ),
        ratio(
            "htv_tunnit",
            Words(
                "Opetustunteja opetuksen henkilötyövuotta kohti",
                "Undervisningstimmar per årsverke i undervisning",
                "Lessons per teaching full-time equivalent",
            ),
            per(f"tunnit.{TOTAL}.{TOTAL}", f"htv.opetus.{TOTAL}"),
            HOURS,
        ),
        table(
            "opettajat",
            Words("Opettajat 20.9.", "Lärare 20.9", "Teachers on 20 September"),
            Grid(
                {
                    "paatoimi": Words("Päätoimiset", "I huvudsyssla", "Full-time"),
                    "sivutoimi": Words(
                        "Sivutoimiset ja tuntiopettajat",
                        "I bisyssla och timlärare",
                        "Part-time and hourly",
                    ),
                },
                SCOPES,
            ),
            PEOPLE,
            Words(
                "palkkahallinto: voimassa olevat palvelussuhteet 20.9.",
                "löneförvaltningen: gällande anställningar 20.9",
                "payroll: employments in force on 20 September",
            ),
            about=Words(
                "Laske jokainen opettaja kerran. Sekä ammatillisessa että TPO:ssa opettava kuuluu sarakkeeseen Yhteinen.",
                "Räkna varje lärare en gång. Den som undervisar i både yrkesutbildning och GKU hör till kolumnen Gemensamt.",
                "Count each teacher once. Who teaches in both vocational education and basic arts belongs under Shared.",
            ),
        ),
        ratio(
            "opettajat_sivutoimi",
            Words(
                "Sivutoimisten osuus opettajista",
                "Andel lärare i bisyssla",
                "Share of part-time teachers",
            ),
            share(f"opettajat.sivutoimi.{TOTAL}", TEACHERS),
        ),
        ratio(
            "op_htv",
            Words(
                "Ammatillisia opiskelijoita opettajan henkilötyövuotta kohti",
                "Yrkesstuderande per lärarårsverke",
                "Vocational students per teaching full-time equivalent",
            ),
            per(f"op_paaine.{TOTAL}.maara", "htv.opetus.amm"),
            STUDENTS,
            relevant=VOCATIONAL,
        ),
        count(
            "hlo_kelpoiset",
            Words(
                "Muodollisesti kelpoiset opettajat",
                "Formellt behöriga lärare",
                "Formally qualified teachers",
            ),
            DAY,
            PEOPLE,
            Words(
                "henkilöstöhallinto: kelpoisuustiedot",
                "personalförvaltningen: behörighetsuppgifter",
                "the staff register: qualifications",
            ),
            about=BOTH,
        ),
        ratio(
            "hlo_kelpoiset_osuus",
            Words("Kelpoisten osuus", "Andel behöriga", "Share of qualified teachers"),
            share("hlo_kelpoiset", TEACHERS),
        ),
        count(
            "hlo_55",
            Words(
                "55 vuotta täyttäneet opettajat",
                "Lärare som fyllt 55 år",
                "Teachers aged 55 or over",
            ),
            DAY,
            PEOPLE,
            Words(
                "henkilöstöhallinto: ikäraportti",
                "personalförvaltningen: åldersrapport",
                "the staff register: report of ages",
            ),
            about=BOTH,
        ),
        ratio(
            "hlo_55_osuus",
            Words("55 vuotta täyttäneiden osuus", "Andel 55 år fyllda", "Share aged 55 or over"),
            share("hlo_55", TEACHERS),
        ),
        choose(
            "hlo_rekry",
            Words(
                "Opetusalat, joille oli vaikea löytää opettajaa, edellinen lukuvuosi 1.8.–31.7.",
                "Ämnen som det var svårt att hitta lärare i, föregående läsår 1.8–31.7",
                "Subjects for which a teacher was hard to find, previous school year 1 August – 31 July",
            ),
            "ryhmat",
        ),
        count(
            "hlo_avoinna",
            Words(
                "Täyttämättä olevat opettajan tehtävät",
                "Obesatta lärartjänster",
                "Unfilled teaching posts",
            ),
            DAY,
            NUMBER,
            Words(
                "rekrytointijärjestelmä: avoimet tehtävät",
                "rekryteringssystemet: lediga tjänster",
                "the recruitment system: open posts",
            ),
            relevant="count-selected(${hlo_rekry}) > 0",
            about=BOTH,
            required=Required.SOFT,
        ),
    ),
)

RULES = (
    confirm(
        "htv.opetus.kaikki",
        f"${{htv.opetus.{TOTAL}}} <= ${{{TEACHERS}}}",
        Words(
            "Opetuksen henkilötyövuosia on enemmän kuin opettajia.",
            "Undervisningens årsverken är fler än lärarna.",
            "There are more teaching full-time equivalents than teachers.",
        ),
    ),
    confirm(
        "htv.opetus.amm",
        f"${{tunnit.{TOTAL}.{TOTAL}}} <= 1200 * ${{htv.opetus.{TOTAL}}}",
        Words(
            "Opetustunteja on yli 1 200 opetuksen henkilötyövuotta kohti. Ovatko tunnit 45 minuutin tunteja?",
            "Undervisningstimmarna är över 1 200 per årsverke. Är timmarna 45 minuter?",
            "There are over 1,200 lessons for each teaching full-time equivalent. Are they lessons of 45 minutes?",
        ),
    ),
    error(
        "hlo_kelpoiset",
        f"${{hlo_kelpoiset}} <= ${{{TEACHERS}}}",
        Words(
            "Kelpoisia ei voi olla enemmän kuin opettajia.",
            "De behöriga kan inte vara fler än lärarna.",
            "There cannot be more qualified teachers than teachers.",
        ),
    ),
    error(
        "hlo_55",
        f"${{hlo_55}} <= ${{{TEACHERS}}}",
        Words(
            "55 vuotta täyttäneitä ei voi olla enemmän kuin opettajia.",
            "De som fyllt 55 år kan inte vara fler än lärarna.",
            "There cannot be more teachers aged 55 or over than teachers.",
        ),
    ),
)
