"""A second reader of boxes, from RFC 9180 and the description of the format alone.

It shares no code with the vault: if both open the same box, the format is what it says it is.
"""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEM_SUITE = b"KEM" + (0x0020).to_bytes(2)
HPKE_SUITE = b"HPKE" + (0x0020).to_bytes(2) + (0x0001).to_bytes(2) + (0x0003).to_bytes(2)


def extract(salt, suite, label, ikm):
    mac = HMAC(salt or bytes(32), SHA256())
    mac.update(b"HPKE-v1" + suite + label + ikm)
    return mac.finalize()


def expand(prk, suite, label, info, length):
    labelled = length.to_bytes(2) + b"HPKE-v1" + suite + label + info
    return HKDFExpand(SHA256(), length, labelled).derive(prk)


def open_base(*, private, encapsulated, info, aad, ciphertext):
    key = X25519PrivateKey.from_private_bytes(private)
    shared_point = key.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    kem_context = encapsulated + key.public_key().public_bytes_raw()
    shared = expand(
        extract(b"", KEM_SUITE, b"eae_prk", shared_point),
        KEM_SUITE,
        b"shared_secret",
        kem_context,
        32,
    )
    schedule = (
        b"\0"
        + extract(b"", HPKE_SUITE, b"psk_id_hash", b"")
        + extract(b"", HPKE_SUITE, b"info_hash", info)
    )
    secret = extract(shared, HPKE_SUITE, b"secret", b"")
    chacha = ChaCha20Poly1305(expand(secret, HPKE_SUITE, b"key", schedule, 32))
    nonce = expand(secret, HPKE_SUITE, b"base_nonce", schedule, 12)
    return chacha.decrypt(nonce, ciphertext, aad)


def open_box(box, *, private, purpose, place, row):
    parts = [box[:13], purpose.encode(), place.encode(), row.encode()]
    padded = open_base(
        private=private,
        encapsulated=box[13:45],
        info=b"".join(len(part).to_bytes(4) + part for part in parts),
        aad=b"",
        ciphertext=box[45:],
    )
    return padded[: padded.rindex(b"\x80")]
