"""The pattern of a FHIR `repeat`, as a `Schedule`: frequency, period, weekdays, times and events of the day."""

from __future__ import annotations

from typing import Any

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_care.schedule import Schedule, ScheduleKind, Slot
from hep_sync.errors import NotUnderstood
from hep_sync.fhir.element import Json, code, exact, whole
from hep_sync.fhir.moment import read_time
from hep_sync.fhir.when import slot_names

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_A_DAY = 24
_MOST_HOURS = 12
MOST_PERIOD = 366


class Unsupported(Exception):
    """A timing that is valid and that no schedule of ours can say."""


@frozen
class _Pattern:
    """The numbers of a `repeat`, checked one by one."""

    frequency: int | None
    most: int | None
    period: int
    unit: str
    weekdays: tuple[int, ...]
    slots: tuple[Slot, ...]


def read_pattern(repeat: Json) -> Schedule:
    """The schedule of a pattern; raises `Unsupported`, or `NotUnderstood` where it contradicts itself."""
    said = _read_pattern(repeat)
    if said.unit == "h":
        return _hourly(said)
    if said.unit not in ("d", "wk"):
        raise Unsupported(f"{_times(said)}every {said.period} {plain_text(said.unit, limit=10)}")
    if said.weekdays:
        return _on_weekdays(said)
    if said.slots:
        return _at_slots(said)
    if said.frequency is None:
        raise Unsupported(f"every {said.period} {said.unit}")
    if said.unit == "d" and said.period == 1:
        return _a_day(said)
    if said.unit == "d" and said.frequency == 1 and said.most is None:
        return Schedule(every_days=said.period)
    return _quota(said)


def _read_pattern(repeat: Json) -> _Pattern:
    if "periodMax" in repeat:
        raise Unsupported("at a varying interval; see the instruction")
    frequency = whole(repeat["frequency"], 1, 1000, "the frequency") if "frequency" in repeat else None
    most = whole(repeat["frequencyMax"], 1, 1000, "the upper frequency") if "frequencyMax" in repeat else None
    if most is not None and most < (frequency or 1):
        raise NotUnderstood(f"it is due at least {frequency} and at most {most} times, which contradict each other")
    weekdays = _weekdays(repeat)
    slots = _slots(repeat)
    if "period" not in repeat:
        if frequency is not None and not weekdays and not slots:
            raise Unsupported(f"{frequency} times, without a period")
        return _Pattern(frequency, most, 1, "wk" if weekdays else "d", weekdays, slots)
    unit = code(repeat, "periodUnit")
    if not unit:
        raise NotUnderstood("its period has no unit")
    period = exact(repeat["period"], "the period")
    if period != period.to_integral_value() or not 1 <= period <= MOST_PERIOD:
        raise Unsupported(f"every {period} {plain_text(unit, limit=10)}")
    return _Pattern(frequency, most, int(period), unit, weekdays, slots)


def _weekdays(repeat: Json) -> tuple[int, ...]:
    said = repeat.get("dayOfWeek")
    if said is None:
        return ()
    days = said if isinstance(said, list) else [said]
    unknown = [day for day in days if day not in WEEKDAYS]
    if unknown or not days:
        raise NotUnderstood(f"its weekdays hold {ascii(unknown[:1])[1:40]}, which is not mon to sun")
    return tuple(sorted({WEEKDAYS.index(day) for day in days}))


def _slots(repeat: Json) -> tuple[Slot, ...]:
    times, events = _listed(repeat, "timeOfDay"), _listed(repeat, "when")
    if times and events:
        raise NotUnderstood("it is due at times of day and at events of the day, which contradict each other")
    offset = whole(repeat["offset"], 0, 24 * 60, "the offset") if "offset" in repeat else 0
    if events:
        named = slot_names([event for event in events if isinstance(event, str)], offset)
        return tuple(Slot(name) for name in named)
    return tuple(Slot(at=at) for at in sorted({read_time(text) for text in times}))


def _listed(repeat: Json, key: str) -> list[Any]:
    found = repeat.get(key)
    if found is None:
        return []
    if not isinstance(found, list) or not found or len(found) > MOST_A_DAY:
        raise NotUnderstood(f"its {key} is not a list of 1 to {MOST_A_DAY}")
    return found


def _a_day(said: _Pattern) -> Schedule:
    least = said.frequency or 1
    most = said.most or least
    if most > MOST_A_DAY:
        raise NotUnderstood(f"it is due {most} times a day")
    return Schedule(slots=(Slot(),) * most, least=least if least < most else None)


def _at_slots(said: _Pattern) -> Schedule:
    number = len(said.slots)
    if said.unit == "wk":
        raise Unsupported(f"{_times(said)}every {said.period} weeks, on days of your choice")
    least = _least_of_slots(said, number)
    return Schedule(slots=said.slots, least=least, every_days=said.period)


def _least_of_slots(said: _Pattern, number: int) -> int | None:
    if said.most is not None and said.frequency is not None:
        if said.most != number:
            raise NotUnderstood(f"it is due up to {said.most} times a day, at {number} times of day")
        return said.frequency if said.frequency < number else None
    if said.frequency not in (None, 1, number):
        raise NotUnderstood(f"it is due {said.frequency} times a day, at {number} times of day")
    return None


def _on_weekdays(said: _Pattern) -> Schedule:
    days = len(said.weekdays)
    named = len(said.slots)
    if said.unit == "d":
        slots = said.slots or _a_day(said).slots
        least = _least_of_slots(said, named) if named else _a_day(said).least
        return Schedule(slots=slots, least=least, weekdays=said.weekdays, every_days=said.period)
    frequency = said.frequency or days
    if named:
        if frequency not in (1, days, named, days * named):
            raise NotUnderstood(f"it is due {frequency} times a week, on {days} days at {named} times of day")
        return Schedule(slots=said.slots, weekdays=said.weekdays, every_weeks=said.period)
    if frequency == 1:
        frequency = days
    if frequency % days or said.most is not None or frequency // days > MOST_A_DAY:
        raise NotUnderstood(f"it is due {frequency} times a week, on {days} given weekdays")
    slots = (Slot(),) * (frequency // days)
    return Schedule(slots=slots, weekdays=said.weekdays, every_weeks=said.period)


def _quota(said: _Pattern) -> Schedule:
    window = said.period * (7 if said.unit == "wk" else 1)
    least = said.frequency or 1
    if least > window or window > MOST_PERIOD:
        raise Unsupported(f"{_times(said)}every {said.period} {'weeks' if said.unit == 'wk' else 'days'}")
    most = min(said.most, window) if said.most is not None else None
    return Schedule(ScheduleKind.QUOTA, quota=least, quota_max=most, window_days=window)


def _hourly(said: _Pattern) -> Schedule:
    if said.frequency not in (None, 1) or said.weekdays or said.slots or said.period > _MOST_HOURS:
        raise Unsupported(f"{_times(said)}every {said.period} h")
    return Schedule(ScheduleKind.HOURLY, every_hours=said.period, counts=False)


def _times(said: _Pattern) -> str:
    return f"{said.frequency} times " if said.frequency not in (None, 1) else ""
