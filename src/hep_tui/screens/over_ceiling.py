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
from hep_tui.screens.session_words import sentence
from hep_tui.widgets.plain import PlainStatic

LONGEST_NOTE = 500


def over_ceiling(
    prescription: Prescription, value: int, scale: str, *, late: bool = False, told: str = ""
) -> ChoiceDialog:
    """The dialog: answers `stop`, `easier`, `note` or `call`.

    After the exercise `stop` ends the session, `on` goes on, and there is nothing to make easier. `told` says where
    this stands with the clinic.
    """
    lines = [above_words(prescription, (Symptom(value, scale),))]
    rule = prescription.symptom_rule
    if rule and rule.mild_expected:
        lines.append("A little of it is expected with this exercise; this is more than your plan allows.")
    if told:
        lines += ["", told]
    if late:
        choices = [Choice("s,x", "stop", "stop the session"), Choice("c", "on", "carry on with the next exercise")]
    else:
        easier = [Choice("e", "easier", "the easier version in your plan")] if rule and rule.easier else []
        choices = [
            Choice("s,x", "stop", "stop this exercise"), *easier, Choice("c", "note", "carry on, with a note"),
        ]  # fmt: skip
    call = Choice("exclamation_mark", "call", "when to call your clinic")
    return ChoiceDialog("Above your plan's limit", lines, [*choices, call])


def easier_version(prescription: Prescription) -> ChoiceDialog:
    """The plan's own words for an easier version; the timer knows nothing of it, what is done is what counts."""
    words = prescription.symptom_rule.easier if prescription.symptom_rule else ""
    lines = (
        sentence(words),
        "The timer goes on as it was: + and − put the count right, n is for done. What you do is what is saved.",
    )
    choices = [Choice("enter,g", "easier", "go on with this"), Choice("escape", "back", "choose again")]
    return ChoiceDialog(f"{prescription.name}, easier", lines, choices)


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
            yield Input(max_length=LONGEST_NOTE, select_on_focus=False, compact=True)
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
