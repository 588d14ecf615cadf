"""The vault lies lowest, and one module of it reads settings."""

import ast
from pathlib import Path

import pytest

import vault

FOLDER = Path(vault.__file__).parent
MODULES = sorted(path for path in FOLDER.rglob("*.py"))
APPS = {"districts", "tickets", "evidence", "messaging", "hearings", "sataark"}
MAY_USE_DJANGO = {"rings.py", "apps.py", "vault_keys.py"}


def imported_by(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_the_vault_imports_no_app_and_hardly_any_django(path):
    imported = set(imported_by(path))

    assert not imported & APPS
    assert "django" not in imported or path.name in MAY_USE_DJANGO
    assert not imported & {"logging", "celery", "pickle"}


def test_all_modules_were_looked_at():
    names = {path.name for path in MODULES}

    assert {"boxes.py", "rings.py", "files.py", "index.py", "secret.py", "vault_keys.py"} <= names
