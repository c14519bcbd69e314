"""`config`: every setting with its value, one of them, or another value for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import click

from hep_care.plain_text import plain_text
from hep_tui.commands.common import json_option, out, print_json, profile_of
from hep_tui.diary.finding import RefusedError
from hep_tui.settings import BadSettingsError, Loaded, Settings, load, read_value, reset, save

NAMES = tuple(setting.name for setting in fields(Settings))


@click.command("config", short_help="Show or change the settings.")
@click.argument("key", required=False)
@click.argument("value", required=False)
@click.option("--reset", "take_back", is_flag=True, help="Take your choice back, so that the default holds.")
@json_option
@click.pass_context
def config_command(ctx: click.Context, key: str | None, value: str | None, take_back: bool, json: bool) -> None:
    """Show every setting, or one; with VALUE change it. Lists have commas: `hep-tui config remind_at 07:30,19:00`."""
    from hep_tui.locations import find_places

    places = find_places(profile_of(ctx))
    file = places.config / "config.toml"
    if key is not None and key not in NAMES:
        raise RefusedError(f"There is no setting {plain_text(key, limit=40)!r}; `hep-tui config` lists them.")
    if take_back and (key is None or value is not None):
        raise RefusedError("--reset takes the name of one setting and no value.")
    if key == "theme" and value is not None:
        _look_for(value, places.config / "themes")
    if key is not None and (take_back or value is not None):
        places.make()
        try:
            if value is None:
                reset(file, key)
            else:
                save(file, key, read_value(key, value))
        except BadSettingsError as error:
            raise RefusedError(str(error)) from error
    loaded = load(file)
    names = (key,) if key else NAMES
    if json:
        print_json({"file": str(file), "settings": {name: _for_json(loaded, name) for name in names}})
        return
    if not key:
        out(f"{file}")
    for problem in loaded.problems:
        out(problem)
    for name in names:
        own = "  (your choice)" if name in loaded.chosen else ""
        out(f"{name:<21} {_words(getattr(loaded.settings, name))}{own}")


def _look_for(theme: str, own: Path) -> None:
    from textual.theme import BUILTIN_THEMES

    from hep_tui.theme_choice import theme_names

    names = ("auto", *theme_names(own))
    if theme not in (*names, *BUILTIN_THEMES):
        raise RefusedError(f"There is no theme {plain_text(theme, limit=40)!r}; there are {', '.join(names)}.")


def _for_json(loaded: Loaded, name: str) -> dict[str, object]:
    value = getattr(loaded.settings, name)
    plain = list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
    return {"value": plain, "chosen": name in loaded.chosen}


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    if isinstance(value, Mapping):
        return "; ".join(f"{name} = {text}" for name, text in value.items()) or "none"
    return str(value)
