"""FHIR dates and times, which may be a year, a month, a day or a moment, as local dates and aware moments.

`datetime.fromisoformat` alone refuses partial dates and leap seconds and accepts forms FHIR does not know.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from hep_care.day import zone_named
from hep_sync.errors import NotUnderstood

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})\Z",
    re.ASCII,
)
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\Z", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def read_moment(value: object) -> datetime:
    """A dateTime with a time of day, or an instant; aware. A leap second is the last second of its minute."""
    text = value if isinstance(value, str) else ""
    match = _MOMENT.match(text)
    if match is None:
        raise NotUnderstood(f"{_shown(value)} is not a time with an offset")
    day, hour, minute, second, fraction, offset = match.groups()
    seconds = "59" if second == "60" else second
    offset = "+00:00" if offset == "Z" else offset
    try:
        moment = datetime.fromisoformat(f"{day}T{hour}:{minute}:{seconds}{(fraction or '')[:7]}{offset}")
    except ValueError as error:
        raise NotUnderstood(f"{_shown(value)} is not a time that exists") from error
    _in_range(moment.date(), value)
    return moment


def read_day(value: object, zone: str, *, last: bool = False) -> date:
    """The local date of a date or dateTime; of a month or a year its first day, or with `last` its last.

    A moment becomes the date on the patient's wall: 2026-03-03T03:00Z is 2 March in Chicago.
    """
    text = value if isinstance(value, str) else ""
    match = _DATE.match(text)
    if match is None:
        return read_moment(value).astimezone(zone_named(zone)).date()
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        found = _whole_date(year or 0, month, day, last=last)
    except ValueError as error:
        raise NotUnderstood(f"{_shown(value)} is not a date that exists") from error
    _in_range(found, value)
    return found


def _whole_date(year: int, month: int | None, day: int | None, *, last: bool) -> date:
    if month is None:
        return date(year, 12, 31) if last else date(year, 1, 1)
    if day is None:
        day = monthrange(year, month)[1] if last and 1 <= month <= 12 else 1
    return date(year, month, day)


def read_time(value: object) -> time:
    """A time of day on the wall; 24:00 is not one."""
    match = _TIME.match(value) if isinstance(value, str) else None
    if match is None:
        raise NotUnderstood(f"{_shown(value)} is not a time of day")
    hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        return time(hour, minute, min(second, 59))
    except ValueError as error:
        raise NotUnderstood(f"{_shown(value)} is not a time of day") from error


def write_moment(moment: datetime) -> str:
    """An aware moment as FHIR writes it; an offset with seconds, which FHIR does not know, becomes UTC."""
    offset = moment.utcoffset() or timedelta()
    if offset % timedelta(minutes=1):
        moment = moment.astimezone(zone_named("UTC"))
    micro = moment.microsecond
    spec = "seconds" if not micro else "microseconds" if micro % 1000 else "milliseconds"
    return moment.isoformat(timespec=spec)


def _in_range(day: date, value: object) -> None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise NotUnderstood(f"{_shown(value)} is not a year of a treatment")


def _shown(value: object) -> str:
    return ascii(value)[:40]
