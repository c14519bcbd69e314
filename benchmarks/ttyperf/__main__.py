"""`python -m ttyperf`: how fast does a terminal program start, answer keys and sit idle?"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from dataclasses import fields

from .figures import compare, print_compare, print_summary, summary
from .gather import gather, machine
from .measures import Options, show
from .program import Target, target
from .session import end_all

WHAT = {"start", "tti", "keys", "hold", "idle", "quit"}


def parser() -> argparse.ArgumentParser:
    """The command line: `measure CMD`, `compare CMD CMD`, `screen CMD`."""
    ap = argparse.ArgumentParser(prog="ttyperf", description=__doc__)
    sub = ap.add_subparsers(dest="do", required=True)
    for name, programs, summary_line in (
        ("measure", 1, "measure one program"),
        ("compare", 2, "A against B, run A B A B ..., and the ratios of their medians"),
        ("screen", 1, "what the program's screen looks like once ready"),
    ):
        p = sub.add_parser(name, help=summary_line)
        p.add_argument("command", nargs=programs, help="a command line in quotes")
        p.add_argument("--ready", action="append", default=[], help="regex that says it is ready; one for each program")
        p.add_argument(
            "--keys", action="append", default=[], help="comma list of keys, pressed in turn; one for each program"
        )
        p.add_argument("--prepare", default="", help="keys pressed once before measuring keys, or before `screen`")
        p.add_argument("--quit", help="key that ends the programs")
        p.add_argument("--what", default="start", help=f"comma list of {','.join(sorted(WHAT))} or 'all'")
        p.add_argument("--env", action="append", default=[], metavar="K=V")
        p.add_argument("--json", action="store_true")
        for f in fields(Options):
            p.add_argument(f"--{f.name.replace('_', '-')}", type=type(f.default), default=f.default)
    return ap


def targets(o: argparse.Namespace) -> list[Target]:
    """The programs of a command line."""
    env = dict(pair.split("=", 1) for pair in o.env)
    pick = lambda values, i: values[min(i, len(values) - 1)] if values else None  # noqa: E731
    return [
        target(
            "AB"[i], command, env=env, quit=o.quit, ready=pick(o.ready, i),
            keys=(pick(o.keys, i) or "").split(",") if o.keys else [],
            prepare=[key for key in o.prepare.split(",") if key],
        )
        for i, command in enumerate(o.command)
    ]  # fmt: skip


def main() -> int:
    """Measure and print."""
    o = parser().parse_args()
    signal.signal(signal.SIGTERM, end_all)
    signal.signal(signal.SIGALRM, end_all)
    signal.alarm(int(o.total) + 60)
    options = Options(**{f.name: getattr(o, f.name) for f in fields(Options)})
    chosen = targets(o)
    try:
        if o.do == "screen":
            print("\n".join(show(chosen[0], options)))
            return 0
        runs = gather(chosen, WHAT if o.what == "all" else set(o.what.split(",")), options)
        rows = {name: summary(of) for name, of in runs.items()}
        ratios = compare(runs["A"], runs["B"]) if o.do == "compare" else {}
        if o.json:
            print(json.dumps({"machine": machine(), "summary": rows, "ratios": ratios}, indent=1))
        elif ratios:
            print_compare("A", "B", ratios)
        else:
            print_summary(o.command[0], rows["A"])
        return 0
    finally:
        end_all()


if __name__ == "__main__":
    sys.exit(main())
