"""When to call: the clinic's red flags and its phone number, on this computer and without a network."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from hep_care.program import Program
from hep_tui.screens.base import HepDialog
from hep_tui.screens.call_words import red_flags
from hep_tui.widgets.plain import PlainStatic


class WhenToCallScreen(HepDialog[None]):
    """The red flags and the phone number; `lead` says why they are shown now, `told` whether the clinic has what was logged."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,exclamation_mark,space", "dismiss", "Close", id="call.close"),
    ]

    def __init__(self, program: Program | None, lead: str = "", told: str = "") -> None:
        super().__init__()
        self._program = program
        self._lead = lead
        self._told = told

    def compose(self) -> ComposeResult:
        """Why now, then the plan's words."""
        with VerticalScroll(classes="sheet"):
            yield PlainStatic("When to call", classes="head")
            if self._lead:
                yield PlainStatic(self._lead)
                yield PlainStatic("", classes="gap")
            for line in red_flags(self._program, self._told):
                yield PlainStatic(line)
            yield PlainStatic("Enter closes this. The key ! opens it again, on every screen.", classes="keys")
