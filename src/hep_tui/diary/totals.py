"""Closed days in numbers, worked out once and kept; they can be dropped and worked out again at any time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hep_care.counts import DayCount

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

_WINDOW = timedelta(days=7)
"""Work on one day can move the missed days of its k-of-7 window, on either side of it."""


def totals(diary: Diary, first: date, last: date) -> list[DayCount]:
    """Local dates from `first` to `last` in numbers: closed ones as kept, today and later ones fresh."""
    yesterday = diary.today - timedelta(days=1)
    _bring_up_to(diary, yesterday)
    kept = diary.store.day_totals(first, min(last, yesterday))
    begin = max(first, diary.today)
    fresh = diary.count_afresh(begin, last) if begin <= last else []
    return [*kept, *fresh]


def _bring_up_to(diary: Diary, yesterday: date) -> None:
    courses = diary.courses()
    if not courses:
        return
    start = courses[0].since
    derived = diary.store.derived()
    if derived.valid_through is None or derived.valid_through > yesterday:
        begin = start
    else:
        begin = derived.valid_through + timedelta(days=1)
    if derived.dirty_from is not None:
        begin = min(begin, derived.dirty_from - _WINDOW)
    # A window that was open when its days were kept may have closed since.
    begin = max(start, begin - _WINDOW) if begin <= yesterday else begin
    if begin > yesterday:
        return
    fresh = diary.count_afresh(begin, yesterday)
    try:
        diary.store.replace_day_totals(fresh, begin, yesterday, derived.generation)
    except OSError:
        return
