"""`remind`: reminders by the computer's own scheduler and notices, and one line for a shell's login."""

from __future__ import annotations

import contextlib
import os
import sys
from datetime import time, timedelta
from threading import Timer
from typing import TYPE_CHECKING, Any

import click

from hep_care.plain_text import plain_text
from hep_tui.commands.common import ask, json_option, open_here, out, print_json, profile_of, say
from hep_tui.diary.finding import RefusedError
from hep_tui.wording import NotDoneError

if TYPE_CHECKING:
    from hep_tui.diary import Diary

_NUDGE_S = 1.0
"""A login never waits longer, whatever the disk does."""
_LOOKED_AHEAD = 14
_SEEN = "Did you see the notice?"


@click.group("remind", invoke_without_command=True, short_help="Reminders: on, off, status, test, nudge.")
@click.pass_context
def remind_command(ctx: click.Context) -> None:
    """Reminders while something of the day is due; without a command, how they stand."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(status_command, json=False)


@remind_command.command("on", short_help="Turn them on, at these times.")
@click.argument("times", nargs=-1, metavar="[TIME]...")
@json_option
@click.pass_context
def on_command(ctx: click.Context, times: tuple[str, ...], json: bool) -> None:
    """Turn reminders on at the times given (07:30 12:30), else at those of your settings or of your sessions."""
    from hep_tui.reminders.times import BadTimeError, clock_text, read_times

    diary = open_here(ctx)
    try:
        chosen = read_times(times or diary.settings.remind_at) or _derived(diary)
    except BadTimeError as error:
        raise RefusedError(str(error)) from error
    _hand_over(diary, tuple(map(clock_text, chosen)), chosen)
    _answer(diary, json)


def _derived(diary: Diary) -> tuple[time, ...]:
    """Times for the sessions of the next day that has some."""
    from hep_tui.reminders.times import times_for

    days = (diary.today + timedelta(days=n) for n in range(_LOOKED_AHEAD))
    plans = (diary.tally(day).plan.slots for day in days)
    return times_for(next((slots for slots in plans if slots), ()))


def _hand_over(diary: Diary, texts: tuple[str, ...], times: tuple[time, ...]) -> None:
    """Settings first, then the scheduler; where that does not take them the settings are as they were."""
    from hep_tui import settings
    from hep_tui.reminders.job import SchedulerError
    from hep_tui.reminders.schedulers import turn_on

    file, before = diary.places.config / "config.toml", diary.settings
    if texts != before.remind_at:
        settings.save(file, "remind_at", texts)
        diary.settings = settings.changed(before, "remind_at", texts)
    try:
        turn_on(diary.places, times, before.remind_again_minutes, diary.clock.now())
    except (OSError, SchedulerError) as error:
        if texts != before.remind_at:
            with contextlib.suppress(OSError, settings.BadSettingsError):
                settings.save(file, "remind_at", before.remind_at)
        if isinstance(error, SchedulerError):
            raise NotDoneError(f"Reminders are not on. {error}") from error
        raise


@remind_command.command("off", short_help="Turn them off.")
@json_option
@click.pass_context
def off_command(ctx: click.Context, json: bool) -> None:
    """Turn reminders off and take the job out of the scheduler; the times stay in your settings."""
    from hep_tui.reminders.job import SchedulerError
    from hep_tui.reminders.schedulers import turn_off

    diary = open_here(ctx)
    try:
        turn_off(diary.places)
    except SchedulerError as error:
        raise NotDoneError(f"Reminders are still on. {error}") from error
    _answer(diary, json)


@remind_command.command("status", short_help="How they stand.")
@json_option
@click.pass_context
def status_command(ctx: click.Context, json: bool) -> None:
    """Whether reminders are on, at which times, who calls, and when one last came and was seen."""
    _answer(open_here(ctx), json)


def _answer(diary: Diary, json: bool, **more: Any) -> None:
    from hep_tui.reminders.standing import lines_of, shape_of, standing

    found = standing(diary)
    if json:
        print_json({**shape_of(found), **more})
    else:
        for line in lines_of(found):
            out(line)


@remind_command.command("test", short_help="Show one now, and say whether you saw it.")
@click.option("--seen", is_flag=True, help="Yes, it was seen: for scripts.")
@json_option
@click.pass_context
def test_command(ctx: click.Context, seen: bool, json: bool) -> None:
    """Show a reminder at once, the way every reminder comes, and ask whether you saw it."""
    from hep_tui.reminders.firing import remember_answer, remember_problem, try_one

    diary = open_here(ctx)
    words, outcome = try_one(diary)
    if outcome.problem:
        remember_problem(diary, outcome.problem)
        raise NotDoneError(
            f"No notice could be shown: {outcome.problem}. The line at login (`hep-tui remind nudge`) and the calendar "
            "on your phone (`hep-tui export --format ics`) remind you without it."
        )
    say(f"{outcome.by} was given: {words.title} {words.body}".rstrip())
    said = seen or _asked(json)
    remember_answer(diary, said, outcome.by)
    if not said:
        raise NotDoneError(
            "Noted: it was not seen. Notices may be turned off, or “do not disturb” on; the line at login "
            "(`hep-tui remind nudge`) and the calendar on your phone remind you without them."
        )
    _answer(diary, json, shown_by=outcome.by)


def _asked(json: bool) -> bool:
    """What the patient says; without a terminal the question stays open."""
    if json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        ask(_SEEN, "--seen", json)
    print(f"{_SEEN} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


@remind_command.command("fire", short_help="What the scheduler calls.")
@click.option("--home", metavar="FOLDER", hidden=True, help="For schedulers that hand over no environment.")
@click.pass_context
def fire_command(ctx: click.Context, home: str | None) -> None:
    """Show a reminder if one is due now, else nothing; the scheduler calls this."""
    from hep_tui.locations import HOME, find_places

    if home:
        os.environ[HOME] = home
    places = find_places(profile_of(ctx))
    if not places.database.is_file():
        return
    from hep_tui.diary import open_diary
    from hep_tui.reminders.firing import fire

    diary = open_diary(places.profile, create=False, look_only=True)
    ctx.call_on_close(diary.close)
    fire(diary)


@remind_command.command("nudge", short_help="One line for a shell's login, while something is due.")
@click.pass_context
def nudge_command(ctx: click.Context) -> None:
    """Print one line while something is due, else nothing; it never fails and never holds a login up."""
    watch = Timer(_NUDGE_S, os._exit, (0,))
    watch.daemon = True
    watch.start()
    try:
        line = _nudge(profile_of(ctx))
        if line:
            print(plain_text(line, limit=200), flush=True)
    except Exception:  # noqa: BLE001 - a shell that is starting is no place for any trouble of ours
        return
    finally:
        watch.cancel()


def _nudge(profile: str) -> str:
    from hep_tui.locations import find_places

    if not find_places(profile).database.is_file():
        return ""
    from hep_tui.diary import open_diary
    from hep_tui.reminders.firing import nudge

    diary = open_diary(profile, create=False, look_only=True)
    try:
        return nudge(diary)
    finally:
        diary.close()
