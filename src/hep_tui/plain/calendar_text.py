"""The calendar in lines: days, weeks, months and a year as sentences, and one day in full."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hep_care.counts import DayCount
from hep_care.credit import ItemStatus
from hep_tui.diary.finding import RefusedError, parse_day
from hep_tui.plain.day_text import going
from hep_tui.plain.ear import STATES, amount, sentence, spoken
from hep_tui.screens import today_words as words
from hep_tui.screens.calendar_words import count_words, date_words
from hep_tui.screens.day_lines import Line, day_lines

if TYPE_CHECKING:
    from hep_tui.diary import Diary

_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_WEEKS, _DAYS_SAID = 4, 7
EMPTY = "Your first day will appear here."


def calendar_text(diary: Diary, when: str = "") -> list[str]:
    """The last weeks; or a year ("2025"), a month ("2025-11", "november") or a day ("2025-11-12", "yesterday").

    Raises `RefusedError` for words that name no time.
    """
    when = when.strip().lower()
    if not when:
        return recent_text(diary)
    if _YEAR.fullmatch(when) and date.min.year <= int(when) <= date.max.year:
        return year_text(diary, int(when))
    if month := _month(when, diary.today):
        first, last = month
        return [*days_text(diary, first, last), _total(f"{first:%B} {first.year}", _counts(diary, first, last))]
    return one_day_text(diary, parse_day(when, diary.today))


def recent_text(diary: Diary) -> list[str]:
    """The last seven days, then the last weeks in a line each, newest first, then how it is going."""
    today = diary.today
    if not diary.courses():
        return [EMPTY]
    lines = ["The last 7 days, newest first:", *days_text(diary, today - timedelta(days=_DAYS_SAID - 1), today)[::-1]]
    monday = today - timedelta(days=today.weekday())
    lines.append("Week by week:")
    for n in range(_WEEKS):
        first = monday - timedelta(weeks=n)
        name = "This week" if n == 0 else f"Week of {date_words(first, today)}"
        lines.append(_total(name, _counts(diary, first, min(today, first + timedelta(days=6)))))
    return lines + going(diary.score())


def year_text(diary: Diary, year: int) -> list[str]:
    """The months of a year in a line each."""
    lines = []
    for month in range(1, 13):
        first = date(year, month, 1)
        days = _counts(diary, first, first.replace(day=calendar.monthrange(year, month)[1]))
        if days:
            lines.append(_total(f"{first:%B}", days))
    return lines or [f"There is nothing in {year}: no program, and no day to count."]


def days_text(diary: Diary, first: date, last: date) -> list[str]:
    """Days in a line each, oldest first: "Thu 12 Nov: 3 of 4 done." """
    if first > last:
        raise RefusedError(f"{first.isoformat()} is after {last.isoformat()}; turn them round.")
    today = diary.today
    days = _counts(diary, first, last)
    if not days:
        return ["There is nothing on these days: no program, and nothing logged."]
    return [sentence(f"{date_words(day.day, today)}: {count_words(day, today)}") for day in days]


def one_day_text(diary: Diary, day: date) -> list[str]:
    """One day in full: what it counts for, then each exercise."""
    held = diary.course(day) is not None
    tally = diary.tally(day)
    records = diary.records(day, day).get(day, ())
    names = {r.id: p.name for r in records if (p := diary.prescription_of(r.entry)) is not None}
    head = f"{words.long_day(day)} {day.year}: {count_words(tally.count if held else None, diary.today)}"
    return [sentence(head), *(_said(line) for line in day_lines(tally, records, names))]


def _said(line: Line) -> str:
    # What answers no item of the day has no state: it was noted.
    state = "noted" if line.status is ItemStatus.UNKNOWN else STATES[line.status]
    return sentence(f"{line.name}: {state}", spoken(line.dose), spoken(line.said))


def _counts(diary: Diary, first: date, last: date) -> list[DayCount]:
    """The days that belonged to a program, none of them still to come."""
    courses = diary.courses()
    begin = max(first, min((course.since for course in courses), default=last))
    end = min(last, diary.today)
    return diary.counts(begin, end) if courses and begin <= end else []


def _total(name: str, days: Sequence[DayCount]) -> str:
    due = [day for day in days if day.due]
    if not due:
        return sentence(f"{name}: nothing was due")
    done, of = sum(day.done for day in due), sum(day.due for day in due)
    whole = sum(day.done == day.due for day in due)
    excused = sum(day.excused for day in days)
    away = f"{amount(excused, 'day')} excused" if excused else ""
    if not done:
        return sentence(f"{name}: nothing logged yet", f"{of} on your plan", away)
    in_full = f"{whole} of {amount(len(due), 'day')} in full" if whole else ""
    return sentence(f"{name}: {done} of {of} exercises done", in_full, away)


def _month(text: str, today: date) -> tuple[date, date] | None:
    found = _MONTH.fullmatch(text)
    year, month = (int(found[1]), int(found[2])) if found else (today.year, _month_named(text))
    if not 1 <= month <= 12 or year < date.min.year:
        return None
    # A month by its name is the latest that has begun.
    if not found and month > today.month:
        year -= 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _month_named(text: str) -> int:
    if len(text) < 3 or not text.isalpha():
        return 0
    return next((n for n in range(1, 13) if calendar.month_name[n].lower().startswith(text)), 0)
