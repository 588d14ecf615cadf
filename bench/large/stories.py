"""What happens to one invented ticket, by the base rates of real tip lines. Pure but for dice.

Most of what comes is noise and is closed at the desk; a quarter goes to a station and is acted
upon; what came last is still open.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tickets import events
from tickets.lifecycle import CloseReason, Outcome, Status

MINUTE = timedelta(minutes=1)
DAYS = 730  # of history
VILLAGES = ("रामपुर", "शिवगढ़", "नवाबगंज", "Sultanpur", "Kishanpur", "मोहनपुर", "Bhojpur", "गौरीगंज")
MATTERS = (
    "रात में नदी के किनारे कच्ची शराब बन रही है",
    "truck me gaay le ja rahe hai number UP{plate}",
    "स्कूल के बाहर लड़के नशा बेचते हैं",
    "Men with country made pistols meet near the old mill",
    "मेरे मोहल्ले में रोज़ जुआ होता है",
    "college ke bahar ladkiyon ko pareshan karte hai",
    "खाते से पैसे निकल गए, फ़ोन पर ओटीपी माँगा था",
    "गाड़ी UP{plate} में रात को सामान उतरता है",
)
NOISE = ("hi", "good morning", "test", "यह नंबर किसका है?", "नमस्ते सर", "😀😀")


def arrivals(
    dice: random.Random, now: datetime, *, slice_: int, of: int, count: int
) -> list[datetime]:
    """Return moments of one slice of the years behind us, in order; lately more came."""
    part = ((of - slice_ - dice.random()) / of for _ in range(count))
    return sorted(now - timedelta(days=DAYS * each**1.5, seconds=1) for each in part)


@dataclass
class Step:
    """Something that happens, some minutes after the last."""

    kind: str
    at: datetime
    by: str = ""  # "desk", "station" or, for nobody, ""
    note: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Story:
    """One ticket from its first word to where it stands at `now`."""

    arrived_at: datetime
    text: str
    station: int  # of the district's
    category: int
    priority: int
    steps: list[Step]
    status: str = Status.NEW
    is_at_station: bool = False
    close_reason: str = ""
    round: int = 1

    @property
    def last_at(self) -> datetime:
        return self.steps[-1].at


@dataclass(frozen=True)
class Teller:
    """Tells stories of one district, always the same for the same dice."""

    dice: random.Random
    stations: int
    weights: Sequence[int]  # of the categories
    terms: dict[str, Any]  # what an event that starts clocks says of them
    now: datetime
    open_share: float

    def story(self, arrived: datetime) -> Story:
        category = self.dice.choices(range(len(self.weights)), self.weights)[0]
        # a few stations get most of what comes
        station = min(int(self.dice.expovariate(3 / self.stations)), self.stations - 1)
        is_noise = self.dice.random() < 0.62
        text = self.dice.choice(NOISE) if is_noise else self._matter()
        priority = 2 if self.dice.random() < 0.02 else 0
        opened = Step(events.OPENED, arrived, note=text, data={"status": Status.NEW, **self.terms})
        story = Story(arrived, text, station, category, priority, [opened])
        stays_open = self.dice.random() < self.open_share
        (self._noise if is_noise and not stays_open else self._matter_of_police)(story, stays_open)
        return story

    def _matter(self) -> str:
        region, letter = self.dice.randrange(10, 97), self.dice.choice("ABCDT")
        plate = f"{region}{letter}{self.dice.randrange(1000, 9999)}"
        words = self.dice.choice(MATTERS).format(plate=plate)
        return f"{words}, {self.dice.choice(VILLAGES)} {self.dice.randrange(1, 90)}"

    def _then(self, story: Story, kind: str, minutes: float, **facts: Any) -> bool:
        """Add a step if its moment has come; say whether it has."""
        at = story.last_at + self.dice.lognormvariate(0, 1) * minutes * MINUTE
        if at >= self.now:
            return False
        story.steps.append(Step(kind, at, **facts))
        return True

    def _noise(self, story: Story, _stays_open: bool) -> None:
        self._then(story, events.NOTED, 10, by="desk", note="पूछा गया")
        reasons = (CloseReason.SPAM, CloseReason.NOT_POLICE, CloseReason.FALSE)
        self._close(story, self.dice.choices(reasons, (60, 32, 8))[0], 25, by="desk")

    def _matter_of_police(self, story: Story, stays_open: bool) -> None:
        how_far = self.dice.randrange(5) if stays_open else 99
        steps: list[Callable[[Story], bool]] = [
            self._forward,
            self._acknowledge,
            self._act,
            self._ask_and_answer,
            self._outcome,
        ]
        for step in steps[:how_far]:
            if not step(story):
                return
        if how_far < len(steps):
            return
        again = self.dice.random() < 0.06 and self._reopen(story)
        if again and not all(step(story) for step in (self._acknowledge, self._act, self._outcome)):
            return
        self._close(story, CloseReason.DONE, 2880, by="station")

    def _forward(self, story: Story) -> bool:
        self._then(story, events.CATEGORISED, 6, by="desk")
        data = {"status": Status.WITH_STATION, "to": story.station, **self.terms}
        if not self._then(story, events.FORWARDED, 14, by="desk", data=data):
            return False
        story.status, story.is_at_station = Status.WITH_STATION, True
        return True

    def _acknowledge(self, story: Story) -> bool:
        data = {"status": Status.ACKNOWLEDGED}
        if not self._then(story, events.ACKNOWLEDGED, 40, by="station", data=data):
            return False
        story.status = Status.ACKNOWLEDGED
        return True

    def _act(self, story: Story) -> bool:
        done = self.dice.choices(("spot_visit", "gd_entry", "fir", "nothing_found"), (5, 2, 2, 2))[
            0
        ]
        data = {"status": Status.ACTION_TAKEN, "action": done}
        note = "मौके पर पहुँचे, जाँच की गई"
        if not self._then(story, events.ACTED, 200, by="station", note=note, data=data):
            return False
        story.status = Status.ACTION_TAKEN
        if self.dice.random() < 0.7:
            self._then(story, events.NOTED, 300, by="station", note="पूछताछ जारी है")
        return True

    def _ask_and_answer(self, story: Story) -> bool:
        if self.dice.random() < 0.3:
            self._then(story, events.ASKED, 60, by="station", note="कौन सा समय था?")
            self._then(story, events.ANSWERED, 90, note="रात नौ बजे के बाद")
        return True

    def _outcome(self, story: Story) -> bool:
        data = {"outcome": Outcome.DONE.value, "round": story.round, "status": Status.OUTCOME_GIVEN}
        note = "आपकी सूचना पर कार्रवाई हुई। धन्यवाद।"
        if not self._then(story, events.OUTCOME, 1500, by="station", note=note, data=data):
            return False
        story.status = Status.OUTCOME_GIVEN
        return True

    def _reopen(self, story: Story) -> bool:
        data = {"status": Status.WITH_STATION, "round": story.round + 1, **self.terms}
        if not self._then(story, events.REOPENED, 600, data=data):
            return False
        story.round, story.status = story.round + 1, Status.WITH_STATION
        return True

    def _close(self, story: Story, reason: CloseReason, minutes: float, *, by: str) -> None:
        data = {"reason": reason.value, "status": Status.CLOSED}
        if self._then(story, events.CLOSED, minutes, by=by, note="बंद किया", data=data):
            story.status, story.close_reason = Status.CLOSED, reason.value
