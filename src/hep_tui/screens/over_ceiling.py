"""Above the plan's ceiling: the plan's own sentence and its choices, while the timer waits."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input

from hep_care.entry import Symptom
from hep_care.plain_text import plain_text
from hep_care.program import Prescription
from hep_tui.diary.ceilings import above_words
from hep_tui.screens.base import HepDialog
from hep_tui.screens.choice import Choice, ChoiceDialog
from hep_tui.widgets.plain import PlainStatic

LONGEST_NOTE = 500


def over_ceiling(prescription: Prescription, value: int, scale: str, *, late: bool = False) -> ChoiceDialog:
    """The dialog: answers `stop`, `note` or `call`; after the exercise `stop` ends the session and there is no note."""
    lines = [above_words(prescription, (Symptom(value, scale),))]
    if prescription.symptom_rule and prescription.symptom_rule.mild_expected:
        lines.append("A little of it is expected with this exercise; this is more than your plan allows.")
    if late:
        choices = [Choice("s,x", "stop", "stop the session"), Choice("c", "on", "carry on with the next exercise")]
    else:
        choices = [Choice("s,x", "stop", "stop this exercise"), Choice("c", "note", "carry on, with a note")]
    call = Choice("exclamation_mark", "call", "when to call your clinic")
    return ChoiceDialog("Above your plan's limit", lines, [*choices, call])


class NoteDialog(HepDialog[str]):
    """A few words for the clinic."""

    BINDINGS = [Binding("escape", "leave", "Without a note", id="note.leave")]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and one line to write on."""
        with Vertical(classes="sheet"):
            yield PlainStatic(self._question, classes="head")
            yield Input(max_length=LONGEST_NOTE, select_on_focus=False)
            yield PlainStatic("Enter keeps it · Esc carries on without one", classes="keys")

    def on_mount(self) -> None:
        """Write at once."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Gives the words, made plain."""
        event.stop()
        self.dismiss(plain_text(event.value, limit=LONGEST_NOTE).strip())

    def action_leave(self) -> None:
        """Gives no words."""
        self.dismiss("")
