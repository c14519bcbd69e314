"""`python benchmarks/run.py`: how fast hep-tui is with ten years of history, each figure a ratio to a floor.

Every figure is taken beside its floor, in turn, in the same run, so that a slow or busy machine moves both.
README.md beside this file says how to read the table. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import ten_years
from ttyperf.figures import compare
from ttyperf.gather import gather, machine
from ttyperf.measures import Options
from ttyperf.program import Target
from ttyperf.session import end_all

HERE = Path(__file__).resolve().parent
APP = [sys.executable, "-m", "hep_tui"]
FLOOR = [sys.executable, str(HERE / "ttyperf" / "floor_app.py")]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside its floor; without a floor it stands for itself."""

    what: str
    value: float
    unit: str
    floor_name: str = ""
    floor: float | None = None
    ratio: float | None = None


def main() -> int:
    """Measure, print, and give 1 where something could not be measured."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--json", action="store_true", help="the rows as JSON")
    ap.add_argument("--quick", action="store_true", help="one year and few runs: for CI, and to see that it works")
    ap.add_argument(
        "--only", action="append", choices=list(PARTS), help="just this part (the import comes first anyway)"
    )
    o = ap.parse_args()
    signal.signal(signal.SIGTERM, end_all)
    days = 365 if o.quick else ten_years.DAYS
    rows: list[Row] = []
    failed: list[str] = []
    with made_home() as home:
        rows += measured_import(home, days)
        for name, part in PARTS.items():
            if o.only and name not in o.only:
                continue
            try:
                rows += part(home, o.quick)
            except NotMeasured as error:
                failed.append(f"{name}: {error}")
    about = {"entries": days * ten_years.EXERCISES, "machine": machine(), "failed": failed}
    if o.json:
        print(json.dumps({**about, "rows": [asdict(row) for row in rows]}, indent=1))
    else:
        print_table(rows, about)
    return 1 if failed else 0


class NotMeasured(Exception):
    """A part gave no figure; the text says why."""


@contextmanager
def made_home() -> Iterator[Path]:
    """A folder for one run, on the disk of this checkout: a temporary folder may lie in memory, where nothing is durable."""
    above = HERE.parent / ".benchmarks"
    above.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(dir=above))
    try:
        yield home
    finally:
        end_all()
        shutil.rmtree(home, ignore_errors=True)


def environment(home: Path) -> dict[str, str]:
    """What the program under test finds: its own home, UTC, and nothing pinned."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HEP_", "PYTHON", "COV"))}
    return {**kept, "HEP_TUI_HOME": str(home), "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Run:
    """What one process used: milliseconds, and megabytes at its largest."""

    wall_ms: float
    cpu_ms: float
    peak_mb: float


def run(command: list[str], home: Path) -> Run:
    """Run a command to its end; raises `NotMeasured` with its last line where it fails."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        child = subprocess.Popen(command, env=environment(home), stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise NotMeasured(f"{' '.join(command[1:])} ended with {child.returncode}: {last[:200]}")
    return Run(wall * 1e3, (used.ru_utime + used.ru_stime) * 1e3, used.ru_maxrss / 1024)


def measured_import(home: Path, days: int) -> list[Row]:
    """Import the whole history; everything else is measured on the profile this makes."""
    file = home / "ten-years.json"
    entries = ten_years.write(file, days, date.today())
    used = run([*APP, "import", str(file)], home)
    file.unlink()
    seconds = used.wall_ms / 1e3
    return [
        Row("import, whole history", seconds, "s"),
        Row("import, speed", entries / seconds, "entries/s"),
        Row("import, peak memory", used.peak_mb, "MB"),
    ]


def app(home: Path, name: str, **more) -> Target:
    """The app on the profile under test."""
    return Target(name, APP, ready=rf"{ten_years.FIRST_NAME}\b", quit="ctrl+q", env=environment(home), **more)


def pair(ours: Target, floor: Target, what: str, options: Options) -> dict[str, dict]:
    """Both programs in turn, and the ratios of what was measured."""
    runs = gather([ours, floor], {"start", what}, options)
    for name, of in runs.items():
        if not any("ready_ms" in one for one in of):
            shown = "\n".join(line.rstrip() for line in of[-1].get("screen", []) if line.strip()) if of else ""
            raise NotMeasured(f"{name} never became ready; its last screen:\n{shown[-600:]}")
    return compare(runs[ours.name], runs[floor.name])


def measured_start(home: Path, quick: bool) -> list[Row]:
    """From exec until Today shows its first exercise, against a bare Textual hello."""
    floor = Target("bare Textual", FLOOR, ready="Hello, world")
    row = pair(app(home, "start"), floor, "start", Options(runs=5 if quick else 15))
    cpu, ready = row["cpu_ready_ms"], row["ready_ms"]
    best = ready["ratio_of_best"]
    return [
        Row("start, CPU until ready", cpu["a"], "ms", floor.name, cpu["b"], cpu["ratio"]),
        Row("start, ready (ratio of best)", ready["a"], "ms", floor.name, ready["b"], best),
    ]


def measured_keys(home: Path, quick: bool) -> list[Row]:
    """One key until the screen has changed: the cursor on Today, a week on the Calendar."""
    options = Options(runs=2 if quick else 5, presses=20 if quick else 60)
    floor = Target("bare list", [*FLOOR, "30"], ready="Row 20", keys=["down", "up"], quit="ctrl+q")
    rows = []
    for name, prepare, keys in (("Today", [], ["down", "up"]), ("Calendar, a week", ["C"], ["left"])):
        row = pair(app(home, name, prepare=prepare, keys=keys), floor, "keys", options).get("key_ms")
        if row is None:
            raise NotMeasured(f"{name}: no key changed the screen")
        rows += [
            Row(f"key on {name}", row["a"], "ms", floor.name, row["b"], row["ratio"]),
            Row(f"key on {name}, p95", row["p95"]["a"], "ms", floor.name, row["p95"]["b"], row["p95"]["ratio"]),
        ]
    return rows


def measured_status(home: Path, quick: bool) -> list[Row]:
    """The status line against a Python that does nothing."""
    ours, floor = [], []
    for _ in range(5 if quick else 21):
        ours.append(run([*APP, "status", "--short"], home))
        floor.append(run([sys.executable, "-c", "pass"], home))
    rows = []
    for what, field in (("CPU", "cpu_ms"), ("until it ends", "wall_ms")):
        a, b = (statistics.median(getattr(one, field) for one in all_) for all_ in (ours, floor))
        rows.append(Row(f"status --short, {what}", a, "ms", "python -c pass", b, a / b))
    return rows


def measured_log(home: Path, quick: bool) -> list[Row]:
    """Logging until it is durable, against 4 KiB written and synced and against one insert; in its own process."""
    done = subprocess.run(
        [sys.executable, str(HERE / "log_durably.py"), str(home), "30" if quick else "200"],
        env=environment(home), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise NotMeasured(done.stderr.strip().rpartition("\n")[2][:200])
    figures = json.loads(done.stdout)
    rows = []
    for floor_name, floor in (("4 KiB + fdatasync", "sync"), ("bare SQLite insert", "insert")):
        for what, key in (("", "median"), (", p99", "p99")):
            a, b = figures["log"][key], figures[floor][key]
            rows.append(Row(f"one exercise logged{what}", a, "ms", floor_name, b, a / b))
    return rows


def measured_count(home: Path, quick: bool) -> list[Row]:
    """The first count of every day of the history, and the same from what was kept."""
    return [
        Row("days counted, first time", run([*APP, "score"], home).wall_ms, "ms"),
        Row("days counted, kept", statistics.median(run([*APP, "score"], home).wall_ms for _ in range(5)), "ms"),
    ]


PARTS = {
    "count": measured_count,
    "start": measured_start,
    "keys": measured_keys,
    "status": measured_status,
    "log": measured_log,
}


def print_table(rows: list[Row], about: dict) -> None:
    """The rows for people."""
    load = about["machine"]["loadavg"][0]
    print(f"{about['entries']:,} entries, Python {about['machine']['python']}, load {load:.1f}\n")
    print(f"{'':<34}{'hep-tui':>20}   {'floor':<32}{'ratio':>7}")
    for row in rows:
        value = f"{row.value:,.1f} {row.unit}"
        floor = f"{row.floor:,.1f} {row.unit}  {row.floor_name}" if row.floor is not None else ""
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
        print(f"{row.what:<34}{value:>20}   {floor:<32}{ratio:>7}")
    for line in about["failed"]:
        print(f"NOT MEASURED  {line}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotMeasured as error:
        sys.exit(f"Not measured: {error}")
