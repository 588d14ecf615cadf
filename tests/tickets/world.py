"""A district, its people, a ticket at any place of its life, and every deed."""

from districts.models import Role
from tests.factories import NOON, make_category, make_line, make_officer, make_tree
from tickets.lifecycle import CloseReason, Outcome
from tickets.models import Action, Ticket
from tickets.services import (
    acknowledgement,
    actions,
    dialogue,
    forwarding,
    handover,
    intake,
    notes,
    resolution,
    restriction,
)


class World:
    def __init__(self) -> None:
        self.tree = make_tree()
        self.line = make_line(self.tree.district, reopen_days=7)
        self.desk = make_officer(Role.DESK, self.tree.district)
        self.head = make_officer(Role.STATION_HEAD, self.tree.station)
        self.chief = make_officer(Role.CHIEF, self.tree.district)
        self.office = make_officer(Role.RANGE, self.tree.range)
        self.stranger = make_officer(Role.CHIEF, self.tree.other_district)

    def open(self, **fields) -> Ticket:
        usual = {"line": self.line, "at": NOON, "kind": Ticket.Kind.TIP, "text": "शराब"}
        return intake.open_ticket(**{**usual, **fields})

    def forwarded(self) -> Ticket:
        return self.forward(self.open())

    def forward(self, ticket, *, by=None, station=None) -> Ticket:
        station = station or self.tree.station
        return forwarding.forward(ticket_id=ticket.pk, by=by or self.desk, at=NOON, station=station)

    def acted(self) -> Ticket:
        return self.act(self.forwarded()).ticket

    def act(self, ticket, **fields) -> Action:
        usual = {"by": self.head, "at": NOON, "kind": Action.Kind.SPOT_VISIT, "note": "गए"}
        return actions.record(ticket_id=ticket.pk, **{**usual, **fields})

    def answered(self, *, at=NOON, ticket=None) -> Ticket:
        ticket = ticket or self.acted()
        return resolution.give_outcome(
            ticket_id=ticket.pk, by=self.head, at=at, outcome=Outcome.DONE, text="हो गया"
        )


DEEDS = {
    "forward": lambda w, key, by: forwarding.forward(
        ticket_id=key, by=by, at=NOON, station=w.tree.sister
    ),
    "return": lambda w, key, by: forwarding.return_to_desk(
        ticket_id=key, by=by, at=NOON, reason="x"
    ),
    "hand over": lambda w, key, by: handover.hand_over(
        ticket_id=key, by=by, at=NOON, office=w.tree.other_district, reason="x"
    ),
    "acknowledge": lambda w, key, by: acknowledgement.acknowledge(ticket_id=key, by=by, at=NOON),
    "act": lambda w, key, by: actions.record(
        ticket_id=key, by=by, at=NOON, kind=Action.Kind.SPOT_VISIT, note="x"
    ),
    "ask": lambda w, key, by: dialogue.ask(ticket_id=key, by=by, at=NOON, text="x"),
    "outcome": lambda w, key, by: resolution.give_outcome(
        ticket_id=key, by=by, at=NOON, outcome=Outcome.DONE, text="x"
    ),
    "close": lambda w, key, by: resolution.close(
        ticket_id=key, by=by, at=NOON, reason=CloseReason.SPAM, note="x"
    ),
    "reopen": lambda w, key, by: resolution.reopen(ticket_id=key, by=by, at=NOON, reason="x"),
    "restrict": lambda w, key, by: restriction.restrict(
        ticket_id=key, by=by, at=NOON, reason="x", unit=w.tree.station
    ),
    "note": lambda w, key, by: notes.note(ticket_id=key, by=by, at=NOON, text="x"),
    "categorise": lambda w, key, by: notes.categorise(
        ticket_id=key, by=by, at=NOON, category=make_category(w.line)
    ),
}
