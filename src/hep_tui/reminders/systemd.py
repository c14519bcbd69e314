"""Reminders by a timer of the user's own systemd."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from hep_tui.reminders.calling import Answer, call, there
from hep_tui.reminders.job import Job, SchedulerError, write_whole


class Systemd:
    """A `.timer` and the `.service` it starts."""

    name = "systemd"

    def answers(self) -> bool:
        """Whether a systemd of this user is running: in a container or over `su` there may be none."""
        if not there("systemctl"):
            return False
        return call(("systemctl", "--user", "show", "--property=Version")).out.startswith(b"Version=")

    def install(self, job: Job) -> None:
        """Write both units and start the timer."""
        folder = unit_folder()
        write_whole(folder / f"{job.name}.service", service(job))
        write_whole(folder / f"{job.name}.timer", timer(job))
        _tell("daemon-reload")
        _tell("enable", f"{job.name}.timer")
        # A timer that runs keeps its old times until it is started again.
        _tell("restart", f"{job.name}.timer")

    def remove(self, job: Job) -> None:
        """Stop the timer and remove both units."""
        files = [unit_folder() / f"{job.name}.{kind}" for kind in ("timer", "service")]
        if any(file.exists() for file in files):
            _ask("disable", "--now", f"{job.name}.timer")
            for file in files:
                file.unlink(missing_ok=True)
            _ask("daemon-reload")

    def holds(self, job: Job) -> bool:
        """Whether the timer is as it was written, and enabled."""
        file = unit_folder() / f"{job.name}.timer"
        return file.is_file() and file.read_bytes() == timer(job) and _ask("is-enabled", f"{job.name}.timer").code == 0


def unit_folder() -> Path:
    """Where a user's own units lie."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def service(job: Job) -> bytes:
    """The unit that runs the program once."""
    environment = [f"Environment={_quoted(f'{name}={value}')}" for name, value in job.environment]
    # The colon keeps systemd from reading $ as a variable, in the path of the program too.
    first, *rest = _startable(job.argv)
    command = " ".join((_quoted(f":{first}"), *map(_quoted, rest)))
    lines = ("[Unit]", f"Description={job.name}", "", "[Service]", "Type=oneshot", *environment, f"ExecStart={command}")
    return ("\n".join(lines) + "\n").encode()


def _startable(argv: Sequence[str]) -> Sequence[str]:
    """Arguments whose first systemd accepts: it refuses quotes in the path of a program (/home/o'brien) but nowhere else."""
    path = argv[0]
    if path.isprintable() and not set(path) & set("'\"\\"):
        return argv
    if "=" in path:
        raise SchedulerError("systemd cannot hold the path of this program.")
    return ("/usr/bin/env", *argv)


def timer(job: Job) -> bytes:
    """The unit that says when; what was missed while the computer was off is caught up on once."""
    times = [f"OnCalendar=*-*-* {at:%H:%M}:00" for at in job.wakes]
    lines = ("[Unit]", f"Description={job.name}", "", "[Timer]", *times, "Persistent=true", "AccuracySec=1s", "")
    return ("\n".join((*lines, "[Install]", "WantedBy=timers.target")) + "\n").encode()


def _quoted(word: str) -> str:
    """A word as systemd reads it back; bytes that are no plain ASCII are written as escapes."""
    safe = "".join(_escaped(byte) for byte in os.fsencode(word))
    return f'"{safe}"'


def _escaped(byte: int) -> str:
    char = chr(byte)
    if char == "%":
        return "%%"
    if char in '"\\' or not 0x20 <= byte < 0x7F:
        return f"\\x{byte:02x}"
    return char


def _ask(*arguments: str) -> Answer:
    return call(("systemctl", "--user", *arguments))


def _tell(*arguments: str) -> None:
    answer = _ask(*arguments)
    if answer.code:
        raise SchedulerError(f"systemd did not take the reminders ({answer.complaint}).")
