"""The settings of a running app: taken in at the start, changed while it runs, and kept in their file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, cast

from textual.app import App

from hep_care.plain_text import plain_text
from hep_tui.scribe import Scribe
from hep_tui.theme_choice import FEW_COLOURS_THEME, theme_names, usual_theme
from hep_tui.theming import DEFAULT_THEME, load_themes, variable_defaults

if TYPE_CHECKING:
    from pathlib import Path

    from textual.screen import Screen

    from hep_tui.app import HepApp
    from hep_tui.diary import Diary
    from hep_tui.settings import Settings


class SettledApp(App[int]):
    """An app that wears the patient's settings. `diary` and `scribe` are there before anything is set."""

    diary: Diary
    scribe: Scribe
    settings: Settings
    """As they are now: read them when they are used, for they change while the app runs."""

    def settle(self, diary: Diary, scribe: Scribe) -> list[str]:
        """Take the settings in before anything is drawn; what was wrong, a sentence each."""
        self.diary, self.scribe, self.settings = diary, scribe, diary.settings
        self._one_change_at_a_time = asyncio.Lock()
        # Before anything is drawn: a theme that comes later makes Textual read and apply all its styles again.
        problems = self.wear(self.settings.theme)
        self.set_class(self.settings.text_size == "large", "-large")
        if self.settings.reduced_motion:
            self.animation_level = "none"
        if self.settings.keys:
            problems += self._take_keys(self.settings.keys)
        return problems

    # --- themes

    @property
    def own_themes(self) -> Path:
        """The folder of the patient's own themes."""
        return self.diary.places.config / "themes"

    def theme_choices(self) -> list[str]:
        """The names of the themes that ship and of the patient's own; whether they can be used shows when worn."""
        return theme_names(self.own_themes)

    def wear(self, name: str) -> list[str]:
        """Draw in this theme, or in the usual one where it cannot be used; what is wrong, a sentence each.

        Only this theme's file is read, and nothing is kept: a preview costs no more.
        """
        usual = usual_theme(os.environ, self.console.color_system)
        problems: list[str] = []
        for wanted in dict.fromkeys((usual if name == "auto" else name, usual, DEFAULT_THEME)):
            problems += self._know(wanted)
            if wanted in self.available_themes:
                break
        if self.no_color:
            # Its cursors are reversed letters; those of the others would be lost with the colours.
            self._know(wanted := FEW_COLOURS_THEME)
        self.theme = wanted
        return problems

    def _know(self, name: str) -> list[str]:
        """Read one theme's file; why it cannot be used, or what is hard to read in it."""
        loaded = load_themes(self.own_themes, only=name)
        for theme in loaded.themes:
            self.register_theme(theme)
        if not loaded.problems and name not in self.available_themes:
            return [f"There is no theme “{plain_text(name, limit=60)}”; another one is used."]
        return list(loaded.problems)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colour names, for themes that leave them out."""
        return variable_defaults(self.current_theme)

    async def change_theme(self, name: str) -> None:
        """Draw in another theme from now on."""
        problem = await self.change_setting("theme", name)
        if problem:
            self.say(problem, warn=True)

    def action_change_theme(self) -> None:
        """Look at all themes and choose one."""
        self.run_worker(self._choose_theme(), exclusive=True, group="theme")

    async def _choose_theme(self) -> None:
        from hep_tui.screens.setting_deeds import choose_theme

        chosen = await choose_theme(cast("HepApp", self))
        if chosen is not None:
            await self.change_theme(chosen)

    # --- changing

    async def change_setting(self, key: str, value: object) -> str:
        """Use another value at once and keep it in the settings file, off the drawing thread.

        The answer is empty when it is kept. Otherwise it is a sentence that says what was wrong, and the value of
        before holds again.
        """
        from hep_tui.settings import BadSettingsError, changed, save

        async with self._one_change_at_a_time:
            before = self.settings
            try:
                self.use_settings(changed(before, key, value))
                if key == "theme" and value != "auto" and value not in self.available_themes:
                    raise BadSettingsError(f"“{plain_text(str(value), limit=60)}” cannot be used.")
                await asyncio.to_thread(save, self._settings_file, key, value)
            except BadSettingsError as error:
                problem = str(error)
            except OSError as error:
                problem = f"It could not be kept ({error.strerror}); it is as it was before."
            else:
                await self._tell_the_scribe()
                return ""
            self.use_settings(before)
            return problem

    async def reset_setting(self, key: str) -> str:
        """Take a setting out of its file, so that the default holds; answers as `change_setting` does."""
        from hep_tui.settings import BadSettingsError, Settings, changed, reset

        async with self._one_change_at_a_time:
            try:
                await asyncio.to_thread(reset, self._settings_file, key)
            except BadSettingsError as error:
                return str(error)
            except OSError as error:
                return f"It could not be kept ({error.strerror}); it is as it was before."
            self.use_settings(changed(self.settings, key, getattr(Settings(), key)))
            await self._tell_the_scribe()
            return ""

    @property
    def _settings_file(self) -> Path:
        return self.diary.places.config / "config.toml"

    def use_settings(self, settings: Settings) -> None:
        """Let these settings hold, where they differ from those of now; nothing is kept."""
        before, self.settings = self.settings, settings
        _use(self.diary, settings)
        differing = {f.name for f in fields(settings) if getattr(before, f.name) != getattr(settings, f.name)}
        if "theme" in differing:
            for problem in self.wear(settings.theme):
                self.say(problem, warn=True)
        if "text_size" in differing:
            for node in (self, *self.screen_stack):
                node.set_class(settings.text_size == "large", "-large")
        if "reduced_motion" in differing:
            self.animation_level = "none" if settings.reduced_motion else "full"
        if "keys" in differing:
            for problem in self._take_keys(settings.keys):
                self.say(problem, warn=True)

    async def _tell_the_scribe(self) -> None:
        """The thread that writes has a diary of its own, and with it its own idea of the day."""
        from hep_tui.diary.errors import StoreError

        settings = self.settings
        try:
            await self.scribe.write(lambda diary: _use(diary, settings))
        except StoreError:
            # Its diary could not be opened; when it is, it reads the file of settings itself.
            return

    def _take_keys(self, keys: Mapping[str, str]) -> list[str]:
        from hep_tui.screens.key_table import checked_keys

        good, problems = checked_keys(keys)
        self.set_keymap(good)
        return list(problems)

    def say(self, line: str, *, warn: bool = False, title: str = "") -> None:
        """A short notice; its text may come from anywhere."""
        self.notify(
            plain_text(line, limit=400),
            title=plain_text(title, limit=80),
            severity="warning" if warn else "information",
            markup=False,
            timeout=8 if warn else 4,
        )

    def dress(self, screen: Screen[Any]) -> None:
        """Give a new screen the classes that the settings ask for."""
        screen.set_class(self.settings.text_size == "large", "-large")


def _use(diary: Diary, settings: Settings) -> None:
    """A diary counts by these settings from now on; what was logged stays on its day."""
    diary.settings = settings
    if diary.rules.rollover_hour != settings.rollover_hour:
        diary.rules = replace(diary.rules, rollover_hour=settings.rollover_hour)
        diary.forget()
