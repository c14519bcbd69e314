"""When an exercise is due, as a patient reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from hep_care.schedule import Schedule, ScheduleKind, Slot

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def schedule_text(schedule: Schedule) -> str:
    """When it is due, in words: "3 times a day (morning, midday, evening)", "every other day", "any 5 days of 7"."""
    match schedule.kind:
        case ScheduleKind.AS_NEEDED:
            return f"when needed: {schedule.text}" if schedule.text else "when needed"
        case ScheduleKind.UNSUPPORTED:
            return schedule.text or "as your therapist told you"
        case ScheduleKind.HOURLY:
            return _hourly(schedule)
        case ScheduleKind.QUOTA:
            words = _quota(schedule)
        case ScheduleKind.DAYS:
            words = _days(schedule)
    ends = f", {schedule.count} times in all" if schedule.count is not None else ""
    return words + ends + ("" if schedule.counts else ", as a habit")


def clock_text(at: time) -> str:
    """A local wall time: "7:30", "20:00"."""
    return f"{at.hour}:{at.minute:02d}"


def join_words(words: Sequence[str]) -> str:
    """Words as a list is spoken: "Mon", "Mon and Wed", "Mon, Wed and Fri"."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _hourly(schedule: Schedule) -> str:
    every = "every hour" if schedule.every_hours == 1 else f"every {schedule.every_hours} hours"
    if schedule.between is None:
        span = " while you are awake"
    else:
        span = f" from {clock_text(schedule.between[0])} to {clock_text(schedule.between[1])}"
    return f"{every}{span}, as a habit"


def _quota(schedule: Schedule) -> str:
    most = schedule.quota_max or schedule.quota
    amount = str(schedule.quota) if most == schedule.quota else f"{schedule.quota} to {most}"
    return f"any {amount} {'day' if most == 1 else 'days'} of {schedule.window_days}"


def _days(schedule: Schedule) -> str:
    days = _which_days(schedule)
    sessions = _sessions(schedule)
    if not days:
        return sessions or "once a day"
    return f"{sessions} {days}" if sessions.startswith("at ") else ", ".join(part for part in (sessions, days) if part)


def _which_days(schedule: Schedule) -> str:
    """The days alone; empty where every day is meant."""
    if schedule.dates:
        return "on " + join_words([_date_text(day) for day in sorted(schedule.dates)])
    parts = []
    if schedule.every_days == 2:
        parts.append("every other day")
    elif schedule.every_days > 2:
        parts.append(f"every {schedule.every_days} days")
    if schedule.weekdays:
        parts.append(join_words([_DAYS[day] for day in sorted(schedule.weekdays)]))
    if schedule.every_weeks > 1:
        parts.append("every other week" if schedule.every_weeks == 2 else f"every {schedule.every_weeks} weeks")
    return ", ".join(parts)


def _date_text(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _sessions(schedule: Schedule) -> str:
    """The sessions of a due day; empty for a single one without a name or a time."""
    most, least = schedule.sessions, schedule.least_sessions
    if not most:
        return ""
    if all(slot.at is not None and not slot.name for slot in schedule.slots) and least == most:
        return "at " + join_words([_slot(slot) for slot in schedule.slots])
    named = [_slot(slot) for slot in schedule.slots if slot.name or slot.at]
    words = _times(least, most)
    if named:
        return f"{words or 'once a day'} ({', '.join(named)})"
    return words


def _times(least: int, most: int) -> str:
    if least != most:
        return f"{least} to {most} times a day"
    return {1: "", 2: "twice a day"}.get(most, f"{most} times a day")


def _slot(slot: Slot) -> str:
    at = clock_text(slot.at) if slot.at else ""
    return f"{slot.name} {at}".strip()
