"""Secrets at rest: what stands between a copy of the database and the codes of second factors.

Keys are long random texts. The first encrypts, any of them decrypts, so that a key is changed by
putting a new one before it. What is encrypted here opens nothing that is encrypted elsewhere with
the same key: the salt is our own.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT = b"unisono: seeds of second factors"


def seal(text: str, keys: Iterable[str]) -> str:
    return _cipher(keys).encrypt(text.encode()).decode()


def unseal(sealed: str, keys: Iterable[str]) -> str:
    """The text again. InvalidToken when none of the keys has sealed it, or it has been touched."""
    return _cipher(keys).decrypt(sealed.encode()).decode()


def reseal(sealed: str, keys: Iterable[str]) -> str:
    """The same text under the first of the keys."""
    return _cipher(keys).rotate(sealed.encode()).decode()


def _cipher(keys: Iterable[str]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    return urlsafe_b64encode(HKDF(SHA256(), 32, salt=SALT, info=None).derive(key.encode()))
