"""`make bench`: every benchmark, one after the other; exit status 1 when a goal was missed."""

import sys
from typing import Any

from bench import answers, pages, report, sweep, webhook

BENCHMARKS = {
    "webhook": webhook.measure,
    "answers": answers.measure,
    "pages": pages.measure,
    "sweep": sweep.measure,
}


def main(chosen: list[str]) -> int:
    whole: dict[str, list[dict[str, Any]]] = {}
    for name in chosen or list(BENCHMARKS):
        if name not in BENCHMARKS:
            print(f"There is no benchmark {name}; there are: {', '.join(BENCHMARKS)}.")
            return 2
        print(f"{name}:", flush=True)
        rows = BENCHMARKS[name]()
        report.publish(name, rows)
        whole[name] = rows
    if len(whole) > 1:
        report.table(whole)
    return 1 if any(not row["reached"] for rows in whole.values() for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
