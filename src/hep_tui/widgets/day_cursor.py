"""What a year and a month of days share: a cursor on one day, moved by keys and mouse, never past today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import reactive

from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.slices import Sliced
from hep_tui.widgets.year_grid import NO_DAY, DayCell

SHADES = ("none", "future", "rest", "due", "excused", "unknown", *(f"level-{level}" for level in range(5)))


class DayCursor(Sliced, can_focus=True):
    """A page of days; a move repaints the two days that changed and nothing else."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {f"days--{name}" for name in (*SHADES, "label", "today", "cursor")}
    # The cursor is drawn reversed, so that it is seen where a theme has only the terminal's own two colours.
    DEFAULT_CSS = """
    DayCursor {
        & > .days--label { color: $muted; }
        & > .days--today { color: $accent; text-style: bold; }
        & > .days--rest { color: $rest-day; }
        & > .days--due { color: $due; }
        & > .days--excused { color: $excused; }
        & > .days--unknown { color: $muted; }
        & > .days--future { color: $rest-day; }
        & > .days--none { color: $rest-day; }
        & > .days--level-0 { color: $due; }
        & > .days--level-1 { color: $heat-1; }
        & > .days--level-2 { color: $heat-2; }
        & > .days--level-3 { color: $heat-3; }
        & > .days--level-4 { color: $heat-4; }
        & > .days--cursor { color: $muted; background: $background; text-style: bold reverse; }
        &:focus > .days--cursor { color: $warning; }
    }
    """

    selected: reactive[date | None] = reactive(None, repaint=False)
    """The day under the cursor; None until a page was set."""

    @dataclass
    class DayHighlighted(Message):
        """The cursor stands on another day."""

        day: date

    @dataclass
    class DayOpened(Message):
        """The patient wants to see a day."""

        day: date

    @dataclass
    class DayWanted(Message):
        """The cursor is going to a day of another page."""

        day: date

    def __init__(self, *, glyphs: GlyphSet = "unicode", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._glyphs = glyphs_of(glyphs)
        self._cells: Mapping[date, DayCell] = {}
        self._today = date.max

    # --- what each page says for itself

    def on_page(self, day: date) -> bool:
        """Whether a day belongs to the page that is shown."""
        raise NotImplementedError

    def day_under(self, offset: Offset) -> date | None:
        """The day at a place of the widget's content, if there is one up to today."""
        raise NotImplementedError

    def region_of(self, day: date) -> Region:
        """Where a day of this page is drawn."""
        raise NotImplementedError

    def keep_in_view(self) -> bool:
        """Slides the page to the cursor where it does not fit; whether it slid."""
        return False

    def forget_drawn(self) -> None:
        """Drop what was drawn, so that it is drawn again."""

    # --- shared

    def cell_of(self, day: date) -> DayCell:
        """What is known about a day."""
        return self._cells.get(day, NO_DAY)

    def action_move(self, days: int) -> None:
        """Moves the cursor; a day of another page is wanted, never one after today."""
        if self.selected is None or self.selected.toordinal() + days < 1:
            return
        self.go(min(date.fromordinal(self.selected.toordinal() + days), max(self._today, self.selected)))

    def go(self, day: date) -> None:
        """Takes the cursor to a day, or asks for its page."""
        if self.on_page(day):
            self.selected = day
        elif day != self.selected:
            self.post_message(self.DayWanted(day))

    def action_open(self) -> None:
        """Opens the day under the cursor."""
        if self.selected is not None:
            self.post_message(self.DayOpened(self.selected))

    def on_click(self, event: events.Click) -> None:
        """A click takes the cursor to a day, a second one opens it."""
        # The event's own place is within the slice that was hit.
        region = self.content_region
        inside = region.contains_point(event.screen_offset)
        day = self.day_under(event.screen_offset - region.offset) if inside else None
        if day is None:
            return
        event.stop()
        self.go(day)
        if event.chain == 2:
            self.post_message(self.DayOpened(day))

    def watch_selected(self, old: date | None, new: date | None) -> None:
        """Repaints the day that was left and the one that was reached."""
        if new is None or not self.on_page(new):
            return
        if self.keep_in_view():
            self.redraw()
        else:
            self.paint(*(self.region_of(day) for day in (old, new) if day is not None and self.on_page(day)))
        # Who listens has work to do; the cursor is drawn first.
        self.call_after_refresh(self.post_message, self.DayHighlighted(new))

    def on_focus(self) -> None:
        """The cursor has its full colour."""
        self.redraw()

    def on_blur(self) -> None:
        """The cursor steps back."""
        self.redraw()

    def on_resize(self) -> None:
        """Lays the page out again."""
        self.keep_in_view()
        self.redraw()

    def notify_style_update(self) -> None:
        """Forgets what was drawn in other colours."""
        super().notify_style_update()
        self.redraw()

    def redraw(self) -> None:
        """Draws all of it again."""
        self.forget_drawn()
        self.paint()
