"""What may be chosen in the yearly collection."""

from portal.demo.yearly.students import GROUPS
from surveys.questionnaire import Choice, Words

_TEXTS = {
    "koulutukset": {
        "amm_musiikki": Words(
            "Musiikkialan perustutkinto", "Grundexamen i musik", "Vocational Qualification in Music"
        ),
        "amm_tanssi": Words(
            "Tanssialan perustutkinto", "Grundexamen i dans", "Vocational Qualification in Dance"
        ),
        "amm_tuotanto": Words(
            "Musiikkituotannon ammattitutkinto",
            "Yrkesexamen i musikproduktion",
            "Further Vocational Qualification for Music Producers",
        ),
        "tpo_musiikki": Words(
            "Taiteen perusopetus, musiikki",
            "Grundläggande konstundervisning, musik",
            "Basic education in the arts, music",
        ),
        "tpo_tanssi": Words(
            "Taiteen perusopetus, tanssi",
            "Grundläggande konstundervisning, dans",
            "Basic education in the arts, dance",
        ),
        "varhais": Words(
            "Varhaisiän musiikki tai tanssi",
            "Musik eller dans i tidig ålder",
            "Early childhood music or dance",
        ),
    },
    "kielet": {
        "fi": Words("suomi", "finska", "Finnish"),
        "sv": Words("ruotsi", "svenska", "Swedish"),
        "en": Words("englanti", "engelska", "English"),
        "se": Words("saame", "samiska", "Sámi"),
        "muu": Words("muu", "annat", "other"),
    },
    "ryhmat": GROUPS
    | {
        "perusteet": Words("Musiikin perusteet", "Musikens grunder", "Theory of music"),
        "ei": Words("Ei mikään", "Inget", "None"),
    },
    "asteet": {
        "varhaiskasvatus": Words(
            "Varhaiskasvatus", "Småbarnspedagogik", "Early childhood education"
        ),
        "perusopetus": Words("Perusopetus", "Grundläggande utbildning", "Basic education"),
        "lukio": Words("Lukiot", "Gymnasier", "General upper secondary schools"),
        "korkea": Words("Korkeakoulut", "Högskolor", "Higher education"),
        "vapaa": Words("Vapaa sivistystyö", "Fritt bildningsarbete", "Liberal adult education"),
    },
    "ohjelma": {
        "on": Words("On", "Ja", "Yes"),
        "tekeilla": Words("Tekeillä", "Under arbete", "Being made"),
        "ei": Words("Ei", "Nej", "No"),
    },
    "teot": {
        "matkat": Words("Matkojen vähentäminen", "Mindre resande", "Less travel"),
        "energia": Words("Energian säästö", "Energisparande", "Saving energy"),
        "kierratys": Words(
            "Soittimien ja pukujen kierrätys",
            "Återbruk av instrument och dräkter",
            "Reuse of instruments and costumes",
        ),
        "ohjelmisto": Words("Aihe ohjelmistossa", "Tema i repertoaren", "Theme of the repertoire"),
    },
    "toimet": {
        "suunnitelma": Words(
            "Yhdenvertaisuussuunnitelma päivitetty",
            "Likabehandlingsplanen uppdaterad",
            "Equality plan brought up to date",
        ),
        "esteet": Words("Esteettömyys tiloissa", "Tillgängliga lokaler", "Accessible premises"),
        "kuulo": Words("Kuulon suojelu", "Hörselskydd", "Protection of hearing"),
        "jannitys": Words(
            "Esiintymisjännityksen tuki", "Stöd vid rampfeber", "Support for stage fright"
        ),
        "maksut": Words("Vapaaoppilaspaikat", "Friplatser", "Free places"),
    },
}
LISTS = {
    name: tuple(Choice(code, label) for code, label in choices.items())
    for name, choices in _TEXTS.items()
}
