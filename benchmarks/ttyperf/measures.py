"""What is measured in a run: the start, single keys, a held key, rest, the end."""

# ruff: noqa: B023  a frame is judged by the function of its own round only

from __future__ import annotations

import itertools
import os
import random
import statistics
from dataclasses import dataclass

from .program import Target, cpu_clock, key_bytes, now, session_figures
from .session import Gone, Session


@dataclass
class Options:
    """How long and how often; seconds where nothing else is said."""

    runs: int = 15
    warmup: int = 1
    presses: int = 40
    idle_seconds: float = 10
    settle: float = 5
    quiet: float = 0.08
    hold_rate: float = 30
    hold_seconds: float = 2
    timeout: float = 30
    key_timeout: float = 3
    total: float = 540


def run_once(t: Target, home, what: set, o) -> dict:
    """One run: start it, and do what is asked for.  Returns a flat dict of samples."""
    r: dict = {}
    s = Session(t, home)
    try:
        try:
            _start(s, r, o)
            if "tti" in what and t.tti_key and t.tti_re:
                _tti(s, r, o)
            if what & {"keys", "hold", "idle", "quit"}:
                s.quiet(0.3, o.settle)
                for k in t.prepare:
                    s.write(key_bytes(k, s.screen.app_cursor))
                    s.quiet(0.3, 3)
            if "keys" in what and t.keys:
                _keys(s, r, o)
            if "hold" in what and t.keys:
                _hold(s, r, o)
            if "idle" in what:
                _idle(s, r, o)
            if "quit" in what and t.quit:
                _quit(s, r, o)
        except Gone:
            r["exit_ms"] = (s.exit_at - s.t0) * 1e3
            r["exit_status"] = os.waitstatus_to_exitcode(s.status)
            if s.rusage:
                r["cpu_exit_ms"] = (s.rusage.ru_utime + s.rusage.ru_stime) * 1e3
                r["maxrss_mb"] = s.rusage.ru_maxrss / 1024
            r.setdefault("bytes_total", s.bytes_in)
        if s.screen.unknown:
            r["unknown_sequences"] = dict(s.screen.unknown)
        r["screen"] = s.screen.display()
    finally:
        s.kill()
    return r


def _start(s: Session, r: dict, o) -> None:
    seen: dict = {}

    def frame(t):
        if "paint" not in seen:
            if not s.screen.painted():
                return False
            seen["paint"] = t
            r["first_byte_ms"] = (s.first_byte - s.t0) * 1e3
            r["first_paint_ms"] = (t - s.t0) * 1e3
            r["bytes_first_paint"] = s.bytes_in
            r["cpu_first_paint_ms"] = cpu_clock(s.pid) * 1e3
        if "text" not in seen and s.screen.glyphs() >= 3:
            seen["text"] = t
            r["first_text_ms"] = (t - s.t0) * 1e3
        if s.t.ready_re is None:
            return "text" in seen
        if s.t.ready_re.search(s.screen.text()):
            seen["ready"] = t
            return True
        return False

    if s.pump(s.t0 + o.timeout, frame):
        if "ready" in seen:
            r["ready_ms"] = (seen["ready"] - s.t0) * 1e3
        r["bytes_ready"] = s.bytes_in
        r["cpu_ready_ms"] = cpu_clock(s.pid) * 1e3
    else:
        r["timed_out"] = True


def _tti(s: Session, r: dict, o) -> None:
    """A key sent the moment the program looks ready: when, from exec, has it had its effect?"""
    sent = now()
    s.write(key_bytes(s.t.tti_key, s.screen.app_cursor))
    hit: list = []

    def frame(t):
        if s.t.tti_re.search(s.screen.text()):
            hit.append(t)
        return bool(hit)

    if s.pump(sent + o.key_timeout, frame):
        r["interactive_ms"] = (hit[0] - s.t0) * 1e3
    s.write(b"\x1b")


def _keys(s: Session, r: dict, o) -> None:
    t = s.t
    first, settle, sizes, missed, cpus = [], [], [], 0, []
    for i in range(o.presses):
        key = t.keys[i % len(t.keys)]
        rx = t.expect_re[i % len(t.expect_re)] if t.expect_re else None
        s.quiet(o.quiet, 2.0)
        s.pump(now() + random.uniform(0.0, 0.035))  # out of step with the program's own timers
        snap = s.screen.snapshot()
        b0, c0 = s.bytes_in, cpu_clock(s.pid)
        hit: list = []

        def changed(tm):
            ok = s.screen.changed_since(snap, t.ignore) and (rx is None or rx.search(s.screen.text()))
            if ok:
                hit.append(tm)
            return bool(ok)

        data = key_bytes(key, s.screen.app_cursor)
        sent = now()
        s.write(data)
        if not s.pump(sent + o.key_timeout, changed):
            missed += 1
            continue
        last = hit[0]
        while True:  # until it stops changing
            snap2 = s.screen.snapshot()
            hit2: list = []

            def again(tm):
                if s.screen.changed_since(snap2, t.ignore):
                    hit2.append(tm)
                return bool(hit2)

            if now() - sent > o.key_timeout or not s.pump(now() + 0.06, again):
                break
            last = hit2[-1]
        first.append((hit[0] - sent) * 1e3)
        settle.append((last - sent) * 1e3)
        sizes.append(s.bytes_in - b0)
        cpus.append((cpu_clock(s.pid) - c0) * 1e3)
    r.update(key_ms=first, key_settle_ms=settle, key_bytes=sizes, key_cpu_ms=cpus, key_missed=missed)


def _hold(s: Session, r: dict, o) -> None:
    """A key held down: auto-repeat at a rate; how far behind is the screen when it is let go?"""
    drain, fps, gap = [], [], []
    for key in s.t.keys[:2]:
        s.quiet(o.quiet, 2.0)
        n0, start = len(s.frames), now()
        nxt = start
        while nxt < start + o.hold_seconds:
            s.write(key_bytes(key, s.screen.app_cursor))
            nxt += 1 / o.hold_rate
            s.pump(nxt)
        last_key = nxt - 1 / o.hold_rate
        s.quiet(0.15, 3.0)
        ts = list(s.frames[n0:])
        if not ts:
            continue
        drain.append(max(0.0, ts[-1] - last_key) * 1e3)
        during = [f for f in ts if f <= last_key]
        fps.append(len(during) / o.hold_seconds)
        marks = [start, *during]
        gap.append(max((b - a for a, b in itertools.pairwise(marks)), default=0.0) * 1e3)
    if drain:
        r.update(hold_drain_ms=max(drain), hold_fps=statistics.mean(fps), hold_worst_gap_ms=max(gap))


def _idle(s: Session, r: dict, o) -> None:
    s.quiet(1.0, 4.0)
    a, b0, f0, t0 = session_figures(s.pid), s.bytes_in, len(s.frames), now()
    s.pump(t0 + o.idle_seconds)
    dt = now() - t0
    b = session_figures(s.pid)
    r.update(
        idle_s=dt,
        idle_cpu_ms_per_s=(b["cpu"] - a["cpu"]) * 1e3 / dt,
        idle_wakeups_per_s=(b["wakeups"] - a["wakeups"]) / dt,
        idle_bytes_per_s=(s.bytes_in - b0) / dt,
        idle_frames_per_s=(len(s.frames) - f0) / dt,
        rss_mb=b["rss"],
        pss_mb=b["pss"],
        uss_mb=b["uss"],
        threads=b["threads"],
        processes=b["procs"],
    )


def _quit(s: Session, r: dict, o) -> None:
    sent = now()
    s.write(key_bytes(s.t.quit, s.screen.app_cursor))
    try:
        s.pump(sent + 5)
    except Gone:
        r["quit_ms"] = (s.exit_at - sent) * 1e3


def show(t: Target, o: Options) -> list[str]:
    """The rows of the screen once the program is ready and `prepare` has been pressed."""
    s = Session(t, None)
    try:
        _start(s, {}, o)
        s.quiet(0.5, o.settle)
        for k in t.prepare:
            s.write(key_bytes(k, s.screen.app_cursor))
            s.quiet(0.4, 3)
    except Gone:
        pass
    finally:
        s.kill()
    return [line.rstrip() for line in s.screen.display()]
