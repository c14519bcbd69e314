"""When an exercise is due, from a table of a program file."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from hep_care.plain_text import plain_text
from hep_care.schedule import Anchor, Schedule, ScheduleKind, Slot
from hep_sync.fhir.repeat import MOST_A_DAY, WEEKDAYS
from hep_sync.programs.table import Table, clock_of

_FAMILIES = ("times_a_day", "days_a_week", "every_hours", "as_needed", "dates")
_MOST_DAYS = 365
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_schedule(table: Table) -> Schedule:
    """The schedule of a table; an empty one is once a day."""
    given = [key for key in _FAMILIES if key in table]
    if len(given) > 1 and set(given) != {"times_a_day", "dates"}:
        table.wrong(given[1], f"does not go with `{given[0]}`; one exercise has one rhythm")
    schedule = _family(table)
    schedule = replace(schedule, counts=table.yes("counts", otherwise=schedule.counts))
    table.finish()
    return schedule


def _family(table: Table) -> Schedule:
    if "as_needed" in table:
        said = table.get("as_needed")
        text = "" if isinstance(said, bool) else table.text("as_needed", limit=300)
        return Schedule(ScheduleKind.AS_NEEDED, text=text)
    if "every_hours" in table:
        hours = table.whole("every_hours", 1, 12) or 1
        return Schedule(ScheduleKind.HOURLY, every_hours=hours, between=_between(table), counts=False)
    if "days_a_week" in table:
        low, high = table.span("days_a_week", 1, 7)
        return Schedule(ScheduleKind.QUOTA, quota=low or 1, quota_max=high)
    return _days(table)


def _between(table: Table) -> tuple[time, time] | None:
    said = table.get("between")
    if said is None:
        return None
    times = [clock_of(item) for item in said] if isinstance(said, list) else []
    if len(times) == 2 and times[0] is not None and times[1] is not None and times[0] < times[1]:
        return times[0], times[1]
    table.wrong("between", 'must be two times of day, the earlier one first, such as ["08:00", "21:00"]')
    return None


def _days(table: Table) -> Schedule:
    low, high = table.span("times_a_day", 1, MOST_A_DAY)
    slots = _slots(table)
    most = high or low or len(slots) or 1
    if slots and len(slots) != most:
        table.wrong("slots", f"names {len(slots)} sessions, and there are {most} a day")
    slots = slots or (Slot(),) * most
    every = table.whole("every_days", 1, _MOST_DAYS) or 1
    least = low if high is not None else None
    if least is not None and every > 1:
        table.wrong("times_a_day", "cannot be a range together with `every_days`")
    count = table.whole("count", 1, 10_000)
    return Schedule(
        slots=slots,
        least=least,
        every_days=every,
        offset=table.whole("offset", 0, _MOST_DAYS) or 0,
        anchor_on=table.word("count_from", Anchor) or Anchor.PROGRAM,
        weekdays=_weekdays(table),
        every_weeks=_weeks(table),
        dates=table.days("dates"),
        count=count,
    )


def _weeks(table: Table) -> int:
    weeks = table.whole("every_weeks", 1, 52) or 1
    if weeks > 1 and ("weekdays" not in table or "every_days" in table):
        table.wrong("every_weeks", "goes with `weekdays`, and not with `every_days`")
    return weeks


def _slots(table: Table) -> tuple[Slot, ...]:
    said = table.get("slots")
    if said is None:
        return ()
    listed = said if isinstance(said, list) else [said]
    if not 1 <= len(listed) <= MOST_A_DAY:
        table.wrong("slots", f"must name 1 to {MOST_A_DAY} sessions")
        return ()
    slots = tuple(_slot(table, number, item) for number, item in enumerate(listed, 1))
    times = [slot.at for slot in slots if slot.at is not None]
    if times != sorted(set(times)):
        table.wrong("slots", "must be in the order of the day, each time once")
    return slots


def _slot(table: Table, number: int, said: object) -> Slot:
    """ "morning", "07:30", or both: "morning 07:30"."""
    if (at := clock_of(said)) is not None:
        return Slot(at=at)
    if not isinstance(said, str) or not said.strip() or len(said) > 60:
        table.wrong(f"slots[{number}]", 'must be a name, a time of day, or both, such as "morning 07:30"')
        return Slot()
    name, _, last = said.strip().rpartition(" ")
    at = clock_of(last)
    return Slot(plain_text(said.strip() if at is None else name), at)


def _weekdays(table: Table) -> tuple[int, ...]:
    days: set[int] = set()
    for number, said in enumerate(table.texts("weekdays"), 1):
        day = said.lower()
        if day[:3] in WEEKDAYS and _FULL[WEEKDAYS.index(day[:3])].startswith(day):
            days.add(WEEKDAYS.index(day[:3]))
        else:
            table.wrong(f"weekdays[{number}]", f"is {said!r}; it must be one of mon, tue, wed, thu, fri, sat, sun")
    return tuple(sorted(days))
