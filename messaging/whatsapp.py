"""The Cloud API over HTTP: a thin client that says what happened and nothing about whom."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from districts.models import Line
from messaging.reactions import Reaction, reaction_to
from vault.secret import Secret

MEDIA_HOSTS = frozenset({"lookaside.fbsbx.com", "graph.facebook.com"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
CHUNK = 256 * 1024
DOWNLOAD_SECONDS = 180  # below the time limit of a task
SILENCE = 5.0  # seconds after which a connection is not used again


class NotSent(Exception):
    """The request never left us: no connection. Safe to try again."""


class OutcomeUnknown(Exception):
    """The request left us and no usable answer came: it may or may not have been accepted."""


class Refused(Exception):
    """WhatsApp refused. Plain and picklable; holds codes only, never an address or a sentence."""

    def __init__(self, code: int | None, http_status: int, retry_after: int = 0) -> None:
        super().__init__(code, http_status, retry_after)
        self.code, self.http_status, self.retry_after = code, http_status, retry_after

    @property
    def reaction(self) -> Reaction:
        return reaction_to(self.code, self.http_status)


class MediaRefused(Exception):
    """The file must not be fetched from there, or is larger than allowed; the code says which."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One citizen's address, hidden until the request is built."""

    kind: str  # "bsuid" or "phone"
    address: Secret[str]

    def fields(self) -> dict[str, str]:
        if self.kind == "bsuid":
            return {"recipient": self.address.reveal()}
        return {"to": f"+{self.address.reveal().lstrip('+')}"}


@dataclass(frozen=True, slots=True)
class MediaInfo:
    url: Secret[str]
    mime: str
    size: int | None  # bytes, as declared


class Client:
    """Speaks for one line's number, over a connection that this thread may still hold."""

    def __init__(self, line: Line) -> None:
        self._number = line.phone_number_id
        self._account = line.business_account_id
        self._base = f"{settings.WHATSAPP_API_URL}/{settings.WHATSAPP_API_VERSION}"
        self._timeout = (
            settings.WHATSAPP_CONNECT_TIMEOUT_SECONDS,
            settings.WHATSAPP_READ_TIMEOUT_SECONDS,
        )
        token = settings.WHATSAPP_ACCESS_TOKENS.get(line.access_token_variable, "")
        self._session = _session(token)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_exception: object) -> None:
        _kept.used_at = time.monotonic()

    def send(self, recipient: Recipient, body: Mapping[str, Any], *, reference: str) -> Secret[str]:
        """Send one message and return the provider's id for it.

        `reference` comes back in every status of this message. Raises NotSent, OutcomeUnknown
        or Refused. Not safe to repeat: WhatsApp knows no idempotency key.
        """
        message = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **recipient.fields(),
            **body,
            "biz_opaque_callback_data": reference,
        }
        answer = self._call("POST", f"{self._base}/{self._number}/messages", json=message)
        match answer:
            case {"messages": [{"id": str(provider_id)}, *_]}:
                return Secret(provider_id)
        raise OutcomeUnknown

    def media_info(self, media_id: str) -> MediaInfo:
        """Ask where a file can be fetched now; the address is valid for five minutes."""
        answer = self._call("GET", f"{self._base}/{media_id}")
        match answer:
            case {"url": str(url)}:
                size = answer.get("file_size")
                kind = str(answer.get("mime_type", ""))
                return MediaInfo(Secret(url), kind, int(size) if size is not None else None)
        raise OutcomeUnknown

    def download(self, url: Secret[str], sink: IO[bytes], *, limit: int) -> str:
        """Stream a file into `sink` and return its SHA-256 in hex.

        Only from WhatsApp's own hosts, without redirects. Raises MediaRefused above `limit`
        bytes, Refused, NotSent or OutcomeUnknown, also when it takes too long altogether.
        """
        _check_host(url.reveal())
        digest, size = hashlib.sha256(), 0
        with self._open(url) as response:
            for chunk in _chunks(response):
                size += len(chunk)
                if size > limit:
                    raise MediaRefused("too_large")
                digest.update(chunk)
                sink.write(chunk)
        return digest.hexdigest()

    def templates(self) -> list[dict[str, Any]]:
        """Return the account's templates with their names, languages and statuses."""
        url = f"{self._base}/{self._account}/message_templates"
        answer = self._call("GET", url, params={"limit": "200"})
        rows = answer.get("data", [])
        return [row for row in rows if isinstance(row, dict)]

    def create_template(self, template: Mapping[str, Any]) -> None:
        url = f"{self._base}/{self._account}/message_templates"
        self._call("POST", url, json=dict(template))

    def _open(self, url: Secret[str]) -> requests.Response:
        response = self._guard(
            lambda: self._session.get(
                url.reveal(), timeout=self._timeout, allow_redirects=False, stream=True
            )
        )
        if response.status_code != 200:
            response.close()
            raise Refused(_code_of(response), response.status_code)
        return response

    def _call(self, method: str, url: str, **arguments: Any) -> dict[str, Any]:
        response = self._guard(
            lambda: self._session.request(
                method, url, timeout=self._timeout, allow_redirects=False, **arguments
            )
        )
        answer = _json(response)
        if response.status_code == 200 and answer is not None:
            return answer
        code = _code_of(response)
        if code is None and response.status_code not in {401, 403, 429}:
            # an answer of some proxy's: WhatsApp may have accepted before it
            raise OutcomeUnknown
        raise Refused(code, response.status_code, _seconds(response.headers.get("Retry-After")))

    @staticmethod
    def _guard(request: Callable[[], requests.Response]) -> requests.Response:
        """Sort transport failures by whether anything can have left us; drop their sentences."""
        try:
            return request()
        except requests.ConnectTimeout:
            failure: type[Exception] = NotSent
        except requests.ConnectionError as error:
            failure = NotSent if _never_connected(error) else OutcomeUnknown
        except requests.RequestException:
            failure = OutcomeUnknown
        raise failure


class _Kept(threading.local):
    """The last session of this thread: greeting WhatsApp anew costs more than most messages."""

    token = ""
    session: requests.Session | None = None
    used_at = float("-inf")


_kept = _Kept()


def _session(token: str) -> requests.Session:
    """Return the session of this thread, or a new one after a silence or for another token.

    A connection that the other side is about to close would leave a message uncertain.
    """
    is_fresh = time.monotonic() - _kept.used_at < SILENCE
    if _kept.session is not None and is_fresh and _kept.token == token:
        return _kept.session
    if _kept.session is not None:
        _kept.session.close()
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {token}"
    # the library's own retries would send a message twice
    session.mount("https://", HTTPAdapter(max_retries=0))
    session.mount("http://", HTTPAdapter(max_retries=0))
    _kept.token, _kept.session = token, session
    return session


def _never_connected(error: requests.ConnectionError) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError", "SSLError"}


def _chunks(response: requests.Response) -> Iterator[bytes]:
    # read1 returns what is there: a dripping file would otherwise fill its chunk for ever
    until = time.monotonic() + DOWNLOAD_SECONDS
    try:
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            if time.monotonic() > until:
                raise OutcomeUnknown
            yield chunk
    except (HTTPError, OSError):
        raise OutcomeUnknown from None


def _json(response: requests.Response) -> dict[str, Any] | None:
    try:
        answer = response.json()
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _code_of(response: requests.Response) -> int | None:
    match _json(response):
        case {"error": {"code": int(code)}}:
            return code
    return None


def _seconds(header: str | None) -> int:
    return min(int(header), 3600) if header and header.isdigit() else 0


def _check_host(url: str) -> None:
    parts = urlsplit(url)
    own = urlsplit(settings.WHATSAPP_API_URL).hostname
    if parts.hostname in MEDIA_HOSTS and parts.scheme == "https":
        return
    if parts.hostname in LOOPBACK and parts.hostname == own:
        return
    raise MediaRefused("foreign_host")
