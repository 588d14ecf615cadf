"""The names of everything that can happen to a ticket. `messaging` reads these and speaks."""

OPENED = "ticket.opened"
ADDED = "ticket.added"  # the citizen sent more
FORWARDED = "ticket.forwarded"
RETURNED = "ticket.returned"  # the station says: not ours
HANDED_OVER = "ticket.handed_over"  # to the desk of another district, or an office above
ACKNOWLEDGED = "ticket.acknowledged"
ACTED = "ticket.acted"
ASSIGNED = "ticket.assigned"  # to one officer of the station
ASKED = "ticket.asked"  # an officer asks the citizen
ANSWERED = "ticket.answered"  # the citizen answers
PROPOSED = "ticket.proposed"  # an outcome that somebody else has to approve
OUTCOME = "ticket.outcome"
CLOSED = "ticket.closed"
REOPENED = "ticket.reopened"
SETTLED = "ticket.settled"  # the citizen says that the outcome settled it
RESTRICTED = "ticket.restricted"
NOTED = "ticket.noted"
CATEGORISED = "ticket.categorised"
PRIORITISED = "ticket.prioritised"
SHELVED = "ticket.shelved"  # a desk set it aside for later
LINKED = "ticket.linked"  # to an incident: many tips about one thing
UNLINKED = "ticket.unlinked"
UNSHELVED = "ticket.unshelved"  # and took it up again before that
WARNED = "ticket.warned"  # a clock will soon run out: whoever has the ticket is told
ESCALATED = "ticket.escalated"
PAUSE_ASKED = "ticket.pause_asked"  # waits for a superior's nod
PAUSE_REFUSED = "ticket.pause_refused"
PAUSED = "ticket.paused"
RESUMED = "ticket.resumed"  # before the pause would have ended by itself
EXPLANATION_ASKED = "ticket.explanation_asked"  # a superior asks why nothing was done
EXPLAINED = "ticket.explained"
RECHECKED = "ticket.rechecked"  # a superior read again how it ended
SILENCED = "ticket.silenced"  # its sender is muted or blocked for a while
UNSILENCED = "ticket.unsilenced"
READ = "ticket.read"  # a sensitive thing was looked at
ATTACHED = "ticket.attached"
HEARING_ASKED = "ticket.hearing_asked"  # the citizen wants to be heard, and got a token
HEARING_WISHED = "hearing.wished"  # the citizen wants it otherwise: another day, no more, sooner
HEARING_MOVED = "hearing.moved"  # to another day, with another token
HEARING_REMINDED = "hearing.reminded"
HEARING_NEXT = "hearing.next"
HEARING_CALLED = "hearing.called"  # an officer waits for the citizen
HEARING_MISSED = "hearing.missed"
HEARING_DROPPED = "hearing.dropped"  # the connection was lost
HEARING_CALLBACK = "hearing.callback"  # the police will call
HEARING_UNREACHED = "hearing.unreached"  # the citizen is forgotten: nobody can call them
HEARING_CANCELLED = "hearing.cancelled"
HEARING_HEARD = "hearing.heard"

# what a citizen is told of; everything else stays inside
TOLD_OF_HEARING = frozenset(
    {
        HEARING_ASKED,
        HEARING_MOVED,
        HEARING_REMINDED,
        HEARING_NEXT,
        HEARING_CALLED,
        HEARING_MISSED,
        HEARING_DROPPED,
        HEARING_CALLBACK,
        HEARING_CANCELLED,
        HEARING_HEARD,
    }
)
# what officers are told of in the portal, see `tickets.concerning`: by name, by the post that is
# named, by where it happened; and of their own pauses
TOLD_BY_NAME = frozenset({ASSIGNED, EXPLANATION_ASKED})
TOLD_TO_POST = frozenset({WARNED, ESCALATED})
TOLD_BY_PLACE = frozenset(
    {
        FORWARDED,
        RETURNED,
        HANDED_OVER,
        REOPENED,
        ANSWERED,
        PROPOSED,
        PAUSE_ASKED,
        PAUSE_REFUSED,
        EXPLAINED,
    }
)
TOLD_IN_PORTAL = TOLD_BY_NAME | TOLD_TO_POST | TOLD_BY_PLACE | {PAUSED}
TOLD_TO_CITIZEN = frozenset({FORWARDED, HANDED_OVER, ASKED, OUTCOME, REOPENED}) | TOLD_OF_HEARING
