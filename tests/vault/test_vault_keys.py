"""The command that makes, checks and changes keys."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from vault import canary
from vault.rings import PrivateRing, PublicRing, encode, new_index_key
from vault.secret import Secret

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = PrivateRing.generate(), PrivateRing.generate()
INDEX = encode(new_index_key().reveal())


@pytest.fixture
def run(capsys):
    def run(*words):
        call_command("vault_keys", *words)
        return capsys.readouterr()

    return run


def values_of(lines):
    return dict(line.split("=", 1) for line in lines.splitlines())


def test_generate_prints_three_lines_and_nothing_else(run):
    printed = run("generate")

    names = [line.split("=")[0] for line in printed.out.splitlines()]
    assert names == [
        "SATAARK_VAULT_PUBLIC_KEYS",
        "SATAARK_VAULT_PRIVATE_KEYS",
        "SATAARK_INDEX_KEY",
    ]
    assert printed.out.endswith("\n")
    assert printed.err == ""
    # No quoting is needed in .env files and shells.
    assert all(re.fullmatch(r"[A-Z_]+=[\w:,-]+", line) for line in printed.out.splitlines())


def test_generated_keys_fit_together_and_are_new_each_time(run, hold):
    first, second = values_of(run("generate").out), values_of(run("generate").out)
    assert not set(first.values()) & set(second.values())

    hold(
        public=first["SATAARK_VAULT_PUBLIC_KEYS"],
        private=first["SATAARK_VAULT_PRIVATE_KEYS"],
        index=first["SATAARK_INDEX_KEY"],
    )
    assert "sealed and opened a canary" in run("status").out


def test_generate_needs_no_keys_no_database_and_no_broker():
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "only to start",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "vault_keys", "generate"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 3
    assert done.stderr == ""


def test_status_of_the_gateway(run, hold):
    both = PrivateRing([*NEW, *OLD])
    hold(public=both.public().text(), private=both.text().reveal(), index=INDEX)

    said = run("status").out

    ids = f"{NEW.ids[0]} (current), {OLD.ids[0]}"
    assert said.splitlines() == [
        f"SATAARK_VAULT_PUBLIC_KEYS: {ids}",
        f"SATAARK_VAULT_PRIVATE_KEYS: {ids}",
        "SATAARK_INDEX_KEY: present",
        "Every public key has its private key: sealed and opened a canary.",
    ]


def test_status_of_the_web_process(run, hold):
    hold(public=NEW.public().text())

    assert run("status").out.splitlines() == [
        f"SATAARK_VAULT_PUBLIC_KEYS: {NEW.ids[0]} (current)",
        "SATAARK_VAULT_PRIVATE_KEYS: not set",
        "SATAARK_INDEX_KEY: not set",
    ]


def test_status_never_prints_a_key(run, hold):
    hold(public=NEW.public().text(), private=NEW.text().reveal(), index=INDEX)

    said = run("status").out

    for key in (NEW.text().reveal()[17:], NEW.public().text()[17:], INDEX):
        assert key not in said


def test_status_fails_when_a_private_key_is_missing(run, hold):
    hold(public=PublicRing([*NEW.public(), *OLD.public()]).text(), private=NEW.text().reveal())

    with pytest.raises(CommandError, match=f"No private key here opens .* {OLD.ids[0]}"):
        run("status")


def test_malformed_keys_are_a_sentence_not_a_traceback(run, hold):
    hold(public="nonsense")

    with pytest.raises(CommandError, match="SATAARK_VAULT_PUBLIC_KEYS: key number 1") as refusal:
        run("status")
    assert "nonsense" not in str(refusal.value)


def test_a_new_key_is_put_in_front_of_the_present_ones(run, hold):
    hold(public=OLD.public().text(), private=OLD.text().reveal())

    printed = run("rotate", "--new")

    values = values_of(printed.out)
    assert list(values) == ["SATAARK_VAULT_PUBLIC_KEYS", "SATAARK_VAULT_PRIVATE_KEYS"]
    public = PublicRing.parse(Secret(values["SATAARK_VAULT_PUBLIC_KEYS"]))
    private = PrivateRing.parse(Secret(values["SATAARK_VAULT_PRIVATE_KEYS"]))
    assert public.ids == private.ids == (public.current_id, OLD.ids[0])
    assert public.current_id != OLD.ids[0]
    assert canary.unreadable(public, private) == ()
    assert "gateway" in printed.err


def test_no_new_key_without_the_present_ones(run, hold):
    hold(public=OLD.public().text())

    with pytest.raises(CommandError, match="SATAARK_VAULT_PRIVATE_KEYS is not set"):
        run("rotate", "--new")


def test_no_new_key_beside_a_ring_that_does_not_fit(run, hold):
    hold(public=OLD.public().text(), private=NEW.text().reveal())

    with pytest.raises(CommandError, match=f"private key of {OLD.ids[0]}, the current one, is not"):
        run("rotate", "--new")


@pytest.mark.parametrize("words", [[], ["rotate"], ["rotate", "--new", "--reseal"], ["destroy"]])
def test_unclear_commands_do_nothing(run, words):
    with pytest.raises(CommandError):
        run(*words)
