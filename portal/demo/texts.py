# ruff: noqa: E501  a text is one line
"""What the people of the demonstration write in their answers, in the language of their school."""

TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "fi": {
        "cooperation": (
            "Lukion kanssa yhteinen orkesteri ja kaksi kurssia vuodessa. Alakouluilla käymme soittimia esittelemässä.",
            "Päiväkodeissa on muskari viikoittain. Korkeakoulun opiskelijat harjoittelevat meillä opettamista.",
            "Kuoroa johdetaan kansalaisopiston kanssa vuorovuosin. Lukiolaiset suorittavat meillä musiikin lukiodiplomin.",
        ),
        "programme": ("Vihreä lippu", "Oppilaitoksen kestävyysohjelma", "Ekokompassi"),
        "worries": (
            "Opettajien saatavuus. Vuokrien nousu. Kunnan säästöt.",
            "Hakijamäärän lasku jousissa. Pitkät välimatkat. Vanhenevat soittimet.",
            "Rahoituksen ennakoimattomuus. Opettajien jaksaminen. Tilojen ahtaus.",
        ),
        "wishes": (
            "Yhteistä rekrytointia, koulutusta esihenkilöille ja valmiita viestejä päättäjille.",
            "Vertailutietoa samankokoisista taloista, rehtorien vertaistukea ja soitinpankkia.",
            "Lausuntopohjia, mentorointia uusille opettajille ja yhteisiä konserttikiertueita.",
        ),
    },
    "sv": {
        "cooperation": (
            "Med gymnasiet har vi en gemensam orkester. I lågstadierna presenterar vi instrumenten varje höst.",
            "Musiklekis ordnas på daghemmen varje vecka. Med medborgarinstitutet delar vi kör och lokaler.",
        ),
        "programme": ("Grön flagg",),
        "worries": (
            "Svårt att hitta lärare på svenska. Stigande hyror. Små elevgrupper i stråk.",
            "Kommunens sparkrav. Långa resor för eleverna. Instrument som åldras.",
        ),
        "wishes": (
            "Material på svenska, gemensam rekrytering och kamratstöd för rektorer.",
            "Jämförelser med skolor av samma storlek, fortbildning på svenska och mallar för utlåtanden.",
        ),
    },
}
