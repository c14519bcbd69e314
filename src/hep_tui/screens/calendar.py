"""The calendar: a year of days, the day under the cursor, and how steadily it went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.geometry import Size

from hep_care.adherence import STATE_WORDS, Score, State, comeback, score
from hep_care.counts import DayCount
from hep_care.day import LATE_DAYS
from hep_tui.screens.base import HepScreen
from hep_tui.screens.day_lines import TONES, Line, day_lines, glyph_of
from hep_tui.screens.year_cells import by_day, count_words, date_words, day_cell, year_cells
from hep_tui.widgets.glyphs import Glyphs, GlyphSet, glyphs_of
from hep_tui.widgets.heatmap import YearHeatmap
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic, content, fit
from hep_tui.widgets.year_grid import NO_DAY, cell_text, legend

Part = str | tuple[str, str]
EMPTY = "Your first day will appear here."
_NAME_CELLS, _DOSE_CELLS = 34, 14


class CalendarScreen(HepScreen):
    """One year at a time; opens on today, or on the day it is given."""

    CSS_PATH = "calendar.tcss"
    HELP = (
        "Each day of the year is one cell: a dot is a rest day, the darker a cell the more of the day was done. Days you "
        "were ill, in pain or told to rest are excused. The arrows move by day and week, Enter opens a day, + adds to one "
        f"of the last {LATE_DAYS} days."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "add", "add", key_display="+", id="calendar.add", tooltip="Add what you did on this day"),
        Binding("w", "why", "score", id="calendar.why", tooltip="How your score is worked out"),
        Binding(
            "exclamation_mark", "app.when_to_call", "call", key_display="!", id="calendar.call", tooltip="When to call"
        ),
        Binding("escape", "app.go('today')", "today", id="calendar.back", tooltip="Back to today"),
        Binding("question_mark", "app.help", "Help", key_display="?", id="calendar.help", tooltip="What the keys do"),
    ]

    def __init__(self, day: date | None = None) -> None:
        super().__init__(name="calendar")
        self._day = day
        self._today = date.max
        self._counts: dict[date, DayCount] = {}
        self._score: Score | None = None

    @property
    def _glyph_set(self) -> GlyphSet:
        return "ascii" if self.hep.settings.ascii else "unicode"

    @property
    def _glyphs(self) -> Glyphs:
        return glyphs_of(self._glyph_set)

    def compose(self) -> ComposeResult:
        """The year, its legend, then the day beside the score."""
        with Horizontal(id="head"):
            yield PlainStatic(id="year")
            yield PlainStatic(id="today")
        yield YearHeatmap(glyphs=self._glyph_set, id="heatmap")
        yield PlainStatic("   ".join(f"{glyph} {word}" for glyph, word in legend(self._glyphs)), id="legend")
        with Container(id="body"):
            with VerticalScroll(id="day", can_focus=False):
                yield PlainStatic(id="day-line")
                yield PlainStatic(id="items")
            yield PlainStatic(id="score")
        yield KeyLine(glyphs=self._glyph_set)

    def on_mount(self) -> None:
        """The arrows move over the year at once."""
        self.query_one(YearHeatmap).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Fits the day's lines and the score anew."""
        self.call_after_refresh(self._draw_day)
        self.call_after_refresh(self._draw_score)

    # --- drawing

    def diary_changed(self) -> None:
        """Counts every day up to today, and draws one year of them."""
        self._today = self.diary.today
        courses = self.diary.courses()
        days = self.diary.counts(min(courses[0].since, self._today), self._today) if courses else []
        self._counts = dict(by_day(days))
        self._score = score(days, self._today)
        heatmap = self.query_one(YearHeatmap)
        heatmap.selected = heatmap.selected or self._day or self._today
        self._show_year(heatmap.selected.year)
        self._draw_score()

    def _show_year(self, year: int) -> None:
        self.query_one("#year", PlainStatic).say(str(year))
        lead = "the clock is pinned to" if self.diary.clock.pinned else "today is"
        now = f"{lead} {date_words(self._today, self._today)}"
        self.query_one("#today", PlainStatic).say(now if self._score and self._score.days_shown_up else EMPTY)
        heatmap = self.query_one(YearHeatmap)
        heatmap.set_year(year, year_cells(self._counts.values(), year, self._today), self._today)
        self._draw_day()

    def _draw_day(self) -> None:
        day = self.query_one(YearHeatmap).selected
        if day is None or self._score is None:
            return
        count = self._counts.get(day)
        cell = day_cell(count) if count else NO_DAY
        shade = cell_text(cell, self._glyphs, 1).strip()
        line: list[Part] = [(date_words(day, self._today), "bold"), "   "]
        line += [(f"{shade} ", f"${_shade_colour(cell.shade)}")] if shade else []
        self.query_one("#day-line", PlainStatic).say(content(*line, count_words(count, self._today)))
        self.query_one("#items", PlainStatic).say(self._items(day))

    def _items(self, day: date) -> Content:
        records = self.diary.records(day, day).get(day, ())
        names = {r.id: p.name for r in records if (p := self.diary.prescription_of(r.entry)) is not None}
        room = self.query_one("#day").size
        return content(*item_parts(day_lines(self.diary.tally(day), records, names), room, self._glyphs))

    def _draw_score(self) -> None:
        found = comeback(list(self._counts.values()), self._today)
        back = f"back after {found.after} days on {found.on.day} {found.on:%b} – well done" if found else ""
        if self._score is not None:
            between = " · " if self.has_class("-narrow") else "\n"
            self.query_one("#score", PlainStatic).say(content(*score_parts(self._score, back, between)))

    # --- what the keys do

    def on_year_heatmap_day_highlighted(self) -> None:
        """Another day under the cursor: only its lines are drawn again."""
        self._draw_day()

    def on_year_heatmap_year_wanted(self, event: YearHeatmap.YearWanted) -> None:
        """Another year, as far back as there was a program."""
        first = min(self._counts, default=self._today).year
        if event.year >= first:
            self._show_year(event.year)
        else:
            self.hep.say(f"Your calendar begins in {first}.")

    def on_year_heatmap_day_opened(self, event: YearHeatmap.DayOpened) -> None:
        """Everything that was logged on that day."""
        from hep_tui.screens.day_detail import DayDetailScreen

        self.hep.switch_screen(DayDetailScreen(event.day))

    def action_add(self) -> None:
        """Opens the day for adding, as Today does."""
        day = self.query_one(YearHeatmap).selected
        if day is not None:
            add_late(self, day)

    def action_why(self) -> None:
        """The arithmetic of the score."""
        from hep_tui.screens.score_page import ScorePage

        if self._score is not None:
            self.hep.push_screen(ScorePage(self._score, self._glyph_set))


def add_late(screen: HepScreen, day: date) -> None:
    """Go to Today for a day of the last seven, where what was done is added; say why not for any other."""
    if not 0 <= (screen.diary.today - day).days <= LATE_DAYS:
        screen.hep.say(f"Only the last {LATE_DAYS} days can be added to.")
    else:
        from hep_tui.screens.today import TodayScreen

        screen.hep.switch_screen(TodayScreen(day))


def item_parts(lines: Sequence[Line], room: Size, glyphs: Glyphs) -> list[Part]:
    """A line an exercise; what is said of it follows on the line, or below it where there is room for that."""
    name_cells = min(_NAME_CELLS, room.width // 2 - 6, max((cell_len(line.name) for line in lines), default=0))
    dose_cells = min(_DOSE_CELLS, max((cell_len(line.dose) for line in lines), default=0))
    left = room.width - name_cells - dose_cells - 6
    free = room.height - 1 - len(lines)
    parts: list[Part] = []
    for line in lines:
        below = cell_len(line.said) > left and free > 0
        free -= below
        said = f"\n    {line.said}" if below else f"  {fit(line.said, left)}"
        parts += [
            (f"{glyph_of(line.status, glyphs)} ", f"${TONES[line.status]}"),
            fit(line.name, name_cells),
            (f"  {fit(line.dose, dose_cells)}{said if line.said else ''}", "$muted"),
            "\n",
        ]
    return parts


def score_parts(score: Score, back: str = "", between: str = "\n") -> list[Part]:
    """The state first, then the plain counts; what would be nothing is left out."""
    parts: list[Part] = [("Consistency", "$muted"), "   "]
    if score.value:
        parts += [(f"{round(score.value)}", "bold $accent"), between]
    parts += [STATE_WORDS[score.state].lower(), between]
    if score.done_days:
        parts += [f"{score.done_days} of {score.due_days} days done", between]
    elif score.state is State.BUILDING:
        parts += [("your score comes after a few days", "$muted"), between]
    if score.days_shown_up:
        parts += ["1 day" if score.days_shown_up == 1 else f"{score.days_shown_up} days", " you showed up", between]
    parts += [(back, "$accent"), between] if back else []
    return [*parts, "w ", ("how this is worked out", "$muted")]


def _shade_colour(shade: str) -> str:
    """The theme's name for the colour of a cell."""
    names = {"rest": "rest-day", "due": "due", "excused": "excused", "none": "muted", "future": "muted"}
    return names.get(shade) or (shade.replace("level", "heat") if shade.startswith("level") else "muted")
