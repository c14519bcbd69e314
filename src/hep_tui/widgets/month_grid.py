"""One month as a calendar on the wall: a row a week, a day with its number, its shade and its share."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.strip import Strip

from hep_care.frozen import frozen
from hep_tui.widgets.day_cursor import DayCursor
from hep_tui.widgets.plain import fit
from hep_tui.widgets.year_grid import DayCell, cell_text, list_glyph

WEEKS = 6
"""As many rows as the longest month needs, so that turning pages moves nothing."""
_TOTAL_CELLS, _MOST_CELLS = 13, 22
_ROOMY_FROM, _GRAND_FROM = 34, 50
_ONE_DAY = timedelta(days=1)


@frozen
class MonthPage:
    """What a month shows."""

    first: date
    """The first of the month."""
    cells: Mapping[date, DayCell]
    said: Mapping[date, str]
    """A day's share in a few characters: "3/4"."""
    totals: Mapping[date, tuple[str, str]]
    """What each week comes to, in two lines, by its Monday."""
    today: date

    @property
    def monday(self) -> date:
        """The first day that is drawn."""
        return monday_of(self.first)


def monday_of(day: date) -> date:
    """The first day of a week."""
    return day - timedelta(days=day.weekday())


class MonthGrid(DayCursor):
    """One month; `set_page` fills it and `selected` is the day under the cursor."""

    DEFAULT_CSS = "MonthGrid { height: auto; width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "day", key_display="←↑↓→", id="month.day-back", tooltip="A day back"),
        Binding("right,l", "move(1)", "a day on", show=False, id="month.day-on"),
        Binding("up,k", "move(-7)", "a week back", show=False, id="month.week-back"),
        Binding("down,j", "move(7)", "a week on", show=False, id="month.week-on"),
        Binding("home", "edge(False)", "first day", show=False, id="month.first"),
        Binding("end", "edge(True)", "last day", show=False, id="month.last"),
        Binding("enter", "open", "open", id="month.open", tooltip="Open this day"),
        Binding("left_square_bracket", "month(-1)", "month", key_display="[ ]", id="month.back", tooltip="A month back"),
        Binding("right_square_bracket", "month(1)", "the month after", show=False, id="month.on"),
    ]  # fmt: skip

    SLICES = 8
    _page: MonthPage | None = None
    _lines: dict[int, Strip]

    @property
    def month(self) -> date | None:
        """The first of the month that is shown."""
        return self._page.first if self._page else None

    def set_page(self, page: MonthPage, selected: date) -> None:
        """Shows a month with the cursor on one of its days."""
        self._page, self._cells, self._today = page, page.cells, page.today
        self._lines = {}
        self.selected = selected
        self.redraw()

    def on_page(self, day: date) -> bool:
        """Whether a day is of the month that is shown; the days around it are other pages."""
        return self._page is not None and (day.year, day.month) == (self._page.first.year, self._page.first.month)

    def day_under(self, offset: Offset) -> date | None:
        """The day at a place of the widget's content, if there is one up to today."""
        week, column = (offset.y - 1) // self._week_lines, offset.x // self._day_cells
        if self._page is None or not 0 <= week < WEEKS or not 0 <= column < 7 or offset.y < 1:
            return None
        day = self._page.monday + timedelta(days=7 * week + column)
        return day if day <= self._today and (self.on_page(day) or self._weeks_drawn > week) else None

    def action_month(self, months: int) -> None:
        """Wants the same day of another month, at the latest today."""
        if self.selected is None:
            return
        at = self.selected.year * 12 + self.selected.month - 1 + months
        year, month = at // 12, at % 12 + 1
        if year < 1 or date(year, month, 1) > self._today:
            return
        last = calendar.monthrange(year, month)[1]
        self.go(min(date(year, month, min(self.selected.day, last)), self._today))

    def action_edge(self, last: bool) -> None:
        """Moves the cursor to the first day of the month, or the last up to today."""
        if self._page is not None:
            self.selected = min(self._last, self._today) if last else self._page.first

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel turns to the month after."""
        event.stop()
        self.action_month(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel turns to the month before."""
        event.stop()
        self.action_month(-1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The weekdays, and two lines a week, with free ones between where there is room."""
        free = (viewport.height >= _ROOMY_FROM) + (viewport.height >= _GRAND_FROM)
        return 1 + WEEKS * (2 + free)

    def edges(self, width: int) -> list[int]:
        """The seven weekdays and the totals."""
        return [n * _cells_of(width) for n in range(self.SLICES)]

    def line(self, y: int) -> Strip:
        """One line of the month."""
        if self._page is None:
            return Strip.blank(self.size.width, self.rich_style)
        if y not in self._lines:
            week, line = divmod(y - 1, self._week_lines)
            if y == 0:
                segments = self._weekdays()
            elif line < 2 and week < self._weeks_drawn:
                segments = self._week(self._page, self._page.monday + timedelta(days=7 * week), line)
            else:
                segments = []
            self._lines[y] = Strip(segments).adjust_cell_length(self.size.width, self.rich_style)
        return self._with_cursor(self._lines[y], y)

    def _with_cursor(self, strip: Strip, y: int) -> Strip:
        day = self.selected
        if day is None or not self.on_page(day):
            return strip
        region = self.region_of(day)
        if not region.y <= y < region.bottom:
            return strip
        text = self._texts(day, list_glyph(self.cell_of(day), self._glyphs))[y - region.y]
        before, _, after = strip.divide([region.x, region.right, strip.cell_length])
        return Strip([*before, Segment(fit(text, region.width), self._style("cursor")), *after], strip.cell_length)

    def _weekdays(self) -> list[Segment]:
        names = "".join(fit(name[:3], self._day_cells) for name in calendar.day_abbr)
        return [Segment(f"{names}week", self._style("label"))]

    def _week(self, page: MonthPage, monday: date, line: int) -> list[Segment]:
        segments = []
        quiet, words = self._style("label"), self.rich_style
        for day in (monday + n * _ONE_DAY for n in range(7)):
            cell, width = self.cell_of(day), self._day_cells
            here = self.on_page(day)
            text = self._texts(day, cell_text(cell, self._glyphs, 2))[line]
            if line:
                segments.append(Segment(fit(text, width), quiet))
                continue
            number = words if here and day <= page.today else quiet
            if day == page.today:
                number = self._style("today") + Style(underline=True)
            shade = self._style(cell.shade) if here else quiet
            segments += [Segment(text[:2], number), Segment(fit(text[2:], width - 2), shade)]
        total = page.totals.get(monday, ("", ""))[line]
        return [*segments, Segment(total, quiet if line else words)]

    def _texts(self, day: date, shade: str) -> tuple[str, str]:
        """The two lines of a day: its number and shade, then its share."""
        said = self._page.said.get(day, "") if self._page else ""
        indent = 3 if self._day_cells > 8 else 0
        return f"{day.day:>2} {shade}", " " * indent + said

    def region_of(self, day: date) -> Region:
        """The cells of a day of this month."""
        assert self._page is not None
        week, column = divmod((day - self._page.monday).days, 7)
        return Region(column * self._day_cells, 1 + week * self._week_lines, self._day_cells - 1, 2)

    def forget_drawn(self) -> None:
        """Drops the lines."""
        self._lines = {}

    @property
    def _day_cells(self) -> int:
        return _cells_of(self.size.width)

    @property
    def _week_lines(self) -> int:
        return max(2, self.size.height // WEEKS)

    @property
    def _last(self) -> date:
        assert self._page is not None
        first = self._page.first
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])

    @property
    def _weeks_drawn(self) -> int:
        return (self._last - self._page.monday).days // 7 + 1 if self._page else 0

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"days--{name}")


def _cells_of(width: int) -> int:
    """How wide a day is in a widget of this width."""
    return max(6, min(_MOST_CELLS, (width - _TOTAL_CELLS) // 7))
