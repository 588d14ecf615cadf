"""What surrounds every page is cheap to make: counted in steps, the same on any machine."""

import sys

import pytest
from django.db.models.sql.compiler import SQLCompiler

from districts.models import Officer, Posting, Session, Watch
from hearings.models import Guest, Window
from tickets.models import Explanation, Ticket

pytestmark = pytest.mark.django_db
# of Python's own functions and of those written in C, for a page with nothing on it
MOST_CALLS = 48_000


@pytest.mark.parametrize(
    ("address", "about"), [("/queue/", Ticket), ("/explanations/", Explanation)]
)
def test_what_every_page_asks_is_compiled_but_once(address, about, world, sign_in, monkeypatch):
    client, compiled, as_sql = sign_in(world.desk), set(), SQLCompiler.as_sql
    client.get(address)

    def noted(self, *args, **kwargs):
        compiled.add(self.query.model)
        return as_sql(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", noted)
    client.get(address)

    assert about in compiled
    assert not compiled & {Session, Officer, Posting, Guest, Window, Watch}


def test_a_page_with_nothing_on_it_takes_few_steps(world, sign_in):
    client, calls = sign_in(world.head), 0
    client.get("/explanations/")

    def count(_frame, event, _about) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        client.get("/explanations/")
    finally:
        sys.setprofile(before)

    assert 10_000 < calls < MOST_CALLS, calls
