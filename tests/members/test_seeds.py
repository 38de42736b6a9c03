"""Seeds of second factors lie sealed, and keys can be changed."""

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from members import seeds
from members.models import User
from tests.members.signing_in import SEED, take_an_app

OLD, NEW = "an old key that is long enough", "a new key that is long enough"
keys = st.lists(st.text(min_size=1), min_size=1, max_size=4, unique=True)


@given(st.text(), keys, st.data())
def test_what_was_sealed_with_any_of_the_keys_is_opened(
    text: str, keys: list[str], data: st.DataObject
) -> None:
    sealed = seeds.seal(text, [data.draw(st.sampled_from(keys))])

    assert seeds.unseal(sealed, keys) == text
    assert seeds.unseal(seeds.reseal(sealed, keys), keys[:1]) == text


def test_another_key_opens_nothing() -> None:
    with pytest.raises(InvalidToken):
        seeds.unseal(seeds.seal("seed", [OLD]), [NEW])


def test_what_was_touched_is_not_opened() -> None:
    sealed = seeds.seal("seed", [OLD])

    with pytest.raises(InvalidToken):
        seeds.unseal(sealed[:-4] + "AAA=", [OLD])


def test_the_key_is_not_used_as_it_is() -> None:
    """What another purpose derives from the same text does not open our seeds."""
    key = Fernet.generate_key().decode()

    with pytest.raises(InvalidToken):
        Fernet(key).decrypt(seeds.seal("seed", [key]).encode())


def test_no_seed_stands_in_the_database_in_clear(ritva: User) -> None:
    row = take_an_app(ritva)

    row.refresh_from_db()
    assert SEED not in json.dumps(row.data)
    assert set(row.data) == {"secret"}


def test_the_key_is_changed_without_locking_anybody_out(ritva: User) -> None:
    with override_settings(FIELD_KEYS=[OLD]):
        row = take_an_app(ritva)
    with override_settings(FIELD_KEYS=[NEW, OLD]):
        call_command("reseal_seeds", stdout=StringIO())

    row = Authenticator.objects.get(pk=row.pk)
    assert seeds.unseal(row.data["secret"], [NEW]) == SEED
