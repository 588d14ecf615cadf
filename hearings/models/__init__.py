"""The video hearing: when a line hears citizens, who asked to be heard, who hears whom."""

from hearings.models.desk import COMES_WITHIN, Call, Desk
from hearings.models.request import Door, EarlyParticulars, HearingRequest, Particulars
from hearings.models.room import Guest, Seat, Signal
from hearings.models.window import Window

__all__ = [
    "COMES_WITHIN",
    "Call",
    "Desk",
    "Door",
    "EarlyParticulars",
    "Guest",
    "HearingRequest",
    "Particulars",
    "Seat",
    "Signal",
    "Window",
]
