"""What `make run` tells the person at the terminal."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager


@contextmanager
def step(what: str) -> Iterator[None]:
    """Announce a step that may take a while, and how long it took."""
    print(f"  {what} ... ", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print("stopped", flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def table(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> list[str]:
    widths = {name: max([len(name), *(len(str(row[name])) for row in rows)]) for name in columns}
    lines = [{name: name for name in columns}, *rows]
    return ["  ".join(str(line[name]).ljust(widths[name]) for name in columns) for line in lines]


def box(lines: Sequence[str]) -> str:
    width = max(map(len, lines), default=0)
    edge = f"+{'-' * (width + 2)}+"
    return "\n".join([edge, *(f"| {line.ljust(width)} |" for line in lines), edge])
