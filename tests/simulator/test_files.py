"""Files: as a citizen sends them, as the desk fetches them, and what can go wrong with them."""

import base64
import hashlib

import pytest
import requests

from messaging.simulator import samples

PHOTO = samples.find("photo").data


@pytest.fixture
def photo(sim, desk, asha):
    """The webhook's image object of a photo that has just been sent."""
    asha.sends_photo(PHOTO, caption="यह ट्रक")
    sim.deliver()
    return desk.messages[-1]["image"]


def fetch(api, photo, **how):
    return api.call("GET", api.call("GET", photo["id"]).json()["url"], **how)


def test_a_photo_comes_with_its_digest_and_can_be_fetched(sim, api, photo):
    digest = hashlib.sha256(PHOTO)
    assert photo["mime_type"] == "image/jpeg"
    assert photo["caption"] == "यह ट्रक"
    assert base64.b64decode(photo["sha256"]) == digest.digest()

    info = api.call("GET", photo["id"]).json()
    assert info["url"].startswith(f"{sim.url}/lookaside/whatsapp_business/attachments/?mid=")
    assert (info["file_size"], info["sha256"]) == (len(PHOTO), digest.hexdigest())
    assert api.call("GET", info["url"]).content == PHOTO
    assert api.call("GET", photo["url"]).content == PHOTO


@pytest.mark.parametrize(
    ("sends", "kind", "mime"),
    [
        ("sends_voice", "audio", "audio/ogg; codecs=opus"),
        ("sends_video", "video", "video/mp4"),
        ("sends_file", "document", "application/pdf"),
    ],
)
def test_other_files_come_as_whatsapp_words_them(sim, desk, asha, sends, kind, mime):
    getattr(asha, sends)()
    sim.deliver()

    message = desk.messages[-1]
    assert (message["type"], message[kind]["mime_type"]) == (kind, mime)
    assert message[kind].get("voice") is (True if kind == "audio" else None)
    assert ("filename" in message[kind]) is (kind == "document")


def test_a_link_needs_the_token_and_lives_five_minutes(sim, api, photo):
    url = api.call("GET", photo["id"]).json()["url"]
    assert requests.get(url, timeout=5).status_code == 401
    assert api.call("GET", url.replace("hash=", "hash=0")).status_code == 404

    sim.travel(seconds=290)
    assert api.call("GET", url).status_code == 200
    sim.travel(seconds=11)
    assert api.call("GET", url).status_code == 404
    assert fetch(api, photo).content == PHOTO


@pytest.mark.parametrize(("days", "status"), [(6.9, 200), (7.1, 400)])
def test_a_citizens_file_is_kept_for_seven_days(sim, api, photo, days, status):
    sim.travel(hours=days * 24)
    answer = api.call("GET", photo["id"])

    assert answer.status_code == status
    if status == 400:
        assert answer.json()["error"]["code"] == 100


def test_a_file_can_be_deleted(api, photo):
    assert api.call("DELETE", photo["id"]).json() == {"success": True}
    assert api.call("GET", photo["id"]).json()["error"]["code"] == 100


def test_asking_for_another_numbers_file_is_refused(api, photo):
    answer = api.call("GET", photo["id"], params={"phone_number_id": "100000000000002"})

    assert answer.json()["error"]["code"] == 100


def test_what_is_uploaded_can_be_sent(api, asha):
    data = bytes(range(256)) * 40 + b"\r\n--not-a-boundary\r\n"
    id = api.upload(data, "image/png").json()["id"]
    assert fetch(api, {"id": id}).content == data

    sent = api.send("+915550020001", type="image", image={"id": id, "caption": "देखिए"})
    assert sent.status_code == 200
    assert asha.chat[-1].text == "देखिए"


@pytest.mark.parametrize(
    ("mime", "size"),
    [("image/jpeg", 5 * 1024 * 1024 + 1), ("image/svg+xml", 10), ("image/png", 0)],
)
def test_what_whatsapp_does_not_take_cannot_be_uploaded(api, mime, size):
    assert api.upload(b"x" * size, mime).json()["error"]["code"] == 100


def test_a_file_that_was_never_uploaded_cannot_be_sent(api, asha):
    answer = api.send("+915550020001", type="image", image={"id": "123"})

    assert answer.json()["error"]["code"] == 100


def test_the_link_has_expired(sim, api, photo):
    sim.faults.set("media_url_expired", times=1)
    assert fetch(api, photo).status_code == 404
    assert fetch(api, photo).status_code == 200


def test_the_id_has_expired(sim, api, photo):
    sim.faults.set("media_id_expired", times=1)
    assert api.call("GET", photo["id"]).json()["error"]["code"] == 100


def test_the_answer_lacks_the_link(sim, api, photo):
    sim.faults.set("media_without_url", times=1)
    assert "url" not in api.call("GET", photo["id"]).json()


def test_the_type_is_another(sim, api, photo):
    sim.faults.set("media_wrong_mime", times=1)
    assert api.call("GET", photo["id"]).json()["mime_type"] == "text/html"


def test_the_bytes_are_others(sim, api, photo):
    sim.faults.set("media_digest_mismatch", times=1)
    data = fetch(api, photo).content
    assert len(data) == len(PHOTO)
    assert data != PHOTO


def test_the_file_is_empty(sim, api, photo):
    sim.faults.set("media_empty", times=1)
    answer = fetch(api, photo)
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_file_breaks_off(sim, api, photo):
    sim.faults.set("media_truncated", times=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        fetch(api, photo)


def test_the_file_drips(sim, api, photo):
    sim.faults.set("media_slow", times=1, seconds=0.2)
    assert fetch(api, photo).content == PHOTO

    sim.faults.set("media_slow", times=1, seconds=10)
    with fetch(api, photo, stream=True) as answer:
        assert answer.elapsed.total_seconds() < 10  # the first drop; the rest would come later


def test_a_file_is_too_large_for_whatsapp(sim, desk, asha):
    sim.faults.set("media_too_large", times=1)
    asha.sends_video()
    sim.deliver()

    assert desk.messages[-1]["errors"][0]["code"] == 131052
