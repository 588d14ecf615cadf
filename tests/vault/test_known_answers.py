"""What was sealed once must open for ever: never change the values on this page, add to them."""

import hashlib
import hmac
import io

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.vault import hpke_by_hand
from vault import boxes
from vault.boxes import Context, key_id_of, seal, unseal
from vault.files import unlock_stream, unseal_stream
from vault.index import index
from vault.rings import PrivateRing
from vault.secret import Secret

RAW = bytes(range(32))
RING = "7ba6c0db5cc0bf74:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
KEYS = PrivateRing([X25519PrivateKey.from_private_bytes(RAW)])

PLACE = {
    "purpose": "route",
    "place": "messaging.alias.sealed",
    "row": "0d4cbf4e-58a0-4a9c-9d3c-3c3b2b9f7a10",
}
CONTENTS = "IN.SYNTH0001 · नमस्ते"
BOX = bytes.fromhex(
    "534b5631017ba6c0db5cc0bf74418532c766ca016777886b7532331325e92f8cdf83000f8d5b70b9"
    "d298a30b4bcc5240a5f50a42f4843c86fd6edd1088845123369b90a23856d2b124fd4aa275b38ea8"
    "43a28114eb7e1e789419c4d42fad5acf88d4e2b7200b2ac3f2f9ee5796ddc221d4497387c36c2af8"
    "f02b06599f"
)

ORIGINAL = Context(purpose="original", place="evidence.attachment.original", row="7")
FILE_CONTENTS = "एक छोटी फ़ाइल"
SEALED_FILE = bytes.fromhex(
    "534b463101015f61546db6b89c3d0e0ae938e9212005c264ea2e8f5729d8061205793fafc1007d53"
    "4b5631017ba6c0db5cc0bf7404d0ab6f0dab6f69df6018d4e1533b22d8942e552ccde4c5de496a2e"
    "35ffcb09d7d8fe2f50a9f503adeaa29cc479620e4efb56570e5b221287ca26846f21a867dafbd505"
    "bbf418ef537b8cd6c45b41610448f3c6d919d285d10afee6cabf2a2527b9b0824eb40786af5e69ad"
    "8a6e717b03cc19a71c277533b1d80ebeb0c21a7b8f99eb9c3c8802659616eb1517e35665071609e7"
    "c7269096b5c2f5cd0a742f5d05a4fc"
)
LOCKED_FILE = bytes.fromhex(
    "534b4631028b6c0fad2a6c3db4fa064cf410310b988b1c71034b514b2f146ec432a8bbfad649785d"
    "cee9d511a374f1b787bd6628912f1e35319e543bf477f5edbc451255d8eee9a4c486934ca5fd0711"
    "902c02c9a0bf9598"
)

# RFC 9180, appendix A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode
RFC_PRIVATE = bytes.fromhex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb")
RFC_ENCAPSULATED = bytes.fromhex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a")
RFC_INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
RFC_AAD = bytes.fromhex("436f756e742d30")
RFC_CIPHERTEXT = bytes.fromhex(
    "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"
)
RFC_PLAINTEXT = b"Beauty is truth, truth beauty"


def test_the_environment_spells_the_key_this_way():
    assert KEYS.text().reveal() == RING
    assert PrivateRing.parse(Secret(RING)).ids == KEYS.ids


def test_the_key_id_follows_from_the_public_key():
    public = X25519PrivateKey.from_private_bytes(RAW).public_key().public_bytes_raw()

    assert KEYS.ids == (hashlib.sha256(b"sataark|vault|key id|" + public).hexdigest()[:16],)
    assert key_id_of(BOX) == KEYS.ids[0]


def test_the_stored_box_opens():
    assert unseal(BOX, context=Context(**PLACE), keys=KEYS).reveal().decode() == CONTENTS


def test_the_stored_box_opens_by_hand():
    assert hpke_by_hand.open_box(BOX, private=RAW, **PLACE).decode() == CONTENTS


def test_a_box_of_today_opens_by_hand():
    box = seal(b"today", context=Context(**PLACE), keys=KEYS.public())

    assert hpke_by_hand.open_box(box, private=RAW, **PLACE) == b"today"
    with pytest.raises(InvalidTag):
        hpke_by_hand.open_box(box, private=RAW, **{**PLACE, "row": "another"})


def test_the_stored_files_open():
    sealed, locked = io.BytesIO(), io.BytesIO()

    unseal_stream(io.BytesIO(SEALED_FILE), sealed, context=ORIGINAL, keys=KEYS)
    unlock_stream(io.BytesIO(LOCKED_FILE), locked, key=RAW)

    assert sealed.getvalue().decode() == locked.getvalue().decode() == FILE_CONTENTS


def test_the_stored_index_is_found_again():
    found = index("IN.SYNTH0001", purpose="alias.bsuid", key=Secret(RAW))
    message = b"sataark|vault|index|v1|" + (11).to_bytes(4) + b"alias.bsuid" + b"IN.SYNTH0001"

    assert found == hmac.new(RAW, message, hashlib.sha256).digest()
    assert found.hex() == "c04891097b8a1d9f3ffcd77cbc4eb0bf60fddc7fd6f44be65a0ea7e84eb72435"


def test_our_suite_is_the_one_of_the_rfc():
    opened = openssl.hpke._decrypt_with_aad(
        boxes.SUITE_1,
        RFC_ENCAPSULATED + RFC_CIPHERTEXT,
        X25519PrivateKey.from_private_bytes(RFC_PRIVATE),
        info=RFC_INFO,
        aad=RFC_AAD,
    )

    assert opened == RFC_PLAINTEXT


def test_the_hand_is_the_one_of_the_rfc():
    opened = hpke_by_hand.open_base(
        private=RFC_PRIVATE,
        encapsulated=RFC_ENCAPSULATED,
        info=RFC_INFO,
        aad=RFC_AAD,
        ciphertext=RFC_CIPHERTEXT,
    )

    assert opened == RFC_PLAINTEXT
