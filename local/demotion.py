"""Under whose name PostgreSQL runs: it refuses to be root.

As root it becomes `nobody`. Where `nobody` cannot reach the program or its data (a checkout
below /root, say) it runs in a user namespace, in which root merely seems to be `nobody`; and
where the machine forbids that, from a copy of the program in a place `nobody` can reach.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local.children import UnableToStart

NOBODY = 65534
# No locale of yours upsets a server.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


@dataclass(frozen=True)
class Account:
    """How to start the server's programs, and who owns what they write."""

    bin: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def run(
        self, program: str | Path, *arguments: str | Path
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program to its end as this account. None of our secrets reach it."""
        return subprocess.run(
            [*self.prefix, str(program), *map(str, arguments)],
            cwd="/",
            env=ENVIRONMENT,
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else [],
            capture_output=True,
            text=True,
            errors="replace",
        )

    def own(self, path: Path) -> None:
        """Hand `path` and all below it to this account (only root can, or needs to)."""
        if os.geteuid():
            return
        uid, gid = self.user or 0, self.group or 0
        if path.stat().st_uid != uid:
            for each in _everything(path):
                os.chown(each, uid, gid, follow_symlinks=False)


def choose(bin: Path, *, data: Path, runtime: Path) -> Account | None:
    """Return the first account that can run the programs in `bin` on the folder `data`.

    None means that only another data folder would do. Copies go below `runtime`.
    """
    if os.geteuid():
        return Account(bin) if _has_a_name(os.geteuid()) else _namespace(bin, needed=True)
    user, group = _nobody()
    demoted = Account(bin, user=user, group=group)
    if not _works(demoted, "test", "-x", data.parent):
        return _namespace(bin)
    if _works(demoted, bin / "postgres", "--version"):
        return demoted
    if inside := _namespace(bin):
        return inside
    copied = Account(_copy(bin, runtime), user=user, group=group)
    copied.own(runtime / "program")
    return copied


def _namespace(bin: Path, *, needed: bool = False) -> Account | None:
    user, group = _nobody()
    seem = ("unshare", "--user", f"--map-user={user}", f"--map-group={group}", "--")
    # Entering the namespace forgets the wish to die with the parent; setpriv repeats it.
    account = Account(bin, prefix=(*seem, "setpriv", "--pdeathsig", "INT", "--"))
    if _works(account, bin / "postgres", "--version"):
        return account
    if needed:
        raise UnableToStart(
            f"PostgreSQL needs a user name and user {os.geteuid()} has none: "
            "run as a user of this machine, or set DATABASE_URL."
        )
    return None


def _works(account: Account, program: str | Path, *arguments: str | Path) -> bool:
    try:
        return account.run(program, *arguments).returncode == 0
    except OSError:
        return False


def _has_a_name(uid: int) -> bool:
    return any(entry.pw_uid == uid for entry in pwd.getpwall())


def _nobody() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return NOBODY, NOBODY
    return entry.pw_uid, entry.pw_gid


def _copy(bin: Path, runtime: Path) -> Path:
    """Copy the installation that `bin` belongs to, with the libraries a wheel keeps beside it."""
    installation = bin.parent
    package = installation.parent
    copied = runtime / "program" / package.name / installation.name
    shutil.copytree(installation, copied)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, runtime / "program" / libraries.name)
    return copied / bin.name


def _everything(path: Path) -> Iterator[Path]:
    yield path
    yield from path.rglob("*")
