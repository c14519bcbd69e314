"""Writes when an exercise is due: a `Schedule` as `occurrenceTiming` or `asNeeded[x]` and our extensions beside it."""

from __future__ import annotations

from datetime import date

from hep_care.schedule import Anchor, Schedule, ScheduleKind, Slot
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json
from hep_sync.fhir.repeat import WEEKDAYS

DAYS = "d"
WEEKS = "wk"


def write_timing(schedule: Schedule, start: date | None, end: date | None) -> Json:
    """The timing elements of a ServiceRequest: `occurrenceTiming`, or one of the `asNeeded[x]`."""
    bounds = _bounds(start, end)
    if schedule.kind is ScheduleKind.AS_NEEDED:
        needed: Json = {"asNeededCodeableConcept": {"text": schedule.text}} if schedule.text else {}
        made = needed or {"asNeededBoolean": True}
        return {**({"occurrenceTiming": {"repeat": bounds}} if bounds else {}), **made}
    if schedule.kind is ScheduleKind.UNSUPPORTED:
        repeat = {"repeat": bounds} if bounds else {}
        return {"occurrenceTiming": {**repeat, "code": {"text": schedule.text}}} if schedule.text or bounds else {}
    if schedule.dates:
        repeat = {"repeat": bounds} if bounds else {}
        return {"occurrenceTiming": {"event": [day.isoformat() for day in schedule.dates], **repeat}}
    count = {"count": schedule.count} if schedule.count is not None else {}
    return {"occurrenceTiming": {"repeat": {**bounds, **count, **_pattern(schedule)}}}


def timing_extensions(schedule: Schedule) -> list[Json]:
    """What a timing cannot say: names of sessions, offset and anchor of a rhythm, hours, whether it counts."""
    made = [_slot_name(slot, number) for number, slot in enumerate(schedule.slots, 1)] if _needs_names(schedule) else []
    if not schedule.counts:
        made.append({"url": codes.COUNTS, "valueBoolean": False})
    if schedule.offset:
        made.append({"url": codes.DAY_OFFSET, "valueInteger": schedule.offset})
    if schedule.anchor is not None:
        made.append({"url": codes.DAY_ANCHOR, "valueDate": schedule.anchor.isoformat()})
    elif schedule.anchor_on is Anchor.PHASE:
        made.append({"url": codes.DAY_ANCHOR, "valueCode": Anchor.PHASE.value})
    if schedule.between is not None:
        first, last = (at.isoformat("seconds") for at in schedule.between)
        made += [{"url": codes.BETWEEN_FROM, "valueTime": first}, {"url": codes.BETWEEN_TO, "valueTime": last}]
    return made


def _needs_names(schedule: Schedule) -> bool:
    if schedule.kind is not ScheduleKind.DAYS or schedule.dates:
        return False
    rhythm = len(schedule.slots) > 1 and schedule.every_days > 1
    return rhythm or any(slot.name or (slot.at and not _all_timed(schedule)) for slot in schedule.slots)


def _slot_name(slot: Slot, number: int) -> Json:
    if slot.name and slot.at is None:
        return {"url": codes.SLOT_NAME, "valueString": slot.name}
    inner: list[Json] = [{"url": "number", "valuePositiveInt": number}]
    if slot.name:
        inner.append({"url": "name", "valueString": slot.name})
    if slot.at is not None:
        inner.append({"url": "at", "valueTime": slot.at.isoformat("seconds")})
    return {"url": codes.SLOT_NAME, "extension": inner}


def _bounds(start: date | None, end: date | None) -> Json:
    if start is None and end is None:
        return {}
    period = {"start": start, "end": end}
    return {"boundsPeriod": {key: day.isoformat() for key, day in period.items() if day is not None}}


def _all_timed(schedule: Schedule) -> bool:
    times = [slot.at for slot in schedule.slots]
    known = [at for at in times if at is not None]
    return len(known) == len(times) and known == sorted(set(known))


def _pattern(schedule: Schedule) -> Json:
    if schedule.kind is ScheduleKind.HOURLY:
        return _every(1, schedule.every_hours, "h")
    if schedule.kind is ScheduleKind.QUOTA:
        most = {"frequencyMax": schedule.quota_max} if schedule.quota_max is not None else {}
        weeks, rest = divmod(schedule.window_days, 7)
        if rest:
            return _every(schedule.quota, schedule.window_days, DAYS, **most)
        return _every(schedule.quota, weeks, WEEKS, **most)
    number = schedule.sessions
    most = {"frequencyMax": number} if schedule.least_sessions < number else {}
    days: Json = {"dayOfWeek": [WEEKDAYS[day] for day in sorted(schedule.weekdays)]} if schedule.weekdays else {}
    if _all_timed(schedule):
        days["timeOfDay"] = [slot.at.isoformat("seconds") for slot in schedule.slots if slot.at]
        if most:
            return {**days, **_every(schedule.least_sessions, 1, DAYS, **most)}
    if schedule.weekdays and schedule.every_weeks > 1:
        return {**days, **_every(len(schedule.weekdays) * number, schedule.every_weeks, WEEKS)}
    if schedule.every_days > 1:
        return {**days, **_every(1, schedule.every_days, DAYS)}
    if "timeOfDay" in days or (schedule.weekdays and number == 1):
        return days
    return {**days, **_every(schedule.least_sessions, 1, DAYS, **most)}


def _every(frequency: int, period: int, unit: str, **more: int) -> Json:
    return {"frequency": frequency, **more, "period": period, "periodUnit": unit}
