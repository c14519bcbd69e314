"""Settings: one list of everything that can be chosen, changed where it stands and kept at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll

from hep_tui.screens import setting_deeds as deeds
from hep_tui.screens.base import HepScreen
from hep_tui.screens.setting_rows import SETTINGS, Kind, Setting, routine_rows, stepped, typed, typed_how, value_words
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic, content

if TYPE_CHECKING:
    from hep_tui.signals import Sounds


class SettingsScreen(HepScreen):
    """Groups of rows with their present values; beside them what the selected one is for."""

    CSS_PATH = "settings.tcss"
    CAN_SET = True
    HELP = (
        "Everything here holds at once and is kept when it says “Saved”. ← and → change a value, Enter opens it, and a "
        "number can be typed. Backspace puts back what it was before you ever changed it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "in_turn('change')", "change", id="settings.change", tooltip="Change it, or open it", priority=True
        ),
        # The list would scroll sideways with these, which it has no need of.
        Binding(
            "right", "in_turn('step(1)')", "other value", key_display="← →", id="settings.next", tooltip="The next value",
            priority=True,
        ),
        Binding(
            "left", "in_turn('step(-1)')", "the value before", show=False, id="settings.back", tooltip="The value before",
            priority=True,
        ),
        Binding("p", "hear", "hear", id="settings.hear", tooltip="Hear what a session sounds like"),
        Binding(
            "backspace", "reset", "as at first", key_display="backspace", id="settings.reset",
            tooltip="Back to what it was before any change",
        ),
        *(
            Binding(str(n), f"type('{n}')", "a number", show=False, id=f"settings.type-{n}", tooltip="Type a number")
            for n in range(10)
        ),
        Binding("escape", "leave", "back", id="settings.leave", tooltip="Back to today"),
        Binding("question_mark", "app.help", "Help", key_display="?", id="settings.help", tooltip="What the keys do"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__(name="settings")
        self._facts = deeds.Facts()
        self._sounds: Sounds | None = None

    def compose(self) -> ComposeResult:
        """The list and, beside it or below, the selected row's explanation."""
        yield PlainStatic("Settings", id="title")
        with Container(id="body"):
            yield ItemList(glyphs=self.glyph_set, id="items")
            with VerticalScroll(id="about", can_focus=False):
                yield PlainStatic(id="name")
                yield PlainStatic(id="saved")
                yield PlainStatic(id="words")
        yield KeyLine(glyphs=self.glyph_set)

    def on_mount(self) -> None:
        """The list has the keys; what takes a look at the disk comes a moment later."""
        self._draw()
        self._say("")
        self.query_one(ItemList).focus()
        self._look()

    def on_unmount(self) -> None:
        """Let go of the player of sounds."""
        if self._sounds is not None:
            self._sounds.close()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        self._facts = await deeds.look(self.hep)
        self._draw()

    # --- drawing

    def _settings(self) -> list[Setting]:
        """Every row in order; the routines stand at the end of the day."""
        routines = routine_rows(deeds.routine_names(self.diary))
        found: list[Setting] = []
        for setting in SETTINGS:
            if setting.key == "units":
                found += routines
            found.append(setting)
        return found

    def _draw(self) -> None:
        rows, group = list[Row](), ""
        for setting in self._settings():
            if setting.group != group:
                if group:
                    rows.append(Row("", RowKind.NOTE, ""))
                group = setting.group
                rows.append(Row("", RowKind.HEADING, group))
            rows.append(Row(setting.key, RowKind.ITEM, setting.label, self._value(setting)))
        self.query_one(ItemList).show(rows)
        self._explain()

    def _value(self, setting: Setting) -> str:
        if setting.kind is Kind.DOES:
            return self._facts.values(self.hep.settings).get(setting.key, "")
        if setting.kind is Kind.THEME and self.hep.settings.theme == "auto":
            return f"auto: {self.hep.theme}"
        return value_words(setting, self.hep.settings)

    def _selected(self) -> Setting | None:
        key = self.query_one(ItemList).highlighted
        return next((setting for setting in self._settings() if setting.key == key), None)

    def _explain(self) -> None:
        setting = self._selected()
        if setting is not None:
            self.query_one("#name", PlainStatic).say(content((setting.label, "bold")))
            self.query_one("#words", PlainStatic).say(setting.about or self._facts.words(setting.key))

    def _say(self, words: str) -> None:
        saved = self.query_one("#saved", PlainStatic)
        saved.say(words)
        saved.display = bool(words)

    def on_item_list_highlighted(self) -> None:
        """Another row under the cursor."""
        self._say("")
        self._explain()
        self.refresh_bindings()

    def on_item_list_selected(self) -> None:
        """A second click changes, as Enter does."""
        self.action_change()

    def diary_changed(self) -> None:
        """Draw what is true now."""
        self._draw()

    # --- changing

    def action_step(self, steps: int) -> None:
        """Takes the next value of the row, or the one before."""
        setting = self._selected()
        value = stepped(setting, self.hep.settings, steps) if setting else None
        if setting is not None and setting.kind is Kind.THEME:
            themes = ["auto", *self.hep.theme_choices()]
            at = themes.index(self.hep.settings.theme) if self.hep.settings.theme in themes else 0
            value = themes[(at + steps) % len(themes)]
        if setting is not None and value is not None and value != getattr(self.hep.settings, setting.key):
            self._keep(setting.key, value)

    @work
    async def action_change(self) -> None:
        """Turns a switch, goes on to the next choice, or opens what is more than that."""
        setting = self._selected()
        if setting is None:
            return
        if setting.kind in (Kind.SWITCH, Kind.CHOICE):
            self.action_step(1)
        elif setting.kind is Kind.THEME:
            chosen = await deeds.choose_theme(self.hep)
            if chosen is not None:
                self._keep("theme", chosen)
            self._draw()
        elif setting.kind is Kind.DOES:
            self._say("One moment …" if setting.key in ("copy", "reminders") else "")
            self._say(await deeds.do(setting.key, self.hep))
            self._look()
        else:
            await self._type(setting, None)

    def action_type(self, digit: str) -> None:
        """Begins to type a number."""
        setting = self._selected()
        if setting is not None and setting.kind in (Kind.NUMBER, Kind.TIME, Kind.TIMES):
            self.run_worker(self._type(setting, digit))

    async def _type(self, setting: Setting, begun: str | None) -> None:
        now = value_words(setting, self.hep.settings)
        if setting.kind is Kind.ROUTINE:
            routines = await deeds.type_routine(self.hep, setting)
            if routines is not None:
                self._keep("routines", routines)
            return
        text = await deeds.type_value(self.hep, typed_how(setting), now, begun, lambda text: typed(setting, text))
        if text is not None:
            self._keep(setting.key, typed(setting, text))

    def action_reset(self) -> None:
        """Puts the row back to its default."""
        setting = self._selected()
        if setting is not None and setting.kind not in (Kind.DOES, Kind.ROUTINE):
            self._keep(setting.key, None)

    @work
    async def _keep(self, key: str, value: object) -> None:
        """Keeps a value, or with None the default; says what became of it."""
        self._say("")
        problem = await (self.hep.change_setting(key, value) if value is not None else self.hep.reset_setting(key))
        if not problem and key in deeds.HANDED_OVER:
            problem = await deeds.hand_over(self.hep)
        if self.is_attached:
            self._draw()
            self._say(problem or "Saved.")

    @work
    async def action_hear(self) -> None:
        """Lets each sound be heard, or the voice."""
        if self._sounds is None:
            self._sounds = deeds.sounds(self.hep)
        setting = self._selected()
        await deeds.hear(self.hep, self._sounds, voice=setting is not None and setting.key == "speech")

    def action_leave(self) -> None:
        """Back to today, or to the ways to get a program."""
        self.hep.open_first()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys show only where they do something."""
        steps = action == "in_turn" and str(parameters[0]).startswith("step")
        if not self.is_mounted or not (steps or action in ("hear", "reset")):
            return super().check_action(action, parameters)
        setting = self._selected()
        if setting is None:
            return False
        if action == "hear":
            return setting.key in ("sound", "speech")
        stays = (Kind.DOES, Kind.ROUTINE) if action == "reset" else (Kind.DOES, Kind.ROUTINE, Kind.TIMES)
        return setting.kind not in stays
