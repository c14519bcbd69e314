"""What is run: a program, the environment it finds, and what the system says it used. Linux only."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import time
from dataclasses import dataclass, field

now = time.perf_counter  # CLOCK_MONOTONIC, the same clock in the child before exec

KEYS = {
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "esc": b"\x1b",
    "escape": b"\x1b",
    "space": b" ",
    "backspace": b"\x7f",
    "comma": b",",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "delete": b"\x1b[3~",
    "insert": b"\x1b[2~",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "f6": b"\x1b[17~",
    "f7": b"\x1b[18~",
    "f8": b"\x1b[19~",
    "f9": b"\x1b[20~",
    "f10": b"\x1b[21~",
    "ctrl+up": b"\x1b[1;5A",
    "ctrl+down": b"\x1b[1;5B",
    "ctrl+right": b"\x1b[1;5C",
    "ctrl+left": b"\x1b[1;5D",
}
ARROWS = {"up": b"A", "down": b"B", "right": b"C", "left": b"D"}


def key_bytes(name: str, app_cursor: bool = False) -> bytes:
    if name in ARROWS:
        return (b"\x1bO" if app_cursor else b"\x1b[") + ARROWS[name]
    if name in KEYS:
        return KEYS[name]
    if name.startswith("ctrl+") and len(name) == 6:
        return bytes([ord(name[5].upper()) & 0x1F])
    if name.startswith("text:"):
        return name[5:].encode()
    if len(name) == 1:
        return name.encode()
    raise SystemExit(f"ttyperf: unknown key {name!r}")


@dataclass
class Target:
    name: str
    cmd: list[str]
    ready: str | None = None
    keys: list[str] = field(default_factory=list)
    expect: list[str] = field(default_factory=list)
    prepare: list[str] = field(default_factory=list)
    quit: str | None = None
    tti_key: str | None = None
    tti_expect: str | None = None
    rows: int = 40
    cols: int = 120
    env: dict = field(default_factory=dict)
    cwd: str | None = None
    home: str = "private"
    setup: str | None = None
    ignore_rows: list[int] = field(default_factory=list)
    sync: bool = True
    note: str = ""

    def __post_init__(self):
        self.ready_re = re.compile(self.ready) if self.ready else None
        self.expect_re = [re.compile(e) for e in self.expect]
        self.tti_re = re.compile(self.tti_expect) if self.tti_expect else None
        self.ignore = frozenset(r % self.rows for r in self.ignore_rows)


def target(name: str, command: str, **fields) -> Target:
    """A target from a command line as one would type it."""
    return Target(name, shlex.split(command), **fields)


def clean_env(extra: dict, home: str | None) -> dict:
    drop = ("PYTHON", "TMUX", "TERM", "VTE", "XDG", "TEXTUAL", "KITTY", "WEZTERM", "COV")
    env = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(drop) and k not in ("COLORFGBG", "NO_COLOR", "FORCE_COLOR", "LINES", "COLUMNS", "CI", "STY")
    }
    env.update(TERM="xterm-256color", COLORTERM="truecolor")
    env.setdefault("LANG", "C.UTF-8")
    env.setdefault("USER", "user")
    if home:
        env["HOME"] = home
    env.update({k: str(v) for k, v in extra.items()})
    return env


def session_pids(sid: int) -> list[int]:
    pids = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as f:
                    fields = f.read().rpartition(b")")[2].split()
                if int(fields[3]) == sid and fields[0] not in (b"Z", b"X"):
                    pids.append(int(name))
            except (OSError, IndexError, ValueError):
                pass
    return pids


def cpu_clock(pid: int) -> float:
    """CPU seconds of one process, all its threads, in nanosecond grain."""
    try:
        return time.clock_gettime(((~pid) << 3) | 2)
    except OSError:
        return 0.0


def session_figures(sid: int) -> dict:
    cpu = rss = pss = uss = 0.0
    wakeups = threads = 0
    pids = session_pids(sid)
    for pid in pids:
        cpu += cpu_clock(pid)
        try:
            with open(f"/proc/{pid}/status") as f:
                for line in f:
                    if line.startswith("VmRSS:"):
                        rss += int(line.split()[1]) / 1024
                    elif line.startswith("Threads:"):
                        threads += int(line.split()[1])
            with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as f:
                for line in f:
                    if line.startswith("Pss:"):
                        pss += int(line.split()[1]) / 1024
                    elif line.startswith(("Private_Clean:", "Private_Dirty:")):
                        uss += int(line.split()[1]) / 1024
            for tid in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{tid}/status") as f:
                    for line in f:
                        if line.startswith("voluntary_ctxt_switches:"):
                            wakeups += int(line.split()[1])
        except OSError:
            pass
    return {"cpu": cpu, "rss": rss, "pss": pss, "uss": uss, "wakeups": wakeups, "threads": threads, "procs": len(pids)}
