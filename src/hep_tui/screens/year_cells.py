"""What days look like in the calendar, and what the shades mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hep_care.counts import DayCount
from hep_tui.widgets.glyphs import Glyphs
from hep_tui.widgets.line_board import Part
from hep_tui.widgets.year_grid import DayCell, Mark, legend

_FUTURE = DayCell(0, Mark.FUTURE)
_PLAIN = {mark: DayCell(0, mark) for mark in (Mark.REST, Mark.DUE, Mark.EXCUSED)}
_DONE = [DayCell(level, Mark.DONE) for level in range(5)]
_COLOURS = {"rest": "rest-day", "due": "due", "excused": "excused"}


def year_cells(days: Mapping[date, DayCount], year: int, today: date) -> dict[date, DayCell]:
    """The cells of a year; days that belonged to no program have none."""
    return cells_between(days, date(year, 1, 1), date(year, 12, 31), today)


def cells_between(days: Mapping[date, DayCount], first: date, last: date, today: date) -> dict[date, DayCell]:
    """The cells of these days, both ends inclusive."""
    cells: dict[date, DayCell] = {}
    for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
        if day > today:
            cells[day] = _FUTURE
        elif (count := days.get(day)) is not None:
            cells[day] = day_cell(count)
    return cells


def day_cell(count: DayCount) -> DayCell:
    """One day that has come: its quarter where something due was done."""
    if count.excused:
        return _PLAIN[Mark.EXCUSED]
    if not count.due:
        return _PLAIN[Mark.REST]
    # Most days of most people: their fractions need not be looked at.
    level = 4 if count.done == count.due else count.level
    return _DONE[level] if level else _PLAIN[Mark.DUE]


def colour_of(shade: str) -> str:
    """The colour's name for a shade of the heatmap."""
    if shade.startswith("level-"):
        return f"heat-{shade[-1]}" if shade != "level-0" else "due"
    return _COLOURS.get(shade, "muted")


def legend_line(glyphs: Glyphs) -> list[Part]:
    """What the glyphs and shades mean, in words."""
    line: list[Part] = []
    for glyph, shade, words in legend(glyphs):
        line.append(("   " if line else "", ""))
        if shade == "levels":
            line += [(one, f"heat-{level}") for level, one in enumerate(glyph, 1)]
        else:
            line.append((glyph, colour_of(shade)))
        line.append((f" {words}", "muted"))
    return line
