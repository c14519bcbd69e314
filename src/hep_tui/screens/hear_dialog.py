"""The sounds of a session, each to be heard before one relies on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from hep_tui.screens.base import HepDialog
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.signals import Sounds


class HearDialog(HepDialog[None]):
    """A line a sound; Enter or the cursor's stop on it plays it."""

    CSS_PATH = "dialogs.tcss"
    HELP = "Enter plays the sound under the cursor once more. What each means stands beside it."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,p", "in_turn('play')", "hear it", id="hear.play", priority=True),
        Binding("escape", "dismiss", "close", id="hear.close"),
    ]

    def __init__(self, player: Sounds) -> None:
        super().__init__()
        self._player = player

    def compose(self) -> ComposeResult:
        """How sounds are made here, and the list."""
        from hep_tui.signals import WORDS

        with VerticalScroll(classes="sheet", can_focus=False):
            yield PlainStatic("What a session sounds like", classes="head")
            yield PlainStatic(self._player.available(), classes="muted")
            yield PlainStatic("", classes="gap")
            yield ItemList([Row(sound, RowKind.ITEM, words[:1].upper() + words[1:]) for sound, words in WORDS.items()])
            yield PlainStatic("enter hear it · esc close", classes="keys")

    def on_mount(self) -> None:
        """The list has the keys."""
        self.query_one(ItemList).focus()

    def on_item_list_selected(self) -> None:
        """A second click."""
        self.action_play()

    def action_play(self) -> None:
        """Plays the sound under the cursor."""
        from hep_tui.signals import Sound

        name = self.query_one(ItemList).highlighted
        if name is not None:
            self._player.play(Sound(name))
