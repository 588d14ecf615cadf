"""`make chaos`: exit status 1 when anything acknowledged was lost or doubled."""

import argparse
import secrets
import signal
import sys
from collections import Counter
from pathlib import Path

from bench import report
from bench.chaos.mutants import MUTANTS, LineIsGone
from bench.chaos.run import Outcome, Settings, run
from local.children import UnableToStart
from local.with_services import end_in_order


def main(words: list[str] | None = None) -> int:
    chosen = _parser().parse_args(words)
    settings = Settings(
        seed=chosen.seed,
        messages=chosen.messages,
        kills=chosen.messages // 10,
        every=chosen.kills_every,
        mutant=chosen.mutant,
        folder=chosen.keep,
    )
    what = f" against the mutant {settings.mutant}" if settings.mutant else ""
    print(f"chaos{what}, --seed {settings.seed}:", flush=True)
    signal.signal(signal.SIGTERM, end_in_order)
    try:
        outcome = run(settings)
    except (UnableToStart, LineIsGone) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped.")
        return 128 + signal.SIGINT
    _publish(settings, outcome)
    if settings.mutant and outcome.holds:
        print("The planted fault was not noticed: this run proves nothing.")
    return 0 if outcome.holds else 1


def between(text: str) -> tuple[float, float]:
    """Read "0.2-1.0" as two numbers of seconds."""
    low, _, high = text.partition("-")
    try:
        shortest, longest = float(low), float(high or low)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected seconds such as 0.2-1.0, not {text}") from None
    if not 0 < shortest <= longest:
        raise argparse.ArgumentTypeError(f"{text} must rise and be above 0")
    return shortest, longest


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--kills-every", type=between, default="0.2-1.0", metavar="SECONDS")
    parser.add_argument("--mutant", choices=MUTANTS, default="", help="plant this fault: must fail")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep logs and data there")
    return parser


def _publish(settings: Settings, outcome: Outcome) -> None:
    print(f"  killed {outcome.kills.total()}: {_counted(outcome.kills)}")
    print(f"  started again: {_counted(outcome.restarts)}")
    print(f"  answers at the door: {_counted(outcome.answers)}")
    name = f"chaos-{settings.mutant}" if settings.mutant else "chaos"
    about = {
        "seed": settings.seed,
        "messages": settings.messages,
        "kills": dict(outcome.kills),
        "restarts": dict(outcome.restarts),
        "answers": dict(outcome.answers),
    }
    report.publish(name, outcome.rows, about=about)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main())
