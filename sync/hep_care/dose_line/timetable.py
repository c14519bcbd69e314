"""From what a line says about when to a schedule, or to the question that decides it."""

from __future__ import annotations

from hep_care.dose_line.frequency import When
from hep_care.dose_line.questions import Asking
from hep_care.schedule import Schedule, ScheduleKind, Slot
from hep_care.schedule_text import schedule_text

MOST_SESSIONS = 12


def schedule_of(remarks: list[When], asking: Asking) -> Schedule | None:
    """The schedule of a line; `None` where it says nothing about when, or where a question about it is open."""
    if not remarks:
        return None
    if any(remark.unclear for remark in remarks):
        return _ask(remarks, asking, [])
    slots = tuple(slot for remark in remarks for slot in remark.slots)
    times = {remark.times for remark in remarks if remark.times}
    quota = {remark.quota for remark in remarks if remark.quota}
    every = {remark.every_days for remark in remarks if remark.every_days}
    hours = [remark for remark in remarks if remark.every_hours]
    weekdays = tuple(sorted({day for remark in remarks for day in remark.weekdays}))
    if max(len(times), len(quota), len(every), len(hours)) > 1:
        return _ask(remarks, asking, [single for remark in remarks if (single := _alone(remark))])
    needed = [remark.needed for remark in remarks if remark.needed is not None]
    if needed or hours:
        return _open_ended(remarks, hours, needed, asking)
    number = next(iter(times), None)
    if slots and number not in (None, (1, 1), (len(slots), len(slots))):
        return _ask(remarks, asking, [Schedule(slots=slots), *filter(None, map(_alone, remarks))])
    return _of_days(
        remarks, asking, _slots(number, slots), number, next(iter(quota), None), next(iter(every), 0), weekdays
    )


def _of_days(
    remarks: list[When],
    asking: Asking,
    slots: tuple[Slot, ...],
    times: tuple[int, int] | None,
    quota: tuple[int, int] | None,
    every: int,
    weekdays: tuple[int, ...],
) -> Schedule | None:
    least = times[0] if times is not None and times[0] != times[1] else None
    if not 1 <= len(slots) <= MOST_SESSIONS or (times is not None and times[0] < 1) or every > 365:
        return _ask(remarks, asking, [])
    if quota is None or quota == (7, 7):
        if every and weekdays:
            return _ask(
                remarks, asking, [Schedule(slots=slots, every_days=every), Schedule(slots=slots, weekdays=weekdays)]
            )
        return Schedule(slots=slots, least=least, every_days=every or 1, weekdays=weekdays)
    if not 1 <= quota[0] <= quota[1] <= 7:
        return _ask(remarks, asking, [])
    any_days = Schedule(ScheduleKind.QUOTA, quota=quota[0], quota_max=quota[1] if quota[1] != quota[0] else None)
    if weekdays and len(weekdays) == quota[0] == quota[1] and not every:
        return Schedule(slots=slots, least=least, weekdays=weekdays)
    if weekdays or every or len(slots) > 1:
        fixed = Schedule(slots=slots, least=least, every_days=every or 1, weekdays=weekdays)
        on_days = Schedule(slots=slots, least=least, weekdays=tuple(range(quota[0])))
        return _ask(
            remarks, asking, [fixed, any_days, on_days] if len(slots) > 1 and not weekdays else [fixed, any_days]
        )
    return any_days


def _open_ended(remarks: list[When], hours: list[When], needed: list[str], asking: Asking) -> Schedule | None:
    """What is never counted: as needed, or every few hours."""
    others = [remark for remark in remarks if remark not in hours and remark.needed is None]
    when_needed = Schedule(ScheduleKind.AS_NEEDED, counts=False, text="; ".join(filter(None, needed)))
    if needed and not hours and not others:
        return when_needed
    # "as needed, up to 3 times a day" keeps both in words: a limit is nothing that comes due.
    if needed:
        limit = ", ".join(remark.words for remark in remarks if remark.needed is None)
        with_limit = Schedule(
            ScheduleKind.AS_NEEDED, counts=False, text=", ".join(filter(None, (when_needed.text, limit)))
        )
        if not hours and all(other.limit for other in others):
            return with_limit
        singles = [single for remark in (*hours, *others) if (single := _alone(remark))]
        return _ask(remarks, asking, [with_limit, *singles])
    every = hours[0]
    if any(other.times not in (None, (1, 1)) or other.slots or other.quota or other.weekdays for other in others):
        return _ask(remarks, asking, [single for remark in remarks if (single := _alone(remark))])
    if not 1 <= every.every_hours <= 12 or (every.between is not None and every.between[0] >= every.between[1]):
        return _ask(remarks, asking, [])
    return _alone(every)


def _alone(remark: When) -> Schedule | None:
    """What one remark would mean if it were the only one."""
    if remark.every_hours:
        return Schedule(ScheduleKind.HOURLY, every_hours=remark.every_hours, between=remark.between, counts=False)
    if remark.quota and 1 <= remark.quota[0] <= remark.quota[1] <= 7:
        most = remark.quota[1] if remark.quota[1] != remark.quota[0] else None
        return Schedule(ScheduleKind.QUOTA, quota=remark.quota[0], quota_max=most)
    if remark.quota or remark.needed is not None or remark.unclear:
        return None
    slots = _slots(remark.times, remark.slots)
    least = remark.times[0] if remark.times and remark.times[0] != remark.times[1] else None
    if not 1 <= len(slots) <= MOST_SESSIONS:
        return None
    return Schedule(slots=slots, least=least, every_days=remark.every_days or 1, weekdays=remark.weekdays)


def _slots(times: tuple[int, int] | None, named: tuple[Slot, ...]) -> tuple[Slot, ...]:
    if named:
        return tuple(dict.fromkeys(named))
    return (Slot(),) * min(times[1] if times else 1, MOST_SESSIONS + 1)


def _ask(remarks: list[When], asking: Asking, meanings: list[Schedule]) -> Schedule | None:
    said = ", ".join(remark.words for remark in remarks)
    choices = {schedule_text(meaning): meaning for meaning in meanings}
    if not choices:
        choices = {schedule_text(meaning): meaning for meaning in (Schedule(), Schedule(slots=(Slot(), Slot())))}
    return asking.choose("frequency", f"When is it done? The line says: {said}", choices)
