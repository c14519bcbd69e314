"""What was acknowledged survives a process that is killed, and many processes that save at once."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.store.filled import NOW, build, places_in
from hep_tui.store.store import Store

LOGGER = str(Path(__file__).with_name("logger.py"))


def start(home: Path, *args: str) -> subprocess.Popen[str]:
    """A process that saves, with its acknowledgements on a pipe."""
    argv = [sys.executable, LOGGER, str(home), *args]
    return subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed_after(process: subprocess.Popen[str], lines: int) -> list[str]:
    """What a process said until it was killed, somewhere after this many lines."""
    assert process.stdout is not None
    heard = [process.stdout.readline().strip() for _ in range(lines)]
    process.kill()
    rest, errors = process.communicate()
    assert errors == ""
    # A line that was cut off was never an acknowledgement.
    return heard + [line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n")]


def lose_nothing(home: Path, kills: int, how: str, seed: int) -> None:
    """Kill a saving process again and again; every acknowledged entry, and every noted set, must be there."""
    chance = random.Random(seed)
    acknowledged: set[str] = set()
    for _ in range(kills):
        heard = killed_after(start(home, "100000", how), chance.randrange(1, 40))
        acknowledged |= {line.split()[1] for line in heard if line.startswith("saved")}
        noted: dict[str, int] = {}
        for line in heard:
            if line.startswith("noted"):
                noted[line.split()[1]] = noted.get(line.split()[1], 0) + 1
        with Store.open(places_in(home), now=NOW + timedelta(days=1)) as store:
            assert store.notices == ()
            assert store.has(sorted(acknowledged)) == acknowledged
            ids = [entry.id for entry in store.entries()]
            assert len(ids) == len(set(ids))
            assert store.gaps(store.device) == ()
            unfinished = {session.id: len(session.events) for session in store.unfinished_sessions()}
            assert all(id in ids or unfinished[id] >= count for id, count in noted.items())
            assert not set(ids) & set(unfinished)
            for id in unfinished:
                store.close_session(id, NOW)
            assert store.check(NOW).sound


@pytest.mark.parametrize("how", ["entries", "session"])
def test_fifteen_kills_lose_nothing(tmp_path: Path, how: str) -> None:
    """Of a process that is killed at a random moment, every acknowledged entry is there, once."""
    lose_nothing(tmp_path / "home", 15, how, seed=15)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    """The same, a hundred times over one file."""
    lose_nothing(tmp_path / "home", 100, "session", seed=100)


def test_eight_processes_save_at_once_while_another_reads(tmp_path: Path) -> None:
    """Nobody is told that the file is locked, nothing is lost, and the reader never sees an entry vanish."""
    home = tmp_path / "home"
    with Store.open(places_in(home), now=NOW):
        pass
    reader = start(home, "0", "reader")
    assert reader.stdout is not None
    assert reader.stdout.readline() == "reading\n"
    savers = [start(home, "25") for _ in range(8)]
    said = [saver.communicate() for saver in savers]
    assert [errors for _, errors in said] == [""] * 8
    acknowledged = {line.split()[1] for out, _ in said for line in out.splitlines() if line.startswith("saved")}
    assert len(acknowledged) == 200
    assert reader.communicate("stop\n")[1] == ""
    with Store.open(places_in(home), now=NOW) as store:
        assert {entry.id for entry in store.entries()} == acknowledged
        assert store.gaps(store.device) == ()
        assert store.check(NOW).sound
        assert store.append(build(store, start=1))[0].device_seq == 201
