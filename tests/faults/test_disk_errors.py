"""What happens when the disk refuses, at each write, flush and unlink in turn; needs `strace`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from app.store.filled import NOW, fill, places_in
from hep_tui.store.store import Store

LOGGER = str(Path(__file__).with_name("logger.py"))
CALLS = (("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fdatasync,fsync", "EIO"), ("unlink", "EIO"))

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace makes the disk fail")


def run_with_failing_disk(home: Path, calls: str, error: str, when: str) -> list[list[str]]:
    """What a process that saves six entries says while the given system calls fail; `when` as strace counts."""
    argv = ["strace", "-qq", "-f", "-o", "/dev/null", "-e", f"trace={calls}"]
    argv += ["-e", f"inject={calls}:error={error}:when={when}", sys.executable, LOGGER, str(home), "6"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr or "hep_tui.store.errors." in done.stderr.splitlines()[-1], done.stderr
    return [line.split() for line in done.stdout.splitlines()]


def saved_is_saved(tmp_path: Path, calls: str, error: str, when: str) -> None:
    """With a disk that fails so, every entry said to be saved is there, and the file is sound and goes on."""
    places = places_in(tmp_path / f"{calls}-{error}-{when}")
    with Store.open(places, now=NOW) as store:
        fill(store, 3)
    said = run_with_failing_disk(places.data.parent.parent, calls, error, when)
    saved = {words[1] for words in said if words[0] == "saved"}
    with Store.open(places, now=NOW) as store:
        assert store.has(sorted(saved)) == saved
        assert store.gaps(store.device) == ()
        assert store.check(NOW).sound
        assert store.counts().entries <= 9
        count = store.counts().entries
        fill(store, 1)
        assert store.counts().entries == count + 1
    if not when.endswith("+"):
        assert sum(words[0] == "not" for words in said) <= 1, "after one failure the next entry must be saved"


@pytest.mark.parametrize(("calls", "error"), CALLS)
def test_a_disk_that_fails_once(tmp_path: Path, calls: str, error: str) -> None:
    """One failure in the middle of the second entry loses nothing that was acknowledged."""
    saved_is_saved(tmp_path, calls, error, "3")


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("calls", "error"), CALLS)
def test_a_disk_that_fails_at_any_call(tmp_path: Path, calls: str, error: str) -> None:
    """The same at each of the first forty calls, once and from then on for ever."""
    for n, sticky in product(range(1, 41), ("", "+")):
        saved_is_saved(tmp_path, calls, error, f"{n}{sticky}")
