"""Runs targets in turn (A B A B ...), each in a private home that its runs share."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile

from .measures import Options, run_once
from .program import Target, now


def gather(targets: list[Target], what: set[str], o: Options) -> dict[str, list[dict]]:
    """The samples of each target by name; the first `o.warmup` rounds are not kept."""
    runs: dict[str, list[dict]] = {t.name: [] for t in targets}
    homes = {t.name: tempfile.mkdtemp(prefix="ttyperf-home-") if t.home == "private" else t.home for t in targets}
    end = now() + o.total
    try:
        for i in range(-o.warmup, o.runs):
            for t in targets:
                if now() > end:
                    print(f"ttyperf: stopped after {o.total:.0f} s, {max(i, 0)} full rounds", file=sys.stderr)
                    return runs
                r = run_once(t, homes[t.name], what if i >= 0 else {"start"}, o)
                if i >= 0:
                    runs[t.name].append(r)
    finally:
        for t in targets:
            if t.home == "private":
                shutil.rmtree(homes[t.name], ignore_errors=True)
    return runs


def machine() -> dict:
    """What the figures were taken on."""
    return {"cpus": os.cpu_count(), "loadavg": os.getloadavg(), "python": sys.version.split()[0]}
