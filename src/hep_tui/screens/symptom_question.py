"""One symptom from 0 to 10: shown large before it is saved."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from hep_tui.diary.ceilings import scale_word
from hep_tui.screens.base import HepDialog
from hep_tui.widgets.big_digits import BigDigits
from hep_tui.widgets.glyphs import GlyphSet
from hep_tui.widgets.plain import PlainStatic

_ENDS = {"pain": ("no pain", "the worst I can imagine")}


class SymptomQuestion(HepDialog[int | None]):
    """Asks for one number on one scale; None where the patient gives none."""

    HELP: ClassVar[str | None] = "Press a number from 0 to 10 (t is ten). Enter saves it; Esc goes on without one."
    DEFAULT_CSS = """
    SymptomQuestion BigDigits { height: 5; color: $symptom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"digit({n})", show=False) for n in range(10)),
        Binding("t", "choose(10)", "ten", id="symptom.ten", tooltip="10 of 10."),
        Binding("plus,right,up", "more(1)", "more", show=False),
        Binding("minus,left,down", "more(-1)", "less", show=False),
        Binding("backspace,delete", "clear", "take back", show=False),
        Binding("enter", "save", "save", id="symptom.save"),
        Binding("escape", "leave", "without a number", id="symptom.leave"),
    ]

    def __init__(self, question: str, scale: str, *, enter_skips: bool = False, glyphs: GlyphSet = "unicode") -> None:
        super().__init__()
        self._question = question
        self._scale = scale
        self._enter_skips = enter_skips
        self._glyphs = glyphs
        self.value: int | None = None

    def compose(self) -> ComposeResult:
        """The question, the number, what its ends mean, the keys."""
        word = scale_word(self._scale)
        low, high = _ENDS.get(word, (f"no {word}", "the worst I can imagine"))
        with Vertical(classes="sheet"):
            yield PlainStatic(self._question, classes="head")
            yield BigDigits("", glyphs=self._glyphs)
            yield PlainStatic(f"0 {low} … 10 {high}", classes="muted")
            yield PlainStatic(self._keys(), id="keys", classes="keys")

    def _keys(self) -> str:
        if self.value is None:
            return "0–9, t for ten · " + ("Enter skips" if self._enter_skips else "Esc goes back")
        return "Enter saves · t for ten · Esc " + ("skips" if self._enter_skips else "goes back")

    def action_digit(self, digit: int) -> None:
        """A digit replaces what was typed; 1 and then 0 is ten."""
        self._show(10 if self.value == 1 and digit == 0 else digit)

    def action_choose(self, value: int) -> None:
        """Shows a number."""
        self._show(value)

    def action_more(self, by: int) -> None:
        """One more or less."""
        self._show(0 if self.value is None else max(0, min(10, self.value + by)))

    def action_clear(self) -> None:
        """Takes the number back."""
        self._show(None)

    def _show(self, value: int | None) -> None:
        self.value = value
        self.query_one(BigDigits).value = "" if value is None else str(value)
        self.query_one("#keys", PlainStatic).say(self._keys())

    def action_save(self) -> None:
        """Gives the number; without one it skips where that is offered."""
        if self.value is not None or self._enter_skips:
            self.dismiss(self.value)

    def action_leave(self) -> None:
        """Gives no number."""
        self.dismiss(None)
