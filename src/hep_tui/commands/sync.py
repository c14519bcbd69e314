"""`sync`: both ways with the clinic, once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from hep_tui.commands.common import ask, json_option, open_here, out, print_json, say

if TYPE_CHECKING:
    from hep_tui.diary import Diary
    from hep_tui.sync_worker import Exchanged

_PATIENCE_S = 60.0
"""For another process that is at it: the app, or the computer's scheduler."""
_TELL_EVERY = 500


@click.command("sync", short_help="Send what you did, fetch what is new.")
@click.option("--accept", is_flag=True, help="Yes, take a change that removes much of the plan.")
@click.option("--check", is_flag=True, help="Compare every row with the clinic's, as is done each week.")
@json_option
@click.pass_context
def sync_command(ctx: click.Context, accept: bool, check: bool, json: bool) -> None:
    """Send what you did to your clinic and fetch what is new there; it can run beside the open app, or from cron."""
    diary = open_here(ctx)
    done = _exchange(diary, accept, check, json)
    if done.held and not accept:
        if json:
            print_json(_shape(done))
        ask(f"{done.held} Take it?", "--accept", json)
        done = _exchange(diary, True, False, json)
    if json:
        print_json(_shape(done))
    else:
        _print(done)


def _exchange(diary: Diary, accept: bool, check: bool, json: bool) -> Exchanged:
    from hep_sync.errors import ClinicError
    from hep_tui.diary.standing import unsent
    from hep_tui.sync_worker import Exchanged, exchange

    try:
        return exchange(diary, allow_large=accept, check=check, patience_s=_PATIENCE_S, tell=_progress)
    except ClinicError:
        if json:
            print_json({**_shape(Exchanged("", unsent=unsent(diary), quarantined=diary.quarantined())), "ok": False})
        raise


def _progress(what: str, n: int) -> None:
    """So that ten years of history do not go by in silence; only for somebody who looks."""
    if sys.stderr.isatty() and n and n % _TELL_EVERY == 0:
        say(f"{'Sent' if what == 'push' else 'Fetched'}: {n}")


def _shape(done: Exchanged) -> dict[str, object]:
    return {
        "ok": not done.held,
        "pushed": done.pushed,
        "pulled": done.pulled,
        "unsent": done.unsent,
        "quarantined": done.quarantined,
        "program_changed": done.program_changed,
        "parked": len(done.parked),
        "held": done.held or None,
        "restored": done.restored,
        "changes": list(done.news),
    }


def _print(done: Exchanged) -> None:
    sent = "1 record" if done.pushed == 1 else f"{done.pushed} records"
    out(f"In step with {done.clinic}: {sent} sent, {done.pulled} new from there.")
    if done.restored:
        out("The clinic's server had lost some of what it had; it was given it again.")
    if done.program_changed:
        out("Your plan changed:" if done.news else "Your plan is here.")
    for line in done.news:
        out(f"  {line}")
    for why in done.parked:
        out(f"Not taken by the clinic's server, and kept here: {why}")
    if done.unsent:
        out(f"{done.unsent} still to be sent.")
