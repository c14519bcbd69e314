"""A past for the calendar's tests: days done, left out, excused, corrected and withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hep_care.entry import Reason
from hep_tui.diary import Diary
from hep_tui.diary.corrections import Change, amendment, pain_change, withdrawal
from hep_tui.diary.drafts import Said, completion, pain_symptoms, skip


def three_weeks(diary: Diary) -> None:
    """Most days done in full or in part, two excused, three without anything, and yesterday a little."""
    first = diary.courses()[0].since
    day, n = first, 0
    while day < diary.today:
        if n in (8, 9):
            items = [state.item for state in diary.tally(day).states if state.item.slot is not None]
            diary.log(*(skip(item.prescription, day, item.slot, Reason.ILL) for item in items))
        elif n not in (12, 13, 14):
            some_of(diary, day, 3 if n % 4 else 12)
        day, n = day + timedelta(days=1), n + 1


def some_of(diary: Diary, day: date, most: int) -> None:
    """The first so many items of a day, as planned, with a little pain."""
    items = [state.item for state in diary.tally(day).states if state.item.slot is not None][:most]
    diary.log(*(completion(i.prescription, day, i.slot, None, Said(pain_symptoms(n % 3))) for n, i in enumerate(items)))


def one_rich_day(diary: Diary) -> None:
    """Yesterday: one done, one corrected, one left out, one withdrawn."""
    day = diary.today - timedelta(days=1)
    items = [state.item for state in diary.tally(day).states if state.item.slot is not None]
    done, corrected, withdrawn, left_out = items[:4]
    drafts = [completion(i.prescription, day, i.slot) for i in (done, corrected, withdrawn)]
    drafts[0] = replace(drafts[0], symptoms=pain_symptoms(1), effort=4)
    drafts.append(skip(left_out.prescription, day, left_out.slot, Reason.NO_TIME))
    saved = diary.log(*drafts)
    records = {record.id: record for record in diary.records(day, day)[day]}
    diary.log(amendment(diary, records[saved[1].id], Change(reps=[4], symptoms=pain_change(2)), "I counted wrong"))
    diary.log(withdrawal(records[saved[2].id], "that was the day before"))
