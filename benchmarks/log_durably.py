"""Times a logged exercise, a bare insert of SQLite, and the least a disk can be asked for; prints JSON."""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hep_care.entry import EntryKind, Outcome
from hep_tui.diary import open_diary
from hep_tui.diary.writing import Draft


def figures(seconds: list[float]) -> dict[str, float]:
    """Median and 99th percentile, in milliseconds."""
    ordered = sorted(seconds)
    return {"median": statistics.median(ordered) * 1e3, "p99": ordered[int(len(ordered) * 0.99)] * 1e3}


def bare_table(file: Path) -> sqlite3.Connection:
    """A file of one table, kept as durably as a diary is: the least that SQLite can be asked for."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA synchronous=EXTRA")
    connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, payload TEXT NOT NULL)")
    return connection


def seconds_of(step: Callable[[], object]) -> float:
    """How long one step took."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def main(folder: Path, times: int) -> None:
    """Log, insert and sync in turn, `times` times each, on the same disk."""
    diary = open_diary()
    draft = Draft(EntryKind.COMPLETION, diary.today, diary.find("bench-1"), status=Outcome.COMPLETE)
    table = bare_table(folder / "bare.db")
    plain = os.open(folder / "plain", os.O_WRONLY | os.O_CREAT, 0o600)
    block, payload = os.urandom(4096), "x" * 800

    def insert() -> None:
        table.execute("BEGIN IMMEDIATE")
        table.execute("INSERT INTO entry (payload) VALUES (?)", (payload,))
        table.execute("COMMIT")

    def sync() -> None:
        os.write(plain, block)
        os.fdatasync(plain)

    steps = {"log": lambda: diary.log(draft), "insert": insert, "sync": sync}
    took: dict[str, list[float]] = {name: [] for name in steps}
    try:
        for _ in range(times):
            for name, step in steps.items():
                took[name].append(seconds_of(step))
    finally:
        os.close(plain)
        table.close()
        diary.close()
    print(json.dumps({name: figures(seconds) for name, seconds in took.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
