"""The calendar: a year or a month of days, the day under the cursor, and how steadily it went."""

from __future__ import annotations

import time
from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical

from hep_care.day import LATE_DAYS
from hep_care.plain_text import plain_text
from hep_tui.diary.one_exercise import Exercise, exercises, only_of
from hep_tui.screens.add_late import add_late
from hep_tui.screens.calendar_parts import day_line, item_lines, score_parts
from hep_tui.screens.calendar_words import date_words
from hep_tui.screens.counted_screen import CountedScreen
from hep_tui.screens.day_counts import begins
from hep_tui.screens.day_lines import day_lines
from hep_tui.screens.week_totals import month_page, week_total, week_words
from hep_tui.screens.year_cells import legend_line, year_cells
from hep_tui.widgets.day_cursor import DayCursor
from hep_tui.widgets.glyphs import Glyphs, GlyphSet, glyphs_of
from hep_tui.widgets.heatmap import YearHeatmap
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.line_board import STRONG, LineBoard, Part
from hep_tui.widgets.month_grid import MonthGrid, monday_of
from hep_tui.widgets.plain import PlainStatic, content

EMPTY = "Your first day will appear here."
COUNTING = "Counting your days …"
_STILL_S = 0.05
"""A cursor that has not moved for this long: the exercises of its day are read. A held key comes more often."""


class CalendarScreen(CountedScreen):
    """One page of days at a time; opens on today, or on the day it is given."""

    CSS_PATH = "calendar.tcss"
    HELP = (
        "Each day of the year is one cell: a dot is a rest day, the darker a cell the more of the day was done. Days you "
        "were ill, in pain or told to rest are excused. The arrows move by day and week, Enter opens a day, m shows one "
        f"month with its weeks, / shows one exercise alone. + adds to one of the last {LATE_DAYS} days."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "month", "month/year", id="calendar.month", tooltip="One month with its weeks, or the year again"),
        Binding("slash", "filter", "filter", key_display="/", id="calendar.filter", tooltip="Show one exercise alone"),
        Binding("plus", "add", "add", key_display="+", id="calendar.add", tooltip="Add what you did on this day"),
        Binding("w", "why", "score", id="calendar.why", tooltip="How your score is worked out"),
        Binding(
            "exclamation_mark", "app.when_to_call", "call", key_display="!", id="calendar.call", tooltip="When to call"
        ),
        Binding("escape", "back", "back", id="calendar.back", tooltip="All exercises again, else back to today"),
        Binding("question_mark", "app.help", "Help", key_display="?", id="calendar.help", tooltip="What the keys do"),
    ]

    def __init__(self, day: date | None = None, *, month: bool = False, only: Exercise | None = None) -> None:
        super().__init__("calendar", only)
        self._day = day
        self._month = month
        self._moved, self._waits = 0.0, False

    @property
    def _glyph_set(self) -> GlyphSet:
        return "ascii" if self.hep.settings.ascii else "unicode"

    @property
    def _glyphs(self) -> Glyphs:
        return glyphs_of(self._glyph_set)

    @property
    def _page(self) -> DayCursor:
        return self.query_one(MonthGrid) if self._month else self.query_one(YearHeatmap)

    def compose(self) -> ComposeResult:
        """The year or the month, its legend, then the day beside the score."""
        yield LineBoard(id="head")
        yield YearHeatmap(glyphs=self._glyph_set, id="heatmap")
        yield MonthGrid(glyphs=self._glyph_set, id="month")
        # In one room: whatever stands on the screen by itself is looked at with every frame.
        with Vertical(id="below"):
            yield LineBoard(id="legend")
            with Container(id="body"):
                with Vertical(id="day"):
                    yield LineBoard(id="day-line")
                    yield LineBoard(id="week-line")
                    yield LineBoard(id="items")
                yield PlainStatic(id="score")
        yield KeyLine(glyphs=self._glyph_set)

    def on_mount(self) -> None:
        """The arrows move over the days at once."""
        self.query_one("#legend", LineBoard).show([legend_line(self._glyphs)])
        self._turn_over()

    def on_resize(self, event: events.Resize) -> None:
        """Fits the lines and the score anew."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self._page.selected is not None:
            self.show_page(self._page.selected)
            self._draw_items()
            self.draw_score()

    # --- drawing

    def _turn_over(self) -> None:
        """Shows the year or the month, and gives it the keys."""
        self.query_one(YearHeatmap).display = not self._month
        self.query_one(MonthGrid).display = self._month
        self.set_class(self._month, "-month")
        self._page.focus()

    @property
    def day(self) -> date:
        """The day under the cursor, or the one it will stand on."""
        return min(self._page.selected or self._day or self._today, self._today)

    def show_page(self, day: date) -> None:
        """The page that a day is on, with the cursor on it."""
        known = self.known(day.year)
        if self._month:
            self.query_one(MonthGrid).set_page(month_page(self._days, day, self._today), day)
        else:
            cells = year_cells(self._days, day.year, self._today)
            self.query_one(YearHeatmap).set_year(day.year, cells, self._today, day)
        self._draw_head(day, self._now_words() if known else COUNTING)
        self._draw_date(day)
        self._rest_soon()

    def _draw_head(self, day: date, words: str) -> None:
        board = self.query_one("#head", LineBoard)
        left: list[Part] = [(f"{day:%B} {day.year}" if self._month else str(day.year), STRONG)]
        if self._only is not None:
            left += [("   ", ""), (plain_text(self._only.name), "accent"), ("  esc shows all", "muted")]
        gap = board.size.width - sum(cell_len(text) for text, _ in left) - cell_len(words)
        board.show([[*left, (" " * gap, ""), (words, "muted")]] if gap > 1 else [left])

    def _now_words(self) -> str:
        if self._counted is not None and not self._counted.score.days_shown_up and self._only is None:
            return EMPTY
        lead = "the clock is pinned to" if self.diary.clock.pinned else "today is"
        return f"{lead} {date_words(self._today, self._today)}"

    def _draw_date(self, day: date) -> None:
        line = day_line(day, self._days.get(day), self._today, self._glyphs, self._only is not None)
        if not self.known(day.year):
            line = [*line[:-1], (COUNTING, "muted")]
        self.query_one("#day-line", LineBoard).show([line])

    def _draw_items(self) -> None:
        day = self._page.selected
        if day is None:
            return
        monday = monday_of(day)
        words = week_words(
            week_total(self._days, monday, self._today), monday, self._today, "times" if self._only else "exercises"
        )
        self.query_one("#week-line", LineBoard).show([[(words, "muted")]])
        items = self.query_one("#items", LineBoard)
        items.show(self._items(day, items))

    def _items(self, day: date, board: LineBoard) -> list[list[Part]]:
        records, tally = list(self.diary.records(day, day).get(day, ())), self.diary.tally(day)
        if self._only is not None:
            tally, records = only_of(self.diary, self._only, tally, records)
        names = {r.id: p.name for r in records if (p := self.diary.prescription_of(r.entry)) is not None}
        return item_lines(day_lines(tally, records, names), board.size, self._glyphs)

    def draw_score(self) -> None:
        """What the days come to."""
        panel = self.query_one("#score", PlainStatic)
        if self._counted is None:
            panel.say(content((COUNTING, "$muted")))
        else:
            between = " · " if self.has_class("-narrow") else "\n"
            panel.say(content(*score_parts(self._counted, between, self._only is not None)))

    # --- what the keys do

    def on_day_cursor_day_highlighted(self, event: DayCursor.DayHighlighted) -> None:
        """Another day under the cursor: its date at once, its exercises when the cursor rests."""
        if event.day != self._page.selected:
            return
        self._draw_date(event.day)
        self._rest_soon()

    def _rest_soon(self) -> None:
        self._moved = time.monotonic()
        if not self._waits:
            self._waits = True
            self.set_timer(_STILL_S, self._rested)

    def _rested(self) -> None:
        left = self._moved + _STILL_S - time.monotonic()
        if left > 0.001:
            self.set_timer(left, self._rested)
        else:
            self._waits = False
            self._draw_items()

    def on_day_cursor_day_wanted(self, event: DayCursor.DayWanted) -> None:
        """Another page, as far back as there was a program."""
        first = begins(self.diary).year
        if event.day.year >= first:
            self.show_page(event.day)
        else:
            self.hep.say(f"Your calendar begins in {first}.")

    def on_day_cursor_day_opened(self, event: DayCursor.DayOpened) -> None:
        """Everything that was logged on that day."""
        from hep_tui.screens.day_detail import DayDetailScreen

        self.hep.switch_screen(DayDetailScreen(event.day, month=self._month, only=self._only))

    def action_month(self) -> None:
        """The month of the day under the cursor, or its year again."""
        day = self._page.selected or self._today
        self._month = not self._month
        self._turn_over()
        self.show_page(day)

    @work
    async def action_filter(self) -> None:
        """One exercise alone, or all again."""
        from hep_tui.screens.exercise_filter import ExerciseFilter

        picked = await self.hep.push_screen_wait(ExerciseFilter(exercises(self.diary), self._only, self._glyph_set))
        if picked is not None:
            self._filter(picked.exercise)

    def _filter(self, only: Exercise | None) -> None:
        if only != self._only:
            self.count_only(only)

    def action_back(self) -> None:
        """All exercises again; from there to Today."""
        if self._only is not None:
            self._filter(None)
        else:
            self.hep.action_go("today")

    def action_add(self) -> None:
        """Opens the day for adding, as Today does."""
        if self._page.selected is not None:
            add_late(self, self._page.selected)

    def action_why(self) -> None:
        """The arithmetic of the score."""
        from hep_tui.screens.score_page import ScorePage

        if self._only is not None:
            self.hep.say("The score is made of all your exercises: esc shows them, then w.")
        elif self._counted is not None:
            self.hep.push_screen(ScorePage(self._counted.score, self._glyph_set, self._counted.paused_for))
