# ruff: noqa: E501  a text is one line
"""Premises, concerts and performances."""

from portal.demo.yearly.pieces import (
    APART,
    BOTH,
    DAY,
    METRES,
    NUMBER,
    PEOPLE,
    SCOPES,
    TOTAL,
    VOCATIONAL,
    Grid,
    confirm,
    count,
    error,
    per,
    ratio,
    share,
    table,
)
from surveys.questionnaire import Required, Section, Words

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

SECTION = Section(
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
            Words("Huoneistoalasta vuokrattua", "Hyrd lägenhetsyta", "Of the floor area, rented"),
            DAY,
            METRES,
            Words("vuokrasopimukset", "hyresavtalen", "the leases"),
            about=BOTH,
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
                "Omassa käytössä olevat esitystilat",
                "Egna konsert- och scenrum",
                "Performance spaces of one's own",
            ),
            DAY,
            NUMBER,
            Words(
                "tilaluettelo: tilat, joissa on yleisöpaikkoja",
                "lokalförteckningen: lokaler med publikplatser",
                "the list of premises: spaces with seats for an audience",
            ),
            required=Required.SOFT,
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

RULES = (
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
