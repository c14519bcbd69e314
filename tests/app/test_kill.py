"""The real program, killed in the middle of a session: nothing is lost, and nothing is there twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.pty_app import PtyApp

PROGRAM = """
id = "tiny"
title = "Tiny holds"
version = "1"

[timings]
lead_in = 1
between = 1

[schedule]
times_a_day = 1

[[exercises]]
id = "bridge"
name = "Bridge"
sets = 3
reps = 2
hold = 1
rest = 1

[[exercises]]
id = "squat"
name = "Squat"
sets = 2
reps = 2
rep_time = 1
rest = 1
"""
SEED = 20260304


def _hep(home: Path, *arguments: str) -> str:
    environment = {**os.environ, "HEP_TUI_HOME": str(home)}
    environment.pop("HEP_TUI_NOW", None)
    command = [sys.executable, "-m", "hep_tui", *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def house(tmp_path):
    """A home with a program of a few seconds, its warning signs not yet read."""
    program = tmp_path / "tiny.toml"
    program.write_text(PROGRAM)
    _hep(tmp_path / "home", "import", str(program))
    return tmp_path / "home"


@pytest.fixture
def opened(house) -> Callable[[], PtyApp]:
    """Opens the real program on a terminal."""
    return lambda: PtyApp(house, env={"HEP_TUI_NOW": None})


def _begin(app: PtyApp) -> None:
    app.wait_for("Tiny holds", "Bridge")
    app.press("enter")
    app.wait_for("When to call")
    app.press("enter")
    app.wait_for("Press Enter when you are in place")
    app.press("enter")


def _go_on(app: PtyApp) -> None:
    app.wait_for("A session was cut off")
    app.press("r")
    app.wait_for("Press space to go on")
    app.press("space")


def _finish(app: PtyApp) -> None:
    app.wait_for("As done?", deadline=60)
    app.press("escape")
    app.wait_for("How much pain now")
    app.press("enter")
    app.wait_for("2 exercises", "enter to Today")


def _sets(house: Path) -> list[tuple[str, int, int]]:
    entries: list[dict[str, Any]] = json.loads(_hep(house, "history", "--json"))["entries"]
    assert [entry["exercise"] for entry in entries] == ["bridge", "squat"]
    assert {entry["kind"] for entry in entries} == {"completion"}
    return [(entry["exercise"], one["n"], one["reps"]) for entry in entries for one in entry["sets"]]


EVERY_SET_ONCE = [("bridge", 1, 2), ("bridge", 2, 2), ("bridge", 3, 2), ("squat", 1, 2), ("squat", 2, 2)]


@pytest.mark.long
def test_killed_in_the_middle_of_a_set_it_goes_on_and_ends_with_every_set_once(house, opened):
    """After `kill -9` in the second set the session is offered again, and in the end each set is there exactly once."""
    with opened() as app:
        _begin(app)
        app.wait_for("Set 2 of 3", "rep 1 of 2")
        app.signal(signal.SIGKILL)
        app.wait_end()
    with opened() as app:
        _go_on(app)
        _finish(app)
        app.press("ctrl+q")
        assert app.wait_end() == 0
    assert _sets(house) == EVERY_SET_ONCE


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_gives_the_terminal_back_and_keeps_the_session(opened, number):
    """Ended from outside, the program leaves the terminal as it found it and offers the session at the next start."""
    with opened() as app:
        _begin(app)
        app.wait_for("Set 1 of 3")
        app.signal(number)
        assert app.wait_end() == 128 + number
        # Lines wrap (mode 7) in every fresh terminal too.
        assert set(app.terminal_is_restored()) <= {"mode ?7 is on"}
    with opened() as app:
        app.wait_for("A session was cut off", "Bridge")
        app.press("s")
        app.wait_for("Saved: what you did.")


@pytest.mark.long
@pytest.mark.timeout(600)
def test_killed_again_and_again(house, opened):
    """Killed at twelve moments of one session, it still ends with every set exactly once."""
    chance = Random(SEED)
    with opened() as app:
        _begin(app)
        app.wait_for("Set 1 of 3")
    for _ in range(12):
        with opened() as app:
            _go_on(app)
            until = time.monotonic() + chance.uniform(0.2, 1.8)
            app.wait_until(lambda until=until: time.monotonic() > until or "As done?" in app.text, "a while")
            if "As done?" in app.text:
                break
            app.signal(signal.SIGKILL)
            app.wait_end()
    else:
        with opened() as app:
            _go_on(app)
            _finish(app)
    assert _sets(house) == EVERY_SET_ONCE
