"""Help: what a screen is for and which keys it has, read off the screen itself."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.dom import DOMNode
from textual.keys import format_key
from textual.screen import Screen

from hep_tui.screens.base import HepDialog
from hep_tui.widgets.plain import PlainStatic

_SHOWN_AS = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "delete": "Del",
    "backspace": "Backspace",
}


_GENERAL = {
    "when_to_call": "When to call: red flags and the phone number",
    "help": "This page",
    "leave": "Quit",
    "undo": "Undo: take back what was logged last",
    "suspend_process": "To the shell; fg comes back",
    "command_palette": "Find any action by its name",
}
"""What works wherever one is, and its words."""


def key_name(key: str) -> str:
    """A key as it stands on the keyboard."""
    if key[0] == "f" and key[1:].isdigit():
        return key.upper()
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    if key.startswith("shift+"):
        return f"Shift+{key_name(key[6:])}"
    return _SHOWN_AS.get(key) or format_key(key)


def told(binding: Binding) -> str:
    """What a key does, in one line: its name, and what more is said of it."""
    name = binding.description[:1].upper() + binding.description[1:]
    more = binding.tooltip.rstrip(".")
    if not more or name.lower() in more.lower():
        return more or name
    return f"{name} – {more[:1].lower()}{more[1:]}"


class HelpScreen(HepDialog[None]):
    """The purpose of a screen and its keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss", "Close", id="help.close"),
    ]

    def __init__(self, about: str, groups: list[tuple[str, list[tuple[str, str]]]]) -> None:
        super().__init__()
        self._about = about
        self._groups = groups

    @classmethod
    def of(cls, screen: Screen[Any]) -> HelpScreen:
        """The help of a screen: its own text, and every key of ours that works on it now, the screen's own first."""
        here: dict[str, list[str]] = {}
        everywhere: dict[str, list[str]] = {}
        seen: set[str] = set()
        for active in sorted(screen.active_bindings.values(), key=lambda active: _rank(active.node, screen)):
            binding = active.binding
            if not binding.id or not active.enabled or not binding.description:
                continue
            action = binding.action.removeprefix("app.")
            general = action in _GENERAL or binding.id.startswith("go.")
            words = _GENERAL.get(action) or told(binding)
            keys = (everywhere if general else here).setdefault(words, [])
            # A screen shows some keys of the whole app once more: those are told once.
            if action not in seen or binding.id.split(".")[0] not in ("app", "go"):
                keys += [binding.key_display or key_name(binding.key)]
            seen.add(action)
        groups = [("", _rows(here)), ("Everywhere", _rows(everywhere))]
        return cls((screen.HELP or "").strip(), [(head, rows) for head, rows in groups if rows])

    def compose(self) -> ComposeResult:
        """The text, then a line a key."""
        with VerticalScroll(classes="sheet"):
            yield PlainStatic("Help", classes="head")
            if self._about:
                yield PlainStatic(self._about)
            for head, rows in self._groups:
                yield PlainStatic("", classes="gap")
                if head:
                    yield PlainStatic(head, classes="muted")
                for keys, words in rows:
                    with Horizontal(classes="told"):
                        yield PlainStatic(keys, classes="key")
                        yield PlainStatic(words, classes="does")
            yield PlainStatic("↑ ↓ move the page · Esc closes it", classes="keys")


def _rank(node: DOMNode, screen: Screen[Any]) -> int:
    return 0 if node is screen else 1


def _rows(keys: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(" ".join(dict.fromkeys(names)), words) for words, names in keys.items() if names]
