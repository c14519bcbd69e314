"""When an exercise is due: days by a recurrence rule, and the slots of such a day as a list.

Only days go through `dateutil.rrule`, on naive local calendar dates: hours in a rule multiply
(07:00 and 20:30 become four times), aware rules drift over daylight saving, and a rule without a
start counts from the moment it is asked.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from hep_care.frozen import frozen


class ScheduleKind(StrEnum):
    """The family of a schedule."""

    DAYS = "days"
    """Certain days, each with its slots."""
    QUOTA = "quota"
    """Any `quota` days out of every `window_days`."""
    HOURLY = "hourly"
    """Every few hours between two times; a habit, never counted toward adherence."""
    AS_NEEDED = "as-needed"
    """Never due, never missed."""
    UNSUPPORTED = "unsupported"
    """A timing this version does not understand: its text is shown and the patient logs freely."""


class Anchor(StrEnum):
    """The date from which "every n days" counts, where the prescription names none."""

    PROGRAM = "program"
    PHASE = "phase"


@frozen
class Slot:
    """One session of a day. Its number is its place in the list, from 1."""

    name: str = ""
    at: time | None = None
    """Local wall time, where one was prescribed."""


@frozen
class Schedule:
    """The rule by which one prescription comes due."""

    kind: ScheduleKind = ScheduleKind.DAYS
    slots: tuple[Slot, ...] = (Slot(),)
    """The sessions of a due day, in order (`DAYS` only)."""
    least: int | None = None
    """Sessions of the day that already earn full credit: 3 of "3 to 4 times a day"."""
    every_days: int = 1
    offset: int = 0
    """Days after the anchor of the first due day; 0 and 1 make two exercises take turns."""
    anchor: date | None = None
    """Day from which `every_days` and `every_weeks` count; the prescription's start where it is None."""
    anchor_on: Anchor = Anchor.PROGRAM
    weekdays: tuple[int, ...] = ()
    """Monday is 0. Empty means any weekday."""
    every_weeks: int = 1
    dates: tuple[date, ...] = ()
    """Single dates; where given, the only due ones."""
    count: int | None = None
    """Sessions in all, from the start; after them it is never due again."""
    quota: int = 0
    quota_max: int | None = None
    window_days: int = 7
    every_hours: int = 1
    between: tuple[time, time] | None = None
    """First and last time of day of an hourly exercise."""
    counts: bool = True
    """Whether it counts toward adherence."""
    text: str = ""
    """The condition of an as-needed exercise, or the words of an unsupported timing."""

    @property
    def sessions(self) -> int:
        """Slots of a due day; 0 for a schedule that has none."""
        return len(self.slots) if self.kind is ScheduleKind.DAYS else 0

    @property
    def least_sessions(self) -> int:
        """Slots of a due day that earn full credit."""
        return min(self.least or self.sessions, self.sessions)

    @property
    def countable(self) -> bool:
        """Whether days of it can count toward adherence at all."""
        return self.counts and self.kind in (ScheduleKind.DAYS, ScheduleKind.QUOTA)


def is_due(schedule: Schedule, day: date, start: date) -> bool:
    """Whether a schedule of kind `DAYS` has sessions on a local date.

    `start` is the first date it can be due and its anchor where the schedule names none; it must be
    a stored date, since a start taken from today would move with today.
    """
    return sessions_due(schedule, day, start) > 0


def sessions_due(schedule: Schedule, day: date, start: date) -> int:
    """How many sessions a schedule of kind `DAYS` has on a local date; `start` as for `is_due`.

    A `count` counts sessions, so its last day may have fewer of them than the days before.
    """
    anchor = schedule.anchor or start
    if schedule.kind is not ScheduleKind.DAYS or day < start or not _on_grid(schedule, day, anchor):
        return 0
    if schedule.count is None:
        return schedule.sessions
    left = schedule.count
    for ago in range((day - start).days):
        if left <= 0:
            return 0
        left -= schedule.sessions if _on_grid(schedule, start + timedelta(days=ago), anchor) else 0
    return max(0, min(left, schedule.sessions))


def _on_grid(schedule: Schedule, day: date, anchor: date) -> bool:
    if schedule.dates:
        return day in schedule.dates
    first = anchor + timedelta(days=schedule.offset)
    if day < first:
        return False
    if schedule.every_days == schedule.every_weeks == 1:
        return not schedule.weekdays or day.weekday() in schedule.weekdays
    # Imported here: a plain daily program, which is most of them, starts without it.
    from dateutil.rrule import DAILY, MO, WEEKLY, rrule

    begin = datetime.combine(first, time())
    here = datetime.combine(day, time())
    if schedule.every_days == 1:
        any_day = schedule.weekdays or tuple(range(7))
        rule = rrule(WEEKLY, dtstart=begin, interval=schedule.every_weeks, byweekday=any_day, wkst=MO)
    else:
        # Every third day, and of those the Mondays. Both in one rule that never comes true, every
        # seventh day and a Monday, would be searched to the year 9999.
        if schedule.weekdays and day.weekday() not in schedule.weekdays:
            return False
        rule = rrule(DAILY, dtstart=begin, interval=schedule.every_days)
    return bool(rule.between(here, here, inc=True))


def window_of(schedule: Schedule, day: date, start: date) -> tuple[date, date]:
    """First and last date, inclusive, of the quota window that holds `day`; windows begin at `start`.

    FHIR does not define the week of "5 times a week"; counting from the start keeps the first
    week whole.
    """
    into = (day - start).days % schedule.window_days
    first = day - timedelta(days=into)
    return first, first + timedelta(days=schedule.window_days - 1)
