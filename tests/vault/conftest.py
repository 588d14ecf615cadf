from collections.abc import Callable
from typing import Any

import pytest

from vault.boxes import Context
from vault.rings import PrivateRing, PublicRing


@pytest.fixture(scope="session")
def private() -> PrivateRing:
    return PrivateRing.generate()


@pytest.fixture(scope="session")
def public(private: PrivateRing) -> PublicRing:
    return private.public()


@pytest.fixture(scope="session")
def context() -> Context:
    return Context(
        purpose="route",
        place="messaging.alias.sealed",
        row="0d4cbf4e-58a0-4a9c-9d3c-3c3b2b9f7a10",
    )


@pytest.fixture
def hold(settings: Any) -> Callable[..., None]:
    """Give this process exactly the named keys, as an environment would."""

    def give(*, public: str = "", private: str = "", index: str = "") -> None:
        settings.SATAARK_VAULT_PUBLIC_KEYS = public
        settings.SATAARK_VAULT_PRIVATE_KEYS = private
        settings.SATAARK_INDEX_KEY = index

    return give
