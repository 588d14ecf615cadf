"""What our logs keep of an address: the way, never what was asked for."""

import io
import json
import logging

import pytest

SEARCH = "/nowhere/?q=शराब+9155500+12345&show=all"
ASKED = ("शराब", "%E0%A4%B6", "show=all", "9155500")


@pytest.fixture
def logged():
    """Return what this process, set up as every other, writes to its standard output."""
    (handler,) = (one for one in logging.getLogger().handlers if one.filters)
    written, before = io.StringIO(), handler.setStream(io.StringIO())
    handler.setStream(written)
    yield written
    handler.setStream(before)


def lines(written: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_page_that_is_not_there_is_logged_without_what_was_searched_for(client, db, logged):
    assert client.get(SEARCH).status_code == 404

    (line,) = lines(logged)
    assert line["says"] == "Not Found: /nowhere/" and "GET '/nowhere/?•••" in line["request"]
    assert [asked for asked in ASKED if asked in logged.getvalue()] == []


@pytest.mark.parametrize("server", ["gunicorn.error", "gunicorn.access"])
def test_what_the_server_in_front_of_the_pages_writes_is_cut_as_well(server, logged):
    said = '127.0.0.1 "GET %s HTTP/1.1" 200 "https://sataark.example.org%s"'
    logging.getLogger(server).error(said, SEARCH, SEARCH)

    (line,) = lines(logged)
    assert line["logger"] == server and "GET /nowhere/?••• HTTP/1.1" in line["says"]
    assert [asked for asked in ASKED if asked in logged.getvalue()] == []
