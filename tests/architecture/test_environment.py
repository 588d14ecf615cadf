"""Every variable we read is explained in .env.example, and nothing else is."""

import ast
import re

from tests.architecture.sources import ROOT, modules

READERS = {"text", "flag", "number", "words", "family"}
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()


def read_by_settings() -> set[str]:
    return {
        node.args[0].value
        for name, tree in modules("sataark")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in READERS
        and ast.unparse(node.func.value) == "env"
        and isinstance(node.args[0], ast.Constant)
    }


def read_by_procfile() -> set[str]:
    return set(re.findall(r"\$\{(\w+)", (ROOT / "Procfile").read_text(encoding="utf-8")))


def read_by_development() -> set[str]:
    """Return the names of our own that `make run` and `make test` look up."""
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "local").glob("*.py"))
    return set(re.findall(r'environ\.get\("(SATAARK_\w+)"', text))


def documented() -> set[str]:
    return {line.split("=")[0] for line in EXAMPLE if "=" in line and not line.startswith("#")}


def test_what_is_read_is_documented_and_what_is_documented_is_read():
    assert documented() == read_by_settings() | read_by_procfile() | read_by_development()


def test_every_variable_has_a_comment_of_its_own():
    above = {line.split("=")[0]: EXAMPLE[n - 1] for n, line in enumerate(EXAMPLE)}

    assert [name for name in documented() if not above[name].startswith("# ")] == []


def test_only_settings_read_the_environment():
    """Elsewhere a variable would be read without its default, its check and its line here."""
    elsewhere = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
    }

    allowed = ("local/", "tests/", "bench/", "messaging/simulator/")
    assert {name for name in elsewhere if not name.startswith(allowed)} == {
        "manage.py",
        "sataark/celery.py",
        "sataark/env.py",
        "sataark/wsgi.py",
    }
