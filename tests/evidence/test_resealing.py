"""A change of the vault's keys takes the files along."""

import io

import pytest

from evidence import custody, resealing
from evidence.models import Attachment
from tests.evidence import making
from vault import files
from vault import resealing as registry
from vault.boxes import UnableToOpen, seal, unseal
from vault.rings import PrivateRing, private_ring, public_ring

NEW = PrivateRing.generate()
PHOTO = making.jpeg()


class PowerCut(BaseException):
    pass


def opened(attachment, keys):
    attachment.refresh_from_db()
    sink, context = io.BytesIO(), custody.original_context(attachment.pk)
    with attachment.original.open("rb") as sealed:
        files.unseal_stream(sealed, sink, context=context, keys=keys)
    return sink.getvalue()


def reseal(function, batch=10):
    return function(now_key=NEW.public(), old=private_ring(), batch=batch)


def test_both_are_registered():
    assert {"original files", "where files come from"} <= set(registry.stores())


def test_originals_open_with_the_new_key_alone(quarantine, stored):
    attachments = [quarantine(PHOTO) for _ in range(3)]

    assert [reseal(resealing.reseal_originals, batch=2) for _ in range(3)] == [2, 1, 0]

    assert [opened(attachment, NEW) for attachment in attachments] == [PHOTO] * 3
    with pytest.raises(UnableToOpen):
        opened(attachments[0], private_ring())
    assert len(stored("originals")) == 3


def test_a_power_cut_loses_no_original(quarantine, monkeypatch):
    attachments = [quarantine(PHOTO) for _ in range(3)]
    both = PrivateRing([*NEW, *private_ring()])
    real, calls = files.reseal_stream, []

    def cut(*args, **more):
        calls.append(1)
        if len(calls) == 2:
            raise PowerCut
        real(*args, **more)

    with monkeypatch.context() as cutting:
        cutting.setattr(files, "reseal_stream", cut)
        with pytest.raises(PowerCut):
            reseal(resealing.reseal_originals)
    assert [opened(attachment, both) for attachment in attachments] == [PHOTO] * 3

    assert reseal(resealing.reseal_originals) == 2
    assert [opened(attachment, NEW) for attachment in attachments] == [PHOTO] * 3


def test_what_is_told_of_a_file_moves_to_the_new_key(announce):
    attachments = [announce() for _ in range(3)]
    for attachment in attachments:
        context = custody.source_context(attachment.pk)
        box = seal(b"told", context=context, keys=public_ring())
        Attachment.objects.filter(pk=attachment.pk).update(source=box)

    assert [reseal(resealing.reseal_sources, batch=2) for _ in range(3)] == [2, 1, 0]

    for attachment in Attachment.objects.all():
        context = custody.source_context(attachment.pk)
        assert unseal(bytes(attachment.source), context=context, keys=NEW).reveal() == b"told"


def test_what_has_the_new_key_is_left_alone(quarantine, settings):
    settings.SATAARK_VAULT_PUBLIC_KEYS = NEW.public().text()
    attachment = quarantine(PHOTO)
    name = attachment.original.name

    assert reseal(resealing.reseal_originals) == 0

    attachment.refresh_from_db()
    assert attachment.original.name == name
