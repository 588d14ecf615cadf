"""A made-up crowd before five desks: all is real but the clock, the people and their luck."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

from django.db import connection

from districts.models import Officer, Role
from hearings import booking, calls, desks, queue, sweep, taking_down
from hearings.models import Call, Desk, HearingRequest, Seat
from hearings.taking_down import Taken
from tests.factories import make_line, make_officer, make_ticket, make_tree
from tests.hearings.day import make_window
from tickets.models import Ticket
from tickets.services import hearing
from tickets.wishes import Wish

MINUTE = timedelta(minutes=1)
STEP = MINUTE
REASONS = [*[""] * 16, Wish.SENIOR, Wish.UNWELL, Wish.ALONE, Wish.ABROAD]
CHANGES = [Wish.CANCEL, Wish.ANOTHER_DAY, Wish.CALLBACK, Wish.UNWELL]


@dataclass
class Talk:
    """A call under way: when the citizen comes, when it is over, and whether the line holds."""

    comes_at: datetime
    ends_at: datetime
    falls_silent: bool


@dataclass
class Told:
    """What a caller was told at one moment of their wait; which moment is chance."""

    at: datetime
    expected: datetime
    looks: int = 1


class Crowd:
    """Citizens who book, come, come late or never, lose the line, and change their minds."""

    def __init__(self, *, desks: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.tree = make_tree()
        names = [{"hi": str(n), "en": str(n)} for n in range(1, desks + 1)]
        self.window = make_window(make_line(self.tree.district), desk_names=names)
        self.officers = [make_officer(Role.HEARING, self.tree.district) for _ in range(desks)]
        self.talks: dict[object, Talk] = {}
        self.told: dict[tuple[int, object], Told] = {}
        self.away: dict[int, datetime] = {}  # officers, until when
        self.together = ThreadPoolExecutor(desks)
        self.pressed_together = 0
        self.handed_over: set[object] = set()

    def books(self, at: datetime) -> None:
        ticket = make_ticket(self.window.line, kind=Ticket.Kind.HEARING, at=at)
        booking.book(ticket_id=ticket.pk, at=at, need=self.chance.choice(REASONS))

    def changes_mind(self, at: datetime) -> None:
        active = HearingRequest.objects.in_queue().filter(day=at.date()).order_by("pk")
        if someone := self._one_of(list(active)):
            wanted = self.chance.choice(CHANGES)
            hearing.wish(ticket_id=someone.ticket_id, wanted=wanted, at=at)

    def looks(self, at: datetime) -> None:
        """Let everybody who waits look at their page; what one of the looks said is kept."""
        outlook = queue.outlook(self.window, at.date(), at)
        for ahead, request in enumerate(queue.waiting(self.window, at.date())):
            if ahead < len(outlook.left):
                continue  # they read that they are next, and no time
            told = self.told.setdefault((request.pk, request.day), Told(at, at, 0))
            told.looks += 1
            if self.chance.random() < 1 / told.looks:
                told.at, told.expected = at, outlook.moment(ahead, is_first=bool(request.need))

    def answers(self, call: Call, now: datetime) -> None:
        """One in ten does not come; the others come at once, or when they hear the phone.

        One in forty never comes, however often they are called.
        """
        if self.chance.random() < 0.1 or call.request_id % 40 == 0:
            return
        comes_at = now + self.chance.choice([0, 0, 0, 0, 1, 2]) * MINUTE
        minutes = min(20.0, max(1.0, self.chance.lognormvariate(1.3, 0.45)))
        falls_silent = self.chance.random() < 0.05
        self.talks[call.pk] = Talk(comes_at, comes_at + minutes * MINUTE, falls_silent)

    def talk(self, now: datetime) -> None:
        """Let everybody who is called come, stay, and be heard to the end."""
        live = Call.objects.live().select_related("desk__officer").order_by("called_at")
        for call in live.filter(pk__in=list(self.talks)):
            talk = self.talks[call.pk]
            if call.joined_at is None and talk.comes_at <= now:
                calls.sit_down(call, officer=None, at=now)
            if not talk.falls_silent:
                Seat.objects.filter(call=call, left_at=None).update(seen_at=now)
                if talk.ends_at <= now:
                    self._end(call, now)

    def _end(self, call: Call, now: datetime) -> None:
        """Most are written down; some lines are lost, and a few callers go to another desk."""
        officer = call.desk.officer
        self.away[officer.pk] = now + self.chance.choice([0, 0, 0, 1]) * MINUTE
        luck, free = self.chance.random(), self._free(now)
        if luck < 0.06:
            calls.put_back(call_id=call.pk, by=officer, at=now)
        elif luck < 0.16 and (other := self._one_of(free)):
            calls.hand_over(call_id=call.pk, by=officer, desk_id=other.pk, at=now)
            self.talks[call.pk].ends_at = now + 2 * MINUTE
            self.handed_over.add(call.pk)
        else:
            taking_down.finish(call_id=call.pk, by=officer, at=now, taken=Taken("सुना"))

    def press_next(self, now: datetime) -> None:
        """Let all who are free press "next" at one instant, each in a process of its own."""
        pressing = [desk.officer for desk in self._free(now) if self._is_here(desk.officer, now)]
        barrier = Barrier(max(len(pressing), 1), timeout=20)

        def press(officer: Officer) -> Call | None:
            barrier.wait()
            return desks.call_next(by=officer, at=now)

        called = self.together.map(press, pressing)
        for call in list(called):
            if call is not None:
                self.answers(call, now)
        self.pressed_together += len(pressing) > 1

    def _free(self, now: datetime) -> list[Desk]:
        busy = Call.objects.live().values("desk")
        return list(Desk.objects.open().exclude(pk__in=busy).select_related("officer"))

    def _is_here(self, officer: Officer, now: datetime) -> bool:
        return self.away.get(officer.pk, now) <= now

    def _one_of(self, some: list[Any]) -> Any:
        return self.chance.choice(some) if some else None

    def is_there(self, opens: datetime, *, until: datetime, now: datetime) -> bool:
        """Say whether somebody is in a call, or waits while the desks are open."""
        if Call.objects.live().exists():
            return True
        return now < until and HearingRequest.objects.in_queue().filter(day=opens.date()).exists()

    def go_home(self) -> None:
        list(self.together.map(lambda _n: connection.close(), range(len(self.officers))))
        self.together.shutdown()


def hold(crowd: Crowd, opens: datetime, *, walk_in: int, closing: Callable[..., None]) -> None:
    """Hold one day's hearing: desks open, the crowd is heard, desks close once nobody is left."""
    minutes = 120
    come = sorted(crowd.chance.randrange(minutes - 20) for _ in range(walk_in))
    for officer in crowd.officers:
        desks.open_desk(window_id=crowd.window.pk, by=officer, at=opens)
    now = opens
    while come or crowd.is_there(opens, until=opens + minutes * MINUTE, now=now):
        while come and opens + come[0] * MINUTE <= now:
            crowd.books(opens + come.pop(0) * MINUTE)
        sweep.run(now=now)
        crowd.talk(now)
        if now < opens + minutes * MINUTE:
            closing(crowd, now)
            crowd.press_next(now)
            if now.minute % 2 == 0:
                crowd.looks(now)
        now += STEP
    for officer in crowd.officers:
        desks.close_desk(by=officer, at=now)
    sweep.run(now=now)
