"""What the twenty tell, in the words of people who forget that they wished to stay unknown."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import requests
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.evidence.making import PLANTED, jpeg, png
from tests.story import traces
from tests.story.canaries import Canary, canaries
from tests.story.telephones import StandIn, Telephone, everyone_has_a_code, wait_until
from tests.story.visitors import Visitor

__all__ = ["Plot", "wait_until"]

STATION = "bareilly-izzatnagar"
UNFINISHED = """
    SELECT (SELECT count(*) FROM messaging_inboundmessage WHERE state = 'waiting')
         + (SELECT count(*) FROM messaging_delivery WHERE read_at IS NULL)
         + (SELECT count(*) FROM evidence_attachment WHERE state IN ('announced', 'quarantined'))
"""
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


def of_oneself(person: Canary, number: int) -> str:
    """Return words with the sender's own number or name, spelled in one of many ways.

    Only what WhatsApp tells us of the person: what we do not know we cannot hide.
    """
    phone, mine = person.phone, person.numbers[0]
    names = (f"मैं {person.name} हूँ", f"{person.name.upper()} बोल रहा हूँ", person.name.split()[1])
    usernames = (f"मैं @{person.username}", f"{person.username} {person.bsuid}")
    numbers = (
        f"मेरा नंबर {phone}",
        f"मेरा नंबर {mine[:5]} {mine[5:]}",
        f"call me +91 {mine[:5]}-{mine[5:]}",
        f"मेरा नंबर {mine.translate(DEVANAGARI)}",
        f"मेरा मोबाइल {' '.join(mine)}",
        f"0{mine} पर फ़ोन करें",
        f"wa.me/{phone}",
    )
    known = (
        *names,
        *(numbers if person.shows != "bsuid" else ()),
        *(usernames if person.shows != "phone" else ()),
    )
    return known[number % len(known)]


class Plot:
    """Plays the story step by step; each step waits until it has come true."""

    def __init__(self, system: Any, database: str) -> None:
        self.system, self.database = system, database
        (line,) = self._ask("SELECT phone_number_id FROM districts_line")
        stand_in = StandIn(system, line)
        self.telephones = [Telephone(stand_in, person) for person in canaries()]
        self.desk = Visitor(system, "demo-bareilly-desk")
        self.head = Visitor(system, "demo-bareilly-sho-izzatnagar")

    def tips_become_tickets(self) -> dict[str, str]:
        for number, telephone in enumerate(self.telephones):
            words = of_oneself(telephone.person, number)
            telephone.writes(f"फाटक के पास अवैध शराब बिक रही है। {words}")
            self._attach(telephone, number)

        def place(person: Canary) -> str:
            return f"इज्जतनगर, {person.name} के घर के पास, {of_oneself(person, 3)}"

        wait_until(lambda: everyone_has_a_code(self.telephones, place), "twenty receipts")
        return {one.person.key: one.code for one in self.telephones}

    def officers_and_citizens_talk(self) -> None:
        asked = self.telephones[:10]
        for telephone in asked:
            self.desk.does(telephone.code, "forward", station=STATION, note="तुरंत देखें")
            self.head.does(telephone.code, "acknowledge")
            self.head.does(telephone.code, "ask", text="दुकान किस सड़क पर है?")
        wait_until(lambda: all("सड़क पर है" in one.heard() for one in asked), "ten questions")
        for number, telephone in enumerate(asked):
            telephone.writes(f"मंदिर वाली। {of_oneself(telephone.person, number + 5)}")
        self.telephones[0].changes_number()
        self.comes_to_rest()
        for telephone in asked[:6]:
            self.head.does(telephone.code, "actions", kind="spot_visit", note="दो पेटी शराब मिली")
            self.head.does(telephone.code, "outcome", outcome="done", text="कार्रवाई हुई, धन्यवाद।")
        wait_until(lambda: all("कार्रवाई हुई" in one.heard() for one in asked[:6]), "six answers")
        moved = asked[0].person
        asked[0].writes(f"मेरा नंबर बदल गया: पहले {moved.phone}, अब {moved.later_phone}")
        for number, telephone in enumerate(asked[1:4]):
            telephone.writes(f"धन्यवाद। {of_oneself(telephone.person, number + 6)}")

    def the_database_is_away(self, spool: Path) -> dict[str, bytes]:
        """Let people write while the database takes nobody; return what lies on disk then."""
        own = sql.Identifier(psycopg.conninfo.conninfo_to_dict(self.database)["dbname"])
        closed = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        elsewhere = make_conninfo(self.database, dbname="postgres")
        with psycopg.connect(elsewhere, autocommit=True) as connection:
            connection.execute(closed.format(own, sql.SQL("false")))
            try:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                )
                for number, telephone in enumerate(self.telephones[10:13]):
                    telephone.writes(f"एक बात और। {of_oneself(telephone.person, number)}")
                wait_until(lambda: len(list(spool.glob("*.box"))) >= 3, "three spooled bodies")
                log = self.system.folder / "log"
                wait_until(lambda: b"OperationalError" in log.read_bytes(), "a complaint")
                return traces.files(spool)
            finally:
                connection.execute(closed.format(own, sql.SQL("true")))

    def comes_to_rest(self) -> None:
        wait_until(self._everything_answers, "the web is itself again")

        def nothing_waits() -> bool:
            (waiting,) = self._ask(UNFINISHED)
            return waiting == 0 and not list((self.system.folder / "spool").glob("*.box"))

        wait_until(nothing_waits, "everything sent has been dealt with")

    def _everything_answers(self) -> bool:
        """Knock at all threads at once: each may still hold a connection that was cut."""
        ready = f"{self.system.url}/readyz"
        with ThreadPoolExecutor(16) as pool:
            return all(pool.map(lambda _: requests.get(ready, timeout=60).ok, range(64)))

    def _attach(self, telephone: Telephone, number: int) -> None:
        person, words = telephone.person, of_oneself(telephone.person, number + 1)
        mine = PLANTED.encode() + person.phone.encode()
        match number % 5:
            case 0:
                photo = {"name": "a.jpg", "mime": "image/jpeg", "data": jpeg(after=mine)}
                telephone.sends("photo", **photo, caption=words)
            case 1:
                photo = {"name": "a.png", "mime": "image/png", "data": png()}
                telephone.sends("photo", **photo, caption=words)
            case 2:
                name = f"{PLANTED} {person.name} {person.phone}.pdf"
                letter = b"%PDF-1.4\n% " + mine + person.name.encode()
                telephone.sends("file", name=name, mime="application/pdf", data=letter)
            case 3:
                own = person.phone if person.shows != "bsuid" else "1930"
                telephone.says(kind="contact", name=person.name, phone=own)
            case 4:
                place = {"latitude": 28.389, "longitude": 79.423, "name": person.name}
                telephone.says(kind="location", **place, address=words)

    def _ask(self, query: str) -> Any:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query).fetchone()
