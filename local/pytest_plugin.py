"""Servers and secrets for a test run; tests the machine cannot run are named, not skipped.

Loaded with `-p`, because pytest-django reads the settings before any conftest.
"""

import gc
import os
import signal
import time
from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from local import media_tools
from local.children import UnableToStart
from local.services import private_services
from local.with_services import end_in_order, environment

STARTED_IN = pytest.StashKey[float]()
TAKE_LONG = ("slow", "browser")
NOT_RUN = pytest.StashKey[Counter[str]]()
RARELY = (20_000, 20, 20)  # objects, and rounds, between two looks for garbage


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Prepare the environment once; workers of a parallel run inherit it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ.update(environment())
        _start_servers(early_config)
    return (yield)


def _start_servers(config: pytest.Config) -> None:
    signal.signal(signal.SIGTERM, end_in_order)
    began = time.monotonic()
    stack = ExitStack()
    config.add_cleanup(stack.close)
    try:
        os.environ.update(stack.enter_context(private_services()))
    except UnableToStart as error:
        raise pytest.UsageError(str(error)) from error
    config.stash[STARTED_IN] = time.monotonic() - began


def pytest_report_header(config: pytest.Config) -> str | None:
    seconds = config.stash.get(STARTED_IN, None)
    return None if seconds is None else f"private servers: ready in {seconds:.1f} s"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that no worker is left alone with one at the end."""
    long = {item.path for item in items if any(map(item.get_closest_marker, TAKE_LONG))}
    items.sort(key=lambda item: item.path not in long)
    _leave_out_what_cannot_run(config, items)


def pytest_collection_finish() -> None:
    """Look for garbage rarely, and never among what lasts: a tenth of a portal test's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)


def _leave_out_what_cannot_run(config: pytest.Config, items: list[pytest.Item]) -> None:
    lacking = media_tools.missing()
    cannot = [item for item in items if any(map(item.get_closest_marker, lacking))]
    if not cannot:
        return
    items[:] = [item for item in items if item not in cannot]
    config.hook.pytest_deselected(items=cannot)
    config.stash[NOT_RUN] = Counter(
        mark for item in cannot for mark in lacking if item.get_closest_marker(mark)
    )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        not_run = session.config.stash.get(NOT_RUN, Counter[str]())
        session.config.workeroutput["not_run"] = dict(not_run)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: pytest.Item) -> None:
    """Every worker of a parallel run collects the same tests; one report is enough."""
    not_run = getattr(node, "workeroutput", {}).get("not_run")
    if not_run:
        node.config.stash[NOT_RUN] = Counter(not_run)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    not_run = config.stash.get(NOT_RUN, None)
    if not not_run:
        return
    lacking = media_tools.missing()
    packages = sorted({package for mark in not_run for package in lacking[mark]})
    counted = " and ".join(f"{count} {mark}" for mark, count in sorted(not_run.items()))
    terminalreporter.write_line(
        f"Not run: {counted} tests, for want of {', '.join(packages)}. "
        f"To run them: {media_tools.remedy(packages)}"
    )
