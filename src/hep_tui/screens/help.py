"""Help: what a screen is for and which keys it has, read off the screen itself."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen

from hep_tui.screens.base import HepDialog
from hep_tui.widgets.plain import PlainStatic

_SHOWN_AS = {
    "exclamation_mark": "!",
    "question_mark": "?",
    "plus": "+",
    "minus": "-",
    "full_stop": ".",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def key_name(key: str) -> str:
    """A key as it stands on the keyboard."""
    return _SHOWN_AS.get(key, key)


class HelpScreen(HepDialog[None]):
    """The purpose of a screen and its keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss", "Close", id="help.close"),
    ]

    def __init__(self, about: str, rows: list[tuple[str, str]]) -> None:
        super().__init__()
        self._about = about
        self._rows = rows

    @classmethod
    def of(cls, screen: Screen[Any]) -> HelpScreen:
        """The help of a screen: its own text, and every key that works on it now."""
        keys: dict[tuple[str, str], list[str]] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.system or not binding.description:
                continue
            said = binding.tooltip or ""
            keys.setdefault((binding.description, said), []).append(binding.key_display or key_name(binding.key))
        rows = [
            (" ".join(dict.fromkeys(names)), f"{word}: {said}" if said else word)
            for (word, said), names in keys.items()
        ]
        return cls((screen.HELP or "").strip(), rows)

    def compose(self) -> ComposeResult:
        """The text, then a line a key."""
        with VerticalScroll(classes="sheet"):
            yield PlainStatic("Help", classes="head")
            if self._about:
                yield PlainStatic(self._about)
                yield PlainStatic("", classes="gap")
            for keys, words in self._rows:
                yield PlainStatic(f"{keys:<14} {words}")
            yield PlainStatic("Esc closes this.", classes="keys")
