"""The end of a session: one line for each exercise that only the timer saw, to be confirmed or put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input

from hep_care.dose import Dose, Kind
from hep_care.dose_text import number_text
from hep_care.entry import PerformedSet
from hep_care.frozen import frozen
from hep_care.planned import WrongSetsError, with_amounts
from hep_tui.screens.base import HepDialog
from hep_tui.screens.entry_words import sets_words
from hep_tui.widgets.plain import PlainStatic, content

_MOST = 36_000
_UNITS = {Kind.DURATION: "Seconds", Kind.DISTANCE: "Metres"}


@frozen
class ReviewRow:
    """One exercise to look at."""

    exercise: int
    name: str
    dose: Dose
    sets: tuple[PerformedSet, ...]


@frozen
class Reviewed:
    """The patient's word for one exercise."""

    exercise: int
    sets: tuple[PerformedSet, ...]
    why: str


class ReviewScreen(HepDialog[list[Reviewed]]):
    """Goes through the rows one by one; gives what was answered, also when it is left in the middle."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    HELP: ClassVar[str | None] = (
        "The timer ran through these sets without a key from you. Say what you really did; what you leave out is kept "
        "as timed, and your clinic sees that too."
    )
    DEFAULT_CSS = """
    ReviewScreen .row { height: auto; }
    ReviewScreen .-now { text-style: bold; }
    ReviewScreen Input { display: none; background: $panel; }
    ReviewScreen.-asking Input { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "confirm", "as done", id="review.confirm", tooltip="I did it as it stands there."),
        Binding("c", "change", "change", id="review.change", tooltip="Put the numbers right."),
        Binding("i,x", "stopped", "I stopped here", id="review.stopped", tooltip="I did only some of the sets."),
        Binding("escape", "leave", "leave as timed", id="review.leave", tooltip="Leave the rest unconfirmed."),
    ]

    def __init__(self, rows: Sequence[ReviewRow]) -> None:
        super().__init__()
        self._rows = rows
        self._at = 0
        self._answers: list[Reviewed] = []
        self._asking = ""

    def compose(self) -> ComposeResult:
        """The rows, the place for a number, the keys."""
        with Vertical(classes="sheet"):
            yield PlainStatic("As done?", classes="head")
            with VerticalScroll(can_focus=False, id="rows"):
                for number in range(len(self._rows)):
                    yield PlainStatic("", id=f"row-{number}", classes="row")
            yield PlainStatic("", id="question")
            yield Input(select_on_focus=False)
            yield PlainStatic(
                "Enter as done · c change · i I stopped here · Esc leaves the rest as timed", classes="keys"
            )

    def on_mount(self) -> None:
        """Begin with the first row."""
        self.query_one("#rows").styles.height = "auto"
        self._draw()

    def _draw(self) -> None:
        for number, row in enumerate(self._rows):
            line = self.query_one(f"#row-{number}", PlainStatic)
            now = number == self._at
            mark = "▌ " if now else "  "
            said = next((one for one in self._answers if one.exercise == row.exercise), None)
            answer = (
                "" if said is None or said.sets == row.sets else f" {sets_words(row.dose, said.sets) or 'not done'}"
            )
            state = f"  ✓{answer}" if said else ""
            line.set_class(now, "-now")
            line.say(content((mark, "$accent"), f"{row.name}  {sets_words(row.dose, row.sets)}{state}"))
            if now:
                line.scroll_visible(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a number is typed the letters are text."""
        if action in ("confirm", "change", "stopped"):
            return not self._asking
        return True

    def action_confirm(self) -> None:
        """Takes the row as it stands."""
        self._answer(self._rows[self._at].sets, "confirmed")

    def action_change(self) -> None:
        """Asks for the numbers, set by set."""
        row = self._rows[self._at]
        if row.dose.kind is Kind.COMPLETION:
            self.action_stopped()
            return
        amounts = ", ".join(number_text(amount_of(one, row.dose)) for one in row.sets)
        self._ask("change", f"{_UNITS.get(row.dose.kind, 'Repetitions')}, set by set; Enter keeps them.", amounts)

    def action_stopped(self) -> None:
        """Asks how many sets were done."""
        most = len(self._rows[self._at].sets)
        self._ask("stopped", f"How many of the {most} sets did you do? Enter keeps it.", "")

    def action_leave(self) -> None:
        """Leaves the question, or the rest of the rows."""
        if self._asking:
            self._asked_no_more()
        else:
            self.dismiss(self._answers)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Takes the numbers, or says why not."""
        event.stop()
        row = self._rows[self._at]
        numbers = [part.strip() for part in event.value.replace(";", ",").split(",") if part.strip()]
        if not numbers or not all(n.isascii() and n.isdigit() and len(n) <= 5 and int(n) <= _MOST for n in numbers):
            self._say("Whole numbers with commas between them, please.")
            return
        amounts = [int(n) for n in numbers]
        if self._asking == "stopped":
            if len(amounts) != 1 or amounts[0] > len(row.sets):
                self._say(f"A number from 0 to {len(row.sets)}, please.")
                return
            self._answer(row.sets[: amounts[0]], "stopped before the end")
            return
        try:
            done = with_numbers(row.sets, row.dose, amounts)
        except WrongSetsError as error:
            self._say(str(error))
            return
        self._answer(done, "numbers put right")

    def _answer(self, sets: tuple[PerformedSet, ...], why: str) -> None:
        self._answers.append(Reviewed(self._rows[self._at].exercise, sets, why))
        self._asked_no_more()
        self._at += 1
        if self._at == len(self._rows):
            self.dismiss(self._answers)
        else:
            self._draw()

    def _ask(self, what: str, question: str, value: str) -> None:
        self._asking = what
        self._say(question)
        self.add_class("-asking")
        field = self.query_one(Input)
        field.value = value
        field.cursor_position = len(value)
        field.focus()

    def _asked_no_more(self) -> None:
        self._asking = ""
        self._say("")
        self.remove_class("-asking")
        self.set_focus(None)

    def _say(self, words: str) -> None:
        self.query_one("#question", PlainStatic).say(words)


def amount_of(one: PerformedSet, dose: Dose) -> Decimal:
    """The number of a set that its kind counts: metres, seconds or repetitions."""
    if dose.kind is Kind.DISTANCE:
        return one.metres or Decimal(0)
    return Decimal((one.seconds if dose.kind is Kind.DURATION else one.reps) or 0)


def with_numbers(sets: Sequence[PerformedSet], dose: Dose, numbers: Sequence[int]) -> tuple[PerformedSet, ...]:
    """The sets with the patient's own numbers; one with 0 was not done. Raises `WrongSetsError`."""
    if dose.kind is not Kind.DISTANCE:
        timed = dose.kind is Kind.DURATION
        return with_amounts(sets, dose, None if timed else numbers, numbers if timed else None)
    if len(numbers) > len(sets):
        raise WrongSetsError(f"{len(numbers)} numbers for {len(sets)} sets.")
    given = zip(sets, numbers, strict=False)
    walked = [replace(one, metres=Decimal(metres), seconds=None) for one, metres in given if metres]
    return (*walked, *sets[len(numbers) :])
