"""Themes: one TOML file each, the shipped ones and the patient's own, read by the same door.

A file is a flat table whose keys are the fields of `textual.theme.Theme`, and a table `[variables]`
with our own names and Textual's. Its name is the file's name. A theme file may come from anybody and
a bad colour ends a Textual app at its start, so every value is looked at before Textual sees it, and
what is wrong becomes a sentence.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import BUILTIN_THEMES, Theme

import hep_themes
from hep_care.frozen import frozen
from hep_care.plain_text import plain_text

DEFAULT_THEME = "house-dark"
MAX_BYTES = 64 * 1024
MAX_LINE = 1_000
"""A key of many dotted parts on one line takes the TOML reader quadratic time."""
MAX_FILES = 100

SEMANTIC_NAMES = (
    *("muted", "due", "done", "partial", "excused", "rest-day", "skipped", "symptom"),
    *("heat-0", "heat-1", "heat-2", "heat-3", "heat-4"),
    *("lead-in", "hold", "rest", "switch", "side-left", "side-right"),
)
"""Our own names, each a CSS variable (`$due`); a theme may leave any of them out."""

THEME_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_PERCENT = re.compile(r"(.+?) +(\d{1,3})%")
_COLOUR_CHARACTERS = re.compile(r"[A-Za-z0-9#(),.%_ ]{1,60}")
_TEXT_STYLES = frozenset(("none", "bold", "dim", "italic", "underline", "reverse", "strike", "not", *"bdiurso"))
_NUMBERS = ("luminosity_spread", "text_alpha")
_SWITCHES = ("dark", "ansi")
_GROUNDS = ("background", "surface", "panel")
_UNREADABLE, _HARD_TO_READ = 3.0, 4.5
_TERMINALS_OWN = {"ansi-background": "ansi_default", "ansi-foreground": "ansi_default"}
"""Textual's own styles name these two, and an app whose theme lacks them ends at its start."""


@frozen
class LoadedThemes:
    """The themes that can be used, and a sentence for each thing that was wrong with a file."""

    themes: tuple[Theme, ...]
    problems: tuple[str, ...]


class _Bad(Exception):
    """Why a theme file cannot be used."""


def load_themes(user_dir: Path | None, *, only: str | None = None) -> LoadedThemes:
    """The shipped themes, then the patient's own; one of the same name takes a shipped one's place.

    `only` reads the files of one theme and no other: what a start needs.
    """
    shipped = Path(hep_themes.__file__).parent
    found: dict[str, Theme] = {}
    problems: list[str] = []
    for folder in (shipped, user_dir):
        if folder is None:
            continue
        try:
            paths = sorted(islice((path for path in folder.glob("*.toml") if only in (None, path.stem)), MAX_FILES))
        except OSError as error:
            problems.append(f"The themes folder could not be read: {error.strerror}.")
            continue
        for path in paths:
            shown = plain_text(path.name, limit=60)
            try:
                # At a start one of ours is not looked through: tests have done that.
                theme, notes = _shipped(path) if only and folder == shipped else read_theme(path)
            except _Bad as bad:
                problems.append(f"The theme {shown} is not used: {bad}.")
            else:
                found[theme.name] = theme
                problems += [f"The theme {shown}: {note}." for note in notes]
    return LoadedThemes(tuple(found.values()), tuple(problems))


def read_theme(path: Path) -> tuple[Theme, list[str]]:
    """One theme and what to say about it; raises what `load_themes` turns into a sentence."""
    if not THEME_NAME.fullmatch(path.stem):
        raise _Bad("a theme's file name is small letters, digits and hyphens, at most 40")
    data = _parse(_read(path))
    name = data.pop("name", path.stem)
    if name != path.stem:
        raise _Bad(f"`name` is {_shown(name)}, but a theme is called as its file is")
    variables = data.pop("variables", {})
    if not isinstance(variables, dict):
        raise _Bad("`variables` is not a table")
    keys, names = {field.name for field in fields(Theme)}, _variable_names()
    unknown = [key for key in data if key not in keys] + [key for key in variables if key not in names]
    notes = [f"`{plain_text(key, limit=60)}` is not a key we know and is left out" for key in unknown]
    chosen: dict[str, Any] = {key: _field(key, value) for key, value in data.items() if key in keys}
    if "primary" not in chosen:
        raise _Bad("`primary` is missing")
    allowed = {key: _variable(key, value, names[key]) for key, value in variables.items() if key in names}
    if chosen.get("ansi"):
        allowed = _TERMINALS_OWN | allowed
    theme = Theme(name=path.stem, variables=allowed, **chosen)
    return theme, notes + list(_contrast_notes(theme))


def _shipped(path: Path) -> tuple[Theme, list[str]]:
    data = _parse(_read(path))
    variables = data.pop("variables", {})
    if data.get("ansi"):
        variables = _TERMINALS_OWN | variables
    return Theme(**{"name": path.stem, "variables": variables, **data}), []


def variable_defaults(theme: Theme) -> dict[str, str]:
    """Values of our names for a theme that leaves them out, made from the colours it has.

    For `App.get_theme_variable_defaults`: `return variable_defaults(self.current_theme)`.
    """
    if theme.variables.keys() >= set(SEMANTIC_NAMES):
        return {}
    base = theme.to_color_system().generate()
    ground, words, success = base["background"], base["foreground"], base["success"]
    muted = _blend(words, ground, 0.35)
    values = dict.fromkeys(("muted", "excused", "skipped"), muted)
    values |= {"rest-day": _blend(words, ground, 0.5), "heat-0": _blend(words, ground, 0.5)}
    values |= {"due": words, "done": success, "partial": _blend(success, words, 0.5), "symptom": base["error"]}
    values |= {f"heat-{level}": _blend(ground, success, 0.25 + 0.25 * level) for level in (1, 2)}
    values |= {"heat-3": success, "heat-4": _blend(success, words, 0.4)}
    values |= {"lead-in": base["secondary"], "hold": success, "rest": base["primary"], "switch": base["warning"]}
    values |= {"side-left": base["warning"], "side-right": base["primary"]}
    return values


def contrast(one: Color, other: Color) -> float:
    """The contrast of two opaque colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Color) -> float:
    """Relative luminance, 0 black to 1 white (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _read(path: Path) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _Bad("it is not a file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise _Bad(f"it cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise _Bad("it is not UTF-8 text") from error
    if len(raw) > MAX_BYTES:
        raise _Bad(f"it is larger than {MAX_BYTES // 1024} KB")
    if any(len(line) > MAX_LINE for line in text.splitlines()):
        raise _Bad(f"it has a line of more than {MAX_LINE} characters")
    return text


def _parse(text: str) -> dict[str, Any]:
    import tomllib  # here, as an app that shows a built-in theme never needs it

    try:
        return tomllib.loads(text)
    except ValueError as error:  # also a number of more digits than Python converts
        raise _Bad(f"it is not valid TOML ({_shown(str(error))})") from error
    except RecursionError as error:
        raise _Bad("it is nested too deeply") from error


def _field(key: str, value: object) -> str | float | bool:
    if key in _SWITCHES:
        if not isinstance(value, bool):
            raise _Bad(f"`{key}` is {_shown(value)}, which is neither true nor false")
        return value
    if key in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise _Bad(f"`{key}` is {_shown(value)}, which is not a number from 0 to 1")
        return float(value)
    colour = _colour(key, value)
    if colour.a < 1 and key != "boost":
        raise _Bad(f"`{key}` is {_shown(value)}, which lets the terminal shine through")
    return str(value)


def _variable(key: str, value: object, usual: str) -> str:
    if key.endswith("-style") or "-style-" in key:
        if not isinstance(value, str) or not value or not _TEXT_STYLES.issuperset(value.split(" ")):
            raise _Bad(f"`{key}` is {_shown(value)}, which is not a text style")
        return value
    if not isinstance(value, str):
        raise _Bad(f"`{key}` is {_shown(value)}, which is not a colour in quotes")
    match = _PERCENT.fullmatch(value)
    plain, percent = (match[1], int(match[2])) if match else (value, 100)
    if plain == "auto" and usual.startswith("auto") and percent <= 100:
        return value
    _colour(key, plain if percent <= 100 else value)
    return value


def _colour(key: str, value: object) -> Color:
    # Only a colour's own characters: a brace, a semicolon or a line break would end the CSS rule it stands in.
    if isinstance(value, str) and _COLOUR_CHARACTERS.fullmatch(value):
        try:
            return Color.parse(value)
        except (ColorParseError, ValueError):
            pass
    raise _Bad(f"`{key}` is {_shown(value)}, which is not a colour")


def _contrast_notes(theme: Theme) -> Iterator[str]:
    """What is hard to read; raises where words cannot be read at all."""
    base = theme.to_color_system().generate()
    words = Color.parse(base["foreground"])
    for name in _GROUNDS:
        ground = Color.parse(base[name])
        if words.ansi is not None or ground.ansi is not None or ground.a < 1:
            continue  # the terminal's own colours, which nobody here can see
        ratio = contrast(words, ground)
        if ratio < _UNREADABLE:
            raise _Bad(f"`foreground` cannot be read on `{name}` (contrast {ratio:.2f}, words need 4.5)")
        if ratio < _HARD_TO_READ:
            yield f"`foreground` is hard to read on `{name}` (contrast {ratio:.2f}, words need 4.5)"


@cache
def _variable_names() -> Mapping[str, str]:
    """The CSS variables a theme may set, Textual's with a value it would use itself, and ours."""
    return BUILTIN_THEMES["textual-dark"].to_color_system().generate() | dict.fromkeys(SEMANTIC_NAMES, "")


def _blend(one: str, other: str, factor: float) -> str:
    """A colour between two; the first where either is one of the terminal's own."""
    first, second = Color.parse(one), Color.parse(other)
    if first.ansi is not None or second.ansi is not None:
        return other if one.startswith("ansi_default") else one
    return first.blend(second, factor, alpha=1).hex


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f'"{plain_text(value, limit=60)}"'
    return {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}.get(
        type(value), "a date"
    )
