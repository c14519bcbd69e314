"""A profile with years of history to measure on, and what one process used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import ten_years
from ttyperf.measures import Options, show
from ttyperf.program import Target
from ttyperf.session import end_all

HERE = Path(__file__).resolve().parent
_SCRIPT = Path(sys.executable).with_name("hep-tui")
APP = [str(_SCRIPT)] if _SCRIPT.exists() else [sys.executable, "-m", "hep_tui"]
FLOOR = [sys.executable, str(HERE / "ttyperf" / "floor_app.py")]
_DAY_BEGINS = timedelta(hours=4)
# Not measured: whether this computer may sleep, how it plays a tone, how the screen changes from phase to phase.
_SETTINGS = 'sound = "off"\nkeep_awake = false\nlead_in_s = 0\n'


class NotMeasured(Exception):
    """A part gave no figure; the text says why."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process used: milliseconds, and megabytes at its largest."""

    wall_ms: float
    cpu_ms: float
    peak_mb: float


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


def filled(home: Path, days: int) -> tuple[int, Run]:
    """Import the whole history: how many entries, and what that took."""
    file = home / "history.json"
    entries = ten_years.write(file, days, today())
    used = run([*APP, "import", str(file)], home)
    file.unlink()
    config = home / "config" / "me" / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(_SETTINGS)
    # The pages that come once, before the first session of all, are read here; and the years are counted.
    run([*APP, "score"], home)
    show(app(home, "first time", prepare=["enter", "enter", "escape"]), Options())
    return entries, used


def today() -> date:
    """The patient's date, in the zone of `environment`."""
    return (datetime.now(UTC) - _DAY_BEGINS).date()


def environment(home: Path) -> dict[str, str]:
    """What the program under test finds: its own home, UTC, and nothing pinned."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HEP_", "PYTHON", "COV"))}
    return {**kept, "HEP_TUI_HOME": str(home), "TZ": "UTC"}


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


def app(home: Path, name: str, **more) -> Target:
    """The app on the profile under test."""
    palette = {"tti_key": "ctrl+p", "tti_expect": "Search for commands"}
    return Target(
        name, APP, ready=rf"{ten_years.FIRST_NAME}\b", quit="ctrl+q", env=environment(home), **palette, **more
    )


def floor(kind: str = "", **more) -> Target:
    """The least that a Textual program of a kind can be."""
    palette = {"tti_key": "ctrl+p", "tti_expect": "Search for commands"}
    names = {"": "bare Textual", "30": "bare list", "timer": "bare timer", "dialog": "bare dialog"}
    ready = "Row 20" if kind == "30" else "Hello, world"
    return Target(names[kind], [*FLOOR, *filter(None, [kind])], ready=ready, quit="ctrl+q", **palette, **more)
