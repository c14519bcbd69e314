"""Foreign text on a real terminal: it is shown, and it commands nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category

import pytest

from app.hostile_program import (
    CANARY,
    MARKUP,
    bundle_file,
    harmless,
    hostile,
    hostile_in_json,
)
from app.pty_app import PtyApp
from app.terminal_tokens import Token

INVISIBLE_BUT_WRITTEN_WITH = "\u200b\u200c\u200d\u200e\u200f\u061c"
"""Joiners and marks that scripts and emoji need."""
SIZES = [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)]


def control_characters(text: str) -> set[str]:
    """The characters of a text that a terminal, or a reader's eye, would take for a command."""
    kinds = {"Cc", "Cs", "Cf"}
    return {c for c in text if category(c) in kinds and c not in INVISIBLE_BUT_WRITTEN_WITH and c != "\n"}


def foreign_commands(seen: list[Token], harmless_run: list[Token]) -> set[str]:
    """What a run sent to the terminal that the same run with harmless words never sent."""
    usual = {token.kind for token in harmless_run}
    # A pointer's shape is one of CSS's words.
    shape = re.compile(rb"\x1b]22;[a-z-]*\x07")
    usual_words = {token.raw for token in harmless_run if token.kind.startswith(("OSC", "DCS"))}
    found = {token.kind for token in seen} - usual
    for token in seen:
        if token.kind == "text":
            found |= {f"U+{ord(c):04X}" for c in control_characters(token.text)}
        elif CANARY.encode() in token.raw or (
            token.kind.startswith(("OSC", "DCS")) and token.raw not in usual_words and not shape.fullmatch(token.raw)
        ):
            found.add(repr(token.raw))
    return found


def take_in(app: PtyApp, file: Path) -> None:
    """From the first screen to Today, by importing a file."""
    app.wait_for("Import a file")
    app.press("3")
    app.wait_for("Where is it?")
    app.paste(str(file))
    app.wait_for(file.name)
    app.press("enter")
    app.wait_for("Enter goes to Today")
    app.press("enter")
    app.wait_for("last 7 days")


def walk_today(app: PtyApp) -> None:
    """Every exercise, and all that opens on top of Today."""
    for _ in range(14):
        app.wait_change("down")
    app.press("home")
    app.wait_change("c")
    app.press("w")
    app.wait_for("Due:")
    app.press("!")
    app.wait_for("When to call")
    app.press("escape")
    app.wait_gone("When to call")
    app.press("?")
    app.wait_for("Today shows what")
    app.press("escape")
    app.wait_gone("Today shows what")
    app.press("ctrl+p")
    app.wait_for("Search for commands")
    app.press("escape")
    app.wait_gone("Search for commands")


def walk_logging(app: PtyApp, words: str) -> None:
    """Logging, leaving out, yesterday; with foreign words pasted into the note."""
    app.press("down", "l")
    app.wait_for("How much did it hurt?")
    app.press("tab", "tab", "tab")
    app.paste(words)
    app.press("enter")
    app.wait_for("Saved")
    app.press("s")
    app.wait_for("told to rest")
    app.press("w")
    app.wait_for("Left out:")
    app.press("y")
    app.wait_for("Adding to")
    app.press("escape")
    app.wait_for("Good morning")


def walk_calendar(app: PtyApp) -> None:
    """The year, a day with its records, correcting, withdrawing, the score."""
    app.press("C")
    app.wait_for("Consistency")
    app.press("w")
    app.wait_for("How this is worked out")
    app.press("escape")
    app.wait_gone("How this is worked out")
    app.press("enter")
    app.wait_for("esc calendar")
    for _ in range(3):
        app.wait_change("down")
    app.press("home", "e")
    app.wait_for("enter save")
    app.press("escape")
    app.wait_gone("enter save")
    app.press("x")
    app.wait_for("esc leave it")
    app.press("escape")
    app.wait_gone("esc leave it")
    app.press("T")
    app.wait_for("last 7 days")


def walk_session(app: PtyApp, words: str) -> None:
    """A session above the ceiling, with a note, left in the middle."""
    for _ in range(4):
        app.wait_change("down")
    app.press("enter")
    app.wait_for("Please read this once")
    app.press("enter")
    app.wait_for("Now:")
    app.press("enter")
    app.wait_for("exercise 1 of")
    app.press("p")
    app.wait_for("now?")
    app.press("9", "enter")
    app.wait_for("Above your plan's limit")
    app.press("c")
    app.wait_for("a few words for your clinic")
    app.paste(words)
    app.press("enter")
    app.wait_for("press n when you are done")
    app.press("x")
    app.wait_for("it hurts")
    app.press("g")
    app.wait_for("press n when you are done")
    app.press("n")
    app.wait_for("exercise 2 of")
    app.press("q")
    app.wait_for("Leave in the middle?")
    app.press("q")
    assert app.wait_end() == 0


def walk_resumed(app: PtyApp) -> None:
    """The session taken up again and ended, with its questions and its summary."""
    app.wait_for("A session was cut off")
    app.press("r")
    app.wait_gone("A session was cut off")
    app.press("x")
    app.wait_for("it hurts")
    app.press("s")
    app.wait_for("after it all?")
    app.press("enter")
    app.wait_for("last 7 days", "You did")
    assert app.quit() == 0


@dataclass(frozen=True, slots=True)
class Walked:
    """What reached the terminal on a way through every screen."""

    tokens: list[Token]
    left_behind: list[str]
    shown: str


def walk(home: Path, file: Path, size: tuple[int, int], words: str) -> Walked:
    """Through every screen with the program of a file."""
    shown = []
    with PtyApp(home, size=size) as app:
        take_in(app, file)
        shown.append(app.text)
        if MARKUP[:5] in app.text:
            app.click_on(MARKUP[:5])
            app.click_on(MARKUP[:5])
        walk_today(app)
        walk_logging(app, words)
        walk_calendar(app)
        walk_session(app, words)
        seen, left = app.tokens, app.terminal_is_restored()
    with PtyApp(home, size=size) as app:
        walk_resumed(app)
        return Walked(seen + app.tokens, left + app.terminal_is_restored(), "\n".join(shown))


@pytest.mark.parametrize("size", SIZES)
def test_a_hostile_bundle_commands_nothing(home: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    """A FHIR bundle full of foreign commands shows on every screen as words; the terminal hears only our own ones."""
    bad, twin = tmp_path / "bad.json", tmp_path / "twin.json"
    bad.write_bytes(bundle_file(hostile_in_json, hostile))
    twin.write_bytes(bundle_file(harmless, harmless))
    usual = walk(tmp_path / "twin", twin, size, harmless("note"))
    walked = walk(home, bad, size, hostile("pasted"))
    assert "[/" in walked.shown
    assert foreign_commands(walked.tokens, usual.tokens) == set()
    assert walked.left_behind == usual.left_behind == []
