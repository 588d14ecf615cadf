"""The names of everything that can happen to a ticket. `messaging` reads these and speaks."""

OPENED = "ticket.opened"
ADDED = "ticket.added"  # the citizen sent more
FORWARDED = "ticket.forwarded"
RETURNED = "ticket.returned"  # the station says: not ours
ACKNOWLEDGED = "ticket.acknowledged"
ACTED = "ticket.acted"
ASKED = "ticket.asked"  # an officer asks the citizen
ANSWERED = "ticket.answered"  # the citizen answers
OUTCOME = "ticket.outcome"
CLOSED = "ticket.closed"
REOPENED = "ticket.reopened"
RESTRICTED = "ticket.restricted"
NOTED = "ticket.noted"
CATEGORISED = "ticket.categorised"
WARNED = "ticket.warned"  # a clock will soon run out: whoever has the ticket is told
ESCALATED = "ticket.escalated"
PAUSE_ASKED = "ticket.pause_asked"  # waits for a superior's nod
PAUSE_REFUSED = "ticket.pause_refused"
PAUSED = "ticket.paused"
RESUMED = "ticket.resumed"  # before the pause would have ended by itself
EXPLANATION_ASKED = "ticket.explanation_asked"  # a superior asks why nothing was done
EXPLAINED = "ticket.explained"
READ = "ticket.read"  # a sensitive thing was looked at
ATTACHED = "ticket.attached"
HEARING_ASKED = "ticket.hearing_asked"  # the citizen wants to be heard

# what a citizen is told of; everything else stays inside
TOLD_TO_CITIZEN = frozenset({FORWARDED, ASKED, OUTCOME, REOPENED})
