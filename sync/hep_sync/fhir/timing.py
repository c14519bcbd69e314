"""Reads when an exercise is due: FHIR's `occurrence[x]` and `asNeeded[x]` as a `Schedule` and local dates.

R4 says not to mix frequency with weekdays or times of day; many systems do, so both are read together
where they agree, and the item is set aside where they contradict each other. One timing belongs to one order:
"twice on Mondays, once on Fridays" is two orders.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hep_care.frozen import frozen
from hep_care.schedule import Anchor, Schedule, ScheduleKind, Slot
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import (
    Json,
    boolean,
    code,
    concept_words,
    extension,
    extensions,
    part,
    parts,
    whole,
    words,
)
from hep_sync.fhir.moment import read_day, read_time
from hep_sync.fhir.repeat import MOST_A_DAY, MOST_PERIOD, Unsupported, read_pattern
from hep_sync.fhir.when import has_pattern, pattern_of_code

_MOST_COUNT = 10_000
_MOST_DATES = 1000


@frozen
class ReadTiming:
    """When an order is due, and the first and last local date it can be."""

    schedule: Schedule
    start: date | None = None
    end: date | None = None
    notes: tuple[str, ...] = ()
    """What was not understood, in words."""


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
    except Unsupported as unsupported:
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
            raise Unsupported("no times are given; see the instruction")
        pattern = {**repeat, **meant}
    schedule = read_pattern(pattern)
    count = repeat.get("count")
    if count is None:
        return schedule
    least = whole(count, 1, _MOST_COUNT, "the count")
    if "countMax" in repeat:
        whole(repeat["countMax"], least, _MOST_COUNT, "the upper count")
    return replace(schedule, count=least)


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
        schedule = replace(schedule, offset=whole(value, 0, MOST_PERIOD, "the day offset"))
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
