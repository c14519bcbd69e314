"""The list of themes: what is behind it changes as the cursor moves, and nothing is kept before Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from hep_tui.screens.base import HepDialog
from hep_tui.widgets.glyphs import glyphs_of
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.plain import PlainStatic, content

if TYPE_CHECKING:
    from hep_tui.app import HepApp


class ThemePicker(HepDialog[str | None]):
    """Ends with the name of a theme, or None; whoever opened it puts the theme of before back."""

    CSS_PATH = ["dialogs.tcss", "settings.tcss"]
    HELP = "The colours change as you move. Enter keeps them, Esc goes back to those of before."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "in_turn('keep')", "keep", id="theme.keep", priority=True),
        Binding("escape", "dismiss", "leave", id="theme.leave"),
    ]

    def __init__(self, names: Sequence[str], now: str) -> None:
        super().__init__()
        self._names = names
        self._now = now

    def compose(self) -> ComposeResult:
        """The names, and a taste of each colour that means something."""
        glyphs = glyphs_of("ascii" if cast("HepApp", self.app).settings.ascii else "unicode")
        with VerticalScroll(classes="sheet", can_focus=False):
            yield PlainStatic("Theme", classes="head")
            marked = ((name, glyphs.done if name == self._now else "") for name in self._names)
            yield ItemList([Row(name, RowKind.ITEM, name, mark) for name, mark in marked])
            levels = [(glyph * 2, f"$heat-{number}") for number, glyph in enumerate(glyphs.levels, start=1)]
            states = (
                (f"{glyphs.done} ", "$done"), (f"{glyphs.partial} ", "$partial"), (f"{glyphs.todo} ", "$due"),
                (f"{glyphs.skipped} ", "$skipped"), (f"{glyphs.excused} ", "$excused"), (f"{glyphs.rest}  ", "$rest-day"),
            )  # fmt: skip
            phases = (("ready ", "$lead-in"), ("hold ", "$hold"), ("rest ", "$rest"), ("switch", "$switch"))
            yield PlainStatic(content(*states, *levels, "\n", *phases), id="sample")
            yield PlainStatic("enter keep · esc leave", classes="keys")

    def on_mount(self) -> None:
        """The cursor stands on the theme of now."""
        names = self.query_one(ItemList)
        names.highlight(self._now)
        names.focus()

    @on(ItemList.Highlighted)
    def wear(self, event: ItemList.Highlighted) -> None:
        """Wear the theme under the cursor."""
        app = cast("HepApp", self.app)
        if self.is_current:
            for problem in app.wear(event.key):
                app.say(problem, warn=True)

    def on_item_list_selected(self, event: ItemList.Selected) -> None:
        """A second click keeps it."""
        self.dismiss(event.key)

    def action_keep(self) -> None:
        """Keeps the theme under the cursor."""
        self.dismiss(self.query_one(ItemList).highlighted)
