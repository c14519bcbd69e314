"""Reminders by an agent of macOS's launchd."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hep_tui.reminders.calling import call, there
from hep_tui.reminders.job import Job, SchedulerError, write_whole


class Launchd:
    """A property list in the user's LaunchAgents."""

    name = "launchd"

    def answers(self) -> bool:
        """Whether this is macOS."""
        return sys.platform == "darwin" and there("launchctl")

    def install(self, job: Job) -> None:
        """Write the list and load it."""
        file = _file(job)
        try:
            content = agent(job)
        except (ValueError, UnicodeEncodeError) as error:
            raise SchedulerError(f"launchd cannot hold the path of this program ({error}).") from error
        call(("launchctl", "bootout", f"{_domain()}/{_label(job)}"))
        write_whole(file, content)
        answer = call(("launchctl", "bootstrap", _domain(), str(file)))
        if answer.code:
            raise SchedulerError(f"launchd did not take the reminders ({answer.complaint}).")

    def remove(self, job: Job) -> None:
        """Unload the list and remove it."""
        if _file(job).exists():
            call(("launchctl", "bootout", f"{_domain()}/{_label(job)}"))
            _file(job).unlink(missing_ok=True)

    def holds(self, job: Job) -> bool:
        """Whether the list is as it was written."""
        return _file(job).is_file() and _file(job).read_bytes() == agent(job)


def agent(job: Job) -> bytes:
    """The property list; launchd catches up on what was missed while the computer slept."""
    import plistlib

    table: dict[str, Any] = {
        "Label": _label(job),
        "ProgramArguments": list(job.argv),
        "StartCalendarInterval": [{"Hour": at.hour, "Minute": at.minute} for at in job.wakes],
        "ProcessType": "Background",
    }
    if job.environment:
        table["EnvironmentVariables"] = dict(job.environment)
    return plistlib.dumps(table)


def _label(job: Job) -> str:
    return f"org.hep-tui.{job.name}"


def _file(job: Job) -> Path:
    return Path.home() / "Library" / "LaunchAgents" / f"{_label(job)}.plist"


def _domain() -> str:
    return f"gui/{os.getuid()}"
