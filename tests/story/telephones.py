"""Many telephones at once, through the stand-in's own address: no browser, real webhooks."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import requests

from tests.story.canaries import Canary
from tests.story.people import CODE

SECONDS = 300  # the machine may be busy


class StandIn:
    """The simulated WhatsApp of a running system, and its one line."""

    def __init__(self, system: Any, phone_number_id: str) -> None:
        self.url = f"http://127.0.0.1:{int(system.url.rsplit(':', 1)[1]) + 1}/_sim"
        self.line = phone_number_id
        self.session = requests.Session()
        self.post("lines", lines=[{"phone_number_id": phone_number_id}])

    def post(self, place: str, **content: Any) -> Any:
        return _read(self.session.post(f"{self.url}/{place}", json=content, timeout=30))

    def upload(self, place: str, *, name: str, mime: str, data: bytes, **form: str) -> Any:
        files = {"file": (name, data, mime)}
        sent = self.session.post(f"{self.url}/{place}", data=form, files=files, timeout=30)
        return _read(sent)

    def chat(self, key: str) -> list[Any]:
        query = {"citizen": key, "line": self.line, "open": "1"}
        seen = self.session.get(f"{self.url}/phone", params=query, timeout=30)
        return list(_read(seen)["chat"])


class Telephone:
    """One person's telephone, open at the chat with the desk."""

    def __init__(self, stand_in: StandIn, person: Canary) -> None:
        self.stand_in, self.person = stand_in, person
        self.code, self._answered = "", ""
        about = ("key", "name", "phone", "bsuid", "username", "shows")
        stand_in.post("citizens", **{name: getattr(person, name) for name in about})

    def says(self, **content: Any) -> None:
        place = f"citizens/{self.person.key}/messages"
        self.stand_in.post(place, line=self.stand_in.line, **content)

    def writes(self, text: str) -> None:
        self.says(kind="text", text=text)

    def sends(self, kind: str, **file: Any) -> None:
        place = f"citizens/{self.person.key}/files"
        self.stand_in.upload(place, line=self.stand_in.line, kind=kind, **file)

    def changes_number(self) -> None:
        place = f"citizens/{self.person.key}/state"
        self.stand_in.post(place, line=self.stand_in.line, phone=self.person.later_phone)

    def heard(self) -> str:
        """Return everything the desk has said so far."""
        chat = self.stand_in.chat(self.person.key)
        return "\n".join(one["text"] for one in chat if not one["mine"])

    def goes_on(self, place: str) -> bool:
        """Answer the newest question, if it is new; return whether the receipt has come."""
        said = [one for one in self.stand_in.chat(self.person.key) if not one["mine"]]
        receipt = next(filter(None, (CODE.search(one["text"]) for one in said)), None)
        if receipt:
            self.code = receipt[0].replace("-", "")
            return True
        if said and said[-1]["id"] != self._answered:
            self._answered = said[-1]["id"]
            self._answer(said[-1], place)
        return False

    def _answer(self, question: Any, place: str) -> None:
        if question.get("wants_place"):
            self.writes(place)
            return
        for wanted in ("हिंदी", "ऐसे ही भेजें", "भेज दें"):
            if wanted in [button["title"] for button in question.get("buttons", [])]:
                self.says(kind="tap", message=question["id"], choice=wanted)
                return
        self.writes("शराब")  # the list of categories, or an open question


def wait_until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, f"It did not happen in time: {what}"
        time.sleep(1)


def everyone_has_a_code(telephones: Iterable[Telephone], place: Callable[[Canary], str]) -> bool:
    return all([phone.goes_on(place(phone.person)) for phone in telephones if not phone.code])


def _read(answer: requests.Response) -> Any:
    assert answer.status_code == 200, answer.text[:500]
    return answer.json()
