"""Reminders by lines in the user's crontab, where nothing better answers."""

from __future__ import annotations

import os
import shlex

from hep_tui.reminders.calling import Answer, call, there
from hep_tui.reminders.job import Job, SchedulerError

_NONE_YET = (b"no crontab", b"no such file")
"""What `crontab -l` says where the user has no lines at all."""


class Cron:
    """Our own lines carry a mark at their end; every other line stays as it is, byte for byte."""

    name = "cron"

    def answers(self) -> bool:
        """Whether lines can be read and so be kept."""
        return there("crontab") and _known(call(("crontab", "-l")))

    def install(self, job: Job) -> None:
        """Put our lines after the others, and look whether they are there."""
        kept = without(_read(), job)
        if kept and not kept.endswith(b"\n"):
            kept += b"\n"
        _write(kept + lines(job))
        if not self.holds(job):
            raise SchedulerError("The crontab did not keep the reminders.")

    def remove(self, job: Job) -> None:
        """Take our lines out."""
        before = _read()
        after = without(before, job)
        if after != before:
            _write(after)

    def holds(self, job: Job) -> bool:
        """Whether exactly our lines are there."""
        before = _read()
        mine = [line for line in before.splitlines(keepends=True) if _is_ours(line, job)]
        return bool(mine) and b"".join(mine) == lines(job)


def lines(job: Job) -> bytes:
    """The lines of a job, one for each minute of the hour; raises `SchedulerError` where a path cannot stand in one."""
    words = [f"{name}={shlex.quote(value)}" for name, value in job.environment]
    words += [shlex.quote(word) for word in job.argv]
    # cron turns a plain % into a new line before the shell sees it, whatever the quotes.
    command = " ".join(words).replace("%", "\\%")
    if not command.isprintable():
        raise SchedulerError("cron cannot hold the path of this program: it has characters that are no plain text.")
    by_minute: dict[int, list[int]] = {}
    for at in job.wakes:
        by_minute.setdefault(at.minute, []).append(at.hour)
    return b"".join(
        os.fsencode(f"{minute} {','.join(map(str, hours))} * * * {command}") + _mark(job) + b"\n"
        for minute, hours in by_minute.items()
    )


def without(crontab: bytes, job: Job) -> bytes:
    """A crontab without the lines of a job."""
    return b"".join(line for line in crontab.splitlines(keepends=True) if not _is_ours(line, job))


def _is_ours(line: bytes, job: Job) -> bool:
    return line.rstrip(b"\r\n").endswith(_mark(job))


def _mark(job: Job) -> bytes:
    return f"  # {job.name}".encode()


def _known(answer: Answer) -> bool:
    return answer.code == 0 or any(words in answer.err.lower() for words in _NONE_YET)


def _read() -> bytes:
    """The crontab as it is; what cannot be read is never written over."""
    answer = call(("crontab", "-l"))
    if not _known(answer):
        raise SchedulerError(f"The crontab cannot be read ({answer.complaint}), so nothing was changed in it.")
    return answer.out if answer.code == 0 else b""


def _write(crontab: bytes) -> None:
    answer = call(("crontab", "-"), given=crontab)
    if answer.code:
        raise SchedulerError(f"The crontab could not be written ({answer.complaint}).")
