"""`make bench`: every benchmark, one after the other; exit status 1 when a goal was missed."""

import sys

from bench import answers, pages, report, webhook

BENCHMARKS = {"webhook": webhook.measure, "answers": answers.measure, "pages": pages.measure}


def main(chosen: list[str]) -> int:
    missed = 0
    for name in chosen or list(BENCHMARKS):
        if name not in BENCHMARKS:
            print(f"There is no benchmark {name}; there are: {', '.join(BENCHMARKS)}.")
            return 2
        print(f"{name}:", flush=True)
        rows = BENCHMARKS[name]()
        report.publish(name, rows)
        missed += sum(not row["reached"] for row in rows)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
