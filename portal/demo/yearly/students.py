# ruff: noqa: E501  a text is one line
"""Admission and students, asked where vocational education is given."""

from portal.demo.yearly.pieces import (
    APPLICANTS,
    CALENDAR_YEAR,
    SCHOOL_YEAR,
    STUDENTS,
    TOTAL,
    VOCATIONAL,
    Grid,
    confirm,
    count,
    error,
    ratio,
    share,
    table,
    why,
)
from surveys.questionnaire import Section, Words

#: Short on purpose: the cells of a small school do not become persons.
GROUPS = {
    "koskettimet": Words("Kosketinsoittimet", "Klaverinstrument", "Keyboard instruments"),
    "jouset": Words("Jousisoittimet", "Stråkinstrument", "Strings"),
    "puhaltimet": Words("Puhallinsoittimet", "Blåsinstrument", "Wind and brass"),
    "rytmi": Words(
        "Kitara, basso ja lyömäsoittimet", "Gitarr, bas och slagverk", "Guitar, bass and percussion"
    ),
    "laulu": Words("Laulu", "Sång", "Voice"),
    "muu": Words(
        "Musiikkiteknologia ja muut", "Musikteknologi och övriga", "Music technology and others"
    ),
    "tanssi": Words("Tanssi", "Dans", "Dance"),
}

SECTION = Section(
    "opiskelijat",
    Words("Haku ja opiskelijat", "Ansökan och studerande", "Admission and students"),
    (
        table(
            "haku",
            Words(
                "Pääsykokeet edellisenä kalenterivuonna",
                "Inträdesprov föregående kalenderår",
                "Auditions in the previous calendar year",
            ),
            Grid(
                GROUPS,
                {
                    "koe": Words("Kokeeseen osallistuneet", "Deltog i provet", "Took part"),
                    "hyvaksytyt": Words(
                        "Paikan vastaanottaneet", "Tog emot platsen", "Accepted a place"
                    ),
                },
                across=False,
            ),
            APPLICANTS,
            Words(
                "pääsykoeluettelo tai hakujärjestelmän valintaraportti",
                "listan över inträdesproven eller ansökningssystemets antagningsrapport",
                "the list of auditions or the selection report of the application system",
            ),
            about=Words(
                "Yhteishaku ja jatkuva haku yhdessä. Laske hakija kerran, pääaineen mukaan.",
                "Gemensam och kontinuerlig ansökan tillsammans. Räkna varje sökande en gång, enligt huvudämne.",
                "Joint application and rolling admission together. Count each applicant once, by main subject.",
            ),
        ),
        ratio(
            "haku_osuus",
            Words(
                "Paikan sai ja otti vastaan kokeeseen osallistuneista",
                "Fick och tog emot en plats av dem som deltog i provet",
                "Got and accepted a place, of those who took part",
            ),
            share(f"haku.{TOTAL}.hyvaksytyt", f"haku.{TOTAL}.koe"),
        ),
        count(
            "haku_jatkuva",
            Words(
                "Jatkuvassa haussa valittuina aloittaneet",
                "Började genom kontinuerlig ansökan",
                "Started through rolling admission",
            ),
            CALENDAR_YEAR,
            STUDENTS,
            Words(
                "KOSKI tai opintohallinto: opiskeluoikeuden alkamispäivä ja hakutapa",
                "KOSKI eller studieförvaltningen: studierättens första dag och ansökningssätt",
                "KOSKI or the student register: first day of the right to study, and form of application",
            ),
        ),
        count(
            "op_tpo",
            Words(
                "Aloittaneista taiteen perusopetuksesta tulleet",
                "Nybörjare från grundläggande konstundervisning",
                "Of those who started, came from basic education in the arts",
            ),
            CALENDAR_YEAR,
            STUDENTS,
            Words(
                "hakulomake: aiemmat opinnot",
                "ansökningsblanketten: tidigare studier",
                "the application form: earlier studies",
            ),
        ),
        ratio(
            "op_tpo_osuus",
            Words(
                "TPO:sta tulleiden osuus paikan vastaanottaneista",
                "Andel från GKU av dem som tog emot en plats",
                "Share from basic arts of those who accepted a place",
            ),
            share("op_tpo", f"haku.{TOTAL}.hyvaksytyt"),
        ),
        table(
            "op_paaine",
            Words(
                "Ammatillisen koulutuksen opiskelijat pääaineittain 20.9.",
                "Studerande i yrkesutbildning enligt huvudämne 20.9",
                "Vocational students by main subject on 20 September",
            ),
            Grid(
                GROUPS,
                {
                    "maara": Words("Opiskelijoita", "Studerande", "Students"),
                },
            ),
            STUDENTS,
            Words(
                "opintohallinto: läsnä olevat pääaineittain, rajauspäivä 20.9.",
                "studieförvaltningen: närvarande enligt huvudämne, per 20.9",
                "the student register: present students by main subject, as of 20 September",
            ),
            about=Words(
                "Laske jokainen opiskelija kerran. Väliaikaisesti keskeyttäneitä ei lasketa.",
                "Räkna varje studerande en gång. De som tillfälligt avbrutit studierna räknas inte.",
                "Count each student once. Those who have suspended their studies are not counted.",
            ),
        ),
        count(
            "op_erot",
            Words(
                "Eronneet ilman tutkintoa", "Utskrivna utan examen", "Left without a qualification"
            ),
            SCHOOL_YEAR,
            STUDENTS,
            Words(
                "KOSKI: eronneeksi katsotut ja eronneet",
                "KOSKI: utskrivna och de som anses ha avgått",
                "KOSKI: those who left or are held to have left",
            ),
        ),
        ratio(
            "op_ero_osuus",
            Words("Eronneita opiskelijoista", "Utskrivna av studerandena", "Left, of all students"),
            share("op_erot", f"op_paaine.{TOTAL}.maara"),
        ),
    ),
    intro=Words(
        "Vain ammatillinen koulutus. Opiskelijavuodet, tutkinnot ja hakijat tulevat julkisista tilastoista: niitä ei kysytä.",
        "Enbart yrkesutbildning. Studerandeår, examina och sökande fås ur offentlig statistik: de frågas inte.",
        "Vocational education only. Student-years, qualifications and applicants come from public statistics: they are not asked.",
    ),
    relevant=VOCATIONAL,
)

RULES = (
    *(
        error(
            f"haku.{code}.hyvaksytyt",
            f"${{haku.{code}.hyvaksytyt}} <= ${{haku.{code}.koe}}",
            Words(
                "Paikan vastaanottaneita ei voi olla enemmän kuin kokeeseen osallistuneita.",
                "De som tog emot en plats kan inte vara fler än de som deltog i provet.",
                "There cannot be more who accepted a place than took part.",
            ),
        )
        for code in GROUPS
    ),
    confirm(
        "op_tpo",
        f"${{op_tpo}} <= ${{haku.{TOTAL}.hyvaksytyt}} + ${{haku_jatkuva}}",
        Words(
            "TPO:sta tulleita on enemmän kuin aloittaneita.",
            "De som kom från GKU är fler än nybörjarna.",
            "More came from basic arts than started.",
        ),
    ),
    why(
        "op_erot",
        f"${{op_erot}} <= 5 or ${{op_erot}} <= 0.2 * ${{op_paaine.{TOTAL}.maara}}",
        Words(
            "Yli viidennes opiskelijoista on eronnut. Mistä se johtuu?",
            "Över en femtedel av studerandena har skrivits ut. Vad beror det på?",
            "More than a fifth of the students have left. What is the reason?",
        ),
    ),
)
