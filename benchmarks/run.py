"""`python benchmarks/run.py`: how fast hep-tui is with ten years of history, each figure a ratio to a floor.

Every figure is taken beside its floor, in turn, in the same run, so that a slow or busy machine moves both.
README.md beside this file says how to read the table. Linux only.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from dataclasses import asdict

import ten_years
from bench_home import NotMeasured, filled, made_home
from parts import PARTS, Row
from ttyperf.gather import machine
from ttyperf.session import end_all


def main() -> int:
    """Measure, print, and give 1 where something could not be measured, or is far from what it was."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--json", action="store_true", help="the rows as JSON")
    ap.add_argument("--quick", action="store_true", help="one year and few runs: for CI, and to see that it works")
    ap.add_argument("--check", action="store_true", help="end with 1 where a steady figure is past its alarm")
    ap.add_argument(
        "--only", action="append", choices=list(PARTS), help="just this part (the import comes first anyway)"
    )
    o = ap.parse_args()
    signal.signal(signal.SIGTERM, end_all)
    days = 365 if o.quick else ten_years.DAYS
    rows: list[Row] = []
    failed: list[str] = []
    with made_home() as home:
        entries, used = filled(home, days)
        rows += [
            Row("import, whole history", used.wall_ms / 1e3, "s"),
            Row("import, speed", entries / used.wall_ms * 1e3, "entries/s"),
            Row("import, peak memory", used.peak_mb, "MB"),
        ]
        for name, part in PARTS.items():
            if o.only and name not in o.only:
                continue
            try:
                rows += part(home, o.quick)
            except NotMeasured as error:
                failed.append(f"{name}: {error}")
    about = {"entries": entries, "machine": machine(), "failed": failed}
    alarms = [one for one in rows if one.alarm is not None and one.ratio is not None and one.ratio > one.alarm]
    if o.json:
        print(json.dumps({**about, "rows": [{**asdict(one), "holds": one.holds} for one in rows]}, indent=1))
    else:
        print_table(rows, about)
    if o.check:
        for one in alarms:
            print(f"ALARM  {one.what}: {one.ratio:.2f}, and at most {one.alarm:.2f} was expected", file=sys.stderr)
    return 1 if failed or (o.check and alarms) else 0


def print_table(rows: list[Row], about: dict) -> None:
    """The rows for people."""
    load = about["machine"]["loadavg"][0]
    print(f"{about['entries']:,} entries, Python {about['machine']['python']}, load {load:.1f}\n")
    print(f"{'':<32}{'hep-tui':>18}   {'floor':<32}{'ratio':>7}   {'goal':<14}")
    for one in rows:
        value = f"{one.value:,.1f} {one.unit}"
        beside = f"{one.floor:,.1f} {one.unit}  {one.floor_name}" if one.floor is not None else ""
        ratio = f"{one.ratio:.2f}" if one.ratio is not None else ""
        goal = ""
        if one.holds is not None:
            goal = f"{one.goal:>2}  ≤ {one.most:.2f}  {'holds' if one.holds else 'does not hold'}"
        print(f"{one.what:<32}{value:>18}   {beside:<32}{ratio:>7}   {goal}".rstrip())
    for line in about["failed"]:
        print(f"NOT MEASURED  {line}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotMeasured as error:
        sys.exit(f"Not measured: {error}")
