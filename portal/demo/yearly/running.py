# ruff: noqa: E501  a text is one line
"""People, rooms and concerts: the fourth and fifth sections of the yearly collection."""

from portal.demo.yearly.learning import VOCATIONAL
from portal.demo.yearly.pieces import (
    APART,
    FTE,
    HOURS,
    METRES,
    NUMBER,
    PEOPLE,
    SCOPES,
    STUDENTS,
    TOTAL,
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
from surveys.questionnaire import Section, Words

HOUSE_ONLY = frozenset((row, scope) for row in ("hallinto", "tuki") for scope in ("amm", "tpo"))
TEACHERS = f"opettajat.{TOTAL}.{TOTAL}"

STAFF = Section(
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
                "Opettajista muodollisesti kelpoisia, ammatillinen ja TPO yhdessä, 20.9.",
                "Av lärarna formellt behöriga, yrkesutbildning och GKU tillsammans, 20.9",
                "Of the teachers formally qualified, vocational and basic arts together, on 20 September",
            ),
            PEOPLE,
            Words(
                "henkilöstöhallinto: kelpoisuustiedot",
                "personalförvaltningen: behörighetsuppgifter",
                "the staff register: qualifications",
            ),
        ),
        ratio(
            "hlo_kelpoiset_osuus",
            Words("Kelpoisten osuus", "Andel behöriga", "Share of qualified teachers"),
            share("hlo_kelpoiset", TEACHERS),
        ),
        count(
            "hlo_55",
            Words(
                "Opettajista 55 vuotta täyttäneitä, ammatillinen ja TPO yhdessä, 20.9.",
                "Av lärarna 55 år fyllda, yrkesutbildning och GKU tillsammans, 20.9",
                "Of the teachers aged 55 or over, vocational and basic arts together, on 20 September",
            ),
            PEOPLE,
            Words(
                "henkilöstöhallinto: ikäraportti",
                "personalförvaltningen: åldersrapport",
                "the staff register: report of ages",
            ),
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
                "Täyttämättä jääneitä opettajan tehtäviä 20.9.",
                "Obesatta lärartjänster 20.9",
                "Unfilled teaching posts on 20 September",
            ),
            NUMBER,
            Words(
                "rekrytointijärjestelmä: avoimet tehtävät",
                "rekryteringssystemet: lediga tjänster",
                "the recruitment system: open posts",
            ),
            relevant="count-selected(${hlo_rekry}) > 0",
        ),
    ),
)

KINDS_OF_EVENTS = {
    "oma": Words(
        "Omat konsertit ja esitykset",
        "Egna konserter och föreställningar",
        "Own concerts and performances",
    ),
    "tilaus": Words("Tilausesitykset", "Beställda framträdanden", "Commissioned performances"),
    "koululais": Words(
        "Koululais- ja päiväkotikonsertit",
        "Konserter för skolor och daghem",
        "Concerts for schools and day care",
    ),
    "striimi": Words("Suoratoistetut", "Strömmade", "Streamed"),
}

ROOMS_AND_CONCERTS = Section(
    "tilat",
    Words("Tilat ja esitykset", "Lokaler och konserter", "Premises and concerts"),
    (
        table(
            "tila",
            Words("Huoneistoala 20.9.", "Lägenhetsyta 20.9", "Floor area on 20 September"),
            Grid(
                {
                    "ala": Words(
                        "Oma ja vuokrattu yhteensä",
                        "Egen och hyrd totalt",
                        "Own and rented together",
                    ),
                },
                SCOPES,
            ),
            METRES,
            Words(
                "vuokrasopimukset tai kiinteistöhallinnon tilaluettelo",
                "hyresavtalen eller fastighetsförvaltningens förteckning",
                "the leases or the property register",
            ),
            about=APART,
        ),
        count(
            "tila_vuokra",
            Words(
                "Huoneistoalasta vuokrattua, ammatillinen ja TPO yhdessä, 20.9.",
                "Av lägenhetsytan hyrd, yrkesutbildning och GKU tillsammans, 20.9",
                "Of the floor area rented, vocational and basic arts together, on 20 September",
            ),
            METRES,
            Words("vuokrasopimukset", "hyresavtalen", "the leases"),
        ),
        ratio(
            "tila_vuokra_osuus",
            Words("Vuokratun osuus", "Andel hyrd yta", "Share of rented area"),
            share("tila_vuokra", f"tila.ala.{TOTAL}"),
        ),
        ratio(
            "tila_op",
            Words(
                "Ammatillisen koulutuksen alaa opiskelijaa kohti",
                "Yta för yrkesutbildning per studerande",
                "Vocational floor area per student",
            ),
            per("tila.ala.amm", f"op_paaine.{TOTAL}.maara"),
            METRES,
            relevant=VOCATIONAL,
        ),
        count(
            "tila_salit",
            Words(
                "Omassa käytössä olevia esitystiloja 20.9.",
                "Egna konsert- och scenrum 20.9",
                "Performance spaces of one's own on 20 September",
            ),
            NUMBER,
            Words(
                "tilaluettelo: tilat, joissa on yleisöpaikkoja",
                "lokalförteckningen: lokaler med publikplatser",
                "the list of premises: spaces with seats for an audience",
            ),
        ),
        table(
            "esitykset",
            Words(
                "Konsertit ja esitykset, edellinen kalenterivuosi",
                "Konserter och föreställningar, föregående kalenderår",
                "Concerts and performances, previous calendar year",
            ),
            Grid(
                KINDS_OF_EVENTS,
                {
                    "tilaisuudet": Words("Tilaisuuksia", "Tillställningar", "Events"),
                    "yleiso": Words("Yleisöä", "Publik", "Audience"),
                },
                across=False,
            ),
            NUMBER,
            Words(
                "tapahtumakalenteri ja kävijälaskenta",
                "evenemangskalendern och besöksräkningen",
                "the calendar of events and the count of visitors",
            ),
            about=Words(
                "Ammatillinen ja TPO yhdessä. Tilaisuus lasketaan kerran; suoratoistosta luku on katselukerrat.",
                "Yrkesutbildning och GKU tillsammans. En tillställning räknas en gång; för strömning anges visningar.",
                "Vocational and basic arts together. An event is counted once; for streams the figure is views.",
            ),
        ),
        ratio(
            "esitykset_yleiso",
            Words("Yleisöä tilaisuutta kohti", "Publik per tillställning", "Audience per event"),
            per(f"esitykset.{TOTAL}.yleiso", f"esitykset.{TOTAL}.tilaisuudet"),
            PEOPLE,
        ),
        ratio(
            "esitykset_koululais",
            Words(
                "Koululais- ja päiväkotikonserttien osuus tilaisuuksista",
                "Andel konserter för skolor och daghem av tillställningarna",
                "Share of concerts for schools and day care of all events",
            ),
            share("esitykset.koululais.tilaisuudet", f"esitykset.{TOTAL}.tilaisuudet"),
        ),
    ),
)

SECTIONS = (STAFF, ROOMS_AND_CONCERTS)
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
    error(
        "tila_vuokra",
        f"${{tila_vuokra}} <= ${{tila.ala.{TOTAL}}}",
        Words(
            "Vuokrattua alaa ei voi olla enemmän kuin koko alaa.",
            "Den hyrda ytan kan inte vara större än hela ytan.",
            "The rented area cannot be larger than the whole area.",
        ),
    ),
    *(
        confirm(
            f"esitykset.{code}.yleiso",
            f"${{esitykset.{code}.tilaisuudet}} = 0 or ${{esitykset.{code}.yleiso}} <= 1500 * ${{esitykset.{code}.tilaisuudet}}",
            Words(
                "Yleisöä on yli 1 500 tilaisuutta kohti.",
                "Publiken är över 1 500 per tillställning.",
                "The audience is over 1,500 for each event.",
            ),
        )
        for code in KINDS_OF_EVENTS
    ),
)
