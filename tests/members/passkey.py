"""A passkey without a browser: it answers the server's challenges as a phone would."""

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from members.models import User

FLAG = AuthenticatorData.FLAG
PRESENT, VERIFIED, ATTESTED = FLAG.UP, FLAG.UV, FLAG.AT


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def make_passkey(user: User) -> Authenticator:
    """The person has a passkey, as the portal keeps it."""
    challenge = {"publicKey": {"challenge": b64(b"x" * 32)}}
    credential = json.loads(Passkey(user).made(challenge))
    return Authenticator.objects.create(
        user=user, type="webauthn", data={"name": "Phone", "credential": credential}
    )


class Passkey:
    """Of one person, for one host."""

    def __init__(self, user: User, host: str = "testserver", scheme: str = "https") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(str(user.pk).encode()).digest()
        self.handle = user_pk_to_url_str(user).encode()
        self.host, self.origin = host, f"{scheme}://{host}"

    def made(self, options: dict[str, Any]) -> str:
        """The answer to a page that offers to add a passkey."""
        credential = AttestedCredentialData.create(
            Aaguid.NONE,
            self.id,
            ES256.from_cryptography_key(self.key.public_key()),  # type: ignore[no-untyped-call]
        )
        data = AuthenticatorData.create(
            self._host_hash(), PRESENT | VERIFIED | ATTESTED, 0, bytes(credential)
        )
        attestation = AttestationObject.create("none", data, {})
        return self._answer(
            {
                "clientDataJSON": b64(self._client_data("webauthn.create", options)),
                "attestationObject": b64(bytes(attestation)),
            }
        )

    def used(
        self, options: dict[str, Any], flags: AuthenticatorData.FLAG = PRESENT | VERIFIED
    ) -> str:
        """The answer to a page that asks for a passkey."""
        data = bytes(AuthenticatorData.create(self._host_hash(), flags, 1))
        client_data = self._client_data("webauthn.get", options)
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            {
                "clientDataJSON": b64(client_data),
                "authenticatorData": b64(data),
                "signature": b64(self.key.sign(signed, ec.ECDSA(SHA256()))),
                "userHandle": b64(self.handle),
            }
        )

    def _answer(self, response: dict[str, str]) -> str:
        name = b64(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()
