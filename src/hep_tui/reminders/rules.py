"""Whether a reminder comes now: decided from what is due, what was logged and what was shown before.

Nothing here reads a clock, a file or a setting of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from hep_care.counts import DayCount, Tally
from hep_care.credit import ItemState, ItemStatus
from hep_care.day import DayRules, local_date, zone_named
from hep_care.frozen import frozen
from hep_care.schedule import ScheduleKind
from hep_tui.reminders.times import asked_by, in_order, is_quiet, moment_of, read_time, read_times
from hep_tui.settings import Settings

LATE = timedelta(hours=4)
"""How long after its time a reminder still comes: a computer that was off at 07:30 shows it at 09:00."""
APART = timedelta(minutes=15)
"""Reminders of two times are never closer, and none comes this soon after something was logged."""
GAP = 3
"""Due days without any work after which a reminder is a welcome."""


class Why(StrEnum):
    """Why a reminder comes or does not."""

    NOW = "now"
    AGAIN = "again"
    ENDED = "ended"
    """The program is over."""
    RUNNING = "running"
    """A session runs in the open app."""
    QUIET = "quiet"
    NO_TIME = "no-time"
    """None of the day's times has come, or the newest is too long ago."""
    NOTHING_DUE = "nothing-due"
    TOO_SOON = "too-soon"
    SHOWN = "shown"
    """The newest one of the day came already, and the second is not due or never will be."""
    ANSWERED = "answered"
    """Something was logged since the first."""


@frozen
class Plan:
    """What the patient chose."""

    times: tuple[time, ...]
    """In order, each once."""
    again_minutes: int
    """0 for never."""
    quiet_from: time
    quiet_to: time


@frozen
class Shown:
    """One reminder that came: which one it answers, and when."""

    day: date
    """Local date it belonged to."""
    time: time
    again: bool
    at: datetime


@frozen
class Facts:
    """What is true now."""

    now: datetime
    rules: DayRules
    tally: Tally
    """Of the local date that `now` belongs to."""
    last_logged: datetime | None = None
    """When something was last logged for that date."""
    free: tuple[ItemState, ...] = ()
    """Exercises of a week that is not full yet, on any of its days."""
    hourly: tuple[ItemState, ...] = ()
    """Hourly exercises in their hours that were not done for that long."""
    running: bool = False
    """A session runs."""
    away: bool = False
    """The last due days passed without any work."""


@frozen
class Decision:
    """What to do now."""

    why: Why
    left: tuple[ItemState, ...] = ()
    """What the reminder speaks of, in session order."""
    time: time | None = None
    """Which of the day's times it answers."""

    @property
    def comes(self) -> bool:
        """Whether a reminder is to be shown."""
        return self.why in (Why.NOW, Why.AGAIN)


def decide(facts: Facts, plan: Plan, shown: Sequence[Shown]) -> Decision:
    """Whether a reminder comes now. Only the newest time of the day speaks: nothing piles up."""
    # Two moments of one zone are compared and subtracted by their wall times, which is wrong on the days clocks change.
    facts = replace(facts, now=facts.now.astimezone(UTC))
    if facts.tally.plan.ended is not None:
        return Decision(Why.ENDED)
    if facts.running:
        return Decision(Why.RUNNING)
    wall = facts.now.astimezone(zone_named(facts.rules.zone)).time()
    if is_quiet(wall, plan.quiet_from, plan.quiet_to):
        return Decision(Why.QUIET)
    newest = newest_time(facts, plan.times)
    if newest is None:
        return Decision(Why.NO_TIME)
    left = left_at(facts, plan.times, newest)
    if not left:
        return Decision(Why.NOTHING_DUE)
    return Decision(_why(facts, plan, newest, shown), left, newest)


def _why(facts: Facts, plan: Plan, newest: time, shown: Sequence[Shown]) -> Why:
    day = local_date(facts.now, facts.rules)
    mine = [one for one in shown if (one.day, one.time) == (day, newest)]
    if not mine:
        due = moment_of(newest, day, facts.rules)
        if facts.now - due > LATE:
            return Why.NO_TIME
        recent = [one.at for one in shown] + ([facts.last_logged] if facts.last_logged else [])
        # A moment ahead of now comes from a clock that was put back: it says nothing.
        return Why.TOO_SOON if any(timedelta(0) <= facts.now - at < APART for at in recent) else Why.NOW
    first = min(one.at.astimezone(UTC) for one in mine)
    if not plan.again_minutes or len(mine) > 1:
        return Why.SHOWN
    if facts.last_logged is not None and facts.last_logged.astimezone(UTC) > first:
        return Why.ANSWERED
    # Schedulers ask on the minute, and the first one may have taken some seconds to be shown.
    due = first.replace(second=0, microsecond=0) + timedelta(minutes=plan.again_minutes)
    return Why.AGAIN if timedelta(0) <= facts.now - due <= LATE else Why.SHOWN


def newest_time(facts: Facts, times: Sequence[time]) -> time | None:
    """The newest of the day's times that has come."""
    day = local_date(facts.now, facts.rules)
    moments = [(moment_of(at, day, facts.rules), at) for at in times]
    past = [pair for pair in moments if pair[0] <= facts.now]
    return max(past)[1] if past else None


def left_at(facts: Facts, times: Sequence[time], newest: time | None) -> tuple[ItemState, ...]:
    """What a reminder at one of the times speaks of; with None, before the first of them, the first session.

    Where several sessions are open it is the newest one of them alone, since a missed session is never
    doubled up with the next. An hourly exercise is spoken of where the patient asked for more times than there
    are sessions: else a day that is done would go on being reminded of.
    """
    order = in_order(times, facts.rules)
    index = order.index(newest) if newest is not None else 0
    slots = facts.tally.plan.slots
    for slot in reversed(slots):
        if asked_by(slot, len(slots), index, order):
            mine = tuple(s for s in facts.tally.states if s.item.slot == slot.number and _is_left(s, facts.tally))
            if mine:
                return mine
    return facts.free or (facts.hourly if len(times) > len(slots) else ())


def _is_left(state: ItemState, tally: Tally) -> bool:
    """Whether something is still asked for; the fourth of "3 to 4 times a day" is not, once three are done."""
    if state.status not in (ItemStatus.TODO, ItemStatus.PARTIAL):
        return False
    schedule = state.item.prescription.schedule
    return schedule.kind is ScheduleKind.DAYS and (not schedule.countable or tally.counts(state))


def is_away(days: Sequence[DayCount], today: date) -> bool:
    """Whether at least three due days in a row, up to yesterday, passed without any work."""
    gap = 0
    for day in sorted(days, key=lambda count: count.day, reverse=True):
        if day.shown_up:
            break
        gap += bool(day.due) and day.day < today
    return gap >= GAP


def chosen_plan(settings: Settings) -> Plan:
    """What the patient chose, from the settings, which hold only times that can be read."""
    return Plan(
        read_times(settings.remind_at),
        settings.remind_again_minutes,
        read_time(settings.quiet_from),
        read_time(settings.quiet_to),
    )
