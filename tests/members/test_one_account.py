"""An address has one account, however it is written; and what people are called is seen whole."""

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client

from communications.models import Letter
from members.actions.invitations import accept, invite
from members.models import Organisation, User
from members.models.words import one_plain_line
from tests.members.signing_in import PASSWORD, ask_for_code, is_signed_in, last_code, sign_in

RESET = "/account/password/reset/"
HIDDEN = [
    "Kaisa \u202eoteK",
    "Kai\u200bsa",
    "Kaisa\u2066",
    "Kaisa\nBcc: x@example.org",
    "\ufeffKaisa",
]


@pytest.mark.parametrize("email", ["ritva@example.org", "Ritva@example.org", " RITVA@EXAMPLE.ORG "])
def test_the_database_knows_one_account_of_an_address(ritva: User, email: str) -> None:
    for make in (User.objects.create, User.objects.create_user):
        with pytest.raises(IntegrityError), transaction.atomic():
            make(email=email, name="Toinen")

    assert User.objects.filter(email__icontains="ritva").count() == 1


def test_the_desk_gives_nobody_anothers_address(as_outi: Client, ritva: User, kaisa: User) -> None:
    url = f"/office/members/user/{kaisa.pk}/change/"
    told = {"name": kaisa.name, "language": "fi", "is_active": "on"}
    answers = [
        as_outi.post(url, told | {"email": email}) for email in (ritva.email, "RITVA@EXAMPLE.ORG")
    ]
    kaisa.refresh_from_db()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert ["email" in answer.context["adminform"].form.errors for answer in answers] == [True] * 2
    assert kaisa.email == "kaisa@example.org"


def test_invited_by_another_spelling_it_is_the_same_account(
    granholmen: Organisation, outi: User, ritva: User
) -> None:
    for spelt in ("RITVA@EXAMPLE.ORG", " Ritva@Example.org"):
        invitation = invite(granholmen, spelt, "Ritva R", "", ["survey"], outi)
        assert accept(invitation.renew(), None).user == ritva

    assert ritva.affiliations.live().count() == 2
    assert User.objects.filter(email__icontains="ritva").count() == 1


@pytest.mark.parametrize(
    "spelt", ["\u017ften@example.org", "sten@example.org\u200b", "sten@exa\u0130mple.org"]
)
def test_an_address_that_only_looks_alike_gets_nobodys_code(
    client: Client, sten: User, spelt: str
) -> None:
    """The long s is an S in capitals: a mailbox of that name must not open this account."""
    ask_for_code(client, spelt)
    client.post(RESET, {"email": spelt})

    told = Letter.objects.exclude(address=sten.email)
    assert not told.filter(text__regex=r"\n +[A-Z]{4}-[A-Z]{4}\n").exists()


def test_a_code_of_a_reset_works_once_and_only_where_it_was_asked_for(
    client: Client, ritva: User
) -> None:
    client.post(RESET, {"email": ritva.email})
    code, thief = last_code(), Client()
    assert thief.post(f"{RESET}confirm/", {"code": code}).status_code == 302
    assert thief.get(f"{RESET}complete/").status_code == 302

    client.post(f"{RESET}confirm/", {"code": code})
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(f"{RESET}complete/", chosen)
    other = {"password1": "aivan toinen sanasto", "password2": "aivan toinen sanasto"}
    for browser in (client, thief):
        browser.post(f"{RESET}confirm/", {"code": code})
        browser.post(f"{RESET}complete/", other)

    mine = Client()
    sign_in(mine)
    assert is_signed_in(mine)


def test_whatever_is_called_something_holds_no_hidden_sign() -> None:
    """Names and titles stand in lists, letters and their subjects."""
    ours = {"members", "communications"}
    found = {
        f"{model.__name__}.{field.name}": one_plain_line in field.validators
        for model in apps.get_models()
        if model._meta.app_label in ours and not hasattr(model, "pgh_tracked_model")
        for field in model._meta.local_fields
        if isinstance(field, models.CharField)
        and not field.choices
        and field.name.startswith(("name", "title", "short", "municipality"))
    }

    assert len(found) > 15
    assert [name for name, is_plain in found.items() if not is_plain] == []


@pytest.mark.parametrize("name", HIDDEN)
def test_the_desk_takes_no_hidden_sign(
    as_outi: Client, kaisa: User, koivuranta: Organisation, name: str
) -> None:
    told = {"name": name, "email": kaisa.email, "language": "fi", "is_active": "on"}
    person = as_outi.post(f"/office/members/user/{kaisa.pk}/change/", told)
    place = kaisa.affiliations.get()
    form = {"title": name, "visibility": place.visibility, "from_on": "1.1.2020"}
    inline = {"roles-TOTAL_FORMS": "0", "roles-INITIAL_FORMS": "0"}
    title = as_outi.post(f"/office/members/affiliation/{place.pk}/change/", form | inline)

    assert "name" in person.context["adminform"].form.errors
    assert "title" in title.context["adminform"].form.errors
    kaisa.refresh_from_db()
    assert kaisa.name == "Kaisa Keto"
