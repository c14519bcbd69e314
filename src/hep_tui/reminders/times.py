"""The times of the day at which reminders come: read from text, derived from a program, and set in a scheduler."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from hep_care.day import DayRules, resolve_wall, zone_named
from hep_care.due import SlotPlan
from hep_care.plain_text import plain_text

MOST = 24
"""Reminders of a day."""
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_NAMED = (
    (("breakfast", "wake", "waking"), time(7, 30)),
    (("late morning", "mid-morning"), time(10, 30)),
    (("morning", "shower"), time(7, 30)),
    (("afternoon",), time(15, 30)),
    (("midday", "noon", "lunch"), time(12, 30)),
    (("bedtime", "bed", "night"), time(20, 30)),
    (("evening", "dinner", "supper"), time(18, 30)),
)
"""Words in the name of a session, the longer first, and the time that suits it."""
_SPREAD = {
    1: (time(7, 30),),
    2: (time(7, 30), time(18, 30)),
    3: (time(7, 30), time(12, 30), time(18, 30)),
    4: (time(7, 30), time(11, 30), time(15, 30), time(19, 30)),
}
_FIRST, _LAST = 7 * 60 + 30, 20 * 60 + 30
_SKIPPABLE = time(4)
"""Clocks change before this hour."""


class BadTimeError(ValueError):
    """A time of day cannot be used; the message is one plain line."""


def read_time(text: str) -> time:
    """The time of day that `7:30` or `07:30` names."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise BadTimeError(f"{plain_text(text, limit=20)!r} is not a time of day; write it as 07:30.")
    return time(int(found[1]), int(found[2]))


def read_times(texts: Iterable[str]) -> tuple[time, ...]:
    """Times of day in order, each once; raises `BadTimeError`."""
    times = tuple(sorted({read_time(text) for text in texts}))
    if len(times) > MOST:
        raise BadTimeError(f"{len(times)} reminders are more than the {MOST} that a day takes.")
    return times


def clock_text(at: time) -> str:
    """A time of day as settings hold it."""
    return f"{at:%H:%M}"


def times_for(slots: Sequence[SlotPlan]) -> tuple[time, ...]:
    """Times that suit the sessions of a day: the prescribed ones, else by their names, else spread over the day."""
    said = [slot.at or _by_name(slot.name) for slot in slots]
    known = [at for at in said if at is not None]
    if known and len(set(known)) == len(said):
        return tuple(sorted(known))
    count = max(len(slots), 1)
    return _SPREAD.get(count) or _evenly(min(count, MOST))


def _by_name(name: str) -> time | None:
    folded = name.casefold()
    return next((at for words, at in _NAMED if any(word in folded for word in words)), None)


def _evenly(count: int) -> tuple[time, ...]:
    minutes = (_FIRST + (_LAST - _FIRST) * n // (count - 1) for n in range(count))
    return tuple(time(at // 60, at // 5 * 5 % 60) for at in minutes)


def asked_by(slot: SlotPlan, of: int, index: int, times: Sequence[time]) -> bool:
    """Whether the reminder at `times[index]` may speak of a session that is one of `of` in its day.

    The last one of the day speaks of all of them. Before it a session with a prescribed time waits for that time,
    and the others are shared out in order, so that the morning's reminder does not ask for the evening.
    """
    if index + 1 >= len(times):
        return True
    if slot.at is not None:
        return slot.at <= times[index]
    # Not more sessions than this share of the day's reminders, rounded up.
    return slot.number <= -(-of * (index + 1) // len(times))


def into_day(at: time, rules: DayRules) -> timedelta:
    """How far a time of day lies behind the midnight of its local date, on the wall.

    A time before the rollover hour belongs to the day that is ending.
    """
    return timedelta(days=at.hour < rules.rollover_hour, hours=at.hour, minutes=at.minute)


def in_order(times: Iterable[time], rules: DayRules) -> tuple[time, ...]:
    """Times in the order in which they come in a local date."""
    return tuple(sorted(times, key=lambda at: into_day(at, rules)))


def moment_of(at: time, day: date, rules: DayRules) -> datetime:
    """The moment of a time of day on a local date, in UTC, once and only once when clocks change."""
    wall = datetime.combine(day, time()) + into_day(at, rules)
    return resolve_wall(wall, zone_named(rules.zone)).astimezone(UTC)


def wake_times(times: Iterable[time], again_minutes: int) -> tuple[time, ...]:
    """When a scheduler has to ask whether a reminder is due: at each time, and again later.

    Schedulers pass over a time that a change of clocks skips, so a time in the small hours is asked after
    once more at the full hour.
    """
    wakes = set(times)
    if again_minutes:
        wakes |= {_later(at, again_minutes) for at in times}
    wakes |= {time(at.hour + 1) for at in tuple(wakes) if at < _SKIPPABLE}
    return tuple(sorted(wakes))


def _later(at: time, minutes: int) -> time:
    total = (at.hour * 60 + at.minute + minutes) % (24 * 60)
    return time(total // 60, total % 60)


def is_quiet(at: time, begin: time, end: time) -> bool:
    """Whether a time of day lies in the quiet hours, which may span midnight; the end itself is not quiet."""
    if begin <= end:
        return begin <= at < end
    return at >= begin or at < end
