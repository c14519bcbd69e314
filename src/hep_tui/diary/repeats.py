"""Dates as few repeating events: every so many days, certain weekdays, else as they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from hep_care.frozen import frozen

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)


@frozen
class Repeat:
    """Dates that one rule makes."""

    first: date
    last: date
    """Inclusive."""
    rule: Mapping[str, object]
    """As an RRULE has it, without its end; empty for a single date."""


def repeats(days: Sequence[date]) -> list[Repeat]:
    """Rules that make exactly these dates, given in order and each once."""
    weekly = _weekly(days)
    if weekly is not None:
        return [weekly]
    found: list[Repeat] = []
    at = 0
    while at < len(days):
        end = _run(days, at)
        first, last = days[at], days[end]
        gap = (days[at + 1] - first).days if end > at else 1
        found.append(Repeat(first, last, _daily(gap) if end > at else {}))
        at = end + 1
    return found


def _daily(gap: int) -> dict[str, object]:
    return {"freq": "DAILY", "interval": gap} if gap > 1 else {"freq": "DAILY"}


def _run(days: Sequence[date], at: int) -> int:
    """The last place of the run of even steps that begins here; two dates are a run only when they are neighbours."""
    end = min(at + 1, len(days) - 1)
    while end + 1 < len(days) and days[end + 1] - days[end] == days[end] - days[end - 1]:
        end += 1
    return end if end > at + 1 or days[end] - days[at] == _DAY else at


def _weekly(days: Sequence[date]) -> Repeat | None:
    """One weekly rule, where the dates are all those of certain weekdays in their span and fewer than all days."""
    first, last = days[0], days[-1]
    weekdays = sorted({day.weekday() for day in days})
    every = sum((first + n * _DAY).weekday() in weekdays for n in range((last - first).days + 1))
    if len(days) < 3 or len(weekdays) == 7 or every != len(days) or _run(days, 0) == len(days) - 1:
        return None
    return Repeat(first, last, {"freq": "WEEKLY", "byday": [_WEEKDAYS[n] for n in weekdays]})
