"""A year of days as a heatmap: shade and glyph, moved over with the arrows, opened with Enter."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.strip import Strip

from hep_tui.widgets.day_cursor import DayCursor
from hep_tui.widgets.year_grid import GRAND_FROM, LABEL_CELLS, NO_DAY, DayCell, YearGrid, cell_text, cursor_text

_HEIGHT = 9
_SLICE_WEEKS = 14
_TALL_FROM = 44
"""From this many rows of the window a wide year has a free row between its days."""


class YearHeatmap(DayCursor):
    """One year, one cell a day; `set_year` fills it and `selected` is the day under the cursor."""

    DEFAULT_CSS = "YearHeatmap { height: auto; width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-7)", "day", key_display="←↑↓→", id="heatmap.week-back", tooltip="A week back"),
        Binding("right,l", "move(7)", "a week on", show=False, id="heatmap.week-on"),
        Binding("up,k", "move(-1)", "a day back", show=False, id="heatmap.day-back"),
        Binding("down,j", "move(1)", "a day on", show=False, id="heatmap.day-on"),
        Binding("home", "edge(False)", "first day", show=False, id="heatmap.first"),
        Binding("end", "edge(True)", "last day", show=False, id="heatmap.last"),
        Binding("enter", "open", "open", id="heatmap.open", tooltip="Open this day"),
        Binding("left_square_bracket", "year(-1)", "year", key_display="[ ]", id="heatmap.year-back", tooltip="A year back"),
        Binding("right_square_bracket", "year(1)", "the year after", show=False, id="heatmap.year-on"),
    ]  # fmt: skip

    SLICES = 4
    _year: int | None = None
    _first_week = 0
    _rows: dict[int, Strip]

    @property
    def year(self) -> int | None:
        """The year that is shown."""
        return self._year

    def set_year(self, year: int, cells: Mapping[date, DayCell], today: date, selected: date | None = None) -> None:
        """Shows a year; the cursor goes to `selected`, or stays, or goes to the last day that has come."""
        self._year, self._cells, self._today = year, cells, today
        self._rows = {}
        going_to = next((day for day in (selected, self.selected) if day is not None and day.year == year), None)
        self.selected = min(going_to or date(year, 12, 31), max(today, date(year, 1, 1)))
        self.keep_in_view()
        self.redraw()

    def on_page(self, day: date) -> bool:
        """Whether a day is of the year that is shown."""
        return day.year == self._year

    def day_under(self, offset: Offset) -> date | None:
        """The day at a place of the widget's content, if there is one up to today."""
        if self._year is None:
            return None
        grid = self._grid(self._year)
        row, column = grid.row_at(offset.y), offset.x - grid.label_cells
        if row is None or column < 0:
            return None
        day = grid.day_at(row, self._first_week + column // grid.day_cells)
        return day if day is not None and day <= self._today else None

    def action_year(self, years: int) -> None:
        """Wants the same day of another year, at the latest today."""
        if self.selected is None or self._year is None or not 1 <= self._year + years <= self._today.year:
            return
        leap_day = (self.selected.month, self.selected.day) == (2, 29)
        self.go(
            min(self.selected.replace(year=self._year + years, day=28 if leap_day else self.selected.day), self._today)
        )

    def action_edge(self, last: bool) -> None:
        """Moves the cursor to the first day of the year, or the last up to today."""
        if self._year is not None:
            self.selected = min(date(self._year, 12, 31), self._today) if last else date(self._year, 1, 1)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The cells that a whole year takes in this container."""
        grid = YearGrid(self._year or 2026, container.width)
        return grid.label_cells + grid.weeks * grid.day_cells

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The months, seven weekdays and the line that points at today."""
        roomy = width >= GRAND_FROM and viewport.height >= _TALL_FROM
        return YearGrid(self._year or 2026, width, roomy).height

    def edges(self, width: int) -> list[int]:
        """A quarter of the year each, the first one with the weekdays."""
        weeks = YearGrid(2026, width).day_cells * _SLICE_WEEKS
        return [0, *(min(width, LABEL_CELLS + weeks * n) for n in range(1, self.SLICES))]

    def line(self, y: int) -> Strip:
        """One row of the heatmap."""
        if self._year is None:
            return Strip.blank(self.size.width, self.rich_style)
        grid = self._grid(self._year)
        row = grid.row_at(y)
        if y not in self._rows:
            if row is not None:
                segments = self._week_row(grid, row)
            else:
                segments = self._month_row(grid) if y == 0 else self._today_row(grid) if y == grid.height - 1 else []
            self._rows[y] = Strip(segments).adjust_cell_length(self.size.width, self.rich_style).simplify()
        day = self.selected
        if day is not None and row is not None and day.year == self._year and grid.place(day)[0] == row:
            return self._with_cursor(self._rows[y], grid, day)
        return self._rows[y]

    def _with_cursor(self, strip: Strip, grid: YearGrid, day: date) -> Strip:
        left = self.region_of(day).x
        # The gap between wide days stays a gap.
        right = left + min(grid.day_cells, 2)
        text = cursor_text(self.cell_of(day), day, self._glyphs, grid.day_cells)
        before, _, after = strip.divide([left, right, strip.cell_length])
        return Strip([*before, Segment(text, self._style("cursor")), *after], strip.cell_length)

    def _week_row(self, grid: YearGrid, row: int) -> list[Segment]:
        """The label, then one segment a week."""
        label = set_cell_size(set_cell_size(calendar.day_abbr[row], 3), grid.label_cells)
        segments = [Segment(label, self._style("label"))]
        styles: dict[str, Style] = {}
        for week in range(self._first_week, self._first_week + grid.weeks_shown):
            day = grid.day_at(row, week)
            cell = self.cell_of(day) if day is not None else NO_DAY
            style = styles.get(cell.shade) or styles.setdefault(cell.shade, self._style(cell.shade))
            if day == self._today:
                style += Style(bold=True, underline=True)
            segments.append(Segment(cell_text(cell, self._glyphs, grid.day_cells), style))
        return segments

    def _month_row(self, grid: YearGrid) -> list[Segment]:
        line = ""
        for week, name in grid.month_starts():
            column = grid.label_cells + (week - self._first_week) * grid.day_cells
            if column >= grid.label_cells:
                line = set_cell_size(line, column) + set_cell_size(name, 3)
        return [Segment(line, self._style("label"))]

    def _today_row(self, grid: YearGrid) -> list[Segment]:
        """Points at the week of today, for underlined shades look like any other."""
        if self._today.year != self._year:
            return []
        week = grid.place(self._today)[1] - self._first_week
        if not 0 <= week < grid.weeks_shown:
            return []
        column = grid.label_cells + week * grid.day_cells
        words = f"{self._glyphs.points_up} today"
        if column + len(words) > self.size.width:
            words = f"today {self._glyphs.points_up}"
            column -= len(words) - 1
        return [Segment(" " * column, self.rich_style), Segment(words, self._style("today"))]

    def keep_in_view(self) -> bool:
        """Slides a year that is wider than the widget to the cursor; whether it slid."""
        if self.selected is None or self._year is None or self.selected.year != self._year:
            return False
        grid, before = self._grid(self._year), self._first_week
        week = grid.place(self.selected)[1]
        lowest, highest = week - grid.weeks_shown + 1, min(week, grid.weeks - grid.weeks_shown)
        self._first_week = max(lowest, min(before, highest), 0)
        return self._first_week != before

    def region_of(self, day: date) -> Region:
        """The cells of a day."""
        grid = self._grid(day.year)
        row, week = grid.place(day)
        left = grid.label_cells + (week - self._first_week) * grid.day_cells
        return Region(left, 1 + row * grid.row_lines, grid.day_cells, 1)

    def forget_drawn(self) -> None:
        """Drops the rows."""
        self._rows = {}

    def _grid(self, year: int) -> YearGrid:
        return YearGrid(year, self.size.width, self.size.height > _HEIGHT)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"days--{name}")
