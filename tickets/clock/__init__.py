"""When a ticket is late: its clocks, derived from its history. No database, no present moment.

Four clocks, each under the terms that were in force, and written into the event, when it
started; so a later change of policy does not rewrite the past.

- triage starts when opened, given back to a desk, handed over to another, taken up to an office, or
  reopened without a station; it stops when forwarded, handed over, acted upon, answered with an
  outcome, or closed
- acknowledge starts when forwarded or reopened with a station; it stops when acknowledged, acted
  upon, forwarded on, given back, handed over, taken up, answered with an outcome, or closed
- act starts when first forwarded in this round and stops at the first action, outcome or closing
- resolve starts when opened or reopened and stops at the outcome or closing

Triage and acknowledge belong to whoever has the ticket, so each hand-over starts another *turn*
and the one before keeps its own reading: a station's silence is not forgiven by passing on. Act
and resolve belong to the ticket: however often it is passed to and fro, they run on. Besides, only
a pause moves a deadline: not notes, words of the citizen, questions, categories, or escalations.
A higher priority hurries what runs, counted from where it started; a lower one gives nothing back;
a change that is taken back at once is as if it had not been.
A hearing that is booked waits for its day; triage and resolve start once the citizen was heard,
or is owed a call. The citizen's "not solved" begins another *round*; the rounds before stand as
they were. An officer's own reopening begins none: what the outcome or the closing had stopped goes
on from where it started, as if nobody had stopped it, and the time between counts. So does what was
closed by mistake and taken back, with its pauses too.
"""

from tickets.clock.calendar import Calendar, Pause, Stretch, Why
from tickets.clock.dial import MATTERS, read
from tickets.clock.names import ACKNOWLEDGE, ACT, DEFAULT_MINUTES, NAMES, RESOLVE, TRIAGE
from tickets.clock.reading import Happening, Reading, Terms

__all__ = [
    "ACKNOWLEDGE",
    "ACT",
    "DEFAULT_MINUTES",
    "MATTERS",
    "NAMES",
    "RESOLVE",
    "TRIAGE",
    "Calendar",
    "Happening",
    "Pause",
    "Reading",
    "Stretch",
    "Terms",
    "Why",
    "read",
]
