"""`routine`: if-then plans, in the patient's own words."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from hep_care.plain_text import plain_text
from hep_tui.commands.common import json_option, open_here, out, print_json
from hep_tui.diary.finding import RefusedError

if TYPE_CHECKING:
    from hep_tui.diary import Diary


@click.command("routine", short_help="When you do it: “after brushing my teeth”.")
@click.argument("name", required=False)
@click.argument("words", nargs=-1)
@click.option("--remove", is_flag=True, help="Take the plan of NAME away.")
@json_option
@click.pass_context
def routine_command(ctx: click.Context, name: str | None, words: tuple[str, ...], remove: bool, json: bool) -> None:
    """Tie a session of the day (morning) or an exercise to something you do anyway: "after brushing my teeth".

    Without NAME it lists your plans. Today and the reminders say them.
    """
    diary = open_here(ctx)
    if name is None and remove:
        raise RefusedError("Say which plan to take away; `hep-tui routine` lists them.")
    if name is not None and (remove or words):
        _change(diary, name, " ".join(words), remove)
    held = dict(diary.settings.routines)
    if name is not None:
        held = {key: held[key] for key in held if key == _key(diary, name)}
    if json:
        print_json({"routines": held})
    else:
        _print(held, name)


def _print(held: dict[str, str], name: str | None) -> None:
    if not held:
        of = f" for {plain_text(name, limit=60)}" if name else ""
        out(f'There is no such plan{of}. `hep-tui routine morning "after brushing my teeth"` makes one.')
    for key, words in held.items():
        out(f"{key}: {words}")


def _change(diary: Diary, name: str, words: str, remove: bool) -> None:
    from hep_tui import settings
    from hep_tui.routines import LONGEST, cleaned

    held = dict(diary.settings.routines)
    key = _key(diary, name)
    if remove:
        if held.pop(key, None) is None:
            raise RefusedError(f"There is no plan for {plain_text(name, limit=60)}; `hep-tui routine` lists them.")
    else:
        if not cleaned(words):
            raise RefusedError('Say when, in your own words: "after brushing my teeth".')
        if len(" ".join(words.split())) > LONGEST:
            raise RefusedError(f"That is longer than {LONGEST} characters; a few words are enough.")
        held[key] = cleaned(words)
    settings.save(diary.places.config / "config.toml", "routines", held)
    diary.settings = settings.changed(diary.settings, "routines", held)


def _key(diary: Diary, name: str) -> str:
    """What the settings call it: a session's own name, `Session 2` of one without, or an exercise's id."""
    from hep_tui.routines import held_by

    held = held_by(diary.settings.routines, name)
    if held is not None:
        return held
    sessions = {session: session for session in _sessions(diary)}
    session = held_by(sessions, name)
    if session is not None:
        return session
    with contextlib.suppress(RefusedError):
        return diary.find(name).exercise
    known = f" Your sessions: {', '.join(sessions)}." if sessions else ""
    raise RefusedError(f"{plain_text(name, limit=60)!r} is no session of your day and no one exercise.{known}")


def _sessions(diary: Diary) -> list[str]:
    """The names of the sessions of every day of the program."""
    program = diary.program()
    slots = [p.schedule.slots for p in program.prescriptions] if program else []
    named = [slot.name or f"Session {n}" for each in slots for n, slot in enumerate(each, 1)]
    return list(dict.fromkeys(named))
