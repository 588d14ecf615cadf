"""An officer who opens every page and every answer of the API that can be reached."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LINK = re.compile(r'(href|src|hx-get)="([^"#]+)')
# not of the portal: files of ours, Meta's telephone, the documentation's own script
ELSEWHERE = ("/static/", "/simulator/", "/api/v1/docs/")
FIRST = ("/", "/queue/", "/queue/?q=शराब", "/station/", "/late/", "/no-such-page/")
API = ("units/", "stats/response-times/", "schema/", "tickets/?q=शराब", "tickets/?overdue=true")
# a window over a row is the same window, whichever list the row stands in
OVER_WHICH_LIST = re.compile(r"\?list=.*")
MOST = 1500  # pages; more would be a circle


class Visitor:
    """Signed in twice: in the portal by password, in the API by token."""

    def __init__(self, system: Any, username: str) -> None:
        self.url, password = system.url, system.passwords[username]
        self.portal, self.api = requests.Session(), requests.Session()
        form = self.portal.get(f"{self.url}/login/", timeout=30).text
        given = {"username": username, "password": password}
        token = {"csrfmiddlewaretoken": unescape(TOKEN.findall(form)[0])}
        signed_in = self.portal.post(f"{self.url}/login/", data={**given, **token}, timeout=30)
        assert "/login/" not in signed_in.url, f"{username}: {signed_in.status_code}"
        answer = self.api.post(f"{self.url}/api/v1/token/", json=given, timeout=30)
        self.api.headers["Authorization"] = f"Token {answer.json()['token']}"

    def asks(self, place: str) -> Any:
        answer = self.api.get(f"{self.url}/api/v1/{place}", timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def does(self, code: str, deed: str, **given: Any) -> None:
        place = f"{self.url}/api/v1/tickets/{code}/{deed}/"
        answer = self.api.post(place, json=given, timeout=30)
        assert answer.status_code in (200, 204), answer.text

    def looks_at(self, place: str) -> bytes:
        """Return one page, or one answer of the API by its whole address."""
        session = self.portal if place.startswith("/") else self.api
        return _written(session.get(urljoin(self.url, place), timeout=60))

    def sees(self) -> dict[str, bytes]:
        """Return status, headers and body of everything, by address."""
        return dict([*self._pages(), *self._answers()])

    def _pages(self) -> Iterator[tuple[str, bytes]]:
        waiting: list[tuple[str, bool]] = [(place, False) for place in FIRST]
        known = {_same(*one) for one in waiting}
        while waiting:
            place, as_part = waiting.pop(0)
            headers = {"HX-Request": "true"} if as_part else {}
            answer = self.portal.get(self.url + place, headers=headers, timeout=60)
            yield f"{place}{' as a part' if as_part else ''}", _written(answer)
            linked = {_same(*one): one for one in self._links(answer)}
            waiting += [one for what, one in linked.items() if what not in known]
            known.update(linked)
            assert len(known) < MOST, f"A circle of pages: {sorted(known)[-5:]}"

    def _links(self, answer: requests.Response) -> Iterator[tuple[str, bool]]:
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return
        for kind, link in LINK.findall(answer.text):
            address = urlsplit(urljoin(answer.url, unescape(link)))
            if f"{address.scheme}://{address.netloc}" != self.url:
                continue
            if not address.path.startswith(ELSEWHERE):
                query = f"?{address.query}" if address.query else ""
                yield address.path + query, kind == "hx-get"

    def _answers(self) -> Iterator[tuple[str, bytes]]:
        waiting = [f"{self.url}/api/v1/{place}" for place in (*API, "tickets/")]
        for address in waiting:
            answer = self.api.get(address, timeout=60)
            yield address, _written(answer)
            if answer.headers["Content-Type"].startswith("application/json"):
                further = _further(self.url, answer.json())
                waiting += [one for one in further if one not in waiting]
            assert len(waiting) < MOST, f"A circle of answers: {waiting[-5:]}"


def _same(place: str, as_part: bool) -> tuple[str, bool]:
    """Return what two addresses of one page have in common."""
    return OVER_WHICH_LIST.sub("", place), as_part


def _further(url: str, content: Any) -> Iterator[str]:
    """Yield what hangs on an answer: the next page, each ticket and its parts, each file."""
    if isinstance(content, list):
        yield from (one["url"] for one in content if one.get("url"))
    elif "results" in content:
        yield from filter(None, [content["next"]])
        for ticket in content["results"]:
            if "spoken_code" in ticket:
                for part in ("", "history/", "attachments/"):
                    yield f"{url}/api/v1/tickets/{ticket['code']}/{part}"


def _written(answer: requests.Response) -> bytes:
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{answer.status_code}\n{head}\n".encode() + answer.content
