"""Rules of the house that no linter knows."""

import ast

import pytest

from tests.architecture.sources import APPS, ROOT, files, modules

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared"}
# in halves, so that this file is not its own finding
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js",
    "crates" + ".io",
    "--index" + "-url",
]
TEXTS = (".py", ".md", ".toml", ".txt", ".in", ".html", ".js", ".css", ".yaml", ".yml", ".po", "")
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
# a thread, which nobody tells to stop; one report, which is all of its task
STOPPED_BY_NOBODY = {"messaging/doorbell.py", "tickets/reports/making.py"}


def test_guardian_is_spoken_in_one_module():
    speakers = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "guardian")
        or (
            isinstance(node, ast.Import)
            and any(alias.name.split(".")[0] == "guardian" for alias in node.names)
        )
    }

    assert {name for name in speakers if not name.startswith("tests/")} == {"districts/grants.py"}


def test_no_file_is_a_drawer_for_what_nobody_named():
    named = {path.relative_to(ROOT) for path in files(".py", ".js", ".html", ".css")}

    assert {str(name) for name in named if DRAWERS.intersection({name.stem, *name.parts})} == set()


@pytest.mark.parametrize("registry", REGISTRIES)
def test_no_file_names_a_package_registry(registry):
    allowed = {"Makefile"} if registry.startswith("--") else set()
    naming = {
        str(path.relative_to(ROOT))
        for path in files(*TEXTS)
        if registry in path.read_text(encoding="utf-8", errors="replace")
    }

    assert naming - allowed == set()


def test_files_and_functions_stay_short():
    long = []
    for name, tree in modules():
        if name.startswith(("tests/", "bench/")) or "/migrations/" in name:
            continue
        if (ROOT / name).read_text(encoding="utf-8").count("\n") > LONGEST_FILE:
            long.append(name)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{name}: {node.name} has {length} lines")

    assert long == []


def test_who_goes_on_after_any_error_still_stops_when_told_to():
    """A batch that takes the end of its time for one row's fault runs on until it is killed."""
    deaf = {
        name
        for name, tree in modules(*APPS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Try) and _goes_on(node)
    }

    assert deaf == STOPPED_BY_NOBODY


def _goes_on(attempt: ast.Try) -> bool:
    for handler in attempt.handlers:
        caught = handler.type.id if isinstance(handler.type, ast.Name) else ""
        if isinstance(handler.body[-1], ast.Raise):
            if caught == "TimeIsUp":
                return False
        elif handler.type is None or caught in {"Exception", "BaseException"}:
            return True
    return False


def test_no_test_is_skipped_or_excused():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"skip", "skipif", "xfail", "importorskip"}
    ]

    assert [place for place in found if not place.startswith("tests/architecture/")] == []
