"""Staying awake: a child that lasts as long as the session and not longer, and a sentence where it cannot be."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.signal_tools import Tools
from hep_tui.signals.awake import KeepAwake, keeping_awake
from hep_tui.signals.windows import WindowsTones, stay_awake

LONG = 20
RUN_LAST = 'for last; do :; done; exec "$last"'


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    """`cat`, and nothing else yet."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "cat").symlink_to(shutil.which("cat") or "/bin/cat")
    return Tools(folder)


def read(fd: int) -> bytes:
    """What a pipe gives next; nothing at its end."""
    assert select.select([fd], [], [], LONG)[0], "nothing came"
    return os.read(fd, 100)


def test_the_guard_lasts_as_long_as_the_session(tools: Tools) -> None:
    """It is asked with who and why, and ends when the session does."""
    held = tools.pipe("held")
    tools.make("systemd-inhibit", f'exec 9>"{held}"; echo up >&9; {RUN_LAST}')
    with KeepAwake(environ=tools.environ, platform="linux") as awake:
        fd = os.open(held, os.O_RDONLY)
        assert read(fd) == b"up\n"
        assert awake.problem == ""
        awake.start()
    assert read(fd) == b""
    os.close(fd)
    (line,) = tools.log
    assert line.startswith("systemd-inhibit|--what=idle:sleep|--who=hep-tui|--why=an exercise session is running|")
    assert line.endswith(f"|--mode=block|{tools.folder}/cat")


def test_the_guard_ends_with_a_program_that_is_killed(tools: Tools) -> None:
    """Its pipe ends with us, however we end: no computer is kept awake by a session that is gone."""
    held = tools.pipe("held")
    tools.make("systemd-inhibit", f'exec 9>"{held}"; echo up >&9; {RUN_LAST}')
    code = (
        "import sys; from hep_tui.signals import KeepAwake\n"
        f"awake = KeepAwake(environ={tools.environ!r}, platform='linux'); awake.start()\n"
        "sys.stdin.read()"
    )
    program = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE)
    fd = os.open(held, os.O_RDONLY)
    assert read(fd) == b"up\n"
    program.kill()
    program.wait(LONG)
    assert read(fd) == b""
    os.close(fd)
    assert program.stdin is not None
    program.stdin.close()


def test_a_refusal_is_told(tools: Tools) -> None:
    """A system that does not allow it says so by ending the child at once; the sentence comes then."""
    tools.make("systemd-inhibit", "echo 'Access denied' >&2; exit 1")
    told: list[str] = []
    came = threading.Event()
    awake = KeepAwake(lambda problem: (told.append(problem), came.set()), tools.environ, "linux")
    awake.start()
    assert came.wait(LONG)
    said = "This computer may fall asleep during a session: systemd-inhibit was not allowed to keep it awake."
    assert told == [awake.problem] == [said]
    awake.stop()


def test_where_nothing_keeps_it_awake_it_is_said(tools: Tools) -> None:
    """At once, in one sentence."""
    awake = KeepAwake(environ=tools.environ, platform="linux")
    awake.start()
    assert awake.problem == (
        "This computer may fall asleep during a session: nothing was found here that keeps it awake."
    )
    awake.stop()
    tools.make("systemd-inhibit").write_bytes(b"\x7fELF")
    awake.start()
    assert awake.problem.endswith("systemd-inhibit could not be started.")


def test_over_ssh_the_computer_before_the_patient_is_named(tools: Tools) -> None:
    """The other one is kept awake, this one cannot be."""
    tools.make("systemd-inhibit", RUN_LAST)
    with KeepAwake(environ=tools.environ | {"SSH_TTY": "/dev/pts/3"}, platform="linux") as awake:
        assert awake.problem.endswith("the one before you is not the one that hep-tui runs on.")


def test_each_system_has_its_own_way(tools: Tools) -> None:
    """GNOME's own guard where GNOME runs, caffeinate on a Mac, tied to this process."""
    for name in ("systemd-inhibit", "gnome-session-inhibit", "caffeinate"):
        tools.make(name)
    gnome = keeping_awake(tools.environ | {"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}, "linux")
    assert gnome[0].endswith("gnome-session-inhibit")
    assert gnome[-3:-1] == ("--inhibit", "idle:suspend")
    assert keeping_awake(tools.environ | {"XDG_CURRENT_DESKTOP": "KDE"}, "linux")[0].endswith("systemd-inhibit")
    assert keeping_awake(tools.environ, "darwin")[1:] == ("-d", "-i", "-w", str(os.getpid()))
    (tools.folder / "cat").unlink()
    assert keeping_awake(tools.environ, "linux") == ()


def test_elsewhere_windows_calls_do_nothing(tmp_path: Path) -> None:
    """The calls of Windows are only made there; a sound file that cannot be made means the bell."""
    assert not stay_awake(True)
    awake = KeepAwake(environ={}, platform="win32")
    awake.start()
    assert "Windows did not agree" in awake.problem
    awake.stop()

    def prepare(name: str) -> str:
        if name == "done":
            raise OSError
        return str(tmp_path / name)

    tones = WindowsTones(prepare)
    assert tones.ask("start", gentle=True)
    assert tones.tool == "Windows"
    assert not tones.ask("done")
    assert not tones.ask("start")
    tones.close()
