"""A question whose answer is one of a few choices, or words of the patient's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input

from hep_tui.screens.base import HepDialog
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.plain import PlainStatic


class AskDialog(HepDialog[str | None]):
    """Asks; ends with the answer word for word, or None."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "in_turn('answer')", "answer", id="ask.answer", priority=True),
        *(Binding(str(n), f"pick({n})", str(n), show=False, id=f"ask.{n}") for n in range(1, 10)),
        Binding("escape", "in_turn('leave')", "leave", id="ask.leave", priority=True),
    ]

    def __init__(self, question: str, choices: Sequence[str] = (), value: str = "") -> None:
        super().__init__()
        self._question = question
        self._choices = tuple(choices)
        self._value = value

    def compose(self) -> ComposeResult:
        """The question, then its choices or a line to write on."""
        with VerticalScroll(classes="sheet", can_focus=False):
            yield PlainStatic(self._question, classes="head")
            if self._choices:
                yield ItemList(
                    [Row(choice, RowKind.ITEM, choice, glyph=str(n)) for n, choice in enumerate(self._choices, start=1)]
                )
                yield PlainStatic("a number, or ↑ ↓ and enter · esc leave", classes="keys")
            else:
                yield Input(self._value, compact=True)
                yield PlainStatic("enter go on · esc leave", classes="keys")

    def on_mount(self) -> None:
        """The answer has the keys."""
        self.query_one("ItemList, Input").focus()

    def action_answer(self) -> None:
        """Closes with the choice under the cursor, or with the words."""
        self.dismiss(self.query_one(ItemList).highlighted if self._choices else self.query_one(Input).value)

    def on_item_list_selected(self, event: ItemList.Selected) -> None:
        """A second click."""
        self.dismiss(event.key)

    def action_pick(self, number: int) -> None:
        """Closes with a choice by its number."""
        if number <= len(self._choices):
            self.dismiss(self._choices[number - 1])

    def action_leave(self) -> None:
        """Closes without an answer."""
        self.dismiss(None)
