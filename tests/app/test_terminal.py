"""The terminal around the app: signals, sizes, poor terminals, several windows; it is left as it was found."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
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


def in_a_session(app: PtyApp) -> None:
    """A session whose timer runs."""
    on_today(app)
    follow(app, *TO_SESSION)


def in_a_dialog(app: PtyApp) -> None:
    """A question over Today."""
    on_today(app)
    follow(app, "l", "How much did it hurt?")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("where", [on_today, in_a_session, in_a_dialog])
def test_a_signal_leaves_the_terminal_as_it_was(knee: Path, number: int, where: Callable[[PtyApp], None]) -> None:
    """Told to end anywhere, the app gives the screen, the mouse, the cursor and the line settings back."""
    with PtyApp(knee) as app:
        where(app)
        app.signal(number)
        assert app.wait_end() == 128 + number
        assert app.terminal_is_restored() == []
        assert "CSI ?1049 l" in [token.kind for token in app.tokens]


def test_ctrl_z_and_back(knee: Path) -> None:
    """Suspended, the terminal is the shell's again; brought back, the screen is drawn and goes on."""
    with PtyApp(knee, command=("sh", "-i"), env={"PS1": "shell> ", "ENV": None}) as app:
        app.wait_for("shell>")
        app.press(f"{sys.executable} -m hep_tui", "enter")
        on_today(app)
        app.press("ctrl+z")
        app.wait_for("Stopped")
        assert app.terminal_is_restored(line_settings=False) == []
        app.press("fg", "enter")
        on_today(app)
        follow(app, "!", "When to call")
        app.press("escape")
        app.wait_gone("When to call")
        app.press("q")
        app.wait_until(lambda: app.raw.endswith(b"shell> "), "the shell")
        assert app.terminal_is_restored(line_settings=False) == []


@pytest.mark.long
def test_a_stopped_session_says_how_long_it_was_away(knee: Path) -> None:
    """A process that was stopped for six seconds in a session asks, instead of counting that time."""
    with PtyApp(knee) as app:
        in_a_session(app)
        app.signal(signal.SIGSTOP)
        app.wait_until(lambda: app.stopped, "the stop")
        with pytest.raises(AssertionError, match="waited"):
            app.wait_for("Welcome back", deadline=6.5)
        app.foreground()
        app.wait_for("You were away for")
        follow(app, "k", "exercise 1 of")


SCREENS = {
    "today": (),
    "log": ("l", "How much did it hurt?"),
    "skip": ("s", "told to rest"),
    "help": ("?", "Today shows what"),
    "call": ("!", "When to call"),
    "palette": ("ctrl+p", "Search for commands"),
    "calendar": ("C", CALENDAR_SHOWS),
    "day": ("C", CALENDAR_SHOWS, "enter", "esc calendar"),
    "score": ("C", CALENDAR_SHOWS, "w", "How this is worked out"),
    "session": TO_SESSION,
    "stop": (*TO_SESSION, "x", "it hurts"),
    "symptom": (*TO_SESSION, "p", "now?"),
}

FULL_SCREENS = ("today", "calendar", "day", "session")


@pytest.mark.parametrize(
    "name", [name if name in ("today", "session") else pytest.param(name, marks=pytest.mark.long) for name in SCREENS]
)
def test_every_size_is_survived(knee: Path, name: str) -> None:
    """Each screen lives through a window of one cell and a huge one, says when it is too small, and comes back."""
    with PtyApp(knee, size=(100, 30)) as app:
        on_today(app)
        follow(app, *SCREENS[name])
        for columns, rows in ((20, 5), (300, 100), (1, 1), (40, 12)):
            seen = len(app.raw)
            app.resize(columns, rows)
            app.wait_until(lambda seen=seen: len(app.raw) > seen, "another frame")
        if name in FULL_SCREENS:
            app.resize(20, 5)
            app.wait_for("Please")
        app.resize(100, 30)
        app.wait_for(*(SCREENS[name] or ("", "last 7 days"))[-1:])
        assert app.running


@pytest.mark.parametrize(
    "env",
    [
        {"TERM": "xterm", "COLORTERM": None},
        pytest.param({"NO_COLOR": "1"}, marks=pytest.mark.long),
        pytest.param({"TERM": "linux", "LC_ALL": "C", "LANG": "C"}, marks=pytest.mark.long),
    ],
)
def test_a_poor_terminal_is_enough(knee: Path, env: dict[str, str | None]) -> None:
    """Sixteen colours, none at all or a plain locale: Today, the calendar and leaving work."""
    with PtyApp(knee, env=env) as app:
        on_today(app)
        follow(app, "C", CALENDAR_SHOWS, "T", "last 7 days")
        assert app.quit() == 0
        assert app.terminal_is_restored() == []


def test_no_colour_is_sent_when_none_is_wanted(knee: Path) -> None:
    """With NO_COLOR no hue reaches the terminal: what remains is grey."""
    with PtyApp(knee, env={"NO_COLOR": "1"}) as app:
        on_today(app)
        assert app.quit() == 0
        hues = {
            tuple(parts[at + 2 : at + 5])
            for token in app.tokens
            if token.kind == "CSI m"
            for parts in [token.text[2:-1].split(";")]
            for at, part in enumerate(parts[:-4])
            if part in ("38", "48") and parts[at + 1] == "2"
        }
        assert all(red == green == blue for red, green, blue in hues)


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"TERM": None}, {"NO_COLOR": "1"}])
def test_the_line_mode_draws_nothing(knee: Path, env: dict[str, str | None]) -> None:
    """Asked for, or where no full screen can be drawn: lines, line ends and bells reach the terminal, nothing else."""
    with PtyApp(knee, *(["--plain"] if "NO_COLOR" in env else []), env=env, size=(120, 60)) as app:
        follow(app, "", "Your word:")
        app.press("done 1", "enter")
        app.wait_for("Saved: Quad set.")
        app.press("start 4", "enter")
        app.wait_for("Press Enter to go on.")
        app.press("enter", "enter")
        app.wait_for("Get ready: 5 seconds.")
        app.press("enter")
        app.wait_for("Left side. Go. 5 minutes.")
        app.press("ctrl+c")
        app.wait_for("Leave in the middle?")
        app.press("q", "enter")
        assert app.wait_end() == 0
        assert {token.kind for token in app.tokens} <= {"text", "control 0d", "control 0a", "control 07"}
        assert app.terminal_is_restored() == []


def test_the_line_mode_is_suspended_and_comes_back(knee: Path) -> None:
    """Ctrl+Z gives the shell its terminal; back again the patient is asked, and none of that time counts."""
    with PtyApp(knee, command=("sh", "-i"), env={"PS1": "shell> ", "ENV": None}, size=(120, 60)) as app:
        app.wait_for("shell>")
        app.press(f"{sys.executable} -m hep_tui --plain", "enter")
        app.wait_for("Your word:")
        app.press("start 4", "enter", "enter", "enter")
        app.wait_for("Get ready: 5 seconds.")
        app.press("ctrl+z")
        app.wait_for("Stopped")
        with pytest.raises(AssertionError, match="waited"):
            app.wait_for("Welcome back", deadline=5.5)
        app.press("fg", "enter")
        app.wait_for("Welcome back. You were away for")
        app.press("enter")
        app.wait_for("Heel prop (extension), left side, get ready")
        app.press("q", "enter")
        app.wait_for("Leave in the middle?")
        app.press("q", "enter")
        app.wait_until(lambda: app.raw.endswith(b"shell> "), "the shell")


@pytest.mark.parametrize("plain", [False, True])
def test_a_closed_window_keeps_the_sets(knee: Path, plain: bool) -> None:
    """The window is closed in a session: the set that was done is there when the session is taken up again."""
    with PtyApp(knee, *(["--plain"] if plain else []), size=(120, 60)) as app:
        if plain:
            app.wait_for("Your word:")
            app.press("start 3", *["enter"] * 3)
            app.wait_for("Get ready: 5 seconds.")
            app.press("enter", "3", *["enter"] * 11)
            app.wait_for("Set 1 of 3 done.")
        else:
            on_today(app)
            app.press("down", "down")
            follow(app, *TO_SESSION)
            app.press("n", *"+++", *"nnnnnnnnnn")
            app.wait_for("next: set 2")
        app.wait_until(lambda: set_is_noted(knee), "the set in the journal")
        app.hang_up()
        # With its terminal an app loses the place for its last words, which Python answers with 120.
        assert app.wait_gone_with_the_window() in (120, 129)
    with PtyApp(knee, "--plain", size=(120, 60)) as again:
        again.wait_for("A session was cut off at Straight-leg raise in brace")
        again.press("s", "enter")
        again.wait_for("Saved: what you did.")
        again.press("quit", "enter")
        assert again.wait_end() == 0


def set_is_noted(home: Path) -> bool:
    """Whether the journal of a session holds a set of three repetitions."""
    (file,) = home.glob("data/*/hep.db")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT payload FROM session_event").fetchall()
    return any('"reps": 3' in payload for (payload,) in rows)


@pytest.mark.parametrize(
    "env",
    [
        {"TERM": "screen", "COLORTERM": None},
        {"TERM": "tmux-256color", "COLORTERM": "truecolor"},
        {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLORFGBG": "0;15"},
        {"TERM": "vt100", "COLORTERM": None},
    ],
)
def test_other_terminals(knee: Path, env: dict[str, str | None]) -> None:
    """Under screen, tmux, on a light ground and on a terminal of 1978 the day, the calendar and leaving work."""
    with PtyApp(knee, env=env) as app:
        on_today(app)
        follow(app, "C", CALENDAR_SHOWS)
        assert app.quit() == 0
        assert app.terminal_is_restored() == []


def test_a_plain_locale_is_drawn_with_letters(knee: Path) -> None:
    """Where the locale is not UTF-8 states and shades of Today and the calendar are letters, the bars of the week too."""
    with PtyApp(knee, env={"LC_ALL": "C", "LANG": "C"}) as app:
        on_today(app)
        seen = app.text
        (foot,) = [line for line in app.lines if "last 7 days" in line]
        assert foot.replace("·", "").isascii()
        follow(app, "C", CALENDAR_SHOWS)
        beyond = {letter for letter in seen + app.text if not letter.isascii()}
        assert sorted(beyond & set("○◐✓–█▓▒░▌▴")) == []
        assert app.quit() == 0


@pytest.mark.parametrize("size", [(20, 5), (300, 80)])
def test_windows_of_unusual_size(knee: Path, size: tuple[int, int]) -> None:
    """A window of twenty cells asks for room and can be left; a huge one is filled without a wrapped line."""
    with PtyApp(knee, size=size) as app:
        if size[0] < 40:
            # What is said on the first day comes first.
            app.wait_until(lambda: bool(app.text.strip()), "the first words")
            app.press("escape")
        app.wait_for("last 7 days" if size[0] > 40 else "Please")
        assert app.quit() == 0
        assert app.terminal_is_restored() == []


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_in_tmux(knee: Path) -> None:
    """Inside tmux the app opens, and leaving it gives the shell's screen back."""
    socket = knee / "tmux"
    command = ("tmux", "-S", str(socket), "-f", "/dev/null", "new-session", f"{sys.executable} -m hep_tui; read line")
    try:
        with PtyApp(knee, command=command, env={"TMUX": None}) as app:
            on_today(app)
            follow(app, "C", CALENDAR_SHOWS, "T", "last 7 days")
            app.press("q")
            app.wait_gone("last 7 days")
    finally:
        subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=False, capture_output=True)


@pytest.mark.skipif(shutil.which("script") is None, reason="script is not installed")
def test_in_a_recorder(knee: Path, tmp_path: Path) -> None:
    """Recorded by `script` the app runs as ever, and its exit code comes through."""
    record = tmp_path / "record"
    command = ("script", "-qec", f"{sys.executable} -m hep_tui", str(record))
    with PtyApp(knee, command=command) as app:
        on_today(app)
        assert app.quit() == 0
    assert b"last 7 days" in record.read_bytes()


def test_leaving_asks_while_a_timer_runs(knee: Path) -> None:
    """`q` in a session is a question, whose way back goes on; outside it leaves at once."""
    with PtyApp(knee) as app:
        in_a_session(app)
        follow(app, "q", "Leave in the middle?")
        app.press("g")
        app.wait_gone("Leave in the middle?")
        follow(app, "q", "Leave in the middle?")
        app.press("q")
        assert app.wait_end() == 0
        assert app.terminal_is_restored() == []


def test_a_mistake_in_a_screen_shows_no_values(knee: Path) -> None:
    """A crash ends with one sentence on a clean terminal; neither it nor the note about it names the patient."""
    with PtyApp(knee, command=(sys.executable, "-c", CRASHES)) as app:
        on_today(app)
        app.press("w")
        assert app.wait_end() == 1
        assert app.terminal_is_restored() == []
        app_said = app.raw.decode()
        assert "Something went wrong in the program (RuntimeError)" in " ".join(app_said.split())
        assert "Quillfeather" not in app_said
        assert "Traceback" not in app_said
    noted = (knee / "state" / "me" / "crash.txt").read_text(encoding="utf-8")
    assert "broken" in noted
    assert "Quillfeather" not in noted
