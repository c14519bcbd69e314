"""What the command palette offers: this screen's actions, the ways between screens, and every theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.screen import Screen

if TYPE_CHECKING:
    from hep_tui.app import HepApp

_MOVES = ("list", "scale", "sets")
"""Rooms of keys that only move a cursor; nobody looks for those by name."""


def commands(app: HepApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Each action once, under the name it has in the line of keys."""
    offered: set[str] = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        room = (binding.id or "").partition(".")[0]
        action = binding.action.removeprefix("app.")
        if not room or room in _MOVES or not active.enabled or not binding.description or action in offered:
            continue
        offered.add(action)
        name = binding.description[:1].upper() + binding.description[1:]
        yield SystemCommand(name, binding.tooltip or name, _later(app, app.run_action, binding.action, active.node))
    # By the screen beneath: while the palette is open, it is the one that the app's own keys look at.
    if getattr(screen, "CAN_LEAVE", False) or getattr(screen, "CAN_SET", False):
        yield SystemCommand("Theme", "Look at all the colours and choose", app.action_change_theme)
        words = "Sync now, or end the connection" if app.is_paired else "With the handout of your clinic"
        yield SystemCommand("My clinic", words, app.action_clinic)
        for theme in app.theme_choices():
            yield SystemCommand(f"Theme: {theme}", "Use these colours", _later(app, app.change_theme, theme))


def _later(app: HepApp, job: Callable[..., object], *about: object) -> Callable[[], None]:
    def run() -> None:
        app.call_later(job, *about)

    return run
