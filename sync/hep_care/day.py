"""The patient's day: which local date a moment belongs to.

A day turns over at the rollover hour (04:00 unless the patient says otherwise), so that work before
bed at 00:40 counts for the day that is ending. The date is frozen into an entry when it is logged
and never worked out again, whatever the patient's clock, zone or settings do later.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hep_care.frozen import frozen

ROLLOVER_HOUR = 4
LATE_DAYS = 7
"""How many days back work may be added."""


@frozen
class DayRules:
    """What decides a patient's local date."""

    zone: str = "UTC"
    """IANA name."""
    rollover_hour: int = ROLLOVER_HOUR


def zone_named(name: str) -> tzinfo:
    """The time zone of this IANA name, or of a fixed offset written `UTC-06:00`; UTC where it is not known."""
    fixed = re.fullmatch(r"UTC([+-])(\d\d):(\d\d)", name)
    try:
        if fixed:
            sign, hours, minutes = fixed.groups()
            offset = timedelta(hours=int(hours), minutes=int(minutes))
            return timezone(-offset if sign == "-" else offset, name)
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def local_date(moment: datetime, rules: DayRules) -> date:
    """The local date to which an aware moment belongs.

    The rollover is taken off the wall clock, not off the time that passed, so that on the days when
    clocks change the day still turns over at the same hour on the wall.
    """
    wall = moment.astimezone(zone_named(rules.zone)).replace(tzinfo=None)
    return (wall - timedelta(hours=rules.rollover_hour)).date()


def day_starts(day: date, rules: DayRules) -> datetime:
    """The first moment of a local date, aware."""
    wall = datetime.combine(day, datetime.min.time()) + timedelta(hours=rules.rollover_hour)
    return resolve_wall(wall, zone_named(rules.zone))


def resolve_wall(wall: datetime, zone: tzinfo) -> datetime:
    """The moment of a wall time, once and only once.

    A wall time that a spring change skips becomes the moment the clocks jump to (02:30 is 03:00); one
    that an autumn change doubles is its first occurrence.
    """
    aware = wall.replace(tzinfo=zone, fold=0)
    there_and_back = aware.astimezone(UTC).astimezone(zone)
    if there_and_back.replace(tzinfo=None) == wall:
        return aware
    before, after = aware.utcoffset(), wall.replace(tzinfo=zone, fold=1).utcoffset()
    gap = abs((before or timedelta()) - (after or timedelta()))
    # In a gap fold=0 lands past it by the gap; its end is where the clock resumes.
    probe = (wall - gap).replace(second=0, microsecond=0)
    step = timedelta(minutes=1)
    while probe.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == probe:
        probe += step
    return probe.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)
