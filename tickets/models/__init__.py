"""The core: tickets, their history, their clocks."""

from tickets.models.action import Action
from tickets.models.clock import Clock, Escalation
from tickets.models.desk_entry import DeskEntry
from tickets.models.draft import Draft, TidingRead
from tickets.models.event import Checkpoint, Event
from tickets.models.explanation import Explanation
from tickets.models.figure import Figure, Measure, Recount, Tally
from tickets.models.incident import Incident, Membership
from tickets.models.reply import Reply
from tickets.models.report import Download, Report
from tickets.models.restriction import Accusation
from tickets.models.saved_search import SavedSearch, SearchNotice
from tickets.models.ticket import Ticket

__all__ = [
    "Accusation",
    "Action",
    "Checkpoint",
    "Clock",
    "DeskEntry",
    "Download",
    "Draft",
    "Escalation",
    "Event",
    "Explanation",
    "Figure",
    "Measure",
    "Recount",
    "Tally",
    "Report",
    "Incident",
    "Membership",
    "Reply",
    "SavedSearch",
    "SearchNotice",
    "Ticket",
    "TidingRead",
]
