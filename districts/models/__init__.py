"""Where we are and who works there."""

from districts.models.account import AccountEvent
from districts.models.amendment import Amendment
from districts.models.banner import Banner
from districts.models.blueprint_load import BlueprintLoad
from districts.models.calendar import Calendar, Holiday
from districts.models.campaign import Campaign, Poster
from districts.models.line import Category, Line
from districts.models.officer import POSTS_APART, Officer, Posting, Role
from districts.models.passkey import Passkey
from districts.models.place import Gazetteer, Place
from districts.models.repair_look import RepairLook
from districts.models.second_factor import RecoveryCode, SecondFactor
from districts.models.session import Session
from districts.models.unit import ABOVE_A_DISTRICT, HEADQUARTERS, STATIONS, Unit
from districts.models.watch import Shift, Watch

__all__ = [
    "ABOVE_A_DISTRICT",
    "HEADQUARTERS",
    "POSTS_APART",
    "STATIONS",
    "Amendment",
    "AccountEvent",
    "Banner",
    "BlueprintLoad",
    "Calendar",
    "Campaign",
    "Category",
    "Gazetteer",
    "Holiday",
    "Line",
    "Officer",
    "Passkey",
    "Place",
    "Poster",
    "Posting",
    "RecoveryCode",
    "RepairLook",
    "Role",
    "SecondFactor",
    "Session",
    "Shift",
    "Unit",
    "Watch",
]
