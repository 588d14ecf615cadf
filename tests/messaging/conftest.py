from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from messaging import letterbox, spool


@pytest.fixture(autouse=True)
def spool_folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Give each test a spool of its own, and a door that has had no trouble yet."""
    settings.SATAARK_SPOOL_DIR = tmp_path / "spool"
    spool.require_writable()
    letterbox._Trouble.until = spool._measured.at = float("-inf")
    yield settings.SATAARK_SPOOL_DIR
    letterbox._Trouble.until = float("-inf")
