"""Opening the full-screen app: on a terminal that can show it, over the profile's diary."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from threading import Timer
from typing import TYPE_CHECKING

from hep_tui.diary.finding import RefusedError
from hep_tui.wording import NotDoneError

if TYPE_CHECKING:
    from hep_tui.diary import Diary

_COLLECT_AFTER_S = 1.0
"""By then the first screen stands."""


def launch(profile: str | None) -> None:
    """Open the app; ends the process with the app's exit code."""
    check_terminal()
    # Nothing made while starting is garbage: collecting it would only make the start longer.
    gc.disable()
    from hep_tui.diary import open_diary

    name = profile or os.environ.get("HEP_TUI_PROFILE") or "me"
    diary = open_diary(name)
    from hep_tui.diary.running import claim_app

    claim = claim_app(diary.places)
    look_only = claim is None
    if look_only:
        diary.close()
        _ask_to_look()
        diary = open_diary(name, look_only=True)
    with claim or nullcontext():
        run_app(lambda wait: open_diary(name, on_wait=wait, look_only=look_only), diary)


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


def check_terminal() -> None:
    """Refuse, with the command that works there, where no full screen can be drawn."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise RefusedError(
            "The full screen needs a terminal. Here, `hep-tui today` shows the day and `hep-tui done` logs it."
        )
    if os.environ.get("TERM", "dumb") in ("dumb", ""):
        raise RefusedError(
            "This terminal (TERM=dumb) cannot show the full screen; `hep-tui today` shows the day as text."
        )


def run_app(open_diary: Callable[[Callable[[float], None]], Diary], diary: Diary | None = None) -> None:
    """Run the app until it is left, over the diary that is given or a new one; it is closed then."""
    diary = diary or open_diary(lambda seconds: None)
    collecting = Timer(_COLLECT_AFTER_S, _collect)
    collecting.daemon = True
    try:
        from hep_tui.app import HepApp

        app = HepApp(diary, open_diary)
        collecting.start()
        app.run()
    finally:
        collecting.cancel()
        diary.close()
    if app.return_code:
        sys.exit(app.return_code)


def _collect() -> None:
    """What was made by now stays to the end: without it a collection takes a fraction of the time of a key."""
    gc.freeze()
    gc.enable()
