"""Times a logged exercise, and the 4 KiB write that is the least a disk can be asked for; prints JSON."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from pathlib import Path

from hep_care.entry import EntryKind, Outcome
from hep_tui.diary import open_diary
from hep_tui.diary.writing import Draft


def figures(seconds: list[float]) -> dict[str, float]:
    """Median and 99th percentile, in milliseconds."""
    ordered = sorted(seconds)
    return {"median": statistics.median(ordered) * 1e3, "p99": ordered[int(len(ordered) * 0.99)] * 1e3}


def main(folder: Path, times: int) -> None:
    """Log and sync in turn, `times` times each, on the same disk."""
    diary = open_diary()
    prescription = diary.find("bench-1")
    draft = Draft(EntryKind.COMPLETION, diary.today, prescription, status=Outcome.COMPLETE)
    plain = os.open(folder / "plain", os.O_WRONLY | os.O_CREAT, 0o600)
    block = os.urandom(4096)
    logged, synced = [], []
    try:
        for n in range(times):
            start = time.perf_counter()
            diary.log(draft)
            logged.append(time.perf_counter() - start)
            start = time.perf_counter()
            os.pwrite(plain, block, n * 4096)
            os.fdatasync(plain)
            synced.append(time.perf_counter() - start)
    finally:
        os.close(plain)
        diary.close()
    print(json.dumps({"log": figures(logged), "sync": figures(synced)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
