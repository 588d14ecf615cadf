"""What is written comes back with the digest with which it went in."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import NOON, make_line, make_ticket, make_unit
from tickets import chain, history
from tickets.models import Event

pytestmark = pytest.mark.django_db


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=6,
)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(), JSON, max_size=3), st.text(), st.datetimes())
def test_what_is_written_verifies_or_is_refused_at_once(data, note, moment):
    """Whatever comes back from the database has the digest with which it went in."""
    with transaction.atomic():
        ticket = make_ticket(make_line(make_unit("district")))
        try:
            with transaction.atomic():
                data["moment"] = moment.astimezone(NOON.tzinfo)
                ticket.record("ticket.noted", by=None, at=NOON, note=note, data=data)
        except chain.NotHistory:
            assert "\0" in repr_of(data, note) or has_half_a_pair(repr_of(data, note))
        stored = Event.objects.filter(ticket=ticket).order_by("number").last()

        assert chain.digest(stored.facts(), previous=stored.previous) == stored.digest
        assert list(history.verify()) == []
        transaction.set_rollback(True)


def repr_of(*values: object) -> str:
    gathered: list[str] = []

    def gather(value: object) -> None:
        if isinstance(value, str):
            gathered.append(value)
        elif isinstance(value, dict):
            gather([*value.keys(), *value.values()])
        elif isinstance(value, list):
            for item in value:
                gather(item)

    gather(list(values))
    return "".join(gathered)


def has_half_a_pair(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        NOON.replace(tzinfo=None),
        b"bytes",
        {1: "key"},
        {"a": {2}},
        "a\0",
        "\ud83d",
    ],
)
def test_what_would_not_come_back_as_it_was_is_refused(tickets, value):
    tickets[0].refresh_from_db()

    with pytest.raises(chain.NotHistory):
        tickets[0].record("ticket.noted", by=None, at=NOON, data={"value": value})
