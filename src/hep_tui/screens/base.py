"""What every screen shares: reading the diary anew when it changed, and a word where the window is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.diary import Diary


class Turn(Message):
    """An action of a screen whose turn comes after the keys that were pressed before it."""

    def __init__(self, screen: Screen[Any], action: str) -> None:
        super().__init__()
        self.screen = screen
        self.action = action


class InTurn:
    """For screens whose own Enter or Esc goes before that of the widget with the focus.

    Such a key is looked at before keys that still wait at that widget. It is sent the way they go, up to the app,
    so that what was typed just before is there when it is acted on.
    """

    def action_in_turn(self, action: str) -> None:
        """Do an action of this screen once earlier keys were dealt with."""
        screen = cast("Screen[Any]", self)
        (screen.focused or screen).post_message(Turn(screen, action))


Answer = TypeVar("Answer")


class HepDialog(InTurn, ModalScreen[Answer], Generic[Answer]):
    """A question over a screen. The app's own keys do not reach it, and when to call must be one key away here too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "exclamation_mark", "app.when_to_call", "when to call", key_display="!", show=False, id="dialog.call",
            tooltip="Red flags and the phone number",
        ),
    ]  # fmt: skip


LEAST_WIDTH, LEAST_HEIGHT = 40, 12


class HepScreen(InTurn, Screen[None]):
    """A full screen of the app."""

    CAN_LEAVE: ClassVar[bool] = True
    """Whether the capitals lead elsewhere from here and undo works; not while a timer runs."""

    _focused_before: Widget | None = None

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
        if tiny and not self.has_class("-tiny-window"):
            self._focused_before = self.focused
        self.set_class(tiny, "-tiny-window")
        if not tiny and self.focused is None and self._focused_before is not None:
            # What is hidden loses the focus, and with it the keys.
            self.call_after_refresh(self.set_focus, self._focused_before)

    def on_screen_resume(self) -> None:
        """Coming back to a screen shows what is true now."""
        self.diary.refresh()
        self.diary_changed()

    def diary_changed(self) -> None:
        """Read the diary again and draw it."""
