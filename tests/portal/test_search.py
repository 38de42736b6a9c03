"""Search across all that one may see: who finds what, by which words, and what never harms."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from members.models import Affiliation, Organisation, User
from portal.lib.search import Asked
from portal.search import marked
from strategy.models import Goal
from tests.communications.writing import make_news
from tests.conftest import signed_in
from tests.factories import (
    make_affiliation,
    make_measure,
    make_member,
    make_organisation,
    make_strategy,
    make_user,
)
from tests.indicators.factories import make_element, make_indicator
from tests.reports.factories import make_report
from tests.surveys.factories import make_response, make_snapshot


def found(client: Client, q: str, **asked: str) -> list[str]:
    answer = client.get("/search/", {"q": q} | asked)
    assert answer.status_code == 200
    page = answer.context["found"].page if answer.context["found"] else ()
    return ["".join(words for words, _hit in find.title) for find in page]


# --- what is found -----------------------------------------------------------------------


def test_an_institution_is_found_by_names_of_today_and_of_before(
    as_ritva: Client, granholmen: Organisation
) -> None:
    granholmen.former_names.create(name_fi="Rantatien musiikkikoulu", until_on="2020-01-01")
    Organisation.objects.filter(pk=granholmen.pk).update(municipality="Äyskäri")
    name = "Granholmin musiikkiopisto"

    assert {
        "inflected": found(as_ritva, "musiikkiopiston"),
        "beginning": found(as_ritva, "GRANH"),
        "Swedish, inflected": found(as_ritva, "musikinstitut"),
        "former": found(as_ritva, "rantatien"),
        "former and today's": found(as_ritva, "rantatien granholmin"),
        "municipality": found(as_ritva, "äyskäri"),
        "both words must be there": found(as_ritva, "granholmin konservatorio"),
        "nothing": found(as_ritva, "trumpetti"),
    } == {
        "inflected": [name],
        "beginning": [name],
        "Swedish, inflected": [name],
        "former": [name],
        "former and today's": [name],
        "municipality": [name],
        "both words must be there": [],
        "nothing": [],
    }


def test_the_strategy_is_found_in_three_languages_and_by_number(as_ritva: Client) -> None:
    make_measure("1.1.1", text_fi="Soitetaan yhdessä.", text_sv="Vi spelar i orkestrar.")
    make_measure("1.1.2", text_fi="Opettajat oppivat.", text_en="Teachers are learning.")
    Goal.objects.update(aim_fi="Kuulumme kaikkialla.")

    assert {
        "Finnish": found(as_ritva, "opettajien"),
        "Swedish": found(as_ritva, "orkestrarna", kind="measures"),
        "English": found(as_ritva, "learn"),
        "aim": found(as_ritva, "kuuluu kaikkialla"),
        "number": found(as_ritva, "1.1.2"),
    } == {
        "Finnish": ["1.1.2 Opettajat oppivat."],
        "Swedish": ["1.1.1 Soitetaan yhdessä."],
        "English": ["1.1.2 Opettajat oppivat."],
        "aim": ["1 Tavoite 1"],
        "number": ["1.1.2 Opettajat oppivat."],
    }


def test_news_is_found_by_whom_it_is_for(as_ritva: Client, db: None) -> None:
    as_nobody = signed_in(make_user())
    make_news(
        title_fi="Soittimia lainataan", body_fi="Ensin näin.\n\n**Soittimet** ovat varastossa."
    )
    make_news(title_fi="Soittimia tulee", audience="members")
    make_news(title_fi="Soittimia ei vielä ole", publish_at=None)
    page = as_nobody.get("/search/", {"q": "soittimet"}).content.decode()

    assert sorted(found(as_ritva, "soittimet")) == ["Soittimia lainataan", "Soittimia tulee"]
    assert found(as_nobody, "soittimet") == ["Soittimia lainataan"]
    assert "<mark>Soittimet</mark> ovat varastossa." in page and "Ensin" not in page


def test_only_the_strategy_in_force_is_searched(as_ritva: Client) -> None:
    make_strategy(code="2022-2025", from_on="2022-01-01", until_on="2026-01-01")
    make_measure(text_fi="Soitetaan ennen.")
    assert found(as_ritva, "soitetaan") == ["1.1.1 Soitetaan ennen."]
    make_strategy()
    make_measure(text_fi="Soitetaan nyt.")

    assert found(as_ritva, "soitetaan") == ["1.1.1 Soitetaan nyt."]


def test_a_round_is_found_by_its_name_and_by_what_it_asks(
    as_ritva: Client, as_sten: Client, as_outi: Client, koivuranta: Organisation
) -> None:
    response = make_response(koivuranta)
    other = response.round.responses.exclude(pk=response.pk).get()
    name, question = str(response.round), "opiskelijoita"
    page = as_ritva.get("/search/", {"q": question}).content.decode()
    links = {
        person: client.get("/search/", {"q": question}).content.decode().count(f'href="{url}"')
        for person, client, url in (
            ("ritva", as_ritva, f"/collections/responses/{response.pk}/"),
            ("outi", as_outi, f"/collections/rounds/{response.round_id}/"),
            ("sten", as_sten, f"/collections/responses/{other.pk}/"),
        )
    }

    assert found(as_ritva, question) == found(as_outi, question) == [name]
    assert found(as_ritva, response.round.collection.name_fi) == [name]
    assert "<mark>Opiskelijat</mark>: <mark>Opiskelijat</mark>" in page
    assert links == {"ritva": 1, "outi": 1, "sten": 1}


def test_a_round_in_which_ones_school_does_not_answer_is_not_found(
    ritva: User, sten: User, koivuranta: Organisation, granholmen: Organisation
) -> None:
    make_response(koivuranta).round.responses.filter(organisation=granholmen).delete()
    teacher = make_affiliation(organisation=koivuranta).user

    told = {str(each): found(signed_in(each), "vuosikeruu") for each in (ritva, sten, teacher)}

    assert told == {"Ritva Respo": ["Vuosikeruu 2026"], "Sten Strand": [], str(teacher): []}


def test_figures_are_found_by_who_reads_figures(as_ritva: Client, db: None) -> None:
    make_indicator(name_fi="Hakijoita paikkaa kohti", meaning_fi="Vetovoima kertoo kysynnästä.")
    make_element("op", name_fi="Opiskelijat yhteensä", topic_fi="Opiskelijamäärä")
    make_element("salaisuus", name_fi="Opiskelijoiden palkat", sensitivity="office")
    partner = make_affiliation(organisation=make_organisation(kind="partner")).user

    assert {
        "indicator": found(as_ritva, "hakija"),
        "meaning": found(as_ritva, "vetovoiman"),
        "element": found(as_ritva, "opiskelija"),
        "partner": found(signed_in(partner), "opiskelija"),
    } == {
        "indicator": ["Hakijoita paikkaa kohti"],
        "meaning": ["Hakijoita paikkaa kohti"],
        "element": ["Opiskelijat yhteensä"],
        "partner": [],
    }


def test_a_report_is_found_by_whom_it_is_readable(
    as_ritva: Client, as_sten: Client, as_outi: Client, koivuranta: Organisation
) -> None:
    report = make_report(make_snapshot(make_response(koivuranta)))
    report.finish(b"%PDF")

    assert {
        name: found(client, "koivurannan", kind="reports")
        for name, client in (("ritva", as_ritva), ("sten", as_sten), ("outi", as_outi))
    } == {"ritva": [str(report)], "sten": [], "outi": [str(report)]}


def test_best_come_first_and_one_kind_can_be_chosen(
    as_ritva: Client, koivuranta: Organisation
) -> None:
    measure = "1.1.1 Kaikki konservatoriot soittavat."
    make_measure(text_fi="Kaikki konservatoriot soittavat.")
    everything = [str(koivuranta), "Ritva Respo", measure]

    assert found(as_ritva, "konservatorio") == everything
    assert found(as_ritva, "konservatorio", kind="measures") == [measure]
    assert found(as_ritva, "konservatorio", kind="nonsense") == everything


# --- people: only through what they show ---------------------------------------------------


@pytest.fixture
def elli(granholmen: Organisation) -> User:
    user = make_user(name="Elli Ekman", email="elli@kanava.example.org", phone="+358 40 765 4321")
    make_affiliation("training", user=user, organisation=granholmen, title="kielimestari")
    return user


HITS = {"title": "kielimestari", "email": "elli@kanava.example.org", "phone": "765"}


@pytest.mark.parametrize("field", HITS)
@pytest.mark.parametrize("mark", ["own", "members"])
def test_a_hidden_field_finds_nobody(
    elli: User, as_ritva: Client, as_sten: Client, as_outi: Client, field: str, mark: str
) -> None:
    fields = {f"{each}_visibility": "own" for each in HITS} | {f"{field}_visibility": mark}
    User.objects.filter(pk=elli.pk).update(**fields)

    told = {
        name: found(client, HITS[field])
        for name, client in (("ritva", as_ritva), ("sten", as_sten), ("outi", as_outi))
    }
    pages = as_ritva.get("/search/", {"q": "Elli"}).content.decode()

    seen = ["Elli Ekman"]
    assert told == {"ritva": seen if mark == "members" else [], "sten": seen, "outi": seen}
    assert ("kielimestari" in pages) is (field == "title" and mark == "members")
    assert "765" not in pages


def test_a_hidden_place_is_found_by_nobody_outside(
    elli: User, as_ritva: Client, as_sten: Client
) -> None:
    elli.affiliations.update(visibility=Affiliation.Visibility.OWN)

    assert found(as_ritva, "Ekman") == []
    assert found(as_sten, "ekm") == ["Elli Ekman"]


def test_the_stranger_finds_neither_members_nor_their_people(elli: User, db: None) -> None:
    partner = make_organisation(kind="partner", name_fi="Kustantamo Kaiku")
    as_partner = signed_in(make_affiliation(organisation=partner).user)

    assert found(as_partner, "granholmin") == found(as_partner, "Ekman") == []
    assert found(as_partner, "kustantamo") == ["Kustantamo Kaiku"]
    assert Client().get("/search/?q=granholmin")["Location"].startswith("/account/login/")


# --- marks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, q, expected",
    [
        ("Koivurannan konservatorio", "konservatoriot", [("konservatorio", True)]),
        ("Koivurannan konservatorio", "koiv", [("Koivurannan", True)]),
        ("Opettajat oppivat ja opettajat", "opettaja", [("Opettajat", True), ("opettajat", True)]),
        ("Ei mitään", "soitto", []),
        ("<script>soitto</script> & \ue000soitto", "soitto", []),
        ("", "soitto", []),
    ],
)
def test_words_are_marked_and_never_changed(
    db: None, text: str, q: str, expected: list[tuple[str, bool]]
) -> None:
    (pieces,) = marked([text], Asked.of(q))

    assert "".join(words for words, _hit in pieces) == text
    assert [piece for piece in pieces if piece[1]] == expected


@given(text=st.text(max_size=60), q=st.text(min_size=1, max_size=20))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_changed_by_its_marks(db: None, text: str, q: str) -> None:
    asked = Asked.of(q)
    texts = [text.replace("\0", "")] if asked.words and "\0" not in q else []

    assert ["".join(words for words, _hit in each) for each in marked(texts, asked)] == texts


def test_a_name_that_is_a_tag_is_shown_as_words(as_ritva: Client) -> None:
    make_member(name_fi="<img src=x onerror=y> musiikkiopisto")
    page = as_ritva.get("/search/?q=musiikkiopisto").content.decode()

    assert "<img" not in page
    assert "&lt;img src=x onerror=y&gt; " in page


# --- what is typed ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "q",
    [
        *("ja", "the och", "että", "&", "!", "| & !", "koi & !vu", "(((", "'", "\\", "a' | 'b"),
        *(":*", "*", "%", "_", "<->", "🎻", "🎻 kello", "\u202eabc", "\u200b", "a" * 100, "ÅÄÖ"),
        *("1.1.1", "040-123", "a b c d e f g h", "\ue000", "ﷺ", "ß", "İ", "null", "--", ";"),
    ],
)
def test_whatever_is_typed_the_page_answers(as_ritva: Client, q: str) -> None:
    answer = as_ritva.get("/search/", {"q": q})

    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


@given(q=st.text(max_size=100))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_words_break_the_search(as_ritva: Client, q: str) -> None:
    assert as_ritva.get("/search/", {"q": q}).status_code == (400 if "\0" in q else 200)


def test_too_much_is_refused_with_a_sentence(as_ritva: Client) -> None:
    answer = as_ritva.get("/search/", {"q": "a" * 1_000_000})

    assert answer.status_code == 422
    assert "100" in answer.content.decode()
    assert as_ritva.get("/search/", {"q": "koivu\0"}).status_code == 400
    assert (
        as_ritva.get("/search/", {"q": "koivu", "page": "x", "kind": "\U0001f3bb"}).status_code
        == 200
    )


def test_nothing_is_looked_for_without_a_word(as_ritva: Client, koivuranta: Organisation) -> None:
    for q in ("", "   ", "🎻", "&&&"):
        answer = as_ritva.get("/search/", {"q": q})
        assert answer.context["found"] is None


def test_signs_of_the_query_are_only_signs(as_ritva: Client, koivuranta: Organisation) -> None:
    assert found(as_ritva, "koivurannan & !konservatorio", kind="organisations") == [
        str(koivuranta)
    ]
    assert found(as_ritva, "koivurannan' | 'musiikkiopisto") == []


# --- pages and queries -----------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_three_are_found_with_as_many_queries_as_one(
    ritva: User, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(n):
        school = make_member(name_fi=f"Soitannon talo {number}")
        make_affiliation("survey", organisation=school, user=make_user(name=f"Soitannon {number}"))
        make_measure(f"1.1.{number + 1}", text_fi="Soitannon ilo.")
        make_element(f"e{number}", name_fi=f"Soitannon tunnit {number}")
        make_indicator(f"i{number}", name_fi=f"Soitannon osuus {number}")
        make_news(title_fi=f"Soitannon uutinen {number}")
    as_ritva = signed_in(ritva)

    with django_assert_num_queries(13):
        titles = found(as_ritva, "soitannon", page="1")

    assert len(titles) == 6 * n


def test_finds_are_paged(as_ritva: Client) -> None:
    names = [make_member(name_fi=f"Soitannon talo {number:02}").name_fi for number in range(23)]

    first, second = (found(as_ritva, "soitannon", page=page) for page in ("1", "2"))

    assert (len(first), len(second)) == (20, 3)
    assert sorted(first + second) == names


def test_the_box_is_in_the_header_of_those_who_have_come_in(as_ritva: Client) -> None:
    box = '<form class="search" role="search" action="/search/"'

    assert box in as_ritva.get("/members/").content.decode()
    assert box not in Client().get("/account/login/").content.decode()
