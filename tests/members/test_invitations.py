"""Invitations: GET shows, POST consumes, and a link by itself opens nothing."""

import datetime
import logging
import re

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import TimeMachineFixture

from communications.models import Letter
from members import actions
from members.actions import invitations
from members.models import Affiliation, EmailDomain, Invitation, Organisation, User
from members.models.invitations import digest
from portal.lib.logs import HideLinks
from tests.conftest import signed_in
from tests.factories import make_affiliation, make_organisation, make_person
from tests.members.signing_in import is_signed_in, last_code

UUSI = "uusi@koivuranta.example.org"


@pytest.fixture(autouse=True)
def domain(koivuranta: Organisation) -> EmailDomain:
    return koivuranta.email_domains.create(domain="koivuranta.example.org")


def make_invitation(by: User, email: str = UUSI, *roles: str) -> Invitation:
    school = by.homes[0].organisation
    return invitations.invite(school, email, "Uuno Uusi", "opintosihteeri", roles or ["survey"], by)


def page(client: Client, url: str) -> str:
    """What the person reads there, in the language of the code."""
    client.cookies["django_language"] = "en"
    return client.get(url).content.decode()


def last_link() -> str:
    """The address in the invitation written last, as the reader has it."""
    text = Letter.objects.filter(key__startswith="invitation:").latest("created_at").text
    [path] = re.findall(r"^https?://[^/]+(/invitation/\S+)$", text, re.MULTILINE)
    return str(path)


def form(**fields: object) -> dict[str, object]:
    return {"name": "Uuno Uusi", "email": UUSI, "roles": ["survey"], "language": "sv"} | fields


# --- inviting -------------------------------------------------------------------------


def test_a_key_contact_invites_and_one_letter_leaves(
    as_kaisa: Client, koivuranta: Organisation, kaisa: User
) -> None:
    for _ in range(2):
        response = as_kaisa.post(f"/members/{koivuranta.pk}/invite/", form(email=UUSI.title()))
        assert (response.status_code, response["Location"]) == (302, f"/members/{koivuranta.pk}/")

    [invitation] = Invitation.objects.all()
    [letter] = Letter.objects.all()
    assert (invitation.email, invitation.roles, invitation.invited_by, invitation.state) == (
        UUSI,
        ["survey"],
        kaisa,
        "pending",
    )
    assert (letter.address, letter.language, letter.secret, letter.kind) == (
        UUSI,
        "sv",
        True,
        "transactional",
    )
    assert letter.expires_at == invitation.expires_at
    assert not User.objects.filter(email=UUSI).exists()


def test_only_the_hash_of_the_link_is_kept(kaisa: User) -> None:
    invitation = make_invitation(kaisa)
    token = last_link().split("/")[2]

    assert len(token) == 43
    assert invitation.token_sha256 == digest(token)
    stored = str(list(Invitation.objects.values()))
    assert token not in stored


@pytest.mark.parametrize("who, status", [("sten", 404), ("ritva", 404), ("birgit", 404)])
def test_who_may_not_give_roles_does_not_find_the_form(
    request: pytest.FixtureRequest, koivuranta: Organisation, who: str, status: int
) -> None:
    client = signed_in(request.getfixturevalue(who))
    url = f"/members/{koivuranta.pk}/invite/"

    assert [client.get(url).status_code, client.post(url, form()).status_code] == [status, status]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", ["office", "admin", "collegium", "nonsense", "key_contact"])
def test_a_deputy_offers_only_what_a_deputy_may_give(koivuranta: Organisation, role: str) -> None:
    deputy = signed_in(make_person(koivuranta, "deputy"))

    response = deputy.post(f"/members/{koivuranta.pk}/invite/", form(roles=[role]))

    assert list(response.context["form"].errors) == ["roles"]
    assert not Invitation.objects.exists()


def test_another_invitation_to_the_same_address_is_refused(
    as_kaisa: Client, koivuranta: Organisation, kaisa: User
) -> None:
    make_invitation(kaisa)

    answer = as_kaisa.post(f"/members/{koivuranta.pk}/invite/", form(roles=["head"]))

    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == ["__all__"]
    assert Invitation.objects.count() == Letter.objects.count() == 1


def test_the_form_answers_the_same_whether_or_not_the_address_is_known(
    as_kaisa: Client, koivuranta: Organisation, sten: User
) -> None:
    koivuranta.email_domains.create(domain="example.org")
    answers = []
    for email in (sten.email, "nobody@example.org"):
        told = as_kaisa.post(f"/members/{koivuranta.pk}/invite/", form(email=email), follow=True)
        answers.append([str(message) for message in told.context["messages"]])

    assert [answer[0].replace(sten.email, "nobody@example.org") for answer in answers] == (
        [answers[1][0]] * 2
    )


@pytest.mark.parametrize(
    "field, value",
    [
        *(("name", value) for value in ("", "a\0b", "x" * 1_000_000, "Uuno\u202eisuU", "U\u200b")),
        *(("name", f"U\n{header}") for header in ("Bcc: x@example.org",)),
        *(("email", value) for value in ("", "a@b@c", f"{UUSI}\nBcc: x@example.org", "x\0@a.fi")),
        *(("title", value) for value in ("a\0b", "x" * 101, "a\u2066b")),
        *(("language", value) for value in ("", "xx")),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    as_kaisa: Client, koivuranta: Organisation, field: str, value: str
) -> None:
    response = as_kaisa.post(f"/members/{koivuranta.pk}/invite/", form(**{field: value}))

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert not Letter.objects.exists()


# --- the check of foreign addresses ----------------------------------------------------


def test_a_foreign_address_waits_for_the_office(
    kaisa: User, outi: User, as_kaisa: Client, koivuranta: Organisation
) -> None:
    invitation = make_invitation(kaisa, "uuno@elsewhere.example.org")
    assert (invitation.state, invitation.token_sha256) == ("needs_check", None)
    assert not Letter.objects.exists()
    url = f"/members/invitations/{invitation.pk}/check/"
    as_outi = signed_in(outi)
    assert f'href="{url}"' in page(as_outi, "/")
    assert "Waits for the office" in page(as_kaisa, f"/members/{koivuranta.pk}/")
    assert [as_kaisa.get(url).status_code, as_kaisa.post(url).status_code] == [404, 404]

    assert as_outi.get(url).status_code == 200
    for _ in range(2):
        as_outi.post(url, {"trust": "on"})

    invitation.refresh_from_db()
    assert (invitation.state, invitation.checked_by) == ("pending", outi)
    assert Letter.objects.count() == 1
    assert make_invitation(kaisa, "toinen@elsewhere.example.org").state == "pending"


def test_the_office_refuses_and_the_inviter_sees_it(
    kaisa: User, as_outi: Client, as_kaisa: Client, koivuranta: Organisation
) -> None:
    invitation = make_invitation(kaisa, "uuno@elsewhere.example.org")
    url = f"/members/invitations/{invitation.pk}/check/"

    assert as_outi.post(url, {"refuse": "1"}).status_code == 302
    assert as_outi.post(url, {"refuse": "1"}).status_code == 302
    assert as_outi.post(url).status_code == 409  # what has been refused is not let go any more

    invitation.refresh_from_db()
    assert invitation.state == "refused"
    assert not Letter.objects.exists()
    assert "Refused by the office" in page(as_kaisa, f"/members/{koivuranta.pk}/")


def test_addresses_of_the_provider_are_own_and_those_of_a_part_are_not(
    koivuranta: Organisation,
) -> None:
    site = make_organisation(kind="site", parent=koivuranta)
    site.email_domains.create(domain="site.example.org")

    assert invitations.is_own(site, "koivuranta.example.org")
    assert not invitations.is_own(koivuranta, "site.example.org")
    assert not invitations.is_own(koivuranta, "evil-koivuranta.example.org")


# --- the page of the link ---------------------------------------------------------------


def test_a_scanner_opens_it_a_hundred_times_and_changes_nothing(kaisa: User) -> None:
    make_invitation(kaisa)
    url, before = last_link(), list(Invitation.objects.values())

    methods = [*["get"] * 100, "head", "options"]
    answers = [getattr(Client(), method)(url) for method in methods]

    assert {answer.status_code for answer in answers} == {200}
    assert {"sessionid" in answer.cookies for answer in answers} == {False}
    assert {answer["Referrer-Policy"] for answer in answers} == {"no-referrer"}
    assert list(Invitation.objects.values()) == before
    assert not User.objects.filter(email=UUSI).exists()


def test_it_speaks_the_language_of_the_invitation_or_the_one_asked_for(kaisa: User) -> None:
    school = kaisa.homes[0].organisation
    invitations.invite(school, UUSI, "Uuno", "", [], kaisa, language="sv")
    languages = [
        re.search(r'<html lang="(..)"', Client().get(last_link(), asked).content.decode())
        for asked in ({}, {"language": "fi"}, {"language": "xx"})
    ]

    assert [found and found[1] for found in languages] == ["sv", "fi", "sv"]


def test_who_accepts_proves_the_address_before_coming_in(
    kaisa: User, koivuranta: Organisation
) -> None:
    make_invitation(kaisa)
    browser = Client()

    answer = browser.post(last_link())

    assert (answer.status_code, answer["Location"]) == (302, "/account/login/code/confirm/")
    assert not is_signed_in(browser)
    [place] = Affiliation.objects.filter(user__email=UUSI)
    assert (place.organisation, place.title) == (koivuranta, "opintosihteeri")
    assert list(place.roles.values_list("role", "granted_by")) == [("survey", kaisa.pk)]
    code = Letter.objects.get(key__startswith="account/email/login_code")
    assert (code.address, code.secret) == (UUSI, True)

    browser.post("/account/login/code/confirm/", {"code": last_code()})
    assert is_signed_in(browser)
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.affiliation) == ("accepted", place)


def test_a_forwarded_link_gives_its_finder_nothing(kaisa: User) -> None:
    make_invitation(kaisa)
    finder = Client()
    finder.post(last_link())

    finder.post("/account/login/code/confirm/", {"code": "AAAA-AAAA"})

    assert not is_signed_in(finder)


def test_a_known_person_gets_the_place_and_keeps_name_and_language(kaisa: User) -> None:
    known = make_affiliation().user
    known.email = UUSI
    known.save()
    make_invitation(kaisa)

    answer = signed_in(known).post(last_link())

    assert answer["Location"] == f"/members/{kaisa.homes[0].organisation_id}/"
    assert User.objects.get(email=UUSI).name == known.name
    assert len(User.objects.get(pk=known.pk).homes) == 2


def test_somebody_signed_in_with_another_address_is_told_and_nothing_happens(
    kaisa: User, as_sten: Client
) -> None:
    make_invitation(kaisa)

    shown, answer = as_sten.get(last_link()), as_sten.post(last_link())

    assert (shown.status_code, answer.status_code) == (200, 409)
    assert UUSI in shown.content.decode()
    assert Invitation.objects.get().state == "pending"
    assert not User.objects.filter(email=UUSI).exists()


def test_an_account_that_was_turned_off_is_not_opened_by_it(kaisa: User) -> None:
    make_person(make_organisation(), email=UUSI, is_active=False)
    make_invitation(kaisa)

    answer = Client().post(last_link())

    assert answer.status_code == 409
    assert Invitation.objects.get().state == "pending"


def test_saying_no_ends_it_and_the_inviter_hears(kaisa: User) -> None:
    make_invitation(kaisa)
    url = last_link()

    assert Client().post(url, {"decline": "1"}).status_code == 200
    assert Client().post(url).status_code == 410

    assert Invitation.objects.get().state == "declined"
    assert Letter.objects.filter(address=kaisa.email).count() == 1
    assert not User.objects.filter(email=UUSI).exists()


@pytest.mark.parametrize("how", ["used", "declined", "revoked", "expired"])
def test_a_link_that_is_over_shows_a_neutral_page(
    kaisa: User, how: str, time_machine: TimeMachineFixture
) -> None:
    invitation = make_invitation(kaisa)
    url = last_link()
    if how == "used":
        Client().post(url)
    elif how == "declined":
        Client().post(url, {"decline": "1"})
    elif how == "revoked":
        invitations.revoke(invitation, kaisa)
    else:
        time_machine.move_to(timezone.now() + datetime.timedelta(days=14, seconds=1))
    before = Affiliation.objects.count()

    answers = [Client().get(url), Client().post(url)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert not any(UUSI in answer.content.decode() for answer in answers)
    assert Affiliation.objects.count() == before


@pytest.mark.parametrize("token", ["x", "a" * 43, "%20", "..%2e", "ä", "x" * 5000])
def test_an_unknown_link_is_not_found(kaisa: User, token: str) -> None:
    make_invitation(kaisa)

    answers = [Client().get(f"/invitation/{token}/"), Client().post(f"/invitation/{token}/")]

    assert [answer.status_code for answer in answers] == [404, 404]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 42), sign=st.sampled_from("abcABC019-_"))
def test_a_link_of_which_one_sign_differs_is_unknown(kaisa: User, at: int, sign: str) -> None:
    Invitation.objects.all().delete()
    Letter.objects.all().delete()
    make_invitation(kaisa)
    token = last_link().split("/")[2]
    tampered = token[:at] + sign + token[at + 1 :]

    assert Client().get(f"/invitation/{tampered}/").status_code == (
        200 if tampered == token else 404
    )


def test_a_browser_that_tells_no_origin_may_answer_but_not_without_the_token(kaisa: User) -> None:
    make_invitation(kaisa)
    browser = Client(enforce_csrf_checks=True)
    html = browser.get(last_link()).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    assert token

    sent = {"csrfmiddlewaretoken": token[1]}
    without = browser.post(last_link(), {}, headers={"origin": "null"})
    foreign = browser.post(last_link(), sent, headers={"origin": "https://evil.example"})
    answer = browser.post(last_link(), sent, headers={"origin": "null"})

    assert [without.status_code, foreign.status_code, answer.status_code] == [403, 403, 302]


def test_the_link_is_in_no_log_line(kaisa: User, caplog: pytest.LogCaptureFixture) -> None:
    invitation = make_invitation(kaisa)
    url = last_link()
    invitations.revoke(invitation, kaisa)
    with caplog.at_level(logging.DEBUG):
        Client().get(url)
        Client(enforce_csrf_checks=True).post(url)
    hide = HideLinks()
    assert all(hide.filter(record) for record in caplog.records)

    lines = [record.getMessage() for record in caplog.records]
    assert any("/invitation/…" in line for line in lines)
    assert url.split("/")[2] not in "\n".join(lines)


# --- again, and taken back ---------------------------------------------------------------


def test_sent_again_the_new_link_works_and_the_old_does_not(
    as_kaisa: Client, kaisa: User, time_machine: TimeMachineFixture
) -> None:
    invitation = make_invitation(kaisa)
    old = last_link()
    time_machine.move_to(timezone.now() + datetime.timedelta(days=15))
    client = signed_in(kaisa)
    assert "Send the invitation again" in page(client, "/")

    for _ in range(2):
        client.post(f"/members/invitations/{invitation.pk}/resend/")

    assert Letter.objects.filter(key__startswith="invitation:").count() == 2
    assert Letter.objects.get(key=f"invitation:{invitation.pk}:1").state == "cancelled"
    assert [Client().get(url).status_code for url in (old, last_link())] == [404, 200]
    assert "Send the invitation again" not in page(client, "/")


def test_taken_back_the_letter_that_has_not_left_never_does(as_kaisa: Client, kaisa: User) -> None:
    invitation = make_invitation(kaisa)

    for _ in range(2):
        as_kaisa.post(f"/members/invitations/{invitation.pk}/revoke/")
    as_kaisa.post(f"/members/invitations/{invitation.pk}/resend/")

    assert Letter.objects.get().state == "cancelled"
    assert Letter.objects.get().text == ""
    invitation.refresh_from_db()
    assert invitation.state == "revoked"
    assert make_invitation(kaisa) != invitation


def test_a_deputy_does_not_take_back_what_a_deputy_cannot_give(
    kaisa: User, koivuranta: Organisation
) -> None:
    invitation = make_invitation(kaisa, UUSI, "head")
    deputy = make_person(koivuranta, "deputy")

    with pytest.raises(actions.RoleNotYours):
        invitations.revoke(invitation, deputy)
    with pytest.raises(actions.NotYours):
        invitations.revoke(invitation, make_person(koivuranta, "survey"))

    invitation.refresh_from_db()
    assert invitation.state == "pending"


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_invitations_as_for_one(
    kaisa: User,
    koivuranta: Organisation,
    n: int,
    django_assert_num_queries: object,
) -> None:
    for number in range(n):
        make_invitation(kaisa, f"{number}@koivuranta.example.org")
    client = signed_in(kaisa)

    with django_assert_num_queries(17):  # type: ignore[operator]
        seen = client.get(f"/members/{koivuranta.pk}/")

    assert len(seen.context["invitations"]) == n
