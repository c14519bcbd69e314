"""What every screen shares: reading the diary anew when it changed, and a word where the window is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.screen import Screen

from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.diary import Diary

LEAST_WIDTH, LEAST_HEIGHT = 40, 12


class HepScreen(Screen[None]):
    """A full screen of the app."""

    CAN_LEAVE: ClassVar[bool] = True
    """Whether the capitals lead elsewhere from here and undo works; not while a timer runs."""

    @property
    def hep(self) -> HepApp:
        """The app, by its own type."""
        return cast("HepApp", self.app)

    @property
    def diary(self) -> Diary:
        """The diary, for reading."""
        return self.hep.diary

    def on_mount(self) -> None:
        """Have the word ready for a window that is too small."""
        self.mount(PlainStatic(f"Please make the window larger ({LEAST_WIDTH} × {LEAST_HEIGHT} at least).", id="tiny"))

    def on_resize(self, event: events.Resize) -> None:
        """Show the screen, or the word."""
        tiny = event.size.width < LEAST_WIDTH or event.size.height < LEAST_HEIGHT
        self.set_class(tiny, "-tiny-window")

    def on_screen_resume(self) -> None:
        """Coming back to a screen shows what is true now."""
        self.diary.refresh()
        self.diary_changed()

    def diary_changed(self) -> None:
        """Read the diary again and draw it."""
