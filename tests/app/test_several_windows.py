"""Several windows and commands over one file, in real terminals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.pty_app import PtyApp
from conftest import RunCli

pytestmark = pytest.mark.long
CALENDAR_SHOWS = "how this is worked out"
TO_SESSION = ("enter", "Please read this once", "enter", "when you are in place", "enter", "exercise 1 of")
CRASHES = """
import sys
from hep_tui.__main__ import main
from hep_tui.screens.today import TodayScreen

def broken(self):
    patient = "Margaret Quillfeather"
    raise RuntimeError("noted: " + patient)

TodayScreen.action_why = broken
sys.argv[0] = "hep-tui"
main()
"""


@pytest.fixture
def knee(run_cli: RunCli, home: Path) -> Path:
    """The home of a person with a sample program."""
    assert run_cli("import", "acl-early").code == 0
    return home


def follow(app: PtyApp, *steps: str) -> None:
    """Presses a key and waits for what it shows, in turn."""
    for key, text in zip(steps[::2], steps[1::2], strict=True):
        app.press(key)
        app.wait_for(text)


def on_today(app: PtyApp) -> None:
    """Today as it opened."""
    app.wait_for("last 7 days")


def test_a_second_window_only_looks(knee: Path) -> None:
    """A second app of the same person asks; it shows the day and saves nothing, while the first one logs."""
    with ExitStack() as stack:
        first = stack.enter_context(PtyApp(knee))
        # The first window is there before the second one is opened: otherwise either may be the one that asks.
        on_today(first)
        second = stack.enter_context(PtyApp(knee, size=(100, 30)))
        second.wait_for("open in another window")
        second.press("l", "enter")
        on_today(second)
        second.wait_for("nothing can be saved here")
        second.press("d")
        second.wait_for("NOT saved", "can only look")
        follow(second, "C", CALENDAR_SHOWS, "T", "last 7 days")
        assert second.quit() == 0
        follow(first, "d", "Saved")
        assert first.quit() == 0
    done = subprocess.run(
        [sys.executable, "-m", "hep_tui", "history", "--json"], env=dict(os.environ), capture_output=True, check=True
    )
    assert len(json.loads(done.stdout)["entries"]) == 1


def test_a_second_window_can_stay_shut(knee: Path) -> None:
    """Enter alone leaves the second window closed; when the first one is gone the next opens without a question."""
    with PtyApp(knee) as first:
        on_today(first)
        with PtyApp(knee) as second:
            second.wait_for("open in another window")
            second.press("enter")
            assert second.wait_end() == 1
        first.signal(signal.SIGKILL)
        assert first.wait_end() == 137
    with PtyApp(knee) as third:
        on_today(third)
        assert third.quit() == 0


def test_a_command_logs_beside_the_open_app(knee: Path, run_cli: RunCli) -> None:
    """What a command logs is seen when the window gets the focus back."""
    with PtyApp(knee) as app:
        on_today(app)
        assert run_cli("done", "quad set", "--json").json["saved"]
        app.press("\x1b[O", "\x1b[I")
        app.wait_for("3 to do")
        assert app.quit() == 0


@pytest.mark.long
def test_a_command_is_noticed_without_the_focus_too(knee: Path, run_cli: RunCli) -> None:
    """What a command logs shows within half a minute in a window nobody touches."""
    with PtyApp(knee) as app:
        on_today(app)
        assert run_cli("done", "quad set", "--json").json["saved"]
        app.wait_for("3 to do", deadline=35)
