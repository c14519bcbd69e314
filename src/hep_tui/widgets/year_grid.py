"""Where the days of a year stand in a heatmap, and what each of them looks like.

Seven rows and one column a week: 53 columns, or 54 in a leap year that begins on a Sunday. Weeks begin on Monday
everywhere in the app (ISO 8601); what a locale calls the first day of the week, Python's standard library does not know.
"""

from __future__ import annotations

import calendar
from datetime import date
from enum import Enum

from hep_care.frozen import frozen
from hep_tui.widgets.glyphs import Glyphs

LABEL_CELLS = 5
WIDE_FROM = 111
"""From this many columns a day takes two cells."""
GRAND_FROM = 167
"""From this many columns a third one keeps the weeks apart."""


class Mark(Enum):
    """What kind of day a cell stands for."""

    NONE = "none"
    """Before the program."""
    REST = "rest"
    DUE = "due"
    """Work was due and none of it is logged."""
    DONE = "done"
    """Some or all of it was done; the level says how much."""
    EXCUSED = "excused"
    FUTURE = "future"
    UNKNOWN = "unknown"
    """After the last contact: nobody here can know."""


@frozen
class DayCell:
    """One day of a heatmap."""

    level: int
    """0 to 4, counted only where the mark is DONE."""
    mark: Mark

    @property
    def shade(self) -> str:
        """The end of the component class that colours this day."""
        return f"level-{self.level}" if self.mark is Mark.DONE else self.mark.value


NO_DAY = DayCell(0, Mark.NONE)


@frozen
class YearGrid:
    """One year laid out at one width."""

    year: int
    width: int
    """Columns of the terminal that the widget has."""
    roomy: bool = False
    """Whether a free row keeps the days of a week apart."""

    @property
    def row_lines(self) -> int:
        """How many lines a day takes, 1 or 2."""
        return 2 if self.roomy else 1

    @property
    def height(self) -> int:
        """Lines: the months, seven days, and the one that points at today."""
        return 2 + 6 * self.row_lines + 1

    def row_at(self, y: int) -> int | None:
        """The weekday whose cells stand on a line, 0 for Monday."""
        row, rest = divmod(y - 1, self.row_lines)
        return row if 0 <= row < 7 and not rest else None

    @property
    def weeks(self) -> int:
        """Columns of the year, each a week."""
        return self.place(date(self.year, 12, 31))[1] + 1

    @property
    def day_cells(self) -> int:
        """How many cells a day takes, 1 to 3."""
        return 1 + (self.width >= WIDE_FROM) + (self.width >= GRAND_FROM)

    @property
    def label_cells(self) -> int:
        """Cells before the first week; fewer where 54 weeks leave no room."""
        return max(3, min(LABEL_CELLS, self.width - self.weeks * self.day_cells))

    @property
    def weeks_shown(self) -> int:
        """How many weeks fit."""
        return max(1, min(self.weeks, (self.width - self.label_cells) // self.day_cells))

    def place(self, day: date) -> tuple[int, int]:
        """The row, 0 for Monday, and the week of a day of this year."""
        first = date(self.year, 1, 1)
        return day.weekday(), (first.weekday() + (day - first).days) // 7

    def day_at(self, row: int, week: int) -> date | None:
        """The day at a row and a week; None where the grid has a hole before or after the year."""
        first = date(self.year, 1, 1)
        days = week * 7 + row - first.weekday()
        last = 365 + calendar.isleap(self.year)
        return date.fromordinal(first.toordinal() + days) if 0 <= days < last else None

    def month_starts(self) -> list[tuple[int, str]]:
        """The week in which each month begins, and the month's short name."""
        return [(self.place(date(self.year, month, 1))[1], calendar.month_abbr[month]) for month in range(1, 13)]


def cell_text(cell: DayCell, glyphs: Glyphs, cells: int) -> str:
    """What stands for a day, one to three cells wide; the third is always free."""
    if cell.mark is Mark.DONE and cell.level > 0:
        return (glyphs.levels[min(cell.level, 4) - 1] * min(cells, 2)).ljust(cells)
    return state_glyph(cell, glyphs).ljust(cells)


def cursor_text(cell: DayCell, day: date, glyphs: Glyphs, cells: int) -> str:
    """What the selected day shows: its number where there is room, else its state as a glyph of the lists."""
    return f"{day.day:>2}" if cells > 1 else list_glyph(cell, glyphs)


def list_glyph(cell: DayCell, glyphs: Glyphs) -> str:
    """The state as the lists mark it: a shade drawn on the cursor's colour would read as a hole."""
    if cell.mark is Mark.DONE and cell.level > 0:
        return glyphs.done if cell.level >= 4 else glyphs.partial
    return state_glyph(cell, glyphs)


def legend(glyphs: Glyphs, unknown: bool = False) -> tuple[tuple[str, str, str], ...]:
    """Glyph, shade and words of what a heatmap shows, in reading order; a shade of "levels" is all four of them."""
    known = (
        (glyphs.rest, "rest", "rest"),
        (glyphs.excused, "excused", "excused"),
        (glyphs.todo, "due", "due"),
        ("".join(glyphs.levels), "levels", "a quarter to all of it"),
    )
    return (*known, (glyphs.unknown, "unknown", "not known yet")) if unknown else known


def state_glyph(cell: DayCell, glyphs: Glyphs) -> str:
    """The glyph of a day that nothing was done on."""
    return {
        Mark.REST: glyphs.rest,
        Mark.DUE: glyphs.todo,
        Mark.DONE: glyphs.todo,
        Mark.EXCUSED: glyphs.excused,
        Mark.UNKNOWN: glyphs.unknown,
    }.get(cell.mark, " ")
