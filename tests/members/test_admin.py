import datetime

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from communications.models import Letter
from members.models import Affiliation, Organisation, Role, User
from portal.privacy.erasing import erase
from tests.factories import make_affiliation, make_organisation, make_role

TODAY = datetime.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _today(time_machine: object) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00")  # type: ignore[attr-defined]


def test_ending_a_place_ends_its_roles_and_deletes_nothing(as_outi: Client, ritva: User) -> None:
    [affiliation] = ritva.affiliations.all()

    as_outi.post(
        "/office/members/affiliation/",
        {"action": "end_selected", "_selected_action": [affiliation.pk]},
    )

    assert list(Affiliation.objects.filter(user=ritva).values_list("until_on")) == [(TODAY,)]
    assert list(Role.objects.filter(affiliation=affiliation).values_list("until_on")) == [(TODAY,)]


def test_a_role_given_in_the_admin_remembers_who_gave_it(
    as_outi: Client, outi: User, koivuranta: Organisation
) -> None:
    affiliation = make_affiliation(organisation=koivuranta)
    page = f"/office/members/affiliation/{affiliation.pk}/change/"

    as_outi.post(
        page,
        {
            "title": "rehtori",
            "visibility": "members",
            "from_on": "1.1.2020",
            "until_on": "",
            "roles-TOTAL_FORMS": 1,
            "roles-INITIAL_FORMS": 0,
            "roles-0-role": "head",
            "roles-0-from_on": "1.8.2026",
            "roles-0-affiliation": affiliation.pk,
        },
    )

    [role] = affiliation.roles.all()
    assert (role.role, role.from_on, role.granted_by) == ("head", datetime.date(2026, 8, 1), outi)


def test_an_association_role_is_not_given_at_a_school(
    as_outi: Client, koivuranta: Organisation
) -> None:
    affiliation = make_affiliation(organisation=koivuranta)

    response = as_outi.post(
        f"/office/members/affiliation/{affiliation.pk}/change/",
        {
            "visibility": "members",
            "from_on": "1.1.2020",
            "roles-TOTAL_FORMS": 1,
            "roles-INITIAL_FORMS": 0,
            "roles-0-role": "admin",
            "roles-0-from_on": "1.8.2026",
            "roles-0-affiliation": affiliation.pk,
        },
    )

    assert response.status_code == 200
    assert "ei anneta organisaatiossa Koivurannan konservatorio" in response.content.decode()
    assert not affiliation.roles.exists()


def test_history_tells_what_was_written_by_whom(as_outi: Client, koivuranta: Organisation) -> None:
    page = f"/office/members/organisation/{koivuranta.pk}/"
    as_outi.post(
        f"{page}change/",
        {
            "kind": "institution",
            "name_fi": "Koivurannan konservatorio",
            "municipality": "Koivuranta",
            **{
                f"{name}-{what}_FORMS": 0
                for name in (
                    "memberships",
                    "contact_points",
                    "facts",
                    "identifiers",
                    "email_domains",
                    "former_names",
                    "ties",
                )
                for what in ("TOTAL", "INITIAL")
            },
        },
    )

    html = " ".join(as_outi.get(f"{page}history/").content.decode().split())

    assert "Outi Oras" in html
    assert "<li>kunta: Koivuranta</li>" in html


def test_a_changed_address_closes_the_old_one(as_outi: Client, ritva: User) -> None:
    EmailAddress.objects.create(user=ritva, email=ritva.email, primary=True, verified=True)
    as_outi.post(
        f"/office/members/user/{ritva.pk}/change/",
        {
            "name": ritva.name,
            "email": "Ritva.Uusi@example.org",
            "language": "fi",
            "is_active": "on",
        },
    )

    ritva.refresh_from_db()
    assert ritva.email == "ritva.uusi@example.org"
    assert not EmailAddress.objects.filter(email="ritva@example.org").exists()
    assert Letter.objects.get().address == "ritva@example.org"


@pytest.mark.parametrize("model", ["user", "affiliation", "organisation"])
def test_lists_are_searched_and_deletion_of_people_is_not_offered(
    as_outi: Client, ritva: User, model: str
) -> None:
    response = as_outi.get(f"/office/members/{model}/?q=koivur")

    assert response.status_code == 200
    assert "delete_selected" not in response.content.decode() or model == "organisation"


def test_an_organisation_that_others_hang_on_is_not_deleted(as_outi: Client) -> None:
    provider = make_organisation(kind="provider")
    make_organisation(parent=provider)

    as_outi.post(f"/office/members/organisation/{provider.pk}/delete/", {"post": "yes"})

    assert Organisation.objects.filter(pk=provider.pk).exists()


def test_the_admin_does_not_exist_for_a_key_contact(as_kaisa: Client, ritva: User) -> None:
    for page in ("", "members/user/", f"members/user/{ritva.pk}/change/", "login/"):
        assert as_kaisa.get(f"/office/{page}").status_code == 404


def test_a_role_ends_with_its_last_day(as_outi: Client, ritva: User) -> None:
    [affiliation] = ritva.affiliations.all()
    make_role(affiliation=affiliation, role="deputy", until_on=datetime.date(2026, 12, 15))

    response = as_outi.get(f"/members/{affiliation.organisation_id}/")

    assert "varayhteyshenkilö (päättyy 14.12.2026)" in response.content.decode()


def test_an_identifier_is_kept_in_the_admin_and_a_wrong_one_is_told(
    as_outi: Client, koivuranta: Organisation
) -> None:
    def keep(value: str) -> str:
        page = f"/office/members/organisation/{koivuranta.pk}/change/"
        empty = ("memberships", "contact_points", "facts", "email_domains", "former_names", "ties")
        forms = dict.fromkeys(empty, 0) | {"identifiers": 1}
        management = {
            f"{name}-{what}": number if what == "TOTAL_FORMS" else 0
            for name, number in forms.items()
            for what in ("TOTAL_FORMS", "INITIAL_FORMS")
        }
        response = as_outi.post(
            page,
            {
                "kind": "institution",
                "name_fi": koivuranta.name_fi,
                **management,
                "identifiers-0-kind": "business_id",
                "identifiers-0-value": value,
                "identifiers-0-organisation": koivuranta.pk,
            },
        )
        return response.content.decode()

    refused = keep("9900001-7")
    assert "look for a typing mistake" in refused or "kirjoitusvirhe" in refused
    assert not koivuranta.identifiers.exists()
    keep("9900001-8")
    assert [each.value for each in koivuranta.identifiers.all()] == ["9900001-8"]


def test_somebody_erased_is_read_and_not_written_to_again(
    as_outi: Client, outi: User, ritva: User
) -> None:
    url = f"/office/members/user/{ritva.pk}/change/"
    erase(ritva)
    again = {"name": "Ritva", "email": "ritva@example.org", "language": "fi", "is_active": "on"}
    page, sent = as_outi.get(url), as_outi.post(url, again)
    ritva.refresh_from_db()

    assert (page.status_code, sent.status_code) == (200, 403)
    assert 'name="email"' not in page.content.decode()
    assert (ritva.name, ritva.email, ritva.is_active) == (
        "",
        f"erased-{ritva.pk}@erased.invalid",
        False,
    )
    assert as_outi.get(f"/office/members/user/{outi.pk}/change/").status_code == 200
