"""One symptom from 0 to 10: shown large before it is saved, with where it is felt if that helps."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from hep_care.entry import Symptom, When
from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_care.symptoms import scale_word
from hep_tui.screens.base import HepDialog
from hep_tui.widgets.big_digits import BigDigits
from hep_tui.widgets.glyphs import GlyphSet
from hep_tui.widgets.numbers import Anchors, NumberScale
from hep_tui.widgets.plain import PlainStatic

_ENDS = {
    "dizziness": ("not dizzy", "the worst"),
    "breathlessness": ("not breathless", "the worst"),
    "effort": ("none", "all I have"),
}
LONGEST_AREA = 100


@frozen
class Felt:
    """The answer: how much, and where."""

    value: int
    area: str = ""

    def symptom(self, scale: str, when: When) -> Symptom:
        """As it is written down."""
        return Symptom(self.value, scale, when, self.area)


class SymptomQuestion(HepDialog[Felt | None]):
    """Asks for one number on one scale; None where the patient gives none."""

    HELP: ClassVar[str | None] = (
        "Press a number from 0 to 10 (t is ten, or 1 and then 0). Enter saves it, a adds where you feel it, "
        "and Esc goes on without a number."
    )
    AUTO_FOCUS: ClassVar[str | None] = ""
    DEFAULT_CSS = """
    SymptomQuestion .sheet { max-height: 100%; }
    SymptomQuestion .asked { height: auto; }
    SymptomQuestion .asked Vertical { width: 1fr; height: auto; }
    SymptomQuestion .asked .head { margin: 0; }
    SymptomQuestion BigDigits { width: 13; height: 5; margin-left: 2; color: $symptom; }
    SymptomQuestion NumberScale { width: 1fr; }
    SymptomQuestion NumberScale > .number-scale--chosen { background: $symptom; }
    SymptomQuestion Input { display: none; margin-top: 1; }
    SymptomQuestion.-where Input { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"digit({n})", show=False, id=f"symptom.{n}") for n in range(10)),
        Binding("t", "choose(10)", "ten", id="symptom.ten", tooltip="10 of 10."),
        Binding("plus,right,up", "more(1)", "more", show=False, id="symptom.more", tooltip="One more."),
        Binding("minus,left,down", "more(-1)", "less", show=False, id="symptom.less", tooltip="One less."),
        Binding("backspace,delete", "clear", "take back", show=False, id="symptom.clear", tooltip="No number."),
        Binding("a", "where", "where", id="symptom.where", tooltip="Say where you feel it."),
        Binding("enter", "save", "save", id="symptom.save", tooltip="Save this number."),
        Binding("escape", "leave", "without a number", id="symptom.leave", tooltip="Go on without one."),
    ]

    def __init__(
        self,
        question: str,
        scale: str,
        *,
        line: str = "",
        enter_skips: bool = False,
        leave: str = "",
        glyphs: GlyphSet = "unicode",
    ) -> None:
        super().__init__()
        self._question = question
        self._scale = scale
        self._line = line
        self._enter_skips = enter_skips
        self._leave_words = leave or ("skips" if enter_skips else "goes back")
        self._glyphs = glyphs
        self.value: int | None = None

    def compose(self) -> ComposeResult:
        """The question, the number, what its ends mean, where it is felt, the keys."""
        word = scale_word(self._scale)
        scale = NumberScale(Anchors("", *_ENDS.get(word, (f"no {word}", "the worst"))))
        # The keys are the question's own: 1 and then 0 is ten.
        scale.can_focus = False
        with VerticalScroll(classes="sheet", can_focus=False):
            with Horizontal(classes="asked"):
                with Vertical():
                    yield PlainStatic(self._question, classes="head")
                    if self._line:
                        yield PlainStatic(self._line, classes="muted")
                    yield scale
                yield BigDigits("", glyphs=self._glyphs)
            yield Input(placeholder="where? left knee, on the outside", max_length=LONGEST_AREA, compact=True)
            yield PlainStatic(self._keys(), id="keys", classes="keys")

    def on_mount(self) -> None:
        """A click on the scale is a number too."""
        self.watch(self.query_one(NumberScale), "value", self._show, init=False)

    def on_number_scale_chosen(self, event: NumberScale.Chosen) -> None:
        """A second click saves it."""
        event.stop()
        self.action_save()

    def _keys(self) -> str:
        if self.value is None:
            return f"0–9, t for ten · {'Enter or Esc' if self._enter_skips else 'Esc'} {self._leave_words}"
        return f"Enter saves {self.value} · a adds where · Esc {self._leave_words}"

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
        self.query_one(NumberScale).value = value
        self.query_one(BigDigits).value = "" if value is None else str(value)
        self.query_one("#keys", PlainStatic).say(self._keys())

    def action_where(self) -> None:
        """A line for where it is felt; Enter comes back to the number."""
        self.add_class("-where")
        self.query_one(Input).focus()
        self.query_one("#keys", PlainStatic).say("Where do you feel it? Enter goes back to the number")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Back to the number, which is not saved yet."""
        event.stop()
        self.set_focus(None)
        self._show(self.value)

    def action_save(self) -> None:
        """Gives the number; without one it skips where that is offered."""
        if self.value is not None:
            self.dismiss(Felt(self.value, plain_text(self.query_one(Input).value, limit=LONGEST_AREA).strip()))
        elif self._enter_skips:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Gives no number; while writing it only leaves the line."""
        if self.focused is not None:
            self.set_focus(None)
            self._show(self.value)
        else:
            self.dismiss(None)
