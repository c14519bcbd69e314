"""A yes-or-no question, whose default is no."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from hep_tui.screens.base import HepDialog
from hep_tui.widgets.plain import PlainStatic


class ConfirmDialog(HepDialog[bool]):
    """Asks once; only `y` says yes."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes", id="confirm.yes"),
        Binding("n,escape,enter", "answer(False)", "no", key_display="n", id="confirm.no"),
    ]

    def __init__(self, question: str, yes: str, no: str) -> None:
        super().__init__()
        self._question = question
        self._answers = f"y {yes} · n {no}"

    def compose(self) -> ComposeResult:
        """The question and what the two keys do."""
        with VerticalScroll(classes="sheet"):
            yield PlainStatic(self._question)
            yield PlainStatic(self._answers, classes="keys")

    def action_answer(self, yes: bool) -> None:
        """Closes with the answer."""
        self.dismiss(yes)
