"""The directory of institutions and people: who finds whom, and through what."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from members import directory
from members.models import Affiliation, Organisation, User, Visibility
from tests.conftest import signed_in
from tests.factories import (
    make_affiliation,
    make_association,
    make_member,
    make_organisation,
    make_person,
    make_role,
    make_user,
)

FIELDS = ("title", "email", "phone")


def found(client: Client, **asked: str) -> list[str]:
    response = client.get("/members/people/", asked)
    return [str(row.user) for row in response.context["people"]]


def show_all_to(person: User, mark: str) -> None:
    for field in FIELDS:
        setattr(person, f"{field}_visibility", mark)
    person.save()


@pytest.fixture
def elli(granholmen: Organisation) -> User:
    """At Sten's school, with something to find in every field."""
    user = make_user(name="Elli Ekman", email="elli@kanava.example.org", phone="+358 40 765 4321")
    make_affiliation("training", user=user, organisation=granholmen, title="kielimestari")
    return user


HITS = {"title": "kielimes", "email": "kanava", "phone": "765"}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("mark", Visibility.values)
def test_a_hidden_field_is_neither_shown_nor_searched(
    elli: User, ritva: User, sten: User, outi: User, birgit: User, field: str, mark: str
) -> None:
    show_all_to(elli, "own")
    User.objects.filter(pk=elli.pk).update(**{f"{field}_visibility": mark})
    home = f"/members/{sten.homes[0].organisation_id}/"
    shown = {"title": "kielimestari", "email": "elli@kanava", "phone": "765 4321"}

    told = {}
    for user in (ritva, sten, outi, birgit, elli):
        client = signed_in(user)
        pages = [client.get(url).content.decode() for url in ("/members/people/", home)]
        hit = found(client, q=HITS[field]) == ["Elli Ekman"]
        told[str(user)] = ([shown[field] in page for page in pages], hit)

    yes, no = ([True, True], True), ([False, False], False)
    assert told == {
        "Ritva Respo": no if mark == "own" else yes,
        "Sten Strand": yes,
        "Outi Oras": yes,
        "Birgit Berg": no if mark == "own" else yes,
        "Elli Ekman": yes,
    }


def test_fields_are_shown_as_their_defaults_say(elli: User, as_ritva: Client) -> None:
    html = as_ritva.get("/members/people/").content.decode()

    assert [words in html for words in ("kielimestari", "elli@kanava", "4321")] == [
        True,
        True,
        False,
    ]


def test_a_hidden_place_is_not_found_by_anything(elli: User, as_ritva: Client) -> None:
    elli.affiliations.update(visibility=Affiliation.Visibility.OWN)

    assert found(as_ritva) == ["Ritva Respo"]
    assert found(as_ritva, q="Elli") == []
    assert found(as_ritva, role="training") == []


def test_people_are_found_by_name_place_and_role(
    elli: User, sten: User, as_ritva: Client, granholmen: Organisation
) -> None:
    Organisation.objects.filter(pk=granholmen.pk).update(municipality="Äyskäri")
    everybody = ["Elli Ekman", "Ritva Respo", "Sten Strand"]

    assert {
        "all": found(as_ritva),
        "name": found(as_ritva, q="eLLi"),
        "two words": found(as_ritva, q="  granholmen   ekm "),
        "both words": found(as_ritva, q="elli strand"),
        "municipality in words": found(as_ritva, q="äyskäri"),
        "municipality": found(as_ritva, municipality="Äyskäri"),
        "role": found(as_ritva, role="survey"),
        "role and place": found(as_ritva, role="survey", municipality="Äyskäri"),
        "a sign of the database": found(as_ritva, q="%"),
        "another": found(as_ritva, q="_"),
    } == {
        "all": everybody,
        "name": ["Elli Ekman"],
        "two words": ["Elli Ekman"],
        "both words": [],
        "municipality in words": ["Elli Ekman", "Sten Strand"],
        "municipality": ["Elli Ekman", "Sten Strand"],
        "role": ["Ritva Respo"],
        "role and place": [],
        "a sign of the database": [],
        "another": [],
    }


def test_former_people_and_former_roles_are_not_found(elli: User, as_ritva: Client) -> None:
    [home] = elli.affiliations.all()
    make_role(affiliation=home, role="deputy", until_on="2021-01-01")
    assert found(as_ritva, role="deputy") == []

    elli.affiliations.update(until_on="2021-01-01")
    assert found(as_ritva, q="Elli") == []


def test_whose_account_is_turned_off_is_not_listed(elli: User, as_ritva: Client) -> None:
    User.objects.filter(pk=elli.pk).update(is_active=False)

    assert found(as_ritva, q="Elli") == []


def test_a_partner_reads_no_list_of_people(elli: User) -> None:
    elli.affiliations.update(visibility="public")
    partner = make_person(make_organisation(kind="partner"))

    assert found(signed_in(partner)) == []


def test_people_stand_in_finnish_order(as_ritva: Client, granholmen: Organisation) -> None:
    for name in ("Öljy", "Aarnio", "Zetter", "Åvik", "äijälä"):
        make_person(granholmen, name=name)

    assert found(as_ritva) == ["Aarnio", "Ritva Respo", "Zetter", "Åvik", "äijälä", "Öljy"]


def test_institutions_are_found_by_name_and_municipality(as_ritva: Client) -> None:
    make_member(name_fi="Äänekosken opisto", name_sv="Institutet", municipality="Äänekoski")
    make_organisation(name_fi="Äänekosken vieras", municipality="Äänekoski")

    def names(**asked: str) -> list[str]:
        return [str(row) for row in as_ritva.get("/members/", asked).context["organisations"]]

    everybody = ["Koivurannan konservatorio", "Äänekosken opisto"]
    assert [
        names(),
        names(q="ÄÄNE"),
        names(q="institutet"),
        names(municipality="Äänekoski"),
        names(q="x"),
    ] == [everybody, everybody[1:], everybody[1:], everybody[1:], []]


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("page", ["/members/", "/members/people/"])
def test_a_list_asks_the_database_as_often_for_three_as_for_one(
    as_ritva: Client, n: int, page: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n):
        make_affiliation("training", organisation=make_member(municipality="Kylä"))

    with django_assert_num_queries(9):
        as_ritva.get(page)


def test_pages_hold_fifty_and_keep_what_was_asked(
    as_ritva: Client, granholmen: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "PER_PAGE", 2)
    for number in range(5):
        make_person(granholmen, name=f"Nimi {number}")

    assert found(as_ritva, q="nimi", page="2") == ["Nimi 2", "Nimi 3"]
    assert found(as_ritva, q="nimi", page="999") == found(as_ritva, q="nimi", page="3")
    html = as_ritva.get("/members/people/?q=nimi&page=2").content.decode()
    assert 'href="?q=nimi&amp;page=3"' in html


def test_nobody_takes_the_list_away(as_ritva: Client) -> None:
    for way in ("?format=csv", "?page=all"):
        answer = as_ritva.get(f"/members/people/{way}")
        assert answer["Content-Type"] == "text/html; charset=utf-8"
        assert answer.context["people"].paginator.per_page == 50


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "x" * 101},
        {"q": "a\0b"},
        {"role": "nonsense"},
        {"municipality": "Atlantis"},
        {"municipality": "x" * 100_000},
    ],
)
def test_what_cannot_be_searched_is_told(as_ritva: Client, asked: dict[str, str]) -> None:
    for page in ("/members/", "/members/people/"):
        response = as_ritva.get(page, asked)
        if response.status_code != 200 or "role" not in asked:
            assert response.status_code in {400, 422}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(q=st.text(max_size=100), page=st.text(max_size=5))
def test_any_words_are_searched_or_refused_and_never_break(
    as_ritva: Client, q: str, page: str
) -> None:
    asked: dict[str, Any] = {"q": q, "page": page}

    assert as_ritva.get("/members/people/", asked).status_code in {200, 400, 422}


# --- what each shows of themself -----------------------------------------------------------


def mine(**fields: str) -> dict[str, str]:
    usual = {"name": "Ritva Respo", "phone": "040 123 4567", "title_visibility": "members"}
    return usual | {"email_visibility": "members", "phone_visibility": "own"} | fields


def test_each_chooses_who_sees_what_of_them(ritva: User, as_ritva: Client) -> None:
    [home] = ritva.affiliations.all()
    name = f"home_{home.pk}"

    as_ritva.post("/me/", mine(phone_visibility="public", email_visibility="own", **{name: "own"}))

    ritva.refresh_from_db()
    home.refresh_from_db()
    assert (ritva.phone, ritva.phone_visibility, ritva.email_visibility, home.visibility) == (
        *("040 123 4567", "public", "own", "own"),
    )


def test_nobody_chooses_for_another(ritva: User, as_sten: Client, sten: User) -> None:
    [home] = ritva.affiliations.all()

    as_sten.post("/me/", mine(name="Sten Strand", **{f"home_{home.pk}": "public"}))

    home.refresh_from_db()
    assert home.visibility == "members"


@pytest.mark.parametrize(
    "fields",
    [
        {"phone": "call me"},
        {"phone": "x" * 1_000_000},
        {"phone_visibility": "nonsense"},
        {"name": "Ritva \u202eopseR"},
        {"name": "Rit\u200bva"},
    ],
)
def test_what_cannot_be_is_refused(as_ritva: Client, ritva: User, fields: dict[str, str]) -> None:
    response = as_ritva.post("/me/", mine(**fields))

    assert list(response.context["form"].errors) == list(fields)
    ritva.refresh_from_db()
    assert (ritva.name, ritva.phone, ritva.phone_visibility) == ("Ritva Respo", "", "own")


@pytest.mark.parametrize("chosen, stays", [("own", "own"), ("public", "members")])
def test_the_office_shows_less_of_a_person_and_never_more(
    as_outi: Client, ritva: User, chosen: str, stays: str
) -> None:
    [home] = ritva.affiliations.all()

    as_outi.post(
        f"/office/members/affiliation/{home.pk}/change/",
        {
            "visibility": chosen,
            "from_on": "1.1.2020",
            "roles-TOTAL_FORMS": 0,
            "roles-INITIAL_FORMS": 0,
        },
    )

    home.refresh_from_db()
    assert home.visibility == stays


def test_the_associations_people_are_listed_too(as_ritva: Client) -> None:
    make_affiliation("office", organisation=make_association(), user=make_user(name="Aino Aro"))

    assert found(as_ritva, role="office") == ["Aino Aro"]
