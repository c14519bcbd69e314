"""One line to type a value on; it stays open until what stands there can be understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input

from hep_tui.screens.base import HepDialog
from hep_tui.widgets.plain import PlainStatic


class TypeValueDialog(HepDialog[str | None]):
    """Ends with the text, or None. `how` says what to type and `good` whether it can be understood."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "in_turn('take')", "take it", id="value.take", priority=True),
        Binding("escape", "in_turn('leave')", "leave", id="value.leave", priority=True),
    ]

    def __init__(self, how: str, value: str, good: Callable[[str], bool]) -> None:
        super().__init__()
        self._how = how
        self._value = value
        self._good = good

    def compose(self) -> ComposeResult:
        """How to type it, and the line."""
        with VerticalScroll(classes="sheet", can_focus=False):
            yield PlainStatic(self._how, classes="head")
            yield Input(self._value, compact=True, select_on_focus=False)
            yield PlainStatic(id="wrong", classes="error")
            yield PlainStatic("enter take it · esc leave", classes="keys")

    def on_mount(self) -> None:
        """The line has the keys."""
        self.query_one(Input).focus()

    def action_take(self) -> None:
        """Closes with the text, where it can be understood."""
        text = self.query_one(Input).value
        if self._good(text):
            self.dismiss(text)
        else:
            self.query_one("#wrong", PlainStatic).say("That could not be understood; nothing was changed.")

    def action_leave(self) -> None:
        """Closes and changes nothing."""
        self.dismiss(None)
