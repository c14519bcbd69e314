"""The first look after some days without work: a welcome, and a short set to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from hep_care.credit import ItemState
from hep_care.dose_text import minutes_text
from hep_tui.screens.base import HepDialog
from hep_tui.screens.today_rows import dose_lines
from hep_tui.widgets.plain import PlainStatic


class WelcomeBack(HepDialog[bool]):
    """Ends with whether the short set shall begin."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer(True)", "start", id="welcome.start", tooltip="Start with these"),
        Binding("escape,space", "answer(False)", "everything", id="welcome.all", tooltip="See the whole day"),
    ]

    def __init__(self, chosen: Sequence[ItemState], seconds: int) -> None:
        super().__init__()
        self._chosen = chosen
        self._seconds = seconds

    def compose(self) -> ComposeResult:
        """The welcome, the exercises with their own doses, and the two ways on."""
        with VerticalScroll(classes="sheet", can_focus=False):
            yield PlainStatic("Welcome back.", classes="head")
            yield PlainStatic(
                f"A small start? {minutes_text(self._seconds).capitalize()}, with the doses of your plan:"
            )
            yield PlainStatic("", classes="gap")
            for line in dose_lines(self._chosen):
                yield PlainStatic(line)
            yield PlainStatic("", classes="gap")
            yield PlainStatic("Everything else is there too, whenever you want it.", classes="muted")
            yield PlainStatic("enter start with these · esc see the whole day · ! when to call", classes="keys")

    def action_answer(self, start: bool) -> None:
        """Closes with the answer."""
        self.dismiss(start)
