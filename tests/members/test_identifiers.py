"""What registers call an organisation: one at a time, valid, and from day to day."""

import datetime

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from members.models import Identifier, Organisation
from surveys.expressions.code_checks import is_business_id
from tests.factories import make_organisation
from tests.members.test_models import message, on_the_database, refuses

YEAR = datetime.date(2020, 1, 1)


def identifier(
    organisation: Organisation, value: str = "9900001-8", **fields: object
) -> Identifier:
    return Identifier(organisation=organisation, value=value, **fields)


def test_an_identifier_is_valid_from_its_first_day_until_its_last(koivuranta: Organisation) -> None:
    old = identifier(koivuranta, until_on=YEAR)
    new = identifier(koivuranta, "9900002-6", from_on=YEAR)
    for each in (old, new):
        each.full_clean()
        each.save()
    day = datetime.timedelta(1)

    valid = {at: list(Identifier.objects.valid_on(at)) for at in (YEAR - day, YEAR, YEAR + day)}

    assert valid == {YEAR - day: [old], YEAR: [new], YEAR + day: [new]}


def test_two_organisations_never_have_one_identifier_at_once(
    koivuranta: Organisation, granholmen: Organisation
) -> None:
    identifier(koivuranta, until_on=YEAR).save()
    again = identifier(granholmen, from_on=YEAR - datetime.timedelta(1))

    assert refuses(again) == "identifier_one_at_a_time"
    with translation.override("en"):
        assert message(again) == {
            "__all__": ["An organisation has this identifier already during these days."]
        }
    assert refuses(identifier(granholmen, from_on=YEAR)) == ""
    assert refuses(identifier(granholmen, "99000", kind="institution_number")) == ""


def test_a_business_id_with_a_wrong_digit_is_refused_with_a_word(koivuranta: Organisation) -> None:
    wrong = identifier(koivuranta, "9900001-7")

    assert refuses(wrong) == "identifier_business_id_passes_its_check"
    with translation.override("en"):
        assert message(wrong) == {
            "__all__": [
                "The last digit of the Business ID does not fit the others: look for a typing "
                "mistake."
            ]
        }


def test_each_kind_is_written_in_its_own_way(koivuranta: Organisation) -> None:
    form = "identifier_is_written_as_its_kind_is"
    said = {
        ("business_id", "99000018"): "form",
        ("business_id", ""): "form",
        ("oid", "1.2.246.562.10.346830761110"): "",
        ("oid", "1.2.246.562.10."): form,
        ("institution_number", "02557"): "",
        ("institution_number", "2557"): form,
    }
    found = {
        (kind, value): refuses(identifier(koivuranta, value, kind=kind)) for kind, value in said
    }

    bad = {pair for pair, constraint in found.items() if constraint}
    assert bad == {pair for pair, expected in said.items() if expected}
    assert {found[pair] for pair in bad} <= {form, "identifier_business_id_passes_its_check"}


@on_the_database
@given(st.from_regex(r"[0-9]{7}-[0-9]", fullmatch=True))
def test_the_database_and_the_language_of_rules_check_alike(db: None, value: str) -> None:
    organisation = make_organisation()

    assert (refuses(identifier(organisation, value)) == "") == is_business_id(value)
