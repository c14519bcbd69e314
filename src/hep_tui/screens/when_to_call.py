"""When to call: the clinic's red flags and its phone number, on this computer and without a network."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from hep_care.program import Program
from hep_tui.widgets.plain import PlainStatic

NOT_TOLD = "Your clinic has not been told: this program only shows you what your plan says."


def red_flags(program: Program | None) -> list[str]:
    """The lines of the page, in the plan's own words."""
    if program is None:
        return ["There is no plan yet, so there is no list of warning signs.", *_emergency()]
    if program.stop_and_call:
        lines = ["Stop, and call your clinic, if you notice:", ""]
        lines += [f"  ·  {flag}" for flag in program.stop_and_call]
    else:
        lines = ["Your plan lists no warning signs. Ask your therapist which ones matter for you."]
    lines.append("")
    lines.append(
        f"Phone: {program.phone}" if program.phone else "Your plan gives no phone number: note your clinic's own."
    )
    return [*lines, *_emergency()]


def _emergency() -> list[str]:
    return ["In an emergency call your local emergency number.", "", NOT_TOLD]


class WhenToCallScreen(ModalScreen[None]):
    """The red flags and the phone number; `lead` says why they are shown now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,exclamation_mark,space", "dismiss", "Close", id="call.close"),
    ]

    def __init__(self, program: Program | None, lead: str = "") -> None:
        super().__init__()
        self._program = program
        self._lead = lead

    def compose(self) -> ComposeResult:
        """Why now, then the plan's words."""
        with VerticalScroll(classes="sheet"):
            yield PlainStatic("When to call", classes="head")
            if self._lead:
                yield PlainStatic(self._lead)
                yield PlainStatic("", classes="gap")
            for line in red_flags(self._program):
                yield PlainStatic(line)
            yield PlainStatic("Enter closes this. The key ! opens it again, on every screen.", classes="keys")
