import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertRedirects

from members.models import Affiliation, Organisation, User
from tests.conftest import signed_in
from tests.factories import make_affiliation, make_member, make_organisation, make_person


def test_the_list_names_members_only_in_finnish_order(as_ritva: Client) -> None:
    for name in ("Öljymäki", "Aarnio", "Zetterlund", "Åvik", "Äijälä"):
        make_member(name_fi=name)
    make_organisation(name_fi="Bohdan, no member")

    response = as_ritva.get("/members/")

    names = [str(organisation) for organisation in response.context["organisations"]]
    assert names == [
        "Aarnio",
        "Koivurannan konservatorio",
        "Zetterlund",
        "Åvik",
        "Äijälä",
        "Öljymäki",
    ]


def test_the_list_is_empty_for_a_partner_and_says_why(db: None) -> None:
    make_member()
    partner = make_person(make_organisation(kind="partner"))

    response = signed_in(partner).get("/members/")

    assert list(response.context["organisations"]) == []
    assert "jäsenorganisaatioiden väelle" in response.content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_an_organisation_asks_the_database_as_often_for_three_people_as_for_one(
    as_ritva: Client,
    granholmen: Organisation,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(n):
        make_affiliation("training", organisation=granholmen)
        make_organisation(kind="site", parent=granholmen)

    with django_assert_num_queries(15):
        response = as_ritva.get(f"/members/{granholmen.pk}/")

    assert len(response.context["people"]) == n


def test_people_marked_for_their_own_organisation_are_hidden_from_others(
    as_ritva: Client, as_outi: Client, as_sten: Client, granholmen: Organisation
) -> None:
    own = Affiliation.Visibility.OWN
    make_affiliation(organisation=granholmen, visibility=own, user=make_person(make_member()))
    address = f"/members/{granholmen.pk}/"

    seen = [len(client.get(address).context["people"]) for client in (as_ritva, as_outi, as_sten)]

    assert seen == [1, 2, 2]  # Sten alone; the office and Sten, the key contact, see both


def test_a_partner_sees_its_own_page_and_no_other(db: None, koivuranta: Organisation) -> None:
    home = make_organisation(kind="partner")
    client = signed_in(make_person(home))

    assert client.get(f"/members/{home.pk}/").status_code == 200
    assert client.get(f"/members/{koivuranta.pk}/").status_code == 404


def test_a_person_mends_their_own_name(as_ritva: Client, ritva: User) -> None:
    marks = {f"{field}_visibility": "members" for field in ("title", "email", "phone")}

    response = as_ritva.post(
        "/me/", {"name": "Ritva Respo-Rinne", "email": "x@example.org", **marks}
    )

    assertRedirects(response, "/me/")
    ritva.refresh_from_db()
    assert (ritva.name, ritva.email) == ("Ritva Respo-Rinne", "ritva@example.org")


@pytest.mark.parametrize("name", ["", "   ", "a\0b", "x" * 1_000_000])
def test_a_name_that_cannot_be_is_refused_and_stays_in_the_field(
    as_ritva: Client, ritva: User, name: str
) -> None:
    marks = {f"{field}_visibility": "members" for field in ("title", "email", "phone")}

    response = as_ritva.post("/me/", {"name": name, **marks})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["name"]
    assert response.context["form"]["name"].value() == name
    ritva.refresh_from_db()
    assert ritva.name == "Ritva Respo"


def test_acting_for_another_home_and_never_for_anothers(
    ritva: User, granholmen: Organisation, koivuranta: Organisation
) -> None:
    second = make_affiliation(user=ritva).organisation
    client = signed_in(ritva)

    assert client.get("/").context["request"].acting.organisation == koivuranta
    assertRedirects(client.post("/acting/", {"organisation": second.pk}), "/")
    assert client.get("/").context["request"].acting.organisation == second
    for foreign in (granholmen.pk, 10**30, "", "x\0", -1):
        assert client.post("/acting/", {"organisation": foreign}).status_code == 404
    assert client.get("/").context["request"].acting.organisation == second


def test_a_home_that_ends_is_no_longer_acted_for(ritva: User, koivuranta: Organisation) -> None:
    second = make_affiliation(user=ritva)
    client = signed_in(ritva)
    client.post("/acting/", {"organisation": second.organisation_id})

    Affiliation.objects.filter(pk=second.pk).update(until_on="2021-01-01")

    assert client.get("/").context["request"].acting.organisation == koivuranta
