"""Typing in a paper sheet: each line shows at once what it was understood to mean."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from hep_care.blocks import compile_dose
from hep_care.dose_line import LONGEST_LINE, Unclear, Understood, answer, read_line
from hep_care.dose_text import minutes_text
from hep_care.frozen import frozen
from hep_tui.screens.ask_dialog import AskDialog
from hep_tui.screens.base import InTurn, Turn
from hep_tui.screens.confirm import ConfirmDialog
from hep_tui.screens.take_in import take_in
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.diary import Diary
    from hep_tui.diary.programs import Imported

EXAMPLE = "Quad set 10x10s left 3/day"
TITLE = "My sheet"


@frozen
class TypedLine:
    """One line as it was typed, and what it means."""

    text: str
    meaning: Understood


class _LineInput(Input):
    """The field of a line. Enter takes its text at once: what is typed after it, in one burst, is the next line."""

    class Entered(Message):
        """Enter was pressed on this text; the field is empty again."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def on_turn(self, message: Turn) -> None:
        """Keys wait at the field in the order they were pressed, and Enter with them: here nothing overtakes it."""
        if message.action == "enter":
            message.stop()
            text, self.value = self.value, ""
            self.post_message(self.Entered(text))


class TypeSheetScreen(InTurn, Screen["Imported | None"]):
    """Lines one by one; an empty one ends the sheet. Ends with the program it makes, or None."""

    CSS_PATH = "take_in.tcss"
    HELP = (
        f"Write each exercise as it stands on your sheet: “{EXAMPLE}”. What it was understood to mean shows at once; where "
        "it could mean two things you are asked. Enter on an empty line finishes the sheet."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "in_turn('enter')", "keep the line", id="sheet.enter", tooltip="Empty: finish", priority=True),
        Binding("up", "lines", "lines above", show=False, id="sheet.lines", tooltip="To the lines you typed"),
        Binding("delete", "delete", "delete line", id="sheet.delete", tooltip="Delete the line under the bar"),
        Binding(
            "escape",
            "in_turn('leave')",
            "back",
            id="sheet.leave",
            tooltip="Back; asks when there are lines",
            priority=True,
        ),
        Binding("f1", "app.help", "help", key_display="F1", id="sheet.help", tooltip="What the keys do"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[TypedLine] = []
        self._one_at_a_time = asyncio.Lock()
        self._editing: int | None = None
        """Which line is being typed anew; None is a further one."""

    def compose(self) -> ComposeResult:
        """The lines so far, the one being typed, and what it means."""
        self.add_class("page")
        yield PlainStatic("Type in your sheet", id="title")
        yield PlainStatic(f"One exercise a line, as it was written: {EXAMPLE}", id="about")
        yield ItemList(glyphs="ascii" if cast("HepApp", self.app).settings.ascii else "unicode", id="lines")
        yield _LineInput(placeholder=EXAMPLE, id="line", compact=True, max_length=LONGEST_LINE)
        yield PlainStatic(id="answer")
        yield PlainStatic(id="line-help")
        yield KeyLine()

    def on_mount(self) -> None:
        """The line has the keys."""
        self._draw()
        self.query_one(Input).focus()

    def _draw(self) -> None:
        rows = [
            Row(str(n), RowKind.ITEM, line.meaning.words, _minutes(line.meaning)) for n, line in enumerate(self._lines)
        ]
        lines = self.query_one(ItemList)
        lines.show(rows)
        lines.display = bool(rows)
        more = "↑ goes to the lines: Enter edits one, Delete takes it out. Enter on an empty line finishes."
        self.query_one("#line-help", PlainStatic).say(more if rows else "")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Shows at once what the line means, or what is unclear about it."""
        if not event.value.strip():
            self._say("")
            return
        read = read_line(event.value)
        if isinstance(read, Understood):
            self._say(f"{read.words} ({_minutes(read)})")
        else:
            self._say(read.questions[0].text)

    def _say(self, words: str) -> None:
        self.query_one("#answer", PlainStatic).say(words)

    def action_enter(self) -> None:
        """Opens the line under the bar: Enter on the field is the field's own."""
        if self.query_one(ItemList).has_focus:
            self._edit()

    @on(_LineInput.Entered)
    def take_line(self, event: _LineInput.Entered) -> None:
        """Keeps the line, or finishes the sheet; lines that were typed in one burst wait for one another."""
        self._take(event.text)

    @work
    async def _take(self, text: str) -> None:
        async with self._one_at_a_time:
            if text.strip():
                await self._keep(text)
            elif self._lines:
                await self._finish()
            else:
                self._say("Type your first exercise.")

    async def _keep(self, text: str) -> None:
        """Asks what is open, then keeps the line; one that is given up goes back into the field."""
        read = await self._meaning(text)
        field = self.query_one(Input)
        if read is None:
            field.value = field.value or text
            return
        line = TypedLine(text, read)
        if self._editing is None:
            self._lines.append(line)
        else:
            self._lines[self._editing] = line
        self._editing = None
        self._draw()
        field.focus()

    async def _meaning(self, text: str) -> Understood | None:
        """What a line means, once everything open was answered; None where the patient gives it up."""
        answers: dict[str, str] = {}
        read = read_line(text)
        while isinstance(read, Unclear):
            question = read.questions[0]
            said = await cast("HepApp", self.app).push_screen_wait(AskDialog(question.text, question.choices))
            if said is None:
                return None
            answers[question.about] = said
            read = answer(text, answers)
        return read

    def _edit(self) -> None:
        key = self.query_one(ItemList).highlighted
        if key is not None:
            self._editing = int(key)
            field = self.query_one(Input)
            field.value = self._lines[self._editing].text
            field.cursor_position = len(field.value)
            field.focus()

    def on_item_list_selected(self) -> None:
        """A second click opens the line."""
        self._edit()

    def action_lines(self) -> None:
        """To the lines above."""
        if self._lines:
            self.query_one(ItemList).focus()

    def action_delete(self) -> None:
        """Takes the line under the bar out."""
        key = self.query_one(ItemList).highlighted
        if key is not None:
            del self._lines[int(key)]
            self._editing = None
            self._draw()
            if not self._lines:
                self.query_one(Input).focus()

    async def _finish(self) -> None:
        hep = cast("HepApp", self.app)
        title = await hep.push_screen_wait(AskDialog("What shall this program be called?", value=TITLE))
        if title is None:
            return
        lines = [line.meaning for line in self._lines]

        def job(diary: Diary, yes: frozenset[str]) -> Imported:
            from hep_tui.diary.programs import import_lines

            return import_lines(diary, title, lines, replace="--replace" in yes)

        taken = await take_in(hep, job)
        if isinstance(taken, str):
            self._say(taken)
        else:
            self.dismiss(taken)

    @work(exclusive=True)
    async def action_leave(self) -> None:
        """From the lines back to the field; from there back, asking where lines would be lost."""
        field = self.query_one(Input)
        if self.query_one(ItemList).has_focus or self._editing is not None:
            self._editing = None
            field.value = ""
            field.focus()
            return
        question = "Leave? The lines you typed are not kept."
        if not self._lines or await self.app.push_screen_wait(ConfirmDialog(question, "leave", "stay")):
            self.dismiss(None)


def _minutes(read: Understood) -> str:
    return minutes_text(compile_dose(read.dose).total_seconds)
