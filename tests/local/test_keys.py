"""Each process holds its own secrets and nobody else's."""

import stat

import pytest

from local import keys

EVERYTHING = {**keys.made_up(), "WHATSAPP_ACCESS_TOKEN_LINE_2": "t", "DATABASE_URL": "d"}
COMMON = {"SECRET_KEY", "DATABASE_URL"}


@pytest.mark.parametrize(
    ("process", "held"),
    [
        (
            "web",
            {
                "SATAARK_VAULT_PUBLIC_KEYS",
                "WHATSAPP_APP_SECRET",
                "WHATSAPP_VERIFY_TOKEN",
                "TURN_SECRET",
                "HEARING_KEYS",
            },
        ),
        (
            "gateway",
            {
                "SATAARK_VAULT_PUBLIC_KEYS",
                "SATAARK_VAULT_PRIVATE_KEYS",
                "SATAARK_INDEX_KEY",
                "WHATSAPP_ACCESS_TOKEN",
                "WHATSAPP_ACCESS_TOKEN_LINE_2",
                "HEARING_KEYS",
            },
        ),
        ("turn", {"TURN_SECRET"}),
        ("lab", set()),
        ("worker", set()),
        ("beat", set()),
        ("prepare", {"SATAARK_VAULT_PUBLIC_KEYS"}),
        ("a process added later", set()),
        (
            "simulator",
            {
                "WHATSAPP_APP_SECRET",
                "WHATSAPP_VERIFY_TOKEN",
                "WHATSAPP_ACCESS_TOKEN",
                "WHATSAPP_ACCESS_TOKEN_LINE_2",
            },
        ),
    ],
)
def test_a_process_sees_its_own_secrets_only(process, held):
    assert set(keys.environment_of(process, EVERYTHING)) == held | COMMON


def test_keys_are_made_once_and_shown_to_nobody_else(tmp_path):
    first = keys.kept(tmp_path / "keys.env")

    assert keys.kept(tmp_path / "keys.env") == first
    assert stat.S_IMODE((tmp_path / "keys.env").stat().st_mode) == 0o600


def test_no_two_installations_share_a_key():
    first, second = keys.made_up(), keys.made_up()

    assert not set(first.values()) & set(second.values())
