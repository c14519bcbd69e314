"""The counted days that the calendar draws: of everything or of one exercise, at once or off the drawing thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from hep_care.adherence import PAUSE_OUT_OF, Comeback, Score, State, comeback, score
from hep_care.counts import DayCount
from hep_care.entry import EXCUSING
from hep_care.frozen import frozen
from hep_tui.diary import Diary
from hep_tui.diary.one_exercise import Exercise, count_one
from hep_tui.diary.totals import totals_seen
from hep_tui.screens.day_lines import REASON_WORDS

_COUNTED_AT_ONCE, _READ_AT_ONCE = 60, 800
"""Days: about the 50 ms that a screen may take to open; a thousand more are for the thread that writes."""


@frozen
class Counted:
    """Every day up to today, and what they come to."""

    days: Mapping[date, DayCount]
    score: Score
    back: Comeback | None
    paused_for: str = ""
    """Why the score is paused, in a word."""


def begins(diary: Diary) -> date:
    """The first day there is something to show of."""
    courses = diary.courses()
    return min(courses[0].since, diary.today) if courses else diary.today


def quick(diary: Diary, only: Exercise | None, first: date, last: date) -> bool:
    """Whether these days can be had without the screen noticing."""
    days = (min(last, diary.today) - max(first, begins(diary))).days + 1
    if only is not None:
        return days <= _COUNTED_AT_ONCE
    return days <= _COUNTED_AT_ONCE or (days <= _READ_AT_ONCE and diary.days_behind <= _COUNTED_AT_ONCE)


def seen(diary: Diary, only: Exercise | None, first: date, last: date) -> dict[date, DayCount]:
    """Days up to today in numbers; nothing is written."""
    end = min(last, diary.today)
    if first > end:
        return {}
    days = totals_seen(diary, first, end) if only is None else count_one(diary, only, first, end)
    return {one.day: one for one in days}


def seen_all(diary: Diary, only: Exercise | None) -> Counted:
    """Every day and what they come to; nothing is written."""
    return _counted(diary, seen(diary, only, begins(diary), diary.today))


def counted_all(diary: Diary, only: Exercise | None) -> Counted:
    """The same for the thread that writes: what was counted is kept, so that the next time it is only read."""
    if only is not None:
        return seen_all(diary, only)
    days = diary.counts(begins(diary), diary.today) if diary.courses() else []
    return _counted(diary, {one.day: one for one in days})


def _counted(diary: Diary, days: Mapping[date, DayCount]) -> Counted:
    every = list(days.values())
    found = score(every, diary.today)
    why = _paused_for(diary, every) if found.state is State.PAUSED else ""
    return Counted(days, found, comeback(every, diary.today), why)


def _paused_for(diary: Diary, days: list[DayCount]) -> str:
    """The reason given most on the excused days that pause the score."""
    excused = {one.day for one in days if one.excused}
    scheduled = [one.day for one in days if one.scheduled][-PAUSE_OUT_OF:]
    first = min(scheduled, default=diary.today - timedelta(days=PAUSE_OUT_OF))
    here = diary.records(first, diary.today)
    reasons = Counter(
        record.entry.reason
        for day, records in here.items()
        if day in excused
        for record in records
        if not record.retracted and record.entry.reason in EXCUSING
    )
    ((reason, _),) = reasons.most_common(1) or ((None, 0),)
    return REASON_WORDS[reason] if reason is not None else ""
