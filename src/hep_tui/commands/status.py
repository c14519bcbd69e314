"""`status`: one line for a status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hep_care.adherence import Score
from hep_care.counts import Tally
from hep_tui.commands.common import json_option, open_here, out, print_json

if TYPE_CHECKING:
    from hep_tui.diary import Diary


@click.command("status", short_help="One line for a status bar.")
@click.option("--short", is_flag=True, help="As few characters as possible.")
@json_option
@click.pass_context
def status_command(ctx: click.Context, short: bool, json: bool) -> None:
    """How the day stands: done, due, minutes left, score."""
    diary = open_here(ctx)
    tally = diary.tally(diary.today)
    if json:
        print_json(_shape(diary, tally))
    elif short:
        out(_short(diary, tally))
    else:
        _print(diary, tally)


def _short(diary: Diary, tally: Tally) -> str:
    if diary.program() is None:
        return "no program"
    if not tally.count.due:
        return "rest day"
    left = diary.minutes_left(tally)
    return f"{tally.count.done}/{tally.count.due}" + (f" {left}m" if left else " ✓")


def _shape(diary: Diary, tally: Tally) -> dict[str, Any]:
    from hep_tui.diary.standing import account, epoch, last_sync, unsent

    score: Score = diary.score()
    program = diary.program()
    last = last_sync(diary)
    return {
        "profile": diary.places.profile,
        "account": account(diary),
        "device": diary.store.device,
        "program": program.id if program else None,
        "due": tally.count.due,
        "done": tally.count.done,
        "minutes_left": diary.minutes_left(tally),
        "score": None if score.value is None else float(score.value),
        "state": score.state.value,
        "unsent": unsent(diary),
        "quarantined": diary.quarantined(),
        "unread": 0,
        "last_sync": last.isoformat(timespec="seconds") if last else None,
        "epoch": epoch(diary),
        "video_cache": 0,
    }


def _print(diary: Diary, tally: Tally) -> None:
    from hep_care.adherence import STATE_WORDS

    program = diary.program()
    if program is None:
        out("There is no program yet. `hep-tui programs` lists samples, `hep-tui import acl-early` takes one in.")
        return
    score = diary.score()
    value = "" if score.value is None else f" {score.value}"
    left = f", {diary.minutes_left(tally)} min left" if tally.count.done < tally.count.due else ""
    today = f"{tally.count.done} of {tally.count.due} done today{left}" if tally.count.due else "a rest day"
    said = (f"{program.title}: {today}", f"{STATE_WORDS[score.state]}{value}", _clinic_words(diary))
    out(" · ".join(filter(None, said)))


def _clinic_words(diary: Diary) -> str:
    """How it stands with the clinic, where there is one, and what could not be understood."""
    from hep_tui.diary.standing import badge, standing

    found, aside = standing(diary), diary.quarantined()
    said = badge(found, diary.clock.now()) if found is not None else ""
    return " · ".join(filter(None, (said, f"{aside} set aside, see `hep-tui doctor`" if aside else "")))
