"""A long video is sealed in as little memory as a short one."""

import subprocess
import sys


def test_a_hundred_megabytes_need_little_memory(tmp_path):
    """In a process of its own, so that the peak is of these two streams alone."""
    script = """
import resource, sys
from pathlib import Path
from vault import files
from vault.boxes import Context
from vault.rings import PrivateRing

MIB = 1024 * 1024
folder = Path(sys.argv[1])
context = Context(purpose="original", place="evidence.attachment.original", row="1")
private = PrivateRing.generate()


class Video:
    left = 100 * MIB

    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


class Counter:
    length = 0

    def write(self, block):
        self.length += len(block)


peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before = peak()
with (folder / "sealed").open("wb") as sink:
    files.seal_stream(Video(), sink, context=context, keys=private.public())
counter = Counter()
with (folder / "sealed").open("rb") as source:
    files.unseal_stream(source, counter, context=context, keys=private)
print(counter.length, peak() - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    length, growth = map(int, done.stdout.split())
    assert length == 100 * 1024 * 1024
    assert growth < 20 * 1024 * 1024
