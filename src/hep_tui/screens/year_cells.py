"""What the days of a year look like in the calendar, and how one day reads in a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from hep_care.counts import DayCount
from hep_tui.widgets.year_grid import DayCell, Mark

_FUTURE = DayCell(0, Mark.FUTURE)
_PLAIN = {mark: DayCell(0, mark) for mark in (Mark.REST, Mark.DUE, Mark.EXCUSED)}


def year_cells(counts: Iterable[DayCount], year: int, today: date) -> dict[date, DayCell]:
    """The cells of a year; days that belonged to no program have none."""
    cells = {count.day: day_cell(count) for count in counts if count.day.year == year and count.day <= today}
    day, last = max(today + timedelta(days=1), date(year, 1, 1)), date(year, 12, 31)
    cells |= {day + timedelta(days=n): _FUTURE for n in range((last - day).days + 1)}
    return cells


def day_cell(count: DayCount) -> DayCell:
    """One day that has come: its quarter where something due was done."""
    if count.excused:
        return _PLAIN[Mark.EXCUSED]
    if not count.due:
        return _PLAIN[Mark.REST]
    return DayCell(count.level, Mark.DONE) if count.level else _PLAIN[Mark.DUE]


def by_day(counts: Iterable[DayCount]) -> Mapping[date, DayCount]:
    """Counts by their date."""
    return {count.day: count for count in counts}


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
