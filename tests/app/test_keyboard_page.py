"""The page of keys: it names every key of every screen, and no other."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import hep_tui.app
import hep_tui.screens
import hep_tui.widgets
from hep_tui.screens.key_table import own_actions

PAGE = Path(__file__).parents[2] / "docs" / "keyboard.md"
SECTIONS = {
    "app": "Everywhere",
    "go": "Everywhere",
    "list": "Lists",
    "today": "Today",
    "session": "Session",
    "review": "After a session",
    "heatmap": "Calendar",
    "month": "Calendar",
    "calendar": "Calendar",
    "day": "One day",
    "settings": "Settings",
    "keys": "Settings",
}
"""The section of each kind of key that has its own; what else asks something is in "Questions and dialogs"."""
EVERYWHERE = ("app.help", "app.when_to_call")
"""Screens show these once more in their footer; the page names them once."""
DIALOGS = "Questions and dialogs"
NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "question_mark": "?",
    "exclamation_mark": "!",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "full_stop": ".",
    "slash": "/",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PageUp",
    "pagedown": "PageDown",
    "home": "Home",
    "end": "End",
    "delete": "Delete",
    "backspace": "Backspace",
    "tab": "Tab",
}


def key_name(key: str) -> str:
    """A key as the page writes it; the digits are one entry."""
    if key.isdigit():
        return "1–9"
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    if key.startswith("shift+"):
        return f"Shift+{NAMES.get(key[6:], key[6:])}"
    return NAMES.get(key, key)


def bindings() -> Iterator[Binding]:
    """Every binding with an id, of the app, its screens and its widgets."""
    modules = [hep_tui.app]
    for package in (hep_tui.screens, hep_tui.widgets):
        modules += [
            importlib.import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)
        ]
    for module in modules:
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, DOMNode) and kind.__module__ == module.__name__:
                yield from (b for b in vars(kind).get("BINDINGS", ()) if isinstance(b, Binding) and b.id)


def bound() -> dict[str, set[str]]:
    """The keys of each section, as the program binds them."""
    found: dict[str, set[str]] = {}
    for binding in bindings():
        if binding.action in EVERYWHERE and binding.key != "f1" and not (binding.id or "").startswith("app."):
            continue
        section = SECTIONS.get((binding.id or "").split(".")[0], DIALOGS)
        found.setdefault(section, set()).update(key_name(key) for key in binding.key.split(","))
    return found


def described() -> dict[str, set[str]]:
    """The keys of each section, as the page has them."""
    found: dict[str, set[str]] = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        rows = [line.split("|")[1] for line in body.splitlines() if line.startswith("| `")]
        found[title] = {key for row in rows for key in re.findall(r"`([^`]+)`", row)}
    return found


@pytest.mark.parametrize("section", sorted({*SECTIONS.values(), DIALOGS}))
def test_the_page_names_the_keys_that_are_bound(section: str) -> None:
    """Each section has exactly the keys that its screens bind."""
    assert described().get(section, set()) == bound().get(section, set())


def test_the_page_names_every_action_that_may_have_another_key() -> None:
    """The last section has the names that the settings file uses, all of them and no other."""
    section = PAGE.read_text(encoding="utf-8").split("\n## Names of the actions\n")[1]
    names = re.findall(r"`([a-z]+\.[a-z0-9_-]+)`", section)

    assert sorted(names) == sorted(action.id for action in own_actions())
