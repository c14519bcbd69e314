"""A year of days as a heatmap: shade and glyph, moved over with the arrows, opened with Enter."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.year_grid import NO_DAY, DayCell, YearGrid, cell_text, cursor_text

HEIGHT = 8
"""Rows: the months and seven weekdays."""


class YearHeatmap(Widget, can_focus=True):
    """One year, one cell a day; `set_year` fills it and `selected` is the day under the cursor.

    A cursor move repaints the two cells that changed and nothing else.
    """

    COMPONENT_CLASSES = {
        "heatmap--label",
        "heatmap--none",
        "heatmap--future",
        "heatmap--rest",
        "heatmap--due",
        "heatmap--excused",
        "heatmap--unknown",
        "heatmap--level-0",
        "heatmap--level-1",
        "heatmap--level-2",
        "heatmap--level-3",
        "heatmap--level-4",
        "heatmap--cursor",
    }
    DEFAULT_CSS = """
    YearHeatmap {
        height: 8;
        width: 1fr;
        & > .heatmap--label { color: $muted; }
        & > .heatmap--rest { color: $rest-day; }
        & > .heatmap--due { color: $due; }
        & > .heatmap--excused { color: $excused; }
        & > .heatmap--unknown { color: $muted; }
        & > .heatmap--level-0 { color: $due; }
        & > .heatmap--level-1 { color: $heat-1; }
        & > .heatmap--level-2 { color: $heat-2; }
        & > .heatmap--level-3 { color: $heat-3; }
        & > .heatmap--level-4 { color: $heat-4; }
        & > .heatmap--cursor { color: $background; background: $muted; text-style: bold; }
        &:focus > .heatmap--cursor { background: $warning; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-7)", "day", key_display="←↑↓→", id="heatmap.week-back", tooltip="A week back"),
        Binding("right,l", "move(7)", "a week on", show=False, id="heatmap.week-on"),
        Binding("up,k", "move(-1)", "a day back", show=False, id="heatmap.day-back"),
        Binding("down,j", "move(1)", "a day on", show=False, id="heatmap.day-on"),
        Binding("home", "edge(False)", "first day", show=False, id="heatmap.first"),
        Binding("end", "edge(True)", "last day", show=False, id="heatmap.last"),
        Binding("enter", "open", "open", id="heatmap.open", tooltip="Open this day"),
        Binding("left_square_bracket", "year(-1)", "year", key_display="[ ]", id="heatmap.year-back"),
        Binding("right_square_bracket", "year(1)", "the year after", show=False, id="heatmap.year-on"),
    ]

    selected: reactive[date | None] = reactive(None, repaint=False)
    """The day under the cursor; None until a year was set."""

    @dataclass
    class DayHighlighted(Message):
        """The cursor stands on another day."""

        day: date

    @dataclass
    class DayOpened(Message):
        """The patient wants to see a day."""

        day: date

    @dataclass
    class YearWanted(Message):
        """The cursor left the year; `set_year` with this one takes it to where it was going."""

        year: int

    def __init__(self, *, glyphs: GlyphSet = "unicode", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._glyphs = glyphs_of(glyphs)
        self._cells: Mapping[date, DayCell] = {}
        self._today = date.max
        self._year: int | None = None
        self._first_week = 0
        self._going_to: date | None = None
        self._rows: dict[int, list[Segment]] = {}

    @property
    def year(self) -> int | None:
        """The year that is shown."""
        return self._year

    def set_year(self, year: int, cells: Mapping[date, DayCell], today: date) -> None:
        """Shows a year; a day without a cell is blank, and the cursor never goes past today."""
        self._year, self._cells, self._today = year, cells, today
        going_to, self._going_to = self._going_to, None
        if going_to is None or going_to.year != year:
            going_to = self.selected if self.selected is not None and self.selected.year == year else None
        self.selected = min(going_to or date(year, 12, 31), max(today, date(year, 1, 1)))
        self._redraw()

    def cell_of(self, day: date) -> DayCell:
        """What is known about a day."""
        return self._cells.get(day, NO_DAY)

    def day_under(self, offset: Offset) -> date | None:
        """The day at a place of the widget's content, if there is one up to today."""
        if self._year is None:
            return None
        grid = self._grid(self._year)
        row, column = offset.y - 1, offset.x - grid.label_cells
        if not 0 <= row < 7 or column < 0:
            return None
        day = grid.day_at(row, self._first_week + column // grid.day_cells)
        return day if day is not None and day <= self._today else None

    def action_move(self, days: int) -> None:
        """Moves the cursor; at the year's edge the next year is wanted, never one after today."""
        if self.selected is None or self._year is None or self.selected.toordinal() + days < 1:
            return
        target = min(date.fromordinal(self.selected.toordinal() + days), max(self._today, self.selected))
        if target.year == self._year:
            self.selected = target
        else:
            self._want(target)

    def action_year(self, years: int) -> None:
        """Wants the same day of another year, at the latest today."""
        if self.selected is None or self._year is None or not 1 <= self._year + years <= self._today.year:
            return
        leap_day = (self.selected.month, self.selected.day) == (2, 29)
        day = self.selected.replace(year=self._year + years, day=28 if leap_day else self.selected.day)
        self._want(min(day, self._today))

    def action_edge(self, last: bool) -> None:
        """Moves the cursor to the first day of the year, or the last up to today."""
        if self._year is not None:
            self.selected = min(date(self._year, 12, 31), self._today) if last else date(self._year, 1, 1)

    def action_open(self) -> None:
        """Opens the day under the cursor."""
        if self.selected is not None:
            self.post_message(self.DayOpened(self.selected))

    def on_click(self, event: events.Click) -> None:
        """A click takes the cursor to a day, a second one opens it."""
        offset = event.get_content_offset(self)
        day = self.day_under(offset) if offset is not None else None
        if day is None:
            return
        event.stop()
        self.selected = day
        if event.chain == 2:
            self.action_open()

    def watch_selected(self, old: date | None, new: date | None) -> None:
        """Repaints the day that was left and the one that was reached."""
        if new is None or self._year is None:
            return
        if self._keep_in_view():
            self._redraw()
        else:
            regions = [self._region(day) for day in (old, new) if day is not None and day.year == self._year]
            self.refresh(*regions)
        self.post_message(self.DayHighlighted(new))

    def on_resize(self) -> None:
        """Lays the year out again."""
        self._keep_in_view()
        self._redraw()

    def notify_style_update(self) -> None:
        """Forgets what was drawn in other colours."""
        super().notify_style_update()
        self._rows.clear()

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The cells that a whole year takes in this container."""
        grid = YearGrid(self._year or 2026, container.width)
        return grid.label_cells + grid.weeks * grid.day_cells

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The months and seven weekdays."""
        return HEIGHT

    def render_line(self, y: int) -> Strip:
        """One row of the heatmap."""
        width, base = self.size.width, self.rich_style
        if self._year is None or y >= HEIGHT:
            return Strip.blank(width, base)
        row = y - 1
        if row not in self._rows:
            self._rows[row] = self._week_row(row) if row >= 0 else self._month_row()
        segments = self._rows[row]
        selected = self.selected
        if selected is not None and selected.year == self._year and selected.weekday() == row:
            segments = self._with_cursor(segments, selected)
        return Strip(segments).adjust_cell_length(width, base)

    def _with_cursor(self, segments: list[Segment], day: date) -> list[Segment]:
        grid = self._grid(day.year)
        text = cursor_text(self.cell_of(day), day, self._glyphs, grid.day_cells)
        at = 1 + grid.place(day)[1] - self._first_week
        return [*segments[:at], Segment(text, self._style("cursor")), *segments[at + 1 :]]

    def _week_row(self, row: int) -> list[Segment]:
        """The label, then one segment a week."""
        assert self._year is not None
        grid = self._grid(self._year)
        label = set_cell_size(set_cell_size(calendar.day_abbr[row], 3), grid.label_cells)
        segments = [Segment(label, self._style("label"))]
        for week in range(self._first_week, self._first_week + grid.weeks_shown):
            day = grid.day_at(row, week)
            cell = self.cell_of(day) if day is not None else NO_DAY
            style = self._style(cell.shade)
            if day == self._today:
                style += Style(bold=True, underline=True)
            segments.append(Segment(cell_text(cell, self._glyphs, grid.day_cells), style))
        return segments

    def _month_row(self) -> list[Segment]:
        assert self._year is not None
        grid = self._grid(self._year)
        line = ""
        for week, name in grid.month_starts():
            column = grid.label_cells + (week - self._first_week) * grid.day_cells
            if column >= grid.label_cells:
                line = set_cell_size(line, column) + set_cell_size(name, 3)
        return [Segment(line, self._style("label"))]

    def _keep_in_view(self) -> bool:
        """Slides a year that is wider than the widget to the cursor; whether it slid."""
        if self.selected is None or self._year is None or self.selected.year != self._year:
            return False
        grid, before = self._grid(self._year), self._first_week
        week = grid.place(self.selected)[1]
        lowest, highest = week - grid.weeks_shown + 1, min(week, grid.weeks - grid.weeks_shown)
        self._first_week = max(lowest, min(before, highest), 0)
        return self._first_week != before

    def _region(self, day: date) -> Region:
        grid = self._grid(day.year)
        row, week = grid.place(day)
        return Region(grid.label_cells + (week - self._first_week) * grid.day_cells, row + 1, grid.day_cells, 1)

    def _want(self, day: date) -> None:
        if day.year == self._year:
            self.selected = day
            return
        self._going_to = day
        self.post_message(self.YearWanted(day.year))

    def _redraw(self) -> None:
        self._rows.clear()
        self.refresh()

    def _grid(self, year: int) -> YearGrid:
        return YearGrid(year, self.size.width)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"heatmap--{name}")
