"""A question with a few answers, one key each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from hep_care.frozen import frozen
from hep_tui.screens.base import HepDialog
from hep_tui.screens.help import key_name
from hep_tui.widgets.plain import PlainStatic, content

ANY = "*"
"""The key of an answer that every key gives."""
_SCROLLS = {"up": -1, "down": 1, "pageup": -6, "pagedown": 6}


@frozen
class Choice:
    """One answer."""

    key: str
    answer: str
    words: str


class ChoiceDialog(HepDialog[str]):
    """Asks, and gives the answer whose key was pressed."""

    DEFAULT_CSS = """
    ChoiceDialog .choice { height: auto; }
    ChoiceDialog .choice:hover { background: $panel; }
    """
    HELP: ClassVar[str | None] = "Press the key of one answer."

    def __init__(self, head: str, lines: Sequence[str], choices: Sequence[Choice]) -> None:
        super().__init__()
        self._head = head
        self._lines = lines
        self._choices = choices

    def compose(self) -> ComposeResult:
        """The question, then a line an answer."""
        with VerticalScroll(classes="sheet", can_focus=False):
            yield PlainStatic(self._head, classes="head")
            for line in self._lines:
                yield PlainStatic(line)
            yield PlainStatic("", classes="gap")
            for number, choice in enumerate(self._choices):
                name = "any key" if choice.key == ANY else key_name(choice.key.split(",")[0])
                row = content((f"{name:<8}", "bold"), choice.words)
                yield PlainStatic(row, id=f"choice-{number}", classes="choice")

    def on_key(self, event: events.Key) -> None:
        """Answers with the key; arrows move what does not fit, and other keys do nothing."""
        event.stop()
        if event.key in _SCROLLS and not any(event.key in choice.key.split(",") for choice in self._choices):
            self.query_one(VerticalScroll).scroll_relative(y=_SCROLLS[event.key], animate=False)
            return
        for choice in self._choices:
            if choice.key == ANY or event.key in choice.key.split(","):
                self.dismiss(choice.answer)
                return

    def on_click(self, event: events.Click) -> None:
        """A click on an answer gives it."""
        for number, choice in enumerate(self._choices):
            if event.widget is not None and event.widget.id == f"choice-{number}":
                self.dismiss(choice.answer)
                return
