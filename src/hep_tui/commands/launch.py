"""Opening the full-screen app: on a terminal that can show it, over the profile's diary."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from threading import Timer
from typing import TYPE_CHECKING

from hep_tui.diary.finding import RefusedError

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
    run_app(lambda wait: open_diary(name, on_wait=wait))


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


def run_app(open_diary: Callable[[Callable[[float], None]], Diary]) -> None:
    """Run the app over a diary until it is left."""
    diary = open_diary(lambda seconds: None)
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
