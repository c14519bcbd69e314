"""`doctor`: looks at what hep-tui depends on, and changes nothing of the patient's."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from hep_care.frozen import frozen
from hep_tui.commands.common import json_option, open_here, out, print_json

if TYPE_CHECKING:
    from hep_tui.diary import Diary

OLDEST_SQLITE = (3, 37, 0)
"""Strict tables came with it."""
_MOST_NAMED = 10


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
    """Look at what hep-tui depends on, the clinic's server too; exit code 1 where something is wrong."""
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
        _clinic,
        _sync,
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


def _clinic(diary: Diary) -> Check:
    """What the clinic's server really does, tried with one entry that is marked as an error from its first moment on."""
    import asyncio

    from hep_sync.errors import ClinicError
    from hep_tui.clinic_access import examine
    from hep_tui.diary.binding import read_binding
    from hep_tui.secrets_kept import SecretsError

    binding = read_binding(diary.store)
    if binding is None:
        return Check("clinic", True, "Not paired with a clinic.")
    try:
        software, findings = asyncio.run(examine(diary))
    except (ClinicError, SecretsError) as error:
        return Check("clinic", False, str(error))
    missed = [f"{one.name}: {one.detail}" for one in findings if not one.ok]
    said = "; ".join(missed) or f"all {len(findings)} things a sync relies on work"
    return Check("clinic", not missed, f"{binding.clinic} ({software or 'a FHIR server'}): {said}")


def _sync(diary: Diary) -> Check:
    """Whether both are in step, and by name what waits for a person."""
    from hep_tui.diary.plan_news import seen_changes
    from hep_tui.diary.standing import Trouble, badge, stale_words, standing
    from hep_tui.diary.waiting import Kind, waiting, waiting_line

    found, things = standing(diary), waiting(diary)
    lines = [waiting_line(one) for one in things]
    more = [f"and {len(lines) - _MOST_NAMED} more"] if len(lines) > _MOST_NAMED else []
    named = "; ".join([*lines[:_MOST_NAMED], *more])
    settled = all(one.kind is Kind.TWICE for one in things)
    if found is None:
        return Check("sync", settled, named or "Nothing to send, and nothing set aside.")
    untold = sum(not one.delivered for one in seen_changes(diary))
    told = f"{untold} not delivered that you saw a change of your plan" if untold else ""
    stale, held = stale_words(diary), f"{found.held} `hep-tui sync --accept` takes it." if found.held else ""
    ok = settled and not held and not stale and found.trouble in (Trouble.NONE, Trouble.OFFLINE)
    words = (badge(found, diary.clock.now()), told, held, stale, named)
    return Check("sync", ok, "; ".join(word.rstrip(".") for word in words if word))


def _keyring(diary: Diary) -> Check:
    """Which keyring would keep the clinic's access; it is given two seconds, for a locked one may wait for ever."""
    from hep_tui.secrets_kept import keyring_here

    ring = keyring_here()
    if ring is None:
        return Check("keyring", True, "none usable here; the clinic's access is kept in a file that only you can read")
    return Check("keyring", True, f"{type(ring).__module__}.{type(ring).__name__}")
