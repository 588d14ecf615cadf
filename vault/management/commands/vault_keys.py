"""Make, check and change the keys of the vault."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError

from vault import canary, resealing, rings
from vault.rings import KeysMissing, KeysUnusable, PrivateRing, PublicRing
from vault.secret import Secret

BATCH = 500

Held = TypeVar("Held", PublicRing, PrivateRing, Secret[bytes])


class Command(BaseCommand):
    help = "Make (generate), check (status) and change (rotate) the keys of the vault."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("generate", help="Print a new set of keys as NAME=value lines.")
        steps.add_parser("status", help="Say which keys this process holds and whether they fit.")
        rotate = steps.add_parser("rotate", help="Change to a new key, in two steps.")
        which = rotate.add_mutually_exclusive_group(required=True)
        which.add_argument("--new", action="store_true", help="Print the rings with a new key.")
        which.add_argument("--reseal", action="store_true", help="Re-seal what old keys hold.")
        rotate.add_argument("--batch", type=int, default=BATCH, help="Rows in one transaction.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(options)
        except KeysUnusable as error:
            raise CommandError(str(error)) from None

    def _run(self, options: dict[str, Any]) -> None:
        if options["step"] == "generate":
            self._generate()
        elif options["step"] == "status":
            self._status()
        elif options["new"]:
            self._new()
        else:
            self._reseal(batch=options["batch"])

    def _generate(self) -> None:
        private = PrivateRing.generate()
        self._print(rings.PUBLIC_KEYS, private.public().text())
        self._print(rings.PRIVATE_KEYS, private.text().reveal())
        self._print(rings.INDEX_KEY, rings.encode(rings.new_index_key().reveal()))

    def _status(self) -> None:
        public = self._present(rings.PUBLIC_KEYS, rings.public_ring)
        private = self._present(rings.PRIVATE_KEYS, rings.private_ring)
        self._present(rings.INDEX_KEY, rings.index_key)
        if public is None or private is None:
            return
        if shut := canary.unreadable(public, private):
            raise CommandError(f"No private key here opens boxes sealed to {_list(shut)}.")
        self.stdout.write("Every public key has its private key: sealed and opened a canary.")

    def _present(self, variable: str, load: Callable[[], Held]) -> Held | None:
        try:
            held = load()
        except KeysMissing:
            self.stdout.write(f"{variable}: not set")
            return None
        self.stdout.write(f"{variable}: {_describe(held)}")
        return held

    def _new(self) -> None:
        public, private = _fitting_rings()
        fresh = PrivateRing.generate()
        self._print(rings.PUBLIC_KEYS, PublicRing([*fresh.public(), *public]).text())
        self._print(rings.PRIVATE_KEYS, PrivateRing([*fresh, *private]).text().reveal())
        self.stderr.write(
            "Give the gateway these lines and restart it, then the web process;"
            " then run `manage.py vault_keys rotate --reseal` beside the gateway."
        )

    def _reseal(self, *, batch: int) -> None:
        if batch < 1:
            raise CommandError("--batch needs at least one row.")
        public, private = _fitting_rings()
        old = private.without(public.current_id)
        if not old:
            self.stdout.write(f"Only {public.current_id} is in use: nothing to re-seal.")
            return
        if not resealing.stores():
            raise CommandError("No app has registered anything to re-seal; keep the old keys.")
        for name in resealing.stores():
            self._reseal_store(name, now_key=public, old=old, batch=batch)
        self.stdout.write(
            f"All is sealed to {public.current_id}. {_list(old.ids)} may be dropped from both"
            " variables, once no process seals to it any more."
        )

    def _reseal_store(
        self, name: str, *, now_key: PublicRing, old: PrivateRing, batch: int
    ) -> None:
        total = 0
        for done in resealing.reseal(name, now_key=now_key, old=old, batch=batch):
            total += done
            self.stdout.write(f"{name}: {total} so far")
        self.stdout.write(f"{name}: {total} re-sealed, none left")

    def _print(self, variable: str, value: str) -> None:
        self.stdout.write(f"{variable}={value}")


def _fitting_rings() -> tuple[PublicRing, PrivateRing]:
    """Both rings, after a check that what is sealed from now on can be opened."""
    public, private = rings.public_ring(), rings.private_ring()
    if public.current_id in canary.unreadable(public, private):
        raise CommandError(f"The private key of {public.current_id}, the current one, is not here.")
    return public, private


def _describe(held: PublicRing | PrivateRing | Secret[bytes]) -> str:
    if isinstance(held, Secret):
        return "present"
    first, *others = held.ids
    return _list([f"{first} (current)", *others])


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
