"""A device with one passkey, in tests: it answers what the server asks, or lies as told."""

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

PRESENT = AuthenticatorData.FLAG.UP
ATTESTED = AuthenticatorData.FLAG.AT


class Device:
    def __init__(self, origin: str, *, host: str = "", name: bytes = b"a device's key") -> None:
        self.origin, self.id = origin, name
        self.host = sha256((host or origin.split("/")[2].split(":")[0]).encode()).digest()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.count = 0

    def makes(self, options: dict[str, Any], **lies: Any) -> str:
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        signed = AuthenticatorData.create(self.host, PRESENT | ATTESTED, self.count, credential)
        said = {"attestationObject": AttestationObject.create("none", signed, {})}
        return self._answer("webauthn.create", options, said, lies)

    def signs(self, options: dict[str, Any], *, count: int | None = None, **lies: Any) -> str:
        self.count = self.count + 1 if count is None else count
        signed = AuthenticatorData.create(self.host, lies.pop("flags", PRESENT), self.count)
        client = self._client("webauthn.get", options, lies)
        signature = self.key.sign(signed + sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {"authenticatorData": signed, "signature": lies.get("signature", signature)}
        return self._answer("webauthn.get", options, said, lies)

    def _client(self, kind: str, options: dict[str, Any], lies: dict[str, Any]) -> bytes:
        challenge = lies.get("challenge", options["publicKey"]["challenge"])
        origin = lies.get("origin", self.origin)
        return CollectedClientData.create(lies.get("kind", kind), challenge, origin)

    def _answer(self, kind: str, options: Any, said: Any, lies: dict[str, Any]) -> str:
        parts = {"clientDataJSON": self._client(kind, options, lies), **said}
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": {name: websafe_encode(part) for name, part in parts.items()},
            }
        )
