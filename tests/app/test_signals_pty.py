"""A whole session on a real terminal, heard through the system's own programs: minutes in all, so not every day."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.pty_app import PtyApp
from app.signal_tools import Tools

pytestmark = pytest.mark.long
PROGRAM = """
id = "tiny"
title = "Tiny holds"
version = "1"

[timings]
lead_in = 1
switch = 1

[schedule]
times_a_day = 1

[[exercises]]
id = "bridge"
name = "Bridge"
sets = 2
reps = 1
hold = 5
rest = 4
side = "each"
"""


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    """A player that also writes to its standard error, a voice, and a guard against sleep."""
    folder = tmp_path / "bin"
    folder.mkdir()
    tools = Tools(folder)
    tools.make("pw-play", "echo 'ALSA lib: underrun' >&2")
    tools.make("espeak-ng", "echo spoken >&2")
    tools.make("systemd-inhibit", f'exec 9>"{tools.pipe("held")}"; for last; do :; done; exec "$last"')
    (folder / "cat").symlink_to(shutil.which("cat") or "/bin/cat")
    return tools


def started(tools: Tools, home: Path, sound: str = "tones") -> PtyApp:
    """The app on Today, with speech on; nothing but the tools is found."""
    environment = {name: value for name, value in os.environ.items() if name != "HEP_TUI_NOW"}
    environment |= {"HEP_TUI_HOME": str(home)}
    (home / "tiny.toml").parent.mkdir(parents=True, exist_ok=True)
    (home / "tiny.toml").write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", "hep_tui", "import", str(home / "tiny.toml")]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
    config = home / "config" / "me" / "config.toml"
    config.write_text(f'speech = true\nsound = "{sound}"\n', encoding="utf-8")
    gone = dict.fromkeys(("HEP_TUI_NOW", "SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "XDG_CURRENT_DESKTOP"))
    return PtyApp(home, env={"PATH": str(tools.folder), **gone})


def rings(app: PtyApp) -> int:
    """How often the terminal's bell rang."""
    return sum(token.kind == "control 07" for token in app.tokens)


def begin(app: PtyApp) -> None:
    """From Today into the session, past the warning signs."""
    app.wait_for("Bridge")
    app.press("enter")
    app.wait_for("Please read this once")
    app.press("enter")
    app.wait_for("Press Enter when you are in place")
    app.press("enter")
    app.wait_for("next: set 1")


def test_a_session_is_heard_said_and_kept_awake(tools: Tools, home: Path) -> None:
    """Its log alone tells side, hold, switch, rest and end; no player writes on the screen, and no bell rings."""
    with started(tools, home) as app:
        begin(app)
        held = os.open(tools.folder / "held", os.O_RDONLY)
        app.wait_until(lambda: any("finish.wav" in line for line in tools.log), "the end", 60)
        assert "underrun" not in app.text
        assert rings(app) == 0
        app.signal(signal.SIGKILL)
        app.wait_end()
        assert os.read(held, 100) == b""
        os.close(held)
    said = [line.partition("--|")[2] for line in tools.log if line.startswith("espeak-ng")]
    assert said == [
        "Left side. Bridge. Get ready.",
        "Left side. Set 1 of 2. Hold.",
        "Done. Switch sides. Right side.",
        "Right side. Set 1 of 2. Hold.",
        "Done. Rest.",
        "Left side. Set 2 of 2. Hold.",
        "Done. Switch sides. Right side.",
        "Right side. Set 2 of 2. Hold.",
        "Done. That was all.",
    ]
    played = [line.rpartition("/")[2].removesuffix(".wav") for line in tools.log if line.startswith("pw-play")]
    ticks = ["tick"] * 3
    first = ["start", *ticks, "switch", "start", *ticks, "done"]
    rest_and_second = [*ticks, "rest-over", *ticks, "switch", "start", *ticks, "finish"]
    assert played == [*first, *rest_and_second]


def test_without_a_device_the_bell_rings(tools: Tools, home: Path) -> None:
    """The player that cannot is asked once, and the terminal's bell takes its place."""
    tools.make("pw-play", "exit 1")
    tools.make("espeak-ng", "exit 1")
    with started(tools, home) as app:
        begin(app)
        app.wait_until(lambda: rings(app) >= 3, "three rings", 60)
    assert [line.partition("|")[0] for line in tools.log].count("pw-play") == 1
    assert [line.partition("|")[0] for line in tools.log].count("espeak-ng") == 1
