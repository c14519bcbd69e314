"""The first ten minutes on a real terminal: from nothing to a program, a first session, and a calendar that shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.pty_app import PtyApp
from conftest import RunCli

TO_SESSION = ("enter", "Please read this once", "enter", "when you are in place", "enter", "exercise 1 of")
TODAY = ("1", "Sample programs", "enter", "last 7 days")
CALENDAR = (*TODAY, "C", "how this is worked out")
WAYS = {
    "first run": (),
    "samples": TODAY[:2],
    "today": TODAY,
    "calendar": CALENDAR,
    "day": (*CALENDAR, "enter", "esc calendar"),
    # From the second exercise, which can go up and down.
    "preview": (*TODAY, *TO_SESSION[:4], "down", "when you are in place"),
    "session": (*TODAY, *TO_SESSION, "space", "to go on"),
}
"""How each screen is reached from the first one: keys, and what they show."""
NAMES = {"esc": "escape", "←↑↓→": "left", "[ ]": "[", "+/−": "+", "pgdn": "pagedown", "pgup": "pageup"}


def follow(app: PtyApp, *steps: str) -> None:
    """Presses a key and waits for what it shows, in turn."""
    for key, text in zip(steps[::2], steps[1::2], strict=True):
        app.press(key)
        app.wait_for(text)


def keys_of(app: PtyApp) -> list[str]:
    """The keys that the line at the foot shows."""
    shown = [part.strip().split("  ")[0] for part in app.lines[-1].split(" · ")]
    known = [next((name for name in NAMES if part.startswith(name)), part.split(" ")[0]) for part in shown]
    return [NAMES.get(name, name) for name in known]


def look_at_the_help(app: PtyApp) -> None:
    """`?` opens the help of a screen, and Esc closes it."""
    app.press("?")
    app.wait_until(lambda: helps(app), "the help")
    app.press("escape")
    app.wait_until(lambda: not helps(app), "the end of the help")


def helps(app: PtyApp) -> bool:
    """Whether the help is open: its head is the last word of a line."""
    return any(re.search(r"  Help( |$)", line) for line in app.lines)


def pressed_until(app: PtyApp, key: str, text: str) -> bool:
    """Whether a text is there; where it is not the key is pressed once more, as a session that closed ignores keys."""
    if text not in app.text:
        app.press(key)
    return text in app.text


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)])
def test_a_first_day(home: Path, run_cli: RunCli, size: tuple[int, int]) -> None:
    """A sample is chosen, one exercise is logged, a session begins and is stopped, the calendar shows the day."""
    with PtyApp(home, size=size) as app:
        app.wait_for("Welcome.", "Import a file")
        look_at_the_help(app)
        follow(app, *TODAY)
        app.wait_for("4 to do")
        look_at_the_help(app)
        app.press("d")
        app.wait_for("Saved: Quad set.", "3 to do")
        follow(app, *TO_SESSION)
        app.wait_for("exercise 1 of 3", "Assisted heel slide")
        look_at_the_help(app)
        app.press("x")
        app.wait_for("Stop Assisted heel slide?")
        app.press("s")
        app.wait_for("Nothing was done", "3 to do")
        app.wait_until(lambda: pressed_until(app, "C", "how this is worked out"), "the calendar")
        app.wait_for("1 of 12 done")
        look_at_the_help(app)
        assert app.quit() == 0
        assert app.terminal_is_restored() == []
    told = run_cli("history", "--json").json
    assert [(one["kind"], one["exercise"], one["status"]) for one in told["entries"]] == [
        ("completion", "quad-set", "complete")
    ]
    assert [(day["date"], day["done"]) for day in told["days"]] == [("2026-03-04", 1)]


@pytest.mark.long
@pytest.mark.parametrize("name", WAYS)
def test_every_key_that_is_shown_does_something(home: Path, tmp_path: Path, name: str) -> None:
    """Each key of the line at the foot changes what is seen, or leaves."""
    with PtyApp(home, size=(120, 30)) as app:
        app.wait_for("Import a file")
        follow(app, *WAYS[name])
        app.wait_until(lambda: re.search(r"\?|F1", app.lines[-1]) is not None, "the keys")
        keys = keys_of(app)
        assert len(keys) > 2
    for number, key in enumerate(keys):
        with PtyApp(tmp_path / str(number), size=(120, 30)) as app:
            app.wait_for("Import a file")
            follow(app, *WAYS[name])
            if key == "q":
                assert app.quit() == 0
            else:
                app.wait_change(key, deadline=5)
                assert app.running
