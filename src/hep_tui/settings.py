"""What the patient may choose: a small TOML file, read strictly and written with its comments kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

LARGEST = 1_000_000


class BadSettingsError(ValueError):
    """The settings file cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with its default."""

    theme: str = "house-dark"
    rollover_hour: int = 4
    """Hour of the day at which one day ends and the next begins."""
    lead_in_s: int = 5
    """Seconds to get into position before an exercise, where the plan names none."""
    switch_s: int = 5
    """Seconds to change sides, where the plan names none."""
    bell: bool = True
    """Ring the terminal's bell for cues."""
    flash: bool = True
    """Let the screen change shade with each cue."""
    reduced_motion: bool = False
    ascii: bool = False
    """Draw with letters instead of block glyphs."""


_RANGES = {"rollover_hour": (0, 12), "lead_in_s": (0, 120), "switch_s": (0, 120)}


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings with what was wrong in their file; a wrong value keeps its default."""

    settings: Settings
    problems: tuple[str, ...] = ()


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
    known = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    good: dict[str, Any] = {}
    problems = []
    for key, value in table.items():
        wrong = _wrong(key, value, known)
        if wrong:
            problems.append(f"{name}: {wrong}")
        else:
            good[key] = value
    return Loaded(replace(Settings(), **good), tuple(problems))


def _wrong(key: str, value: object, known: Mapping[str, type]) -> str:
    if key not in known:
        return f"there is no setting {key[:40]!r}."
    if type(value) is not known[key]:
        return f"{key} must be {_words(known[key])}."
    low, high = _RANGES.get(key, (0, 0))
    if key in _RANGES and isinstance(value, int) and not low <= value <= high:
        return f"{key} must be from {low} to {high}."
    return ""


def _words(kind: type) -> str:
    return {bool: "true or false", int: "a whole number", str: "text in quotes"}[kind]


def save(path: Path, key: str, value: object) -> None:
    """Write one setting and leave the rest of the file, comments included, as it is.

    Raises `BadSettingsError` for a value that is not allowed, and `OSError` where the file cannot be written.
    """
    wrong = _wrong(key, value, {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)})
    if wrong:
        raise BadSettingsError(wrong)
    import tomlkit

    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    try:
        document = tomlkit.parse(text)
    except tomlkit.exceptions.ParseError as error:
        raise BadSettingsError(f"{path.name} cannot be read, so nothing was written to it ({error}).") from error
    document[key] = value
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(tomlkit.dumps(document), encoding="utf-8")
    fresh.chmod(0o600)
    fresh.replace(path)
