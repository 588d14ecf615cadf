"""Rules of the house that no linter knows."""

import ast

import pytest

from tests.architecture.sources import ROOT, files, modules

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


def test_no_test_is_skipped_or_excused():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"skip", "skipif", "xfail", "importorskip"}
    ]

    assert [place for place in found if not place.startswith("tests/architecture/")] == []
