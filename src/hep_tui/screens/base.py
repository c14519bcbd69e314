"""What every screen shares: reading the diary anew when it changed, and a word where the window is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from hep_tui.widgets.glyphs import GlyphSet
from hep_tui.widgets.item_list import ItemList
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
    """What each of our screens and questions has: the settings' classes, and keys that wait for those before them.

    A screen's own Enter or Esc that goes before that of the widget with the focus is looked at before keys that
    still wait at that widget. It is sent the way they go, up to the app, so that what was typed just before is there
    when it is acted on.
    """

    def on_mount(self) -> None:
        """Wear the classes that the settings ask for."""
        screen = cast("Screen[Any]", self)
        cast("HepApp", screen.app).dress(screen)

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

    def on_item_list_highlighted(self) -> None:
        """In a low window the sheet scrolls with the cursor of the list in it."""
        items, sheet = self.query_one(ItemList), self.query_one(".sheet")
        if items.cursor is None:
            return
        room = sheet.content_region
        y = items.region.y + items.cursor - items.scroll_offset.y - room.y
        if not 0 <= y < room.height:
            sheet.scroll_relative(y=y if y < 0 else y - room.height + 1, animate=False)


LEAST_WIDTH, LEAST_HEIGHT = 40, 12


class HepScreen(InTurn, Screen[None]):
    """A full screen of the app."""

    CAN_LEAVE: ClassVar[bool] = True
    """Whether the capitals lead elsewhere from here and undo works; not while a timer runs."""
    CAN_SET: ClassVar[bool] = False
    """Whether the settings can be opened from here although nothing else can."""

    _focused_before: Widget | None = None
    _just_read = False

    @property
    def hep(self) -> HepApp:
        """The app, by its own type."""
        return cast("HepApp", self.app)

    @property
    def diary(self) -> Diary:
        """The diary, for reading."""
        return self.hep.diary

    @property
    def glyph_set(self) -> GlyphSet:
        """Which glyphs to draw with."""
        return "ascii" if self.hep.settings.ascii else "unicode"

    def on_mount(self) -> None:
        """Read the diary before anything is laid out: the first picture is the whole one, and the only one."""
        self.diary_changed()
        self._just_read = True

    def on_resize(self, event: events.Resize) -> None:
        """Show the screen, or the word."""
        tiny = event.size.width < LEAST_WIDTH or event.size.height < LEAST_HEIGHT
        if tiny and not self.has_class("-tiny-window"):
            self._focused_before = self.focused
            if not self.query("#tiny"):
                words = f"Please make the window larger ({LEAST_WIDTH} × {LEAST_HEIGHT} at least)."
                self.mount(PlainStatic(words, id="tiny"))
        self.set_class(tiny, "-tiny-window")
        if not tiny and self.focused is None and self._focused_before is not None:
            # What is hidden loses the focus, and with it the keys.
            self.call_after_refresh(self.set_focus, self._focused_before)

    def on_screen_resume(self) -> None:
        """Coming back to a screen shows what is true now."""
        if self._just_read:
            self._just_read = False
            return
        self.diary.refresh()
        self.diary_changed()

    def diary_changed(self) -> None:
        """Read the diary again and draw it."""
