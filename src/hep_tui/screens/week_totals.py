"""What a week comes to, and how a month tells its days and weeks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from hep_care.counts import DayCount
from hep_care.frozen import frozen
from hep_tui.screens.year_cells import cells_between
from hep_tui.widgets.month_grid import WEEKS, MonthPage, monday_of

_WEEK = timedelta(days=7)
_ONE_DAY = timedelta(days=1)
_TOTAL_CELLS = 13


@frozen
class WeekTotal:
    """One week up to today; today itself joins when it is complete, as in the score."""

    due_days: int = 0
    done_days: int = 0
    """Of these, the ones done in full."""
    due: int = 0
    """Exercises; of today only what is done."""
    done: int = 0
    shown_up: bool = False


def week_total(days: Mapping[date, DayCount], monday: date, today: date) -> WeekTotal:
    """What the seven days from `monday` on come to."""
    here = [days[day] for day in (monday + n * _ONE_DAY for n in range(7)) if day <= today and day in days]
    closed = [one for one in here if one.due and (one.day < today or one.credit == 1)]
    return WeekTotal(
        len(closed),
        sum(one.credit == 1 for one in closed),
        sum(one.due if one in closed else one.done for one in here),
        sum(one.done for one in here),
        any(one.shown_up for one in here),
    )


def week_words(total: WeekTotal, monday: date, today: date, what: str = "exercises") -> str:
    """A week in a line: "This week: 5 of 6 days, 14 of 16 exercises"; what would be nothing is left out."""
    lead = {monday_of(today): "This week", monday_of(today) - _WEEK: "Last week"}.get(monday)
    lead = lead or f"Week of {monday.day} {monday:%b}"
    days = f"{total.done_days} of {total.due_days} days" if total.done_days else ""
    items = f"{total.done} of {total.due} {what}" if total.done else ""
    told = ", ".join(filter(None, (days, items)))
    if not told:
        told = "you showed up" if total.shown_up else "nothing logged" if total.due else "nothing was due"
    return f"{lead}: {told}"


def month_page(days: Mapping[date, DayCount], day: date, today: date) -> MonthPage:
    """The month of a day, with the days around it that fill its weeks."""
    first = day.replace(day=1)
    monday = monday_of(first)
    last = monday + WEEKS * _WEEK - _ONE_DAY
    mondays = [monday + n * _WEEK for n in range(WEEKS)]
    return MonthPage(
        first,
        cells_between(days, monday, last, today),
        {on: share_words(days[on], today) for on in (monday + n * _ONE_DAY for n in range(7 * WEEKS)) if on in days},
        {on: _total_lines(week_total(days, on, today)) for on in mondays},
        today,
    )


def share_words(count: DayCount, today: date) -> str:
    """A day's share in a few characters; a day without anything keeps its glyph alone."""
    if not count.due or count.day > today:
        return ""
    if count.done:
        return f"{count.done}/{count.due}"
    return "part" if count.level else "to do" if count.day == today else ""


def _total_lines(total: WeekTotal) -> tuple[str, str]:
    days = f"{total.done_days} of {total.due_days} days" if total.done_days else ""
    items = f"{total.done} of {total.due}" if total.done else ""
    items += " done" if items and len(items) + 5 <= _TOTAL_CELLS else ""
    return (days, items) if days else (items, "")
