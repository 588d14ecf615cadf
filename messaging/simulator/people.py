"""Who takes part: the numbers of the desk, and the citizens with the identity each one shows."""

from dataclasses import dataclass, field
from typing import Literal

from messaging.simulator import ids, shapes

Shows = Literal["phone", "both", "bsuid"]  # "phone" alone: webhooks from before April 2026


@dataclass(slots=True)
class Line:
    """A business number. Its app's secret and token are named by environment variable."""

    phone_number_id: str
    display_number: str = "915550000001"
    name: str = ""
    code: str = ""
    business_account_id: str = "100000000000900"
    portfolio: str = "default"
    app_secret_variable: str = "WHATSAPP_APP_SECRET"  # noqa: S105 — a name, not a secret
    access_token_variable: str = "WHATSAPP_ACCESS_TOKEN"  # noqa: S105 — likewise
    subscribed: bool = True
    registered: bool = True
    contact_book: bool = True
    settings: dict[str, object] = field(default_factory=dict)

    def as_number(self) -> shapes.Number:
        return shapes.Number(
            self.phone_number_id, self.display_number.lstrip("+"), self.business_account_id
        )


@dataclass(slots=True)
class Citizen:
    """A pretend person with a telephone. Keys are short names such as "asha"."""

    key: str
    name: str
    phone: str
    bsuid: str
    parent_bsuid: str = ""
    username: str = ""
    shows: Shows = "both"
    online: bool = True
    receipts: bool = True  # tells the other side when a message was read
    forgotten_by: list[str] = field(default_factory=list)  # numbers that no longer see the phone

    def id_in(self, portfolio: str) -> str:
        """Return the id this person has in a portfolio; another one has another id."""
        return self.bsuid if portfolio == "default" else ids.bsuid(f"{self.bsuid}|{portfolio}")

    def answers_to(self, address: str, portfolio: str) -> bool:
        return address in (self.phone, self.parent_bsuid, self.id_in(portfolio))

    def is_seen_by(self, line: Line) -> bool:
        """Say whether the number of `line` is told this person's telephone number."""
        return self.shows != "bsuid" and line.phone_number_id not in self.forgotten_by

    def as_seen_by(self, line: Line) -> shapes.Person:
        knows_id = self.shows != "phone"
        return shapes.Person(
            name=self.name,
            phone=self.phone if self.is_seen_by(line) else "",
            bsuid=self.id_in(line.portfolio) if knows_id else "",
            parent_bsuid=self.parent_bsuid if knows_id else "",
            username=self.username if knows_id else "",
        )


def cast() -> list[Citizen]:
    """Return the people the phone page starts with: one of each identity WhatsApp may show."""
    return [
        Citizen("asha", "आशा देवी", "915550010001", "IN.SYNTH0001"),
        Citizen(
            "imran", "Imran", "915550010002", "IN.SYNTH0002", username="imran.b", shows="bsuid"
        ),
        Citizen("sunita", "सुनीता", "915550010003", "IN.SYNTH0003", parent_bsuid="IN.ENT.SYNTH0003"),
        Citizen("ramesh", "Ramesh Kumar", "915550010004", "IN.SYNTH0004", shows="phone"),
        Citizen("kavita", "Kavita K", "915550010005", "IN.SYNTH0005", username="kavita_k"),
        # plays an officer once the telephone is registered in the portal
        Citizen("officer", "थाना प्रभारी (SHO)", "915550010006", "IN.SYNTH0006"),
    ]
