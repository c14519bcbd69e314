"""Pairing with a clinic: what stands on the handout, and the year of birth."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from hep_tui.screens.base import InTurn
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.diary import Diary
    from hep_tui.diary.binding import Binding as Pairing

_ABOUT = (
    "Your clinic gives you a handout with one line on it: its address and a code. From then on your plan comes from "
    "the clinic, and it sees what you log here, apart from your private notes."
)
_OWN = " What you did so far on a plan of your own stays on this computer and is not counted."


class PairingScreen(InTurn, Screen[bool]):
    """Asks for the handout's line and a year; ends with whether the profile is paired now."""

    CSS_PATH = ["take_in.tcss", "pairing.tcss"]
    HELP = (
        "Type the line of the handout as it is printed; small letters are fine. A code works once and for three days. "
        "If it does not open anything, ask the clinic for a new one: nothing here is lost."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "in_turn('go')", "go on", id="pairing.go", tooltip="To the next line, then connect", priority=True),
        Binding("escape", "leave", "back", id="pairing.leave", tooltip="Back, nothing changed"),
        Binding("f1", "app.help", "help", key_display="F1", id="pairing.help", tooltip="What the keys do"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._paired = False
        self._busy = False

    @property
    def hep(self) -> HepApp:
        """The app, by its own type."""
        return cast("HepApp", self.app)

    def compose(self) -> ComposeResult:
        """Two lines to fill in, and what became of it."""
        self.add_class("page")
        yield PlainStatic("Connect with my clinic", id="title")
        own = any(not course.program.patient for course in self.hep.diary.courses())
        yield PlainStatic(_ABOUT + (_OWN if own else ""), id="about")
        yield PlainStatic("The line on the handout", classes="label")
        yield Input(placeholder="clinic.example/KLMN-BCDF-RSTV", id="handout", compact=True, select_on_focus=False)
        yield PlainStatic("The year you were born", classes="label")
        yield Input(placeholder="four digits", restrict=r"\d{0,4}", id="born", compact=True, select_on_focus=False)
        yield PlainStatic(id="answer")
        yield KeyLine(glyphs="ascii" if self.hep.settings.ascii else "unicode")

    def on_mount(self) -> None:
        """The handout's line has the keys."""
        self.query_one("#handout", Input).focus()

    def on_input_changed(self) -> None:
        """Another line, another answer."""
        if not self._busy and not self._paired:
            self._say("", wrong=False)

    @work(exclusive=True)
    async def action_go(self) -> None:
        """Goes to the next line, connects, and once connected goes on."""
        if self._paired:
            self.dismiss(True)
            return
        handout, born = self.query_one("#handout", Input), self.query_one("#born", Input)
        if self._busy:
            return
        if not handout.value.strip():
            handout.focus()
            self._say("Type the line that stands on the handout.", wrong=True)
        elif not born.value.strip() and not born.has_focus:
            born.focus()
        else:
            await self._connect(handout.value, born.value)

    async def _connect(self, handout: str, born: str) -> None:
        from hep_tui.sync_worker import apart
        from hep_tui.wording import explained

        self._set_busy(True)
        self._say("Asking the clinic…", wrong=False)
        try:
            pairing = await asyncio.wrap_future(
                apart(self.hep.open_apart, lambda diary: self._pair(diary, handout, born))
            )
        except Exception as error:  # noqa: BLE001 - whatever went wrong is told as a sentence, on the page that asked
            self._set_busy(False)
            self._say(explained(error)[0], wrong=True)
            if self.is_attached:
                self.query_one("#born" if born else "#handout", Input).focus()
            return
        self._say(f"Connected with {pairing.clinic}. Fetching your plan…", wrong=False)
        done = await self.hep.sync()
        self._paired = True
        self._set_busy(False)
        self._say(self._outcome(pairing, done.problem), wrong=False)

    def _pair(self, diary: Diary, handout: str, born: str) -> Pairing:
        from hep_tui.clinic_access import pair_with

        def tell(line: str) -> None:
            self.app.call_from_thread(self.hep.say, line)

        return pair_with(diary, handout, born, tell=tell, show=self._show_page)

    def _show_page(self, url: str) -> None:
        import webbrowser

        words = f"Sign in on the page that opens in your browser. Where none opens, go to:\n{url}"
        self.app.call_from_thread(self._say, words, wrong=False)
        webbrowser.open(url)

    def _outcome(self, pairing: Pairing, problem: str) -> str:
        program = self.hep.diary.program()
        if problem:
            plan = f"Your plan comes with the next sync. {problem}"
        elif program is not None and program.patient == pairing.patient:
            plan = f"Your plan is here: {program.title}."
        else:
            plan = "There is no plan for you yet; it comes here by itself when your therapist has written it."
        return f"Connected with {pairing.clinic}.\n{plan}\n\nEnter goes on."

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for field in self.query(Input):
            field.disabled = busy or self._paired

    def _say(self, words: str, *, wrong: bool) -> None:
        if self.is_attached:
            answer = self.query_one("#answer", PlainStatic)
            answer.set_class(wrong, "-wrong")
            answer.say(words)

    def action_leave(self) -> None:
        """Back; a connection that was made stays."""
        self.dismiss(self._paired)
