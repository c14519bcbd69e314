"""`doctor`: looks at the file, the keyring, the terminal, the clock and the reminders, and changes nothing."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from hep_care.frozen import frozen
from hep_tui.commands.common import json_option, open_here, out, print_json

if TYPE_CHECKING:
    from hep_tui.diary import Diary

KEYRING_S = 2.0
OLDEST_SQLITE = (3, 37, 0)
"""Strict tables came with it."""


@frozen
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


@click.command("doctor", short_help="Look at the file, keyring, terminal and clock.")
@json_option
@click.pass_context
def doctor_command(ctx: click.Context, json: bool) -> None:
    """Look at what hep-tui depends on; nothing is changed. Exit code 1 where something is wrong."""
    diary = open_here(ctx)
    looks: tuple[Callable[[Diary], Check], ...] = (
        _file,
        _sqlite,
        _folder,
        _backups,
        _terminal,
        _clock,
        _keyring,
        _sound,
        _voice,
        _awake,
        _reminders,
    )
    checks = [look(diary) for look in looks]
    if json:
        print_json({"checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks]})
    else:
        for check in checks:
            out(f"{'ok     ' if check.ok else 'look at'}  {check.name:<10} {check.detail}")
    if not all(check.ok for check in checks):
        ctx.exit(1)


def _file(diary: Diary) -> Check:
    findings = diary.examine()
    lost = f", {len(findings.losses)} losses" if findings.losses else ""
    bad = f", {len(findings.damaged)} damaged" if findings.damaged else ""
    detail = f"{findings.entries} entries, structure {findings.structure}{bad}{lost}; {diary.places.database}"
    return Check("file", findings.sound, detail)


def _sqlite(diary: Diary) -> Check:
    return Check("sqlite", sqlite3.sqlite_version_info >= OLDEST_SQLITE, f"SQLite {sqlite3.sqlite_version}")


def _folder(diary: Diary) -> Check:
    from hep_tui.place_warnings import place_warnings

    found = place_warnings(diary.places)
    mode = diary.places.data.stat().st_mode & 0o777
    private = mode == 0o700
    said = "; ".join(warning.sentence for warning in found) or f"{diary.places.data}, mode {mode:03o}"
    return Check("folder", private and not found, said)


def _backups(diary: Diary) -> Check:
    from hep_tui.diary.upkeep import copies

    made = copies(diary.places)
    newest = f", the newest of {made[-1]:%d %b %Y}" if made else " yet; one is made each day the app is opened"
    return Check("backups", True, f"{len(made) or 'none'}{newest}")


def _terminal(diary: Diary) -> Check:
    term = os.environ.get("TERM", "")
    colours = os.environ.get("COLORTERM") or ("none" if os.environ.get("NO_COLOR") else "by TERM")
    usable = sys.stdout.isatty() and term not in ("", "dumb")
    size = os.get_terminal_size() if sys.stdout.isatty() else None
    shape = f", {size.columns}×{size.lines}" if size else ", no terminal here"
    return Check("terminal", usable or not sys.stdout.isatty(), f"TERM={term or 'unset'}, colours {colours}{shape}")


def _clock(diary: Diary) -> Check:
    zone, notice = diary.clock.zone, diary.clock.notice
    behind = any("clock" in sentence for sentence in diary.notices if sentence != notice)
    detail = f"{diary.clock.now():%Y-%m-%d %H:%M} {zone}, the day begins at {diary.rules.rollover_hour:02}:00"
    return Check("clock", not behind, f"{detail}. {notice}".rstrip(". ") if notice else detail)


def _reminders(diary: Diary) -> Check:
    from hep_tui.reminders.standing import check_of, standing

    return Check("reminders", *check_of(standing(diary)))


def _sound(diary: Diary) -> Check:
    """What would sound; nothing is played."""
    from hep_tui.signals import Sounds

    set_so = {"bell": "The terminal's bell, as set.", "off": "No sound, as set."}
    said = set_so.get(diary.settings.sound) or Sounds.silent(diary.settings, diary.places.cache).available()
    return Check("sound", True, said)


def _voice(diary: Diary) -> Check:
    from hep_tui.signals import Sounds

    off = "" if diary.settings.speech else " Speech is not switched on."
    return Check("voice", True, Sounds.silent(diary.settings, diary.places.cache).can_speak() + off)


def _awake(diary: Diary) -> Check:
    """What would keep the computer awake; it is not asked."""
    from hep_tui.signals.awake import awake_words

    return Check("awake", True, awake_words() if diary.settings.keep_awake else "Not asked to stay awake, as set.")


def _keyring(diary: Diary) -> Check:
    """A locked keyring may ask on another screen and wait for ever, so it is given two seconds in a thread."""
    answer: list[str] = []

    def look() -> None:
        import keyring
        from keyring.errors import KeyringError

        try:
            backend = keyring.get_keyring()
            keyring.get_password("hep-tui", "doctor")
            answer.append(type(backend).__module__ + "." + type(backend).__name__)
        except (KeyringError, OSError, RuntimeError, ValueError) as error:
            answer.append(f"none usable here ({type(error).__name__}); nothing needs it until you pair with a clinic")

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(KEYRING_S)
    return Check("keyring", True, answer[0] if answer else "does not answer within 2 s; it may be locked")
