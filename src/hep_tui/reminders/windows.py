"""Reminders by the Task Scheduler of Windows."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from hep_tui.reminders.calling import call, there
from hep_tui.reminders.job import Job, SchedulerError

_SPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"


class TaskScheduler:
    """A task with one daily trigger for each time."""

    name = "schtasks"

    def answers(self) -> bool:
        """Whether this is Windows."""
        return sys.platform == "win32" and there("schtasks")

    def install(self, job: Job) -> None:
        """Hand the task over as a file, which alone can hold several times."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "task.xml"
            file.write_bytes(task(job))
            answer = call(create_argv(job, file))
        if answer.code:
            raise SchedulerError(f"The Task Scheduler did not take the reminders ({answer.complaint}).")

    def remove(self, job: Job) -> None:
        """Delete the task."""
        call(("schtasks", "/Delete", "/TN", job.name, "/F"))

    def holds(self, job: Job) -> bool:
        """Whether there is a task of this name; its times are not read back."""
        return call(("schtasks", "/Query", "/TN", job.name)).code == 0


def create_argv(job: Job, file: Path) -> tuple[str, ...]:
    """What makes the task, in place of an earlier one."""
    return ("schtasks", "/Create", "/TN", job.name, "/XML", str(file), "/F")


def task(job: Job) -> bytes:
    """The task as XML, in the UTF-16 that `schtasks` reads."""
    root = ElementTree.Element("Task", {"version": "1.2", "xmlns": _SPACE})
    triggers = ElementTree.SubElement(root, "Triggers")
    for at in job.wakes:
        trigger = ElementTree.SubElement(triggers, "CalendarTrigger")
        # Without an offset it is the time on the wall; the date only has to lie in the past.
        _text(trigger, "StartBoundary", f"2026-01-01T{at:%H:%M}:00")
        _text(ElementTree.SubElement(trigger, "ScheduleByDay"), "DaysInterval", "1")
    settings = ElementTree.SubElement(root, "Settings")
    for name, value in (
        ("DisallowStartIfOnBatteries", "false"),
        ("StopIfGoingOnBatteries", "false"),
        ("StartWhenAvailable", "true"),
        ("ExecutionTimeLimit", "PT5M"),
        ("Hidden", "true"),
    ):
        _text(settings, name, value)
    action = ElementTree.SubElement(ElementTree.SubElement(root, "Actions"), "Exec")
    _text(action, "Command", job.argv[0])
    # A task has no environment of its own, so the folder goes as an argument.
    own = ("--home", job.folder) if job.folder else ()
    _text(action, "Arguments", subprocess.list2cmdline([*job.argv[1:], *own]))
    whole: bytes = ElementTree.tostring(root, encoding="utf-16", xml_declaration=True)
    return whole


def _text(parent: ElementTree.Element, name: str, value: str) -> None:
    ElementTree.SubElement(parent, name).text = value
