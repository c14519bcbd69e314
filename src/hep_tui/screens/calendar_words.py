"""How one day reads in a line."""

from __future__ import annotations

from datetime import date

from hep_care.counts import DayCount


def count_words(count: DayCount | None, today: date) -> str:
    """A day in a few words: "3 of 4 done", "a rest day", "excused"."""
    if count is None:
        return "no program on that day"
    if count.excused:
        return "excused"
    if not count.due:
        return "a rest day, and you did something" if count.shown_up else "a rest day"
    if count.done == count.due:
        return f"all {count.due} done" if count.due > 1 else "done"
    if count.done:
        return f"{count.done} of {count.due} done"
    if count.level:
        return f"a part of {count.due} done" if count.due > 1 else "done in part"
    return f"{count.due} to do" if count.day == today else f"nothing logged, {count.due} on your plan"


def date_words(day: date, today: date) -> str:
    """A date as people say it: "Thu 12 Nov", with its year where that is another one."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%a} {day.day} {day:%b}{year}"
