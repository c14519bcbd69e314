"""Closed days in numbers, worked out once and kept; they can be dropped and worked out again at any time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hep_care.counts import DayCount
from hep_tui.store.errors import NotSaved
from hep_tui.store.meta import TOTALS

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary
    from hep_tui.store.days import Derived

_COUNTED_BY = 1
"""Grows when the same entries come to count for something else."""


def totals(diary: Diary, first: date, last: date) -> list[DayCount]:
    """Local dates from `first` to `last` in numbers: closed ones as kept, today and later ones fresh."""
    if not diary.courses():
        return []
    yesterday = diary.today - timedelta(days=1)
    end = min(last, yesterday)
    kept = diary.store.day_totals(first, end) if _bring_up_to(diary, yesterday) else ()
    if len(kept) != _days_held(diary, first, end):
        # A file that cannot be written to, an entry saved this moment in another window, or a damaged row.
        kept = tuple(diary.count_afresh(first, end))
    begin = max(first, diary.today)
    fresh = diary.count_afresh(begin, last) if begin <= last else []
    return [*kept, *fresh]


def totals_seen(diary: Diary, first: date, last: date) -> list[DayCount]:
    """The same numbers for the thread that draws: what is kept is read, the rest counted, and nothing is written."""
    if not diary.courses():
        return []
    yesterday = diary.today - timedelta(days=1)
    begin = _first_to_count(diary, diary.store.derived(), _basis(diary), yesterday)
    end = min(last, begin - timedelta(days=1))
    kept = diary.store.day_totals(first, end) if first <= end else ()
    if len(kept) != _days_held(diary, first, end):
        kept, begin = (), first
    fresh = diary.count_afresh(max(first, begin), last) if max(first, begin) <= last else []
    return [*kept, *fresh]


def days_behind(diary: Diary) -> int:
    """How many closed days must be counted before their totals can be read: all of them after a large import."""
    if not diary.courses():
        return 0
    yesterday = diary.today - timedelta(days=1)
    begin = _first_to_count(diary, diary.store.derived(), _basis(diary), yesterday)
    return max(0, (yesterday - begin).days + 1)


def _bring_up_to(diary: Diary, yesterday: date) -> bool:
    """Count what is not kept yet or not right any more; whether what is kept is right now."""
    basis, derived = _basis(diary), diary.store.derived()
    if diary.outdated:
        return False
    begin = _first_to_count(diary, derived, basis, yesterday)
    return begin > yesterday or _keep(diary, begin, yesterday, derived.generation, basis)


def _first_to_count(diary: Diary, derived: Derived, basis: str, yesterday: date) -> date:
    """The first local date to count; one after yesterday where everything kept is right."""
    start = diary.courses()[0].since
    known = diary.store.meta(TOTALS) == basis
    if not known or derived.valid_through is None or derived.valid_through > yesterday:
        return start
    begin = derived.valid_through + timedelta(days=1)
    # A day that is not over changes nothing that is kept.
    if derived.dirty_from is not None and derived.dirty_from <= yesterday:
        begin = min(begin, derived.dirty_from)
    if begin > yesterday:
        return begin
    # Work on a day moves the missed days of its k-of-n window, and one that was open may have closed since.
    reach = max(course.reach for course in diary.courses())
    return begin - reach if begin - start > reach else start


def _keep(diary: Diary, begin: date, yesterday: date, generation: int, basis: str) -> bool:
    fresh = diary.count_afresh(begin, yesterday)
    # Totals of days that belong to no program any more go too.
    first = date.min if begin == diary.courses()[0].since else begin
    try:
        with diary.store.transaction():
            if not diary.store.replace_day_totals(fresh, first, yesterday, generation):
                return False
            diary.store.set_meta(TOTALS, basis)
            return True
    except NotSaved:
        return False


def _basis(diary: Diary) -> str:
    """What the kept totals follow from beside entries and prescriptions, which note themselves what they change."""
    programs = (f"{c.program.id} {c.since} {c.until}" for c in diary.courses())
    return "; ".join((f"{_COUNTED_BY} {diary.rules.zone} {diary.rules.rollover_hour}", *programs))


def _days_held(diary: Diary, first: date, last: date) -> int:
    """How many of these local dates belong to a program."""
    spans = (min(last, c.until or last) - max(first, c.since) for c in diary.courses())
    return sum(max(0, span.days + 1) for span in spans)
