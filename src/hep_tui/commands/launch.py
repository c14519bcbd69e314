"""Opening the app over the profile's diary: the full screen on a terminal that can show it, else the line mode."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from threading import Timer
from typing import TYPE_CHECKING

from hep_tui.terminal import draws_full_screen, only_ascii
from hep_tui.wording import NotDoneError

if TYPE_CHECKING:
    from hep_tui.diary import Diary

_COLLECT_AFTER_S = 1.0
"""By then the first screen stands."""
_LULL_S = 0.05
"""Long enough for the first picture to reach the terminal, too short for anybody to miss what comes after it."""


def launch(profile: str | None, *, plain: bool = False) -> None:
    """Open the app; ends the process with the app's exit code. `plain` asks for the line mode on any terminal."""
    lines = plain or not draws_full_screen(os.environ)
    if lines:
        gc.enable()
    from hep_tui.diary import open_diary

    name = profile or os.environ.get("HEP_TUI_PROFILE") or "me"
    diary = open_diary(name)
    if lines and not plain and not sys.stdin.isatty():
        _read_out(diary)
        return
    from hep_tui.diary.running import claim_app

    claim = claim_app(diary.places)
    look_only = claim is None
    if look_only:
        diary.close()
        if sys.stdin.isatty():
            _ask_to_look()
        diary = open_diary(name, look_only=True)
    with claim or nullcontext():
        run_app(lambda wait: open_diary(name, on_wait=wait, look_only=look_only), diary, lines=lines)


def _read_out(diary: Diary) -> None:
    """Nobody can type here: the day is read out, and that is all."""
    from hep_tui.commands.common import out, say
    from hep_tui.plain.day_text import day_text

    try:
        for line in day_text(diary, diary.today):
            out(line)
        if diary.program() is None:
            out("`hep-tui programs` lists samples, `hep-tui import acl-early` takes one in.")
    finally:
        diary.close()
    say("This is the day as text, as nothing can be typed here: `hep-tui done` logs, `hep-tui --plain` reads words.")


def _ask_to_look() -> None:
    """One window logs: two that count repetitions side by side would log the same morning twice."""
    print(
        "hep-tui is open in another window. This one can only look: press l and Enter; Enter alone leaves. ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    if sys.stdin.readline().strip().lower() not in ("l", "look", "y", "yes"):
        raise NotDoneError("Not opened; the other window has your program.")


def run_app(
    open_diary: Callable[[Callable[[float], None]], Diary], diary: Diary | None = None, *, lines: bool = False
) -> None:
    """Run the app until it is left, over the diary that is given or a new one; it is closed then."""
    diary = diary or open_diary(lambda seconds: None)
    if only_ascii(os.environ):
        diary.settings = replace(diary.settings, ascii=True)
    if lines:
        _run_lines(diary, open_diary)
        return
    collecting = Timer(_COLLECT_AFTER_S, _collect)
    collecting.daemon = True
    try:
        from hep_tui.app import HepApp

        app = HepApp(diary, open_diary, lull_s=_LULL_S)
        collecting.start()
        app.run()
    finally:
        collecting.cancel()
        diary.close()
    if app.return_code:
        sys.exit(app.return_code)


def _run_lines(diary: Diary, open_diary: Callable[[Callable[[float], None]], Diary]) -> None:
    from hep_tui.plain.run import run_lines

    try:
        code = run_lines(diary, open_diary)
    finally:
        diary.close()
    if code:
        sys.exit(code)


def _collect() -> None:
    """What was made by now stays to the end: without it a collection takes a fraction of the time of a key."""
    gc.freeze()
    gc.enable()
