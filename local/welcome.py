"""The box that says where to look, shown once the portal answers."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from local import progress

COLUMNS = ("username", "password", "role", "unit")


@dataclass
class Welcome:
    """Called again and again while things start; prints the box the first time they answer."""

    port: int
    logins: Path
    shown: bool = False

    def __call__(self) -> None:
        if not self.shown and _answers(f"http://127.0.0.1:{self.port}/healthz"):
            self.shown = True
            print(f"\n{progress.box(self.lines())}\n", flush=True)

    def lines(self) -> list[str]:
        home = f"http://127.0.0.1:{self.port}"
        lines = [
            "Sataark is running.",
            "",
            f"  Police portal     {home}/",
            f"  WhatsApp phone    {home}/simulator/",
            "",
        ]
        if self.logins.exists():
            known = json.loads(self.logins.read_text(encoding="utf-8"))
            for blueprint, officers in known.items():
                table = progress.table(_one_of_each_role(officers), COLUMNS)
                lines += [f"  Demo officers of {blueprint}:", *(f"    {row}" for row in table), ""]
            lines += [f"  All of them: {self.logins}", ""]
        return [*lines, "Ctrl-C stops everything and keeps the data."]


def _one_of_each_role(officers: list[dict[str, str]]) -> list[dict[str, str]]:
    first: dict[str, dict[str, str]] = {}
    for officer in officers:
        first.setdefault(officer["role"], officer)
    return list(first.values())


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 — our own address
    except urllib.error.HTTPError:
        return True  # unwell, perhaps, but there to say so
    except OSError:
        return False
    return True
