"""What surrounds every page is cheap to make: counted in steps, the same on any machine."""

import sys

import pytest
from django.db.models.sql.compiler import SQLCompiler

from districts.models import Officer, Posting, Session, Watch
from hearings.models import Guest, Window
from tickets.models import Explanation, Ticket

pytestmark = pytest.mark.django_db
# of Python's own functions and of those written in C, for a page with nothing on it
MOST_CALLS = 41_000
MOST_CALLS_OF_A_TICKET = 64_000  # with a dozen forms


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


def steps(client, address: str) -> int:
    """Return how many functions are called for a page that was looked at before."""
    calls = 0

    def count(_frame, event, _about) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    client.get(address)
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        page = client.get(address)
    finally:
        sys.setprofile(before)
    assert page.status_code == 200
    return calls


def test_a_page_with_nothing_on_it_takes_few_steps(world, sign_in):
    calls = steps(sign_in(world.head), "/explanations/")

    assert 10_000 < calls < MOST_CALLS, calls


@pytest.mark.parametrize("which", ["new", "acknowledged", "told", "closed"])
@pytest.mark.parametrize("rank", ["desk", "chief"])
def test_a_ticket_with_all_its_forms_takes_few_steps(rank, which, world, sign_in):
    ticket = getattr(world, which)

    calls = steps(sign_in(getattr(world, rank)), f"/tickets/{ticket.code}/")

    assert 10_000 < calls < MOST_CALLS_OF_A_TICKET, calls
