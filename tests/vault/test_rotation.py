"""A change of keys leaves nothing behind, wherever it is interrupted."""

import pytest
from django.core.management import CommandError, call_command

from vault import resealing
from vault.boxes import Context, UnableToOpen, key_id_of, seal, unseal
from vault.rings import PrivateRing

OLD, NEW = PrivateRing.generate(), PrivateRing.generate()
BOTH = PrivateRing([*NEW, *OLD])


class PowerCut(BaseException):
    pass


class Store:
    """A table of boxes that commits row by row, and may lose power after any commit."""

    def __init__(self, count, keys=OLD):
        self.rows = {
            number: seal(f"citizen {number}".encode(), context=at(number), keys=keys.public())
            for number in range(count)
        }
        self.commits_left = None
        self.batches = []

    def reseal(self, *, now_key, old, batch):
        waiting = [number for number, box in self.rows.items() if key_id_of(box) in old.ids]
        for number in waiting[:batch]:
            if self.commits_left == 0:
                raise PowerCut
            plaintext = unseal(self.rows[number], context=at(number), keys=old).reveal()
            self.rows[number] = seal(plaintext, context=at(number), keys=now_key)
            if self.commits_left is not None:
                self.commits_left -= 1
        self.batches.append(len(waiting[:batch]))
        return len(waiting[:batch])

    def read(self, keys):
        return [unseal(box, context=at(n), keys=keys).reveal() for n, box in self.rows.items()]


def at(number):
    return Context(purpose="route", place="shop.customer.sealed", row=str(number))


def citizens(count):
    return [f"citizen {number}".encode() for number in range(count)]


@pytest.fixture(autouse=True)
def rotating(hold, monkeypatch):
    monkeypatch.setattr(resealing, "_stores", {})
    hold(public=BOTH.public().text(), private=BOTH.text().reveal())


@pytest.fixture
def reseal(capsys):
    def reseal(*words):
        call_command("vault_keys", "rotate", "--reseal", *words)
        return capsys.readouterr().out

    return reseal


def test_every_store_is_resealed_and_the_old_key_no_longer_needed(reseal):
    aliases, routes = Store(23), Store(4)
    resealing.register("aliases", aliases.reseal)
    resealing.register("routes", routes.reseal)

    said = reseal("--batch", "10")

    assert aliases.read(NEW) == citizens(23)
    assert routes.read(NEW) == citizens(4)
    assert aliases.batches == [10, 10, 3, 0]
    assert said.splitlines() == [
        "aliases: 10 so far",
        "aliases: 20 so far",
        "aliases: 23 so far",
        "aliases: 23 re-sealed, none left",
        "routes: 4 so far",
        "routes: 4 re-sealed, none left",
        f"All is sealed to {NEW.ids[0]}. {OLD.ids[0]} may be dropped from both variables,"
        " once no process seals to it any more.",
    ]


@pytest.mark.parametrize("commits", range(8))
def test_interrupted_after_any_row_it_goes_on_from_there(reseal, commits):
    aliases = Store(7)
    aliases.commits_left = commits
    resealing.register("aliases", aliases.reseal)

    if commits < 7:
        with pytest.raises(PowerCut):
            reseal("--batch", "3")
        assert aliases.read(BOTH) == citizens(7)
    aliases.commits_left = None
    said = reseal("--batch", "3")

    assert aliases.read(NEW) == citizens(7)
    assert f"aliases: {7 - commits if commits < 7 else 7} re-sealed, none left" in said


def test_a_second_run_finds_nothing(reseal):
    resealing.register("aliases", Store(5).reseal)
    reseal()

    assert "aliases: 0 re-sealed, none left" in reseal()


def test_what_is_sealed_anew_is_left_alone(reseal):
    aliases = Store(3, keys=NEW)
    before = dict(aliases.rows)
    resealing.register("aliases", aliases.reseal)

    reseal()

    assert aliases.rows == before


def test_a_dropped_key_opens_nothing_any_more(reseal):
    aliases, closed = Store(3), Store(3)
    resealing.register("aliases", aliases.reseal)

    reseal()

    assert aliases.read(NEW) == citizens(3)
    with pytest.raises(UnableToOpen, match=f"The key {OLD.ids[0]}"):
        closed.read(NEW)


def test_with_one_key_there_is_nothing_to_do(reseal, hold):
    aliases = Store(3)
    resealing.register("aliases", aliases.reseal)
    hold(public=OLD.public().text(), private=OLD.text().reveal())

    assert reseal() == f"Only {OLD.ids[0]} is in use: nothing to re-seal.\n"
    assert aliases.batches == []


def test_nobody_registered_is_no_permission_to_drop_a_key(reseal):
    with pytest.raises(CommandError, match="keep the old keys"):
        reseal()


def test_nothing_is_sealed_to_a_key_that_cannot_be_opened(reseal, hold):
    aliases = Store(3)
    resealing.register("aliases", aliases.reseal)
    hold(public=NEW.public().text(), private=OLD.text().reveal())

    with pytest.raises(CommandError, match=f"private key of {NEW.ids[0]}"):
        reseal()
    assert aliases.batches == []


@pytest.mark.parametrize("batch", ["0", "-1"])
def test_a_batch_of_nothing_is_refused(reseal, batch):
    resealing.register("aliases", Store(3).reseal)

    with pytest.raises(CommandError, match="at least one row"):
        reseal("--batch", batch)


def test_a_name_is_registered_once():
    resealing.register("aliases", Store(0).reseal)

    with pytest.raises(ValueError, match="aliases is registered"):
        resealing.register("aliases", Store(0).reseal)

    resealing.unregister("aliases")
    assert resealing.stores() == ()
