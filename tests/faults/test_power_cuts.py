"""What was acknowledged survives a power cut at any moment, on a simulated disk; needs `strace`."""

from __future__ import annotations

import random
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.store.filled import NOW, build, completion, places_in
from faults.power_cuts import NotRecorded, Said, Step, cut_at, record
from hep_tui.locations import Places
from hep_tui.store.errors import StoreError
from hep_tui.store.health import companion
from hep_tui.store.store import Store

LOGGER = str(Path(__file__).with_name("logger.py"))
SEED = 20260304
# The same process with a file that is less careful than ours: what the model must catch.
CARELESS = """
import runpy, sys
from hep_tui.store import connection

connection._PRAGMAS = (*connection._PRAGMAS, *sys.argv[1].split(";"))
if "WAL" in sys.argv[1]:
    connection.Connection.rollback_journal = lambda self: None
del sys.argv[:2]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def recording(tmp_path: Path, count: int, how: str = "entries", careless: str = "") -> list[Step]:
    """The steps of a process that makes a file and saves `count` times; fails where they cannot be recorded."""
    places = places_in(tmp_path / "home")
    places.make()
    work = tmp_path / "work"
    work.mkdir()
    argv = [sys.executable, *(["-c", CARELESS, careless] if careless else [])]
    try:
        return record([*argv, LOGGER, str(tmp_path / "home"), str(count), how], places.database, work)
    except NotRecorded as why:
        pytest.fail(f"a power cut cannot be simulated: {why}")


def test_without_strace_nothing_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no power cut can be simulated the tests fail and say why, rather than be skipped."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.fail.Exception, match="strace is not installed"):
        recording(tmp_path, 1)


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("open(path, 'ab').write(b'x')", "does not know this step"),
        ("os.rename(path, path + '-wal')", "does not know this step"),
        ("import mmap; file = open(path, 'r+b'); mmap.mmap(file.fileno(), 0)[0] = 65", "does not end with the files"),
        ("sys.exit(3)", r"it failed \(3\)"),
    ],
)
def test_what_the_model_does_not_know_is_not_passed_over(tmp_path: Path, does: str, why: str) -> None:
    """A process that changes the database by other means, or that fails, is no recording."""
    path = tmp_path.resolve() / "hep.db"
    made = "import os, sys; path = sys.argv[1]; os.pwrite(os.open(path, os.O_RDWR | os.O_CREAT), b'x', 0)"
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(NotRecorded, match=why):
        record([sys.executable, "-c", f"{made}; {does}", str(path)], path, work)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found after a power cut."""

    acknowledged: int
    lost: int = 0
    damage: str = ""


def look(places: Places, heard: list[list[str]]) -> Found:
    """Open what a power cut left, compare it with what was acknowledged before, and go on from there."""
    saved = [words[1] for words in heard if words[0] == "saved"]
    noted = Counter(words[1] for words in heard if words[0] == "noted")
    try:
        if companion(places.database, "-wal").exists():
            _fold(places.database)
        with Store.open(places, now=NOW) as store:
            return Found(len(saved), *_compared(store, saved, noted))
    except (StoreError, sqlite3.DatabaseError) as error:
        # The last two are what a value of a kind that its column never holds ends in, once pages are mixed up.
        return Found(len(saved), damage=f"{type(error).__name__}: {error}")


def _fold(database: Path) -> None:
    """Take a write-ahead log into its database; this program never makes one, and refuses it."""
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("PRAGMA journal_mode=DELETE").fetchall()


def _compared(store: Store, saved: list[str], noted: Counter[str]) -> tuple[int, str]:
    """How much that was acknowledged is lost, and what else is wrong."""
    found = {entry.id: entry for entry in store.entries()}
    ids = [entry.id for entry in store.entries()]
    sessions = {session.id: len(session.events) for session in store.unfinished_sessions()}
    lost = sum(id not in found for id in saved)
    lost += sum(id not in found and sessions.get(id, 0) < count for id, count in noted.items())
    if not store.check(NOW).sound or store.damaged:
        return lost, "not sound"
    if len(ids) != len(found) or set(ids) & set(sessions):
        return lost, "doubled"
    # One more may have been durable just before it could be said.
    if len(ids) - len(saved) + lost not in (0, 1) or any(store.gaps(entry.device) for entry in found.values()):
        return lost, f"{len(ids)} entries, {len(saved)} acknowledged"
    for id, entry in found.items():
        if entry != completion(entry.device_seq, entry.device, id=id):
            return lost, f"another content of {id}"
    (after,) = store.append(build(store, start=1))
    if store.entry(after.id) != after or store.counts().entries != len(ids) + 1 or not store.check(NOW).sound:
        return lost, "the next entry was not saved"
    return lost, ""


def cuts(tmp_path: Path, steps: list[Step], count: int) -> list[tuple[int, Found]]:
    """What is found after power cuts, each in a folder of its own: half at any step, half right after an answer.

    Steps are no measure of time: a process that has answered waits for the patient, and the power mostly goes then.
    """
    print(f"seed {SEED}, {len(steps)} steps")
    chance = random.Random(SEED)
    idle = [at for at, step in enumerate(steps, 1) if isinstance(step, Said) and step.text.endswith("\n")]
    found = []
    for n in range(count):
        places = places_in(tmp_path / f"cut-{n}")
        places.make()
        at = chance.choice(idle) if n % 2 else chance.randint(0, len(steps))
        found.append((at, look(places, cut_at(steps, at, chance, places.data))))
    return found


def nothing_lost(tmp_path: Path, steps: list[Step], count: int) -> None:
    """No power cut loses, damages or doubles anything."""
    found = cuts(tmp_path, steps, count)
    assert [(at, one) for at, one in found if one.lost or one.damage] == []
    assert max(one.acknowledged for _, one in found) > 1


def test_a_few_power_cuts_lose_nothing(tmp_path: Path) -> None:
    """After a power cut every acknowledged entry is there, as it was, once, and the next one is saved."""
    nothing_lost(tmp_path, recording(tmp_path, 6), 5)


@pytest.mark.long
@pytest.mark.parametrize("how", ["entries", "session"])
def test_many_power_cuts_lose_nothing(tmp_path: Path, how: str) -> None:
    """The same at 250 moments from the making of the file on, also for the sets of a session that was running."""
    nothing_lost(tmp_path, recording(tmp_path, 30, how), 250)


@pytest.mark.long
@pytest.mark.parametrize(
    "careless",
    ["PRAGMA synchronous=OFF", "PRAGMA synchronous=FULL", "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL"],
)
def test_careless_settings_lose_acknowledged_work(tmp_path: Path, careless: str) -> None:
    """The same cuts do lose work where the file is kept with less care: what finds nothing above can find something."""
    found = cuts(tmp_path, recording(tmp_path, 30, careless=careless), 50)
    harmed = [(at, one) for at, one in found if one.lost or (one.damage and one.acknowledged)]
    print(f"{careless}: {len(harmed)} of {len(found)} power cuts lost acknowledged work")
    assert len(harmed) >= 5
