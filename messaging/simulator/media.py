"""Files over the Graph API: uploading, asking where one is, deleting, and the link itself."""

from collections.abc import Iterator

from messaging.simulator import limits
from messaging.simulator.chats import Json
from messaging.simulator.errors import GraphError
from messaging.simulator.people import Line
from messaging.simulator.server import Request, Response, as_json
from messaging.simulator.shelf import File
from messaging.simulator.simulator import Simulator

PIECES = 20  # a dripping file comes in so many


def upload(sim: Simulator, line: Line, request: Request) -> Response:
    fields, files = request.form()
    if "file" not in files or fields.get("messaging_product") != "whatsapp":
        raise GraphError(100, "file and messaging_product are required.")
    file = files["file"]
    mime = fields.get("type") or file.mime
    limits.check_upload(mime, len(file.data))
    number = line.phone_number_id
    kept = sim.shelf.put(file.data, line=number, mime=mime, name=file.name, inbound=False)
    return as_json({"id": kept.id})


def info(sim: Simulator, id: str, request: Request) -> Response:
    """Say what a file is and where to fetch it in the next five minutes."""
    kept = sim.shelf.get(id)
    if sim.faults.happens("media_id_expired"):
        raise GraphError(100, "The media id has expired.")
    if request.query.get("phone_number_id", kept.line) != kept.line:
        raise GraphError(100, "The media id belongs to another phone number.")
    answer: Json = {
        "messaging_product": "whatsapp",
        "url": sim.shelf.link(kept, request.base),
        "mime_type": kept.mime,
        "sha256": kept.sha256,
        "file_size": kept.size,
        "id": kept.id,
    }
    if sim.faults.happens("media_without_url"):
        del answer["url"]
    if params := sim.faults.take("media_wrong_mime"):
        answer["mime_type"] = params["mime"]
    return as_json(answer)


def delete(sim: Simulator, id: str) -> Response:
    sim.shelf.delete(id)
    return as_json({"success": True})


def download(sim: Simulator, request: Request) -> Response:
    """Give out the bytes for a genuine, fresh link and a token that may see them."""
    query = request.query
    kept = sim.shelf.follow(
        mid=query.get("mid", ""), expires=query.get("ext", ""), signature=query.get("hash", "")
    )
    if kept is None or sim.faults.happens("media_url_expired"):
        return Response(b"", 404, "text/plain")
    return _bytes(sim, kept)


def _bytes(sim: Simulator, kept: File) -> Response:
    data = sim.shelf.read(kept)
    whole = {"Content-Length": str(len(data))}
    if sim.faults.happens("media_empty"):
        return Response(b"", mime=kept.mime)
    if sim.faults.happens("media_digest_mismatch"):
        data = bytes([data[0] ^ 1]) + data[1:] if data else b"?"
    if sim.faults.happens("media_truncated"):
        # the promised length stays, so that the client can notice
        headers = {**whole, "Connection": "close"}
        return Response(iter([data[: len(data) // 2]]), mime=kept.mime, headers=headers)
    if params := sim.faults.take("media_slow"):
        drops = _dripping(sim, data, float(params["seconds"]))
        return Response(drops, mime=kept.mime, headers=whole)
    return Response(data, mime=kept.mime)


def _dripping(sim: Simulator, data: bytes, seconds: float) -> Iterator[bytes]:
    size = max(1, -(-len(data) // PIECES))
    for start in range(0, len(data), size):
        sim.stopping.wait(seconds / PIECES)
        yield data[start : start + size]
