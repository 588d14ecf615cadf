"""What was seized, in figures: a thing, an amount, and the measure it is counted in. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    LITRE = "litre", _("litres")
    GRAM = "gram", _("grams")
    KILOGRAM = "kilogram", _("kilograms")
    QUINTAL = "quintal", _("quintals")
    PIECE = "piece", _("pieces")
    BOTTLE = "bottle", _("bottles")
    ANIMAL = "animal", _("animals")
    VEHICLE = "vehicle", _("vehicles")
    RUPEE = "rupee", _("rupees")


# what is seized most, each with the measure courts expect; anything else is typed
USUAL = (
    _("Country-made liquor"),
    _("English liquor"),
    _("Lahan"),
    _("Cannabis (ganja)"),
    _("Charas"),
    _("Smack or heroin"),
    _("Opium"),
    _("Tablets or injections"),
    _("Cattle"),
    _("Meat"),
    _("Motorcycle"),
    _("Car"),
    _("Truck or pick-up"),
    _("Tractor and trolley"),
    _("Country-made pistol"),
    _("Cartridges"),
    _("Knife"),
    _("Sand or minerals"),
    _("Mobile phone"),
    _("Cash"),
    _("Jewellery"),
)


@dataclass(frozen=True, kw_only=True)
class Seizure:
    what: str
    amount: Decimal
    measure: str

    def __str__(self) -> str:
        return f"{self.what}, {self.amount:f} {Measure(self.measure).label}"

    def as_data(self) -> dict[str, str]:
        return {"what": self.what, "amount": f"{self.amount:f}", "measure": self.measure}

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> "Seizure":
        return cls(
            what=data["what"],
            amount=Decimal(data["amount"]).normalize(),
            measure=data["measure"],
        )
