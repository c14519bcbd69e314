"""Foreign text on a real terminal: it is shown, and it commands nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from app.hostile_program import (
    CANARY,
    MARKUP,
    PAYLOADS,
    bundle_file,
    harmless,
    hostile,
    hostile_in_json,
    hostile_short,
    program_file,
    quoted,
)
from app.pty_app import PtyApp
from app.terminal_tokens import Token, control_characters, tokens
from conftest import RunCli

pytestmark = pytest.mark.long
OURS = {
    *("text", "control 07", "control 0a", "control 0d", "CSI m", "CSI H", "OSC 22", "CSI ?$p", "CSI >u", "CSI <u"),
    *(f"CSI ?{mode} {on}" for mode in (7, 25, 1000, 1003, 1004, 1006, 1015, 1049, 2004, 2026, 2048) for on in "hl"),
}
"""What the app sends to a terminal: the harmless twins of a long test send nothing else either."""
COMMANDS = (
    *(("today",), ("today", "--json"), ("show", "ex-1"), ("show", "ex-7", "--json"), ("show", "PWNED"), ("history",)),
    *(("history", "--json"), ("score", "--explain"), ("status",), ("status", "--json"), ("done", "ex-2"), ("doctor",)),
    *(("skip", "ex-1", "--reason", "pain"), ("symptom", "9", "ex-3"), ("done", "ex-9", "--json"), ("done", "PWNED")),
    *(("export", "--format", form) for form in ("csv", "md", "ics")),
)


def foreign_commands(seen: list[Token]) -> set[str]:
    """What reached the terminal and is none of ours."""
    shape = re.compile(rb"\x1b]22;[a-z-]*\x07")
    found = {token.kind for token in seen} - OURS
    for token in seen:
        if token.kind == "text":
            found |= {f"U+{ord(c):04X}" for c in control_characters(token.text)}
        elif CANARY.encode() in token.raw or (token.kind == "OSC 22" and not shape.fullmatch(token.raw)):
            found.add(repr(token.raw))
    return found


def take_in(app: PtyApp, file: Path) -> None:
    """From the first screen to Today, by importing a file."""
    app.wait_for("Import a file")
    app.press("4")
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
    # What it shows may lie below the end of a hostile name.
    app.press("w", "!")
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
    app.wait_for("how this is worked out")
    app.press("w")
    app.wait_for("How this is worked out")
    app.press("escape")
    app.wait_gone("How this is worked out")
    app.press("enter")
    app.wait_for("esc calendar")
    for _ in range(3):
        app.wait_change("down")
    app.press("home", "down")
    app.wait_for("e correct")
    app.press("e")
    app.wait_for("How hard was it?")
    app.press("escape")
    app.wait_gone("How hard was it?")
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
    app.wait_for("when you are in place")
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
    app.wait_for("enter to Today")
    shown = monotonic()
    # For half a second after a session closes keys are ignored.
    app.wait_until(lambda: monotonic() - shown > 0.8, "keys are heard again")
    app.press("enter")
    app.wait_for("last 7 days")
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
        walk_today(app)
        walk_logging(app, words)
        # After what the arrows move through: they go where the last click was.
        if MARKUP[:5] in app.text:
            app.click_on(MARKUP[:5])
            app.click_on(MARKUP[:5])
        walk_calendar(app)
        walk_session(app, words)
        seen, left = app.tokens, app.terminal_is_restored()
    with PtyApp(home, size=size) as app:
        walk_resumed(app)
        return Walked(seen + app.tokens, left + app.terminal_is_restored(), "\n".join(shown))


@pytest.mark.parametrize("payload", [one for one in PAYLOADS if control_characters(one)])
def test_a_raw_payload_would_be_noticed(payload: str) -> None:
    """What these tests look for is found where it is: a payload that reaches a terminal raw."""
    try:
        seen = tokens(payload.encode())
    except ValueError:
        return
    assert foreign_commands(seen)


def test_a_hostile_bundle_commands_nothing(home: Path, tmp_path: Path) -> None:
    """A FHIR bundle full of foreign commands shows on every screen as words; the terminal hears only our own ones."""
    file = tmp_path / "bad.json"
    file.write_bytes(bundle_file(hostile_in_json, hostile))
    walked = walk(home, file, (80, 24), hostile("pasted"))
    assert "[/" in walked.shown
    assert foreign_commands(walked.tokens) == set()
    assert walked.left_behind == []


@pytest.mark.long
def test_a_hostile_program_file_commands_nothing(home: Path, tmp_path: Path) -> None:
    """The same for a TOML program, in a large window."""
    file = tmp_path / "bad.toml"
    file.write_text(program_file(hostile, hostile_short), encoding="utf-8")
    walked = walk(home, file, (120, 40), hostile_short("pasted"))
    assert foreign_commands(walked.tokens) == set()
    assert walked.left_behind == []


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_harmless_words_send_the_same_commands(home: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    """A harmless twin on the same way sends nothing but what is known as ours: the list allows no more than needed."""
    file = tmp_path / "twin.json"
    file.write_bytes(bundle_file(harmless, harmless))
    walked = walk(home, file, size, harmless("note"))
    assert foreign_commands(walked.tokens) == set()
    assert {token.kind for token in walked.tokens} > {"CSI m", "CSI H", "CSI ?1049 h", "CSI ?1049 l", "CSI ?25 l"}


@pytest.mark.long
@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_the_title_of_a_pane_stays(run_cli: RunCli, home: Path, tmp_path: Path) -> None:
    """In tmux the hostile program opens, and neither the pane's title nor the clipboard is another one."""
    file = tmp_path / "bad.json"
    file.write_bytes(bundle_file(hostile_in_json, hostile))
    assert run_cli("import", str(file)).code == 0
    server = ("tmux", "-S", str(tmp_path / "tmux"), "-f", os.devnull)

    def tmux(*arguments: str) -> str:
        done = subprocess.run([*server, *arguments], capture_output=True, check=True, timeout=10)
        return done.stdout.decode()

    tmux("new-session", "-d", "-x", "80", "-y", "24", f"{sys.executable} -m hep_tui")
    try:
        tmux("select-pane", "-T", "mine")
        for keys, text in (
            ("", "last 7 days"),
            ("!", "When to call"),
            ("Escape", "last 7 days"),
            ("C", "how this is worked out"),
        ):
            if keys:
                tmux("send-keys", keys)
            end = time.monotonic() + 20
            while text not in (shown := tmux("capture-pane", "-p")):
                assert time.monotonic() < end, shown
        assert tmux("display", "-p", "#{pane_title}") == "mine\n"
        assert tmux("list-buffers") == ""
    finally:
        tmux("kill-server")


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_commands_print_no_control_characters(run_cli: RunCli, tmp_path: Path, kind: str) -> None:
    """Every command that prints a hostile program, its records or a mistake about them prints words."""
    file = tmp_path / f"bad.{kind}"
    if kind == "toml":
        file.write_text(program_file(hostile, hostile_short), encoding="utf-8")
    else:
        file.write_bytes(bundle_file(hostile_in_json, hostile))
    assert run_cli("import", str(file), "--json").code == 0
    for command in (("import", str(file)), *COMMANDS):
        answer = run_cli(*command)
        # A calendar file ends its lines as its standard says.
        said = (answer.out + answer.err).replace("\r\n", "\n")
        assert control_characters(said) == set(), command
        assert "Traceback" not in said


@pytest.mark.parametrize("form", ["fhir", pytest.param("json", marks=pytest.mark.long)])
def test_an_export_on_a_terminal_commands_nothing(run_cli: RunCli, home: Path, tmp_path: Path, form: str) -> None:
    """What came is exported as it came; printed on a terminal, escapes stand for the commands in it."""
    file = tmp_path / "bad.json"
    file.write_bytes(bundle_file(hostile, hostile))
    assert run_cli("import", str(file)).code == 0
    with PtyApp(home, "export", "--format", form) as terminal:
        assert terminal.wait_end() == 0
        said = terminal.raw.decode().replace("\r\n", "\n")
        assert control_characters(said) == set()
        document = said[said.index("{") :]
        assert json.loads(document) == json.loads(run_cli("export", "--format", form).out)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_refusals_print_no_control_characters(run_cli: RunCli, tmp_path: Path, payload: str) -> None:
    """What cannot be read is quoted as words: arguments, file names, values and keys of a program file."""
    file = tmp_path / "bad.toml"
    for key, value in (("id", payload), ("side", payload), ("[symptom]\nsettle", payload * 999), ("start", payload)):
        file.write_text(f"{key} = {quoted(value)}\n", encoding="utf-8")
        refuses(run_cli, "import", str(file))
    file.write_text(f"{quoted(payload)} = 1\n[[exercises]]\n{quoted(payload)} = 2\n", encoding="utf-8")
    refuses(run_cli, "import", str(file))
    safe = payload.replace("\0", "")
    for command in ((safe,), ("show", safe), ("import", safe), ("today", "--date", safe), ("add", safe)):
        refuses(run_cli, *command)


def refuses(run_cli: RunCli, *command: str) -> None:
    """Runs a command that must be refused in plain words."""
    answer = run_cli(*command)
    assert answer.code == 2, (command, answer)
    assert control_characters(answer.out + answer.err) == set(), command


def test_what_is_not_unicode_is_refused(run_cli: RunCli, tmp_path: Path) -> None:
    """A bundle with half a character in its texts is refused in one sentence, and nothing of it is kept."""
    file = tmp_path / "half.json"
    file.write_bytes(bundle_file(lambda field: f"\ud800{field}\udfff", harmless))
    answer = run_cli("import", str(file))
    assert answer.code == 2
    assert "not Unicode" in answer.err
    assert run_cli("history", "--json").json["entries"] == []


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("config.toml", 'theme = "\\u001b]0;PWNED\\u0007"\n"\\u009b31m" = 1\nbell = "\\u202ePWNED"\n'),
        ("config.toml", "\x1b]0;PWNED\x07 = = ="),
        ("config.toml", 'theme = "bad"\n'),
        pytest.param("config.toml", "a = " + "[" * 9000, marks=pytest.mark.long),
    ],
)
def test_hostile_settings_and_themes_are_words(run_cli: RunCli, home: Path, place: str, text: str) -> None:
    """Settings and a theme of somebody else never keep the app from opening; what is wrong is said in a sentence."""
    assert run_cli("import", "acl-early").code == 0
    config = home / "config" / "me"
    (config / "themes").mkdir(parents=True, exist_ok=True)
    (config / "themes" / "bad.toml").write_text(
        'primary = "#fff}\\u001b]0;PWNED\\u0007"\n"\\u001b[31m" = "[@click=app.quit]x[/]"\n', encoding="utf-8"
    )
    (config / place).write_text(text, encoding="utf-8")
    with PtyApp(home) as app:
        app.wait_for("last 7 days", "▌ config.toml" if "bad" not in text else "The theme bad.toml")
        assert app.quit() == 0
        assert foreign_commands(app.tokens) == set()
