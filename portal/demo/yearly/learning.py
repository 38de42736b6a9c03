# ruff: noqa: E501  a text is one line
"""The school, its students and its teaching: the first three sections of the yearly collection."""

from portal.demo.yearly.pieces import (
    APART,
    APPLICANTS,
    HOURS,
    NUMBER,
    SCOPES,
    STUDENTS,
    TOTAL,
    Grid,
    choose,
    confirm,
    count,
    error,
    note,
    per,
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
VOCATIONAL = " or ".join(
    f"selected(${{ol_koulutus}}, '{code}')"
    for code in ("amm_musiikki", "amm_tanssi", "amm_tuotanto")
)

SCHOOL = Section(
    "oppilaitos",
    Words("Oppilaitos", "Läroanstalten", "The school"),
    (
        note(
            "ol_luottamus",
            Words(
                "Oppilaitoksen luvut näkevät oppilaitos itse ja liiton toimisto. Muille kerrotaan vain yhteenvetoja, joista oppilaitosta ei tunnista. Yksittäisistä ihmisistä ei kysytä mitään.",
                "Läroanstaltens siffror ses av läroanstalten själv och förbundets kansli. Andra får bara sammandrag där läroanstalten inte kan kännas igen. Inget frågas om enskilda personer.",
                "A school's figures are seen by the school itself and the federation's office. Others are only told summaries in which no school can be recognised. Nothing is asked about individual people.",
            ),
        ),
        choose(
            "ol_koulutus",
            Words(
                "Koulutus, jota annetaan lukuvuonna 1.8.–31.7.",
                "Utbildning som ges läsåret 1.8–31.7",
                "Education given in the school year 1 August – 31 July",
            ),
            "koulutukset",
            Words(
                "Vastaus ratkaisee, mitä muuta kysytään.",
                "Svaret avgör vad som frågas härnäst.",
                "The answer decides what else is asked.",
            ),
        ),
        choose(
            "ol_kielet",
            Words(
                "Opetuskielet 20.9.",
                "Undervisningsspråk 20.9",
                "Languages of instruction on 20 September",
            ),
            "kielet",
        ),
        count(
            "ol_toimipisteet",
            Words("Toimipisteitä 20.9.", "Verksamhetsställen 20.9", "Sites on 20 September"),
            NUMBER,
            Words(
                "lukujärjestys: tilat, joissa on viikoittaista opetusta",
                "läsordningen: lokaler med undervisning varje vecka",
                "the timetable: premises with weekly teaching",
            ),
        ),
        count(
            "ol_kunnat",
            Words(
                "Kuntia, joissa opetusta annetaan, 20.9.",
                "Kommuner där undervisning ges 20.9",
                "Municipalities in which teaching is given on 20 September",
            ),
            NUMBER,
            Words(
                "toimipisteiden osoitteet ja sopimukset kuntien kanssa",
                "verksamhetsställenas adresser och avtalen med kommunerna",
                "the addresses of the sites and the agreements with municipalities",
            ),
        ),
    ),
)

STUDENT_BODY = Section(
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
                "Jatkuvassa haussa valittuina aloittaneet edellisenä kalenterivuonna",
                "Började genom kontinuerlig ansökan föregående kalenderår",
                "Started through rolling admission in the previous calendar year",
            ),
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
                "Aloittaneista taiteen perusopetuksesta tulleet, edellinen kalenterivuosi",
                "Av nybörjarna kom från grundläggande konstundervisning, föregående kalenderår",
                "Of those who started, came from basic education in the arts; previous calendar year",
            ),
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
                "Eronneet ilman tutkintoa, edellinen lukuvuosi 1.8.–31.7.",
                "Utskrivna utan examen, föregående läsår 1.8–31.7",
                "Left without a qualification, previous school year 1 August – 31 July",
            ),
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

TEACHING = Section(
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
                    "yksilo": Words("Yksilöopetus", "Enskild undervisning", "Individual tuition"),
                    "ryhma": Words("Ryhmäopetus", "Gruppundervisning", "Class tuition"),
                    "yhtye": Words(
                        "Yhtye- ja orkesteriopetus, tanssin tuotannot",
                        "Ensemble- och orkesterundervisning, dansproduktioner",
                        "Ensembles, orchestras and dance productions",
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
                "Tunneista etäopetusta, ammatillinen ja TPO yhdessä, edellinen lukuvuosi 1.8.–31.7.",
                "Av timmarna distansundervisning, yrkesutbildning och GKU tillsammans, föregående läsår 1.8–31.7",
                "Of these given online, vocational and basic arts together, previous school year 1 August – 31 July",
            ),
            HOURS,
            Words(
                "lukujärjestys tai työaikakirjanpito: etänä merkityt tunnit",
                "läsordningen eller arbetstidsbokföringen: timmar märkta som distans",
                "the timetable or the record of working hours: lessons marked as online",
            ),
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

SECTIONS = (SCHOOL, STUDENT_BODY, TEACHING)
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
