"""What is measured: each figure beside its floor, taken in turn, with the most that its goal allows."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench_home import APP, HERE, NotMeasured, app, environment, floor, run
from ttyperf.figures import compare
from ttyperf.gather import gather
from ttyperf.measures import Options
from ttyperf.program import Target


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside its floor; without a floor it stands for itself."""

    what: str
    value: float
    unit: str
    floor_name: str = ""
    floor: float | None = None
    ratio: float | None = None
    goal: int = 0
    """The number of its goal, or 0."""
    most: float | None = None
    """The most that the ratio may be."""
    alarm: float | None = None
    """The ratio at which `--check` fails: above what the same code was seen to give on a busy machine."""

    @property
    def holds(self) -> bool | None:
        """Whether the goal holds; None where there is none."""
        return None if self.most is None or self.ratio is None else self.ratio <= self.most


def pair(ours: Target, beside: Target, what: set[str], options: Options) -> dict[str, dict]:
    """Both programs in turn, and the ratios of what was measured."""
    runs = gather([ours, beside], {"start"} | what, options)
    for name, of in runs.items():
        if not any("ready_ms" in one for one in of):
            shown = "\n".join(line.rstrip() for line in of[-1].get("screen", []) if line.strip()) if of else ""
            raise NotMeasured(f"{name} never became ready; its last screen:\n{shown[-600:]}")
    return compare(runs[ours.name], runs[beside.name])


def row(what: str, found: dict, unit: str, beside: Target, goal: int, most: float, of: str = "", **more) -> Row:
    """A row of a measure; `of` is "best", "p95" or "p99" where it is not the median."""
    if not found:
        raise NotMeasured(f"{what}: nothing was seen")
    at = found if of in ("", "best") else found[of]
    ratio = found["ratio_of_best"] if of == "best" else at["ratio"]
    return Row(what, at["a"], unit, beside.name, at["b"], ratio, goal, most, **more)


def measured_start(home: Path, quick: bool) -> list[Row]:
    """From exec until Today shows its first exercise, and until its palette has opened."""
    ours, beside = app(home, "start"), floor()
    found = pair(ours, beside, {"tti"}, Options(runs=7 if quick else 15))
    return [
        row("start, CPU until ready", found["cpu_ready_ms"], "ms", beside, 1, 1.10, alarm=1.75),
        row("start, ready (best)", found["ready_ms"], "ms", beside, 1, 1.10, "best"),
        row("start, first words (best)", found["first_text_ms"], "ms", beside, 2, 0.25, "best"),
        row("start, palette open", found.get("interactive_ms", {}), "ms", beside, 3, 1.20),
    ]


def measured_keys(home: Path, quick: bool) -> list[Row]:
    """One key until the screen has changed: the cursor on Today, a week on the Calendar."""
    options = Options(runs=2 if quick else 5, presses=20 if quick else 60)
    beside, rows = floor("30", keys=["down", "up"]), []
    kinds = (
        ("Today", 4, [], ["down", "up"], 0.10, {"alarm": 1.0}),
        ("Calendar, a week", 5, ["C"], ["left"], 0.05, {"alarm": 1.0}),
    )
    for name, goal, prepare, keys, bytes_most, alarm in kinds:
        found = pair(app(home, name, prepare=prepare, keys=keys), beside, {"keys"}, options)
        key, sent = found.get("key_ms", {}), found.get("key_bytes", {})
        rows += [
            row(f"key on {name}", key, "ms", beside, goal, 0.60, **alarm),
            row(f"key on {name}, p99", key, "ms", beside, goal, 0.60, "p99"),
            row(f"key on {name}, bytes", sent, "B", beside, goal, bytes_most, alarm=1.5 * bytes_most),
        ]
    return rows


def measured_rest(home: Path, quick: bool) -> list[Row]:
    """Nobody does anything; and the end."""
    ours, beside = app(home, "rest"), floor()
    idle = pair(ours, beside, {"idle"}, Options(runs=1 if quick else 3, idle_seconds=5 if quick else 10))
    end = pair(ours, beside, {"quit"}, Options(runs=2 if quick else 9))
    return [
        row("rest, wake-ups", idle["idle_wakeups_per_s"], "/s", beside, 6, 0.05),
        row("rest, CPU", idle["idle_cpu_ms_per_s"], "ms/s", beside, 6, 0.10),
        row("quit", end.get("quit_ms", {}), "ms", beside, 9, 0.20),
        row("memory (USS)", idle["uss_mb"], "MB", beside, 10, 1.30, alarm=1.70),
    ]


def measured_dialog(home: Path, quick: bool) -> list[Row]:
    """A dialog opens and closes; the slower half of the keys is Esc."""
    options = Options(runs=1 if quick else 3, presses=10 if quick else 40)
    beside = floor("dialog", keys=["o", "esc"])
    found = pair(app(home, "dialog", keys=["?", "esc"]), beside, {"keys"}, options)
    return [row("Esc closes help (p95)", found.get("key_ms", {}), "ms", beside, 8, 0.35, "p95")]


def measured_timer(home: Path, quick: bool) -> list[Row]:
    """A timer runs: the last exercise, a minute a set. It leaves a session that was cut off, so it comes last."""
    options = Options(runs=1, warmup=0, idle_seconds=8 if quick else 30)
    beside = floor("timer")
    found = pair(app(home, "timer", prepare=["end", "enter", "enter"]), beside, {"idle"}, options)
    if found["idle_frames_per_s"]["a"] < 0.5:
        raise NotMeasured("the timer did not run")
    return [
        row("timer, CPU", found["idle_cpu_ms_per_s"], "ms/s", beside, 7, 0.60),
        row("timer, wake-ups", found["idle_wakeups_per_s"], "/s", beside, 7, 0.40),
        row("timer, bytes", found["idle_bytes_per_s"], "B/s", beside, 7, 0.30),
    ]


def measured_status(home: Path, quick: bool) -> list[Row]:
    """The status line against a Python that does nothing."""
    ours, least = [], []
    for _ in range(5 if quick else 21):
        ours.append(run([*APP, "status", "--short"], home))
        least.append(run([sys.executable, "-c", "pass"], home))
    rows = []
    for what, field in (("CPU", "cpu_ms"), ("until it ends", "wall_ms")):
        a, b = (statistics.median(getattr(one, field) for one in all_) for all_ in (ours, least))
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
    for floor_name, least in (("4 KiB + fdatasync", "sync"), ("bare SQLite insert", "insert")):
        for what, key in (("", "median"), (", p99", "p99")):
            a, b = figures["log"][key], figures[least][key]
            of_goal = {"goal": 14, "most": 5.0} if (least, key) == ("sync", "median") else {}
            rows.append(Row(f"one exercise logged{what}", a, "ms", floor_name, b, a / b, **of_goal))
    return rows


def measured_count(home: Path, quick: bool) -> list[Row]:
    """Every day of the history counted, from what was kept."""
    used = [run([*APP, "score"], home).wall_ms for _ in range(3 if quick else 5)]
    return [Row("days counted, kept", statistics.median(used), "ms")]


PARTS = {
    "count": measured_count,
    "start": measured_start,
    "keys": measured_keys,
    "rest": measured_rest,
    "dialog": measured_dialog,
    "status": measured_status,
    "log": measured_log,
    "timer": measured_timer,
}
