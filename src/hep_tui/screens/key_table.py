"""Every action of the app with its keys, read off the screens and widgets, and what may be put in their place."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cache

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_tui.screens.app_keys import APP_KEYS
from hep_tui.screens.help import key_name, told

EVERYWHERE = ("go", "app")
"""Rooms whose keys work on every screen."""
_WITHIN = {
    "list": ("today", "day", "settings", "sheet", "sample", "first"),
    "heatmap": ("calendar",),
    "month": ("calendar",),
}
"""Widgets, and the rooms of the screens they stand on; their keys go before the screen's own."""
_ROOMS = {
    "go": "Everywhere",
    "app": "Everywhere",
    "list": "Lists",
    "heatmap": "Calendar",
    "month": "Calendar",
    "calendar": "Calendar",
    "day": "One day",
    "review": "After a session",
    "done": "Today done",
    "keys": "Settings",
    "first": "The first screen",
    "sample": "The first screen",
    "file": "The first screen",
    "sheet": "Typing in a sheet",
    "waiting": "What waits",
}
_ORDER = ("Everywhere", "Today", "Session", "Calendar", "One day", "Lists")
_WITH_MODIFIER = re.compile(r"(ctrl|alt|shift)\+[a-z0-9_+]+")
_MOST_KEYS = 8
_FIXED = ("app.quit_always",)
"""A way out that no mistake in a file can take away."""
_TAKEN = {"ctrl+c": "the way out that always works", "ctrl+q": "the way out that always works", "ctrl+p": "the palette"}


@frozen
class Action:
    """Something a key does."""

    id: str
    """The room and the action in it: `today.done`. What the settings file calls it."""
    keys: tuple[str, ...]
    """As Textual names them."""
    does: str
    name: str
    """What it is called, in a word or two."""
    words: str
    """What it does, in more words."""

    @property
    def room(self) -> str:
        """The part of the app it belongs to."""
        return self.id.partition(".")[0]

    @property
    def place(self) -> str:
        """Where it works, in words."""
        return _ROOMS.get(self.room, self.room.capitalize())


@cache
def all_actions() -> Mapping[str, Action]:
    """Every action whose keys may be changed, by its id: those of the app and its screens, not those of questions."""
    found: dict[str, Action] = {}
    for binding in _bindings():
        if binding.id is None or binding.id in _FIXED:
            continue
        keys = tuple(one.key for one in Binding.make_bindings([binding]))
        earlier = found[binding.id].keys if binding.id in found else ()
        name = binding.description[:1].upper() + binding.description[1:]
        found[binding.id] = Action(
            binding.id, (*earlier, *keys), binding.action.removeprefix("app."), name, told(binding)
        )
    return found


def own_actions() -> list[Action]:
    """The same, without those that a screen only shows once more for the whole app."""
    actions = all_actions()
    general = {(action.does, action.keys) for action in actions.values() if action.room in EVERYWHERE}
    own = [a for a in actions.values() if a.room in EVERYWHERE or (a.does, a.keys) not in general]
    return sorted(own, key=lambda action: _ORDER.index(action.place) if action.place in _ORDER else len(_ORDER))


def _bindings() -> Iterator[Binding]:
    import hep_tui.screens
    import hep_tui.widgets

    yield from APP_KEYS
    modules = []
    for package in (hep_tui.widgets, hep_tui.screens):
        modules += [
            importlib.import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)
        ]
    for module in modules:
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ != module.__name__ or not issubclass(kind, DOMNode) or issubclass(kind, ModalScreen):
                continue
            for binding in vars(kind).get("BINDINGS", ()):
                room = (binding.id or "").partition(".")[0] if isinstance(binding, Binding) else ""
                if room and (not issubclass(kind, Widget) or issubclass(kind, Screen) or room in _WITHIN):
                    yield binding


def checked_keys(chosen: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The keys of one's own that can be used, and a sentence for each that cannot; those stay as they were.

    Some screens show an action of the whole app, such as help, in their own line: it goes along with the app's.
    """
    actions, good, problems = all_actions(), dict[str, str](), []
    for id, text in chosen.items():
        wrong = wrong_with(id, text, {**chosen, id: ""})
        if wrong:
            problems.append(f"keys: {wrong}")
            continue
        keys = ",".join(key_names(text))
        good[id] = keys
        mine = actions[id]
        if mine.room in EVERYWHERE:
            alike = (other for other in actions.values() if other.does == mine.does and other.keys == mine.keys)
            good.update((other.id, keys) for other in alike if other.id not in chosen)
    return good, tuple(problems)


def wrong_with(id: str, text: str, chosen: Mapping[str, str]) -> str:
    """Why these keys cannot be those of an action, beside the other keys of one's own; empty where they can."""
    actions = all_actions()
    if id not in actions:
        return f"there is no action “{plain_text(id, limit=40)}”."
    keys = key_names(text)
    if not keys or len(keys) > _MOST_KEYS:
        return f"“{plain_text(id, limit=40)}” needs one key, or a few with commas between them."
    for key in keys:
        if not _is_key(key):
            return f"“{plain_text(key, limit=40)}” is no key."
        if key in _TAKEN:
            return f"“{key_name(key)}” is {_TAKEN[key]}."
    mine = actions[id]
    for other in actions.values():
        taken = set(keys_of(other, chosen)) & set(keys)
        if other.id != id and taken and _meet(mine, other) and not _alike(mine, other):
            return f"“{key_name(taken.pop())}” is already “{other.name}” ({other.place})."
    return ""


def keys_of(action: Action, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of an action, one's own where there are any."""
    own = key_names(chosen.get(action.id, ""))
    return own if own and all(map(_is_key, own)) else action.keys


def key_names(text: str) -> tuple[str, ...]:
    """The keys of a text such as `d,?`, as Textual names them."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    return tuple(dict.fromkeys(b.key for key in keys for b in Binding.make_bindings([Binding(key, "", "")])))


def _is_key(key: str) -> bool:
    character = key_to_character(key)
    return (
        (character is not None and character.isprintable())
        or key in {named.value for named in Keys}
        or key in KEY_NAME_REPLACEMENTS.values()
        or _WITH_MODIFIER.fullmatch(key) is not None
    )


def _meet(one: Action, other: Action) -> bool:
    """Whether both can be wanted at once."""
    rooms = {one.room, other.room}
    return (
        len(rooms) == 1
        or bool(rooms & set(EVERYWHERE))
        or any(widget in rooms and rooms & set(screens) for widget, screens in _WITHIN.items())
    )


def _alike(one: Action, other: Action) -> bool:
    """Whether both do the same, or share a key by design: the list's Enter and the screen's."""
    return one.does == other.does or bool(set(one.keys) & set(other.keys))
