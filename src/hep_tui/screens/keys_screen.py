"""Every action with its keys; choose one and press the key it shall have."""

from __future__ import annotations

from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from hep_tui.screens.base import HepDialog, HepScreen
from hep_tui.screens.help import key_name
from hep_tui.screens.key_table import Action, checked_keys, keys_of, own_actions, wrong_with
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic


class PressKeyDialog(HepDialog[str | None]):
    """Ends with the key that was pressed; Esc leaves the keys as they are."""

    CSS_PATH = "dialogs.tcss"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def compose(self) -> ComposeResult:
        """What the next key is for."""
        with VerticalScroll(classes="sheet", can_focus=False):
            yield PlainStatic(f"{self._name}: press the key you want", classes="head")
            yield PlainStatic("The keys it has now then do so no more.")
            yield PlainStatic("esc leave it as it is", classes="keys")

    def on_key(self, event: events.Key) -> None:
        """Takes the key, whatever it does elsewhere."""
        event.stop()
        event.prevent_default()
        self.dismiss(None if event.key == "escape" else event.key)


class KeysScreen(HepScreen):
    """A heading a screen, a row an action."""

    CSS_PATH = "settings.tcss"
    CAN_LEAVE = False
    HELP = (
        "Choose an action with Enter and press the key you want for it. Backspace gives an action its own keys back, "
        "Delete all of them. The keys of questions stay as they are."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "in_turn('change')", "change", id="keys.change", tooltip="Press another key", priority=True),
        Binding(
            "backspace", "reset", "as at first", key_display="backspace", id="keys.reset",
            tooltip="This action's own keys again",
        ),
        Binding(
            "delete", "reset_all", "all as at first", key_display="del", id="keys.reset-all",
            tooltip="Every action's own keys again",
        ),
        Binding("escape", "leave", "back", id="keys.leave", tooltip="Back to the settings"),
        Binding("question_mark", "app.help", "Help", key_display="?", id="keys.help", tooltip="What the keys do"),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        """The list, and a line that says what became of a change."""
        yield PlainStatic("Keys", id="title")
        yield ItemList(glyphs=self.glyph_set, id="items")
        yield PlainStatic(id="said")
        yield KeyLine(glyphs=self.glyph_set)

    def on_mount(self) -> None:
        """The list has the keys."""
        self._draw()
        self.query_one(ItemList).focus()

    def _draw(self) -> None:
        places: dict[str, list[Action]] = {}
        for action in own_actions():
            places.setdefault(action.place, []).append(action)
        rows, chosen = list[Row](), self._usable()
        for place, actions in places.items():
            rows += [Row("", RowKind.NOTE, "")] if rows else []
            rows.append(Row("", RowKind.HEADING, place))
            for action in actions:
                keys = "  ".join(key_name(key) for key in keys_of(action, chosen))
                own = "•" if action.id in chosen else ""
                rows.append(Row(action.id, RowKind.ITEM, action.words, keys, own))
        self.query_one(ItemList).show(rows)

    def _usable(self) -> dict[str, str]:
        """The keys of one's own that hold; what the file has beside them stays there and counts for nothing."""
        return checked_keys(self.hep.settings.keys)[0]

    def _selected(self) -> Action | None:
        id = self.query_one(ItemList).highlighted
        return next((action for action in own_actions() if action.id == id), None)

    def on_item_list_highlighted(self) -> None:
        """What the settings file calls the action under the cursor."""
        action = self._selected()
        if action is not None:
            self._say(f"In the settings file: {action.id}")

    def on_item_list_selected(self) -> None:
        """A second click, as Enter."""
        self.action_change()

    def _say(self, words: str) -> None:
        self.query_one("#said", PlainStatic).say(words)

    @work
    async def action_change(self) -> None:
        """Asks for the key, and takes it where nothing else has it."""
        action = self._selected()
        if action is None:
            return
        key = await self.hep.push_screen_wait(PressKeyDialog(action.name))
        if key is None:
            return
        wrong = wrong_with(action.id, key, {**self._usable(), action.id: ""})
        if wrong:
            self._say(f"{wrong} Nothing was changed.")
        else:
            await self._keep({**self.hep.settings.keys, action.id: key})

    @work
    async def action_reset(self) -> None:
        """Gives the action under the cursor its own keys back, unless another has them now."""
        action = self._selected()
        if action is None or action.id not in self.hep.settings.keys:
            return
        wrong = wrong_with(action.id, ",".join(action.keys), {**self._usable(), action.id: ""})
        if wrong:
            self._say(f"{wrong} Change that one first.")
        else:
            await self._keep({id: keys for id, keys in self.hep.settings.keys.items() if id != action.id})

    @work
    async def action_reset_all(self) -> None:
        """Gives every action its own keys back."""
        await self._keep({})

    async def _keep(self, keys: dict[str, str]) -> None:
        problem = await (self.hep.change_setting("keys", keys) if keys else self.hep.reset_setting("keys"))
        if self.is_attached:
            self._draw()
            self._say(problem or "Saved.")

    def action_leave(self) -> None:
        """Back to the settings."""
        self.dismiss()
