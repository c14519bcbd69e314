"""What the patient may choose: a small TOML file, read strictly and written with its comments kept."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import field, fields, replace
from pathlib import Path
from typing import Any

from hep_care.frozen import frozen

LARGEST = 1_000_000


class BadSettingsError(ValueError):
    """The settings file cannot be used; the message says where and why."""


@frozen
class Settings:
    """Everything that can be set, with its default."""

    theme: str = "auto"
    """The name of a theme, or `auto`: one that suits the terminal."""
    text_size: str = "normal"
    """`large` draws fewer, larger things: bigger digits, more space, one column."""
    sound: str = "tones"
    """`tones` through the system's own player, `bell` the terminal's, `off` none."""
    speech: bool = False
    """Say sides and counts through the system's own voice."""
    flash: bool = True
    """Let the screen change shade with each cue."""
    keep_awake: bool = True
    """Keep the computer from going to sleep while a session runs."""
    reduced_motion: bool = False
    ascii: bool = False
    """Draw with letters instead of block glyphs."""
    rollover_hour: int = 4
    """Hour of the day at which one day ends and the next begins."""
    lead_in_s: int = 5
    """Seconds to get into position before an exercise, where the plan names none."""
    switch_s: int = 5
    """Seconds to change sides, where the plan names none."""
    units: str = "as-prescribed"
    """Show loads also in `kg` or `lb`; what was prescribed and logged stays in its own unit."""
    remind_at: tuple[str, ...] = ()
    """Local times of the day, `HH:MM`, at which a reminder may come."""
    remind_again_minutes: int = 60
    """Once more after this many minutes, if nothing was logged; 0 never."""
    quiet_from: str = "21:30"
    """No reminder from this time …"""
    quiet_to: str = "06:30"
    """… to this one."""
    remind_discreetly: bool = False
    """Reminders name neither exercises nor the body."""
    routines: Mapping[str, str] = field(default_factory=dict)
    """If-then plans: the name of a session of the day or an exercise's id, and when it is done ("after brushing my teeth")."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Other keys: the id of an action ("today.done"), and the key or keys, separated by commas."""


RANGES = {
    "rollover_hour": (0, 12),
    "lead_in_s": (0, 120),
    "switch_s": (0, 120),
    "remind_again_minutes": (0, 720),
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "text_size": ("normal", "large"),
    "sound": ("tones", "bell", "off"),
    "units": ("as-prescribed", "kg", "lb"),
}
"""What may be chosen, for settings that are one of a few words."""
_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_CLOCK_TIMES = ("quiet_from", "quiet_to")
_LONGEST_TEXT, _MOST_ENTRIES = 200, 100


@frozen
class Loaded:
    """Settings with what was wrong in their file; a wrong value keeps its default."""

    settings: Settings
    problems: tuple[str, ...] = ()
    chosen: frozenset[str] = frozenset()
    """What the file sets; everything else has its default."""


def load(path: Path) -> Loaded:
    """The settings in a file; the defaults where there is none."""
    try:
        table = _read(path)
    except BadSettingsError as error:
        return Loaded(Settings(), (str(error),))
    return _checked(table, path.name)


def _read(path: Path) -> Mapping[str, object]:
    if not path.exists():
        return {}
    if not path.is_file():
        raise BadSettingsError(f"{path.name} is not a file, so the default settings are used.")
    if path.stat().st_size > LARGEST:
        raise BadSettingsError(f"{path.name} is larger than 1 MB, so the default settings are used.")
    import tomllib

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError, OSError) as error:
        raise BadSettingsError(f"{path.name} cannot be read ({error}), so the default settings are used.") from error


def _checked(table: Mapping[str, object], name: str) -> Loaded:
    good: dict[str, Any] = {}
    problems = []
    for key, value in table.items():
        wrong = _wrong(key, value)
        if wrong:
            problems.append(f"{name}: {wrong}")
        else:
            good[key] = tuple(value) if isinstance(value, list) else value
    return Loaded(replace(Settings(), **good), tuple(problems), frozenset(good))


_DEFAULTS = Settings()
_KNOWN = {known.name: type(getattr(_DEFAULTS, known.name)) for known in fields(Settings)}
_WORDS = {
    bool: "true or false",
    int: "a whole number",
    str: "text in quotes",
    tuple: "a list of texts in quotes",
    dict: "a table of texts in quotes",
}


def _wrong(key: str, value: object) -> str:
    kind = _KNOWN.get(key)
    if kind is None:
        return f"there is no setting {key[:40]!r}."
    if type(value) is list:
        value = tuple(value)
    if type(value) is not kind or not all(type(text) is str for text in _texts(value)):
        return f"{key} must be {_WORDS[kind]}."
    if len(_texts(value)) > _MOST_ENTRIES or any(len(text) > _LONGEST_TEXT for text in _texts(value)):
        return f"{key} is longer than {_MOST_ENTRIES} entries of {_LONGEST_TEXT} letters."
    low, high = RANGES.get(key, (0, 0))
    if key in RANGES and isinstance(value, int) and not low <= value <= high:
        return f"{key} must be from {low} to {high}."
    if key in CHOICES and value not in CHOICES[key]:
        return f"{key} must be one of {', '.join(CHOICES[key])}."
    if (key == "remind_at" or key in _CLOCK_TIMES) and not all(_CLOCK_TIME.fullmatch(text) for text in _texts(value)):
        return f'{key} must be written as "07:30".'
    return ""


def _texts(value: object) -> tuple[Any, ...]:
    """The texts a value is made of."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, tuple):
        return value
    return tuple(value.values()) if isinstance(value, dict) else ()


def changed(settings: Settings, key: str, value: object) -> Settings:
    """The settings with another value; raises `BadSettingsError` for one that is not allowed."""
    wrong = _wrong(key, dict(value) if isinstance(value, Mapping) else value)
    if wrong:
        raise BadSettingsError(wrong)
    # One key that was just looked at: no type checker can follow that.
    one: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value}
    return replace(settings, **one)


def save(path: Path, key: str, value: object) -> None:
    """Write one setting and leave the rest of the file, comments included, as it is.

    Raises `BadSettingsError` for a value that is not allowed, and `OSError` where the file cannot be written.
    """
    changed(_DEFAULTS, key, value)

    def put(document: MutableMapping[str, Any]) -> None:
        table = document.get(key)
        if not isinstance(value, Mapping) or not isinstance(table, MutableMapping):
            document[key] = list(value) if isinstance(value, tuple) else value
            return
        for name in [name for name in table if name not in value]:
            del table[name]
        for name, text in value.items():
            if table.get(name) != text:
                table[name] = text

    _edit(path, put)


def read_value(key: str, text: str) -> object:
    """What a text typed for a setting means; raises `BadSettingsError` where it means nothing.

    A list has commas. A table is not typed as a whole.
    """
    kind = _KNOWN.get(key)
    if kind is bool and text.lower() in ("true", "false", "on", "off", "yes", "no"):
        return text.lower() in ("true", "on", "yes")
    if kind is int and re.fullmatch(r"-?[0-9]{1,6}", text, re.ASCII):
        return int(text)
    if kind is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind is str:
        return text
    if kind is dict:
        raise BadSettingsError(f"{key} is a table: change it in the app, or in the file.")
    raise BadSettingsError(_wrong(key, text))


def reset(path: Path, key: str) -> None:
    """Take one setting out of the file, so that its default holds; raises as `save` does."""
    if key not in _KNOWN:
        raise BadSettingsError(_wrong(key, None))
    _edit(path, lambda document: document.pop(key, None))


def _edit(path: Path, change: Callable[[MutableMapping[str, Any]], object]) -> None:
    import tomlkit

    # People keep such files elsewhere and link to them; the link stays.
    path = path.resolve()
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    try:
        document = tomlkit.parse(text)
    except (tomlkit.exceptions.ParseError, ValueError) as error:
        raise BadSettingsError(f"{path.name} cannot be read, so nothing was written to it ({error}).") from error
    change(document)
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(tomlkit.dumps(document))
        file.flush()
        os.fsync(file.fileno())
    fresh.chmod(0o600)
    fresh.replace(path)
