"""Medians, percentiles and ratios of what was measured."""

from __future__ import annotations

import random
import sys

LISTS = ("key_ms", "key_settle_ms", "key_bytes", "key_cpu_ms")


def pct(values, q):
    v = sorted(values)
    if not v:
        return None
    k = (len(v) - 1) * q
    lo = int(k)
    hi = min(lo + 1, len(v) - 1)
    return v[lo] + (v[hi] - v[lo]) * (k - lo)


def collect(runs: list[dict]) -> dict[str, list]:
    out: dict[str, list] = {}
    for r in runs:
        for k, v in r.items():
            if k in LISTS:
                out.setdefault(k, []).extend(v)
            elif isinstance(v, bool):
                out.setdefault(k, []).append(int(v))
            elif isinstance(v, (int, float)):
                out.setdefault(k, []).append(v)
    return out


def summary(runs: list[dict]) -> dict:
    s = {}
    for k, v in collect(runs).items():
        if k in ("key_missed", "timed_out"):
            s[k] = {"sum": sum(v), "n": len(v)}
            continue
        s[k] = {"n": len(v), "median": pct(v, 0.5), "min": min(v), "max": max(v)}
        if k in LISTS or len(v) >= 20:
            s[k]["p95"], s[k]["p99"] = pct(v, 0.95), pct(v, 0.99)
    return s


def compare(ra: list[dict], rb: list[dict]) -> dict:
    """Ratio of medians a/b for each measure, with a bootstrap 95 % interval over runs."""
    out = {}
    sa, sb = collect(ra), collect(rb)
    rng = random.Random(7)
    for k in sa:
        if k not in sb or k in ("key_missed", "timed_out", "idle_s", "exit_status"):
            continue
        ma, mb = pct(sa[k], 0.5), pct(sb[k], 0.5)
        if not mb:
            out[k] = {"a": ma, "b": mb, "ratio": None}
            continue
        boots = []
        for _ in range(400):
            xa = collect([ra[rng.randrange(len(ra))] for _ in ra]).get(k)
            xb = collect([rb[rng.randrange(len(rb))] for _ in rb]).get(k)
            if xa and xb and pct(xb, 0.5):
                boots.append(pct(xa, 0.5) / pct(xb, 0.5))
        row = {"a": ma, "b": mb, "ratio": ma / mb}
        if k not in LISTS and min(sb[k]):  # best against best: least touched by other load
            row["ratio_of_best"] = min(sa[k]) / min(sb[k])
        if boots and len(ra) > 2:
            row["ci95"] = [pct(boots, 0.025), pct(boots, 0.975)]
        if k in LISTS:
            for q, nm in ((0.95, "p95"), (0.99, "p99")):
                qa, qb = pct(sa[k], q), pct(sb[k], q)
                row[nm] = {"a": qa, "b": qb, "ratio": qa / qb if qb else None}
        out[k] = row
    return out


def fmt(v):
    if v is None:
        return "-"
    return f"{v:.0f}" if abs(v) >= 1000 else f"{v:.1f}" if abs(v) >= 10 else f"{v:.2f}"


ORDER = [
    "exit_ms",
    "cpu_exit_ms",
    "maxrss_mb",
    "first_byte_ms",
    "first_paint_ms",
    "first_text_ms",
    "ready_ms",
    "interactive_ms",
    "cpu_first_paint_ms",
    "cpu_ready_ms",
    "bytes_first_paint",
    "bytes_ready",
    "key_ms",
    "key_settle_ms",
    "key_cpu_ms",
    "key_bytes",
    "hold_drain_ms",
    "hold_fps",
    "hold_worst_gap_ms",
    "rss_mb",
    "pss_mb",
    "uss_mb",
    "threads",
    "processes",
    "idle_cpu_ms_per_s",
    "idle_wakeups_per_s",
    "idle_bytes_per_s",
    "idle_frames_per_s",
    "quit_ms",
]


def print_summary(name: str, s: dict, file=sys.stdout) -> None:
    print(f"{name}", file=file)
    for k in ORDER:
        if k in s:
            v = s[k]
            tail = f"  p95 {fmt(v['p95'])}  p99 {fmt(v['p99'])}" if "p95" in v else ""
            print(
                f"  {k:<20} median {fmt(v['median']):>8}{tail}  min {fmt(v['min'])}  max {fmt(v['max'])}  n={v['n']}",
                file=file,
            )
    for k in ("key_missed", "timed_out"):
        if s.get(k, {}).get("sum"):
            print(f"  {k:<20} {s[k]['sum']}", file=file)


def print_compare(a: str, b: str, c: dict, file=sys.stdout) -> None:
    print(f"{'ratio of medians':<22}{a[:18]:>20}{b[:18]:>20}{'ratio':>9}   95 % interval   of best runs", file=file)
    for k in ORDER:
        if k in c:
            row = c[k]
            rt = "-" if row["ratio"] is None else f"{row['ratio']:.3f}"
            ci = f"{row['ci95'][0]:.3f} .. {row['ci95'][1]:.3f}" if "ci95" in row else ""
            best = f"{row['ratio_of_best']:.3f}" if "ratio_of_best" in row else ""
            print(f"{k:<22}{fmt(row['a']):>20}{fmt(row['b']):>20}{rt:>9}   {ci:<16}{best:>8}", file=file)
            for q in ("p95", "p99"):
                if q in row and row[q]["ratio"] is not None:
                    print(
                        f"{'  ' + k + ' ' + q:<22}{fmt(row[q]['a']):>20}{fmt(row[q]['b']):>20}{row[q]['ratio']:>9.3f}",
                        file=file,
                    )
