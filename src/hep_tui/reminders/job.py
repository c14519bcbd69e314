"""What a scheduler is told to run: one job for each profile, by the absolute path of this program."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Protocol

from hep_care.frozen import frozen
from hep_tui.locations import HOME

_CARRIED = (HOME, "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
"""What says where the patient's files are."""


class SchedulerError(Exception):
    """A scheduler did not take a job; the message is one plain line."""


@frozen
class Job:
    """A program to be run every day at some times."""

    name: str
    """Names its files and lines; it holds the profile."""
    argv: tuple[str, ...]
    wakes: tuple[time, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def folder(self) -> str:
        """The patient's own folder, or nothing."""
        return dict(self.environment).get(HOME, "")


class Scheduler(Protocol):
    """One kind of scheduler."""

    name: str

    def answers(self) -> bool:
        """Whether it is here and can be told something."""

    def install(self, job: Job) -> None:
        """Have it run the job, in place of an earlier one; raises `SchedulerError` or `OSError`."""

    def remove(self, job: Job) -> None:
        """Have it forget the job; nothing to forget is no error."""

    def holds(self, job: Job) -> bool:
        """Whether it runs the job at exactly its times."""


def job_for(profile: str, wakes: tuple[time, ...] = (), environ: Mapping[str, str] = os.environ) -> Job:
    """The job of a profile; with a folder of its own it has a name of its own."""
    carried = tuple((name, environ[name]) for name in _CARRIED if environ.get(name))
    folder = dict(carried).get(HOME)
    if folder:
        # A job starts in another folder than the patient did.
        absolute = str(Path(folder).absolute())
        carried = tuple((name, absolute if name == HOME else value) for name, value in carried)
        mark = f"-{hashlib.sha256(os.fsencode(absolute)).hexdigest()[:8]}"
    else:
        mark = ""
    argv = (*program(), "--profile", profile, "remind", "fire")
    return Job(f"hep-tui-remind-{profile}{mark}", argv, wakes, carried)


def program() -> tuple[str, ...]:
    """How this program is run from anywhere: by its own script, else by its interpreter."""
    script = Path(sys.argv[0]).absolute()
    if script.stem == "hep-tui" and script.is_file() and os.access(script, os.X_OK):
        return (str(script),)
    # -P: a folder of this name where the job starts must not be taken for the program.
    return (sys.executable, "-P", "-m", "hep_tui")


def write_whole(file: Path, content: bytes) -> None:
    """Put a scheduler's file in place, whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_bytes(content)
    fresh.replace(file)
