"""Which scheduler this computer has, and turning reminders on and off with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from hep_care.plain_text import plain_text
from hep_tui.locations import Places
from hep_tui.reminders import memory
from hep_tui.reminders.cron import Cron, lines
from hep_tui.reminders.job import Job, Scheduler, SchedulerError, job_for
from hep_tui.reminders.launchd import Launchd
from hep_tui.reminders.systemd import Systemd
from hep_tui.reminders.times import clock_text, wake_times
from hep_tui.reminders.windows import TaskScheduler

_SILENT = timedelta(hours=48)
"""A computer that was on for a part of each day calls every day."""
BY_HAND = "by-hand"
"""No scheduler here can be told; the patient adds a line to one."""


def known() -> tuple[Scheduler, ...]:
    """Every scheduler, the better first."""
    return (TaskScheduler(), Launchd(), Systemd(), Cron())


def turn_on(places: Places, times: Sequence[time], again_minutes: int, now: datetime) -> memory.Memory:
    """Have the first scheduler that answers call at these times, and remember it.

    Raises `SchedulerError` where the one that answers does not take it, and `OSError` where nothing can be kept;
    then no job stays behind.
    """
    wakes = wake_times(times, again_minutes)
    job = job_for(places.profile, wakes)
    before = memory.load(places)
    chosen = next((scheduler for scheduler in known() if scheduler.answers()), None)
    # Before anything is changed: where nothing can be remembered nothing is begun.
    memory.save(places, before)
    _take_out(before.scheduler, job, but=chosen)
    name = chosen.name if chosen else BY_HAND
    after = replace(before, on=True, since=now, scheduler=name, wakes=tuple(map(clock_text, wakes)))
    try:
        if chosen:
            chosen.install(job)
        memory.save(places, after)
    except (OSError, SchedulerError):
        if chosen:
            chosen.remove(job)
        raise
    return after


def turn_off(places: Places) -> memory.Memory:
    """Take the job out of its scheduler and remember that reminders are off; once more does nothing.

    What came and what was seen stays known. Raises as `turn_on`.
    """
    before = memory.load(places)
    if not before.on:
        return before
    _take_out(before.scheduler, job_for(places.profile), but=None)
    after = replace(before, on=False, since=None, scheduler="", wakes=())
    memory.save(places, after)
    return after


def _take_out(name: str, job: Job, but: Scheduler | None) -> None:
    for scheduler in known():
        if scheduler.name == name and (but is None or but.name != name):
            scheduler.remove(job)


def problem_of(
    places: Places, remembered: memory.Memory, times: Sequence[time], again_minutes: int, now: datetime
) -> str:
    """Why reminders that are on will not come as they should, in a sentence; nothing where they will."""
    wakes = wake_times(times, again_minutes)
    if not remembered.on:
        return ""
    if remembered.wakes != tuple(map(clock_text, wakes)):
        return "The times in your settings have changed since; `hep-tui remind on` hands them over."
    scheduler = next((one for one in known() if one.name == remembered.scheduler), None)
    try:
        held = scheduler is None or scheduler.holds(job_for(places.profile, wakes))
    except (SchedulerError, OSError, ValueError):
        held = False
    if not held:
        return f"{remembered.scheduler} does not have them any more; `hep-tui remind on` hands them over again."
    last = max(filter(None, (remembered.since, remembered.last_call)), default=now)
    if now - last > _SILENT:
        by = "your scheduler" if scheduler is None else scheduler.name
        return f"Nothing has called for one since {last:%a} {last.day} {last:%b}: was this computer off, or does {by} not run?"
    return ""


def line_by_hand(places: Places, times: Sequence[time], again_minutes: int) -> str:
    """The lines for a crontab, as text."""
    job = job_for(places.profile, wake_times(times, again_minutes))
    return plain_text(lines(job).decode("utf-8", "replace").rstrip("\n"), lines=True, limit=8000)
