"""Reads when an exercise is due: FHIR's `occurrence[x]` and `asNeeded[x]` as a `Schedule` and local dates.

R4 says not to mix frequency with weekdays or times of day; many systems do, so both are read together
where they agree, and the item is set aside where they contradict each other. One timing belongs to one order:
"twice on Mondays, once on Fridays" is two orders.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hep_care.plain_text import plain_text
from hep_care.schedule import Anchor, Schedule, ScheduleKind, Slot
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import (
    Json,
    boolean,
    code,
    concept_words,
    exact,
    extension,
    extensions,
    part,
    parts,
    whole,
    words,
)
from hep_sync.fhir.moment import read_day, read_time
from hep_sync.fhir.when import has_pattern, pattern_of_code, slot_names

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_A_DAY = 24
_MOST_HOURS = 12
_MOST_PERIOD = 366
_MOST_COUNT = 10_000
_MOST_DATES = 1000


@dataclass(frozen=True, slots=True)
class ReadTiming:
    """When an order is due, and the first and last local date it can be."""

    schedule: Schedule
    start: date | None = None
    end: date | None = None
    notes: tuple[str, ...] = ()
    """What was not understood, in words."""


class _Unsupported(Exception):
    """A timing that is valid and that no schedule of ours can say."""


def read_timing(resource: Json, zone: str) -> ReadTiming:
    """The schedule of a ServiceRequest; raises `NotUnderstood` where it contradicts itself.

    `zone` is the patient's: bounds given as moments become local dates. A valid timing of a kind that is not
    supported becomes a schedule of kind `UNSUPPORTED` with its text, never a guess.
    """
    timing = part(resource, "occurrenceTiming")
    repeat = part(timing, "repeat")
    start, end, notes = _bounds(repeat, resource, zone)
    if _as_needed(resource):
        text = concept_words(resource.get("asNeededCodeableConcept"))
        return ReadTiming(Schedule(ScheduleKind.AS_NEEDED, text=text), start, end, notes)
    try:
        schedule = _schedule(resource, timing, repeat, zone)
    except _Unsupported as unsupported:
        text = concept_words(timing.get("code")) or str(unsupported)
        return ReadTiming(Schedule(ScheduleKind.UNSUPPORTED, text=text), start, end, notes)
    schedule = _with_extensions(schedule, resource, zone)
    _check_count(schedule, start, end)
    return ReadTiming(schedule, start, end, notes)


def _as_needed(resource: Json) -> bool:
    return resource.get("asNeededBoolean") is True or isinstance(resource.get("asNeededCodeableConcept"), dict)


def _bounds(repeat: Json, resource: Json, zone: str) -> tuple[date | None, date | None, tuple[str, ...]]:
    period = part(repeat, "boundsPeriod") or part(resource, "occurrencePeriod")
    start = read_day(period["start"], zone) if "start" in period else None
    end = read_day(period["end"], zone, last=True) if "end" in period else None
    if start is not None and end is not None and end < start:
        raise NotUnderstood(f"its period ends on {end}, before it begins on {start}")
    if "boundsDuration" in repeat or "boundsRange" in repeat:
        return start, end, ("How long it goes on is said in a way that is not understood; see the instruction.",)
    return start, end, ()


def _schedule(resource: Json, timing: Json, repeat: Json, zone: str) -> Schedule:
    if "occurrenceDateTime" in resource:
        return Schedule(dates=(read_day(resource["occurrenceDateTime"], zone),))
    events = timing.get("event")
    if isinstance(events, list) and events:
        days = {read_day(event, zone) for event in events[:_MOST_DATES]}
        return Schedule(dates=tuple(sorted(days)))
    pattern = repeat
    if not has_pattern(repeat):
        meant = pattern_of_code(timing)
        if meant is None:
            raise _Unsupported("no times are given; see the instruction")
        pattern = {**repeat, **meant}
    schedule = _pattern(pattern)
    count = repeat.get("count")
    if count is None:
        return schedule
    least = whole(count, 1, _MOST_COUNT, "the count")
    if "countMax" in repeat:
        whole(repeat["countMax"], least, _MOST_COUNT, "the upper count")
    return replace(schedule, count=least)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The numbers of a `repeat`, checked one by one."""

    frequency: int | None
    most: int | None
    period: int
    unit: str
    weekdays: tuple[int, ...]
    slots: tuple[Slot, ...]


def _pattern(repeat: Json) -> Schedule:
    said = _read_pattern(repeat)
    if said.unit == "h":
        return _hourly(said)
    if said.unit not in ("d", "wk"):
        raise _Unsupported(f"{_times(said)}every {said.period} {plain_text(said.unit, limit=10)}")
    if said.weekdays:
        return _on_weekdays(said)
    if said.slots:
        return _at_slots(said)
    if said.frequency is None:
        raise _Unsupported(f"every {said.period} {said.unit}")
    if said.unit == "d" and said.period == 1:
        return _a_day(said)
    if said.unit == "d" and said.frequency == 1 and said.most is None:
        return Schedule(every_days=said.period)
    return _quota(said)


def _read_pattern(repeat: Json) -> _Pattern:
    if "periodMax" in repeat:
        raise _Unsupported("at a varying interval; see the instruction")
    frequency = whole(repeat["frequency"], 1, 1000, "the frequency") if "frequency" in repeat else None
    most = whole(repeat["frequencyMax"], 1, 1000, "the upper frequency") if "frequencyMax" in repeat else None
    if most is not None and most < (frequency or 1):
        raise NotUnderstood(f"it is due at least {frequency} and at most {most} times, which contradict each other")
    weekdays = _weekdays(repeat)
    slots = _slots(repeat)
    if "period" not in repeat:
        if frequency is not None and not weekdays and not slots:
            raise _Unsupported(f"{frequency} times, without a period")
        return _Pattern(frequency, most, 1, "wk" if weekdays else "d", weekdays, slots)
    unit = code(repeat, "periodUnit")
    if not unit:
        raise NotUnderstood("its period has no unit")
    period = exact(repeat["period"], "the period")
    if period != period.to_integral_value() or not 1 <= period <= _MOST_PERIOD:
        raise _Unsupported(f"every {period} {plain_text(unit, limit=10)}")
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
        raise _Unsupported(f"{_times(said)}every {said.period} weeks, on days of your choice")
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
    if least > window or window > _MOST_PERIOD:
        raise _Unsupported(f"{_times(said)}every {said.period} {'weeks' if said.unit == 'wk' else 'days'}")
    most = min(said.most, window) if said.most is not None else None
    return Schedule(ScheduleKind.QUOTA, quota=least, quota_max=most, window_days=window)


def _hourly(said: _Pattern) -> Schedule:
    if said.frequency not in (None, 1) or said.weekdays or said.slots or said.period > _MOST_HOURS:
        raise _Unsupported(f"{_times(said)}every {said.period} h")
    return Schedule(ScheduleKind.HOURLY, every_hours=said.period, counts=False)


def _times(said: _Pattern) -> str:
    return f"{said.frequency} times " if said.frequency not in (None, 1) else ""


def _with_extensions(schedule: Schedule, resource: Json, zone: str) -> Schedule:
    counts = boolean(resource, codes.COUNTS)
    if counts is not None and schedule.kind is not ScheduleKind.HOURLY:
        schedule = replace(schedule, counts=counts)
    if schedule.kind is ScheduleKind.HOURLY:
        return _between(schedule, resource)
    if schedule.kind is ScheduleKind.DAYS and not schedule.dates:
        schedule = replace(schedule, slots=_named(schedule, resource))
    if schedule.least is not None and schedule.least > len(schedule.slots):
        raise NotUnderstood(f"it is due at least {schedule.least} times a day and has {len(schedule.slots)} sessions")
    offset = extension(resource, codes.DAY_OFFSET)
    if offset:
        value = offset.get("valueInteger", offset.get("valueUnsignedInt"))
        schedule = replace(schedule, offset=whole(value, 0, _MOST_PERIOD, "the day offset"))
    anchor = extension(resource, codes.DAY_ANCHOR)
    if "valueDate" in anchor:
        return replace(schedule, anchor=read_day(anchor["valueDate"], zone))
    on_phase = code(anchor, "valueCode") == Anchor.PHASE.value
    return replace(schedule, anchor_on=Anchor.PHASE) if on_phase else schedule


def _between(schedule: Schedule, resource: Json) -> Schedule:
    first, last = extension(resource, codes.BETWEEN_FROM), extension(resource, codes.BETWEEN_TO)
    if not first or not last:
        return schedule
    between = read_time(first.get("valueTime")), read_time(last.get("valueTime"))
    if between[1] <= between[0]:
        raise NotUnderstood(f"it is due from {between[0]:%H:%M} to {between[1]:%H:%M}, which is no stretch of a day")
    return replace(schedule, between=between)


def _named(schedule: Schedule, resource: Json) -> tuple[Slot, ...]:
    """The slots with the names, and on days that say no number of their own the number, of `slot-name`."""
    said = [_slot_said(item) for item in extensions(resource, codes.SLOT_NAME)[:MOST_A_DAY]]
    slots = schedule.slots
    if len(said) > len(slots) == 1 and (schedule.every_days > 1 or schedule.weekdays):
        slots = (Slot(),) * len(said)
    said += [Slot()] * (len(slots) - len(said))
    return tuple(Slot(mine.name or slot.name, mine.at or slot.at) for slot, mine in zip(slots, said, strict=False))


def _slot_said(item: Json) -> Slot:
    if "valueString" in item:
        return Slot(words(item, "valueString", limit=60))
    inner = {code(one, "url"): one for one in parts(item, "extension")}
    at = inner.get("at", {}).get("valueTime")
    return Slot(words(inner.get("name"), "valueString", limit=60), None if at is None else read_time(at))


def _check_count(schedule: Schedule, start: date | None, end: date | None) -> None:
    if schedule.count is None or schedule.kind is not ScheduleKind.DAYS or start is None or end is None:
        return
    room = ((end - start) // timedelta(days=1) + 1) * schedule.sessions
    if schedule.count > room:
        raise NotUnderstood(f"it is due {schedule.count} times in all, and there is room for {room} within its dates")
