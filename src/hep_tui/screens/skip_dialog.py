"""Leaving an exercise out: one key a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from hep_care.credit import ItemState
from hep_care.entry import EXCUSING, Reason
from hep_tui.diary.drafts import skip
from hep_tui.diary.writing import Draft
from hep_tui.screens import log_flow
from hep_tui.screens.base import HepDialog
from hep_tui.screens.log_words import REASONS
from hep_tui.widgets.glyphs import glyphs_of
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.app import HepApp


class SkipDialog(HepDialog[Draft | None]):
    """Asks why; ends with what was saved, or None."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key, f"skip('{reason.value}')", words, show=False, id=f"skip.{key}")
            for key, reason, words in REASONS
        ),
        Binding("escape", "leave", "leave", id="skip.leave", tooltip="Leave without saving"),
    ]

    def __init__(self, state: ItemState, day: date) -> None:
        super().__init__()
        self._state = state
        self._day = day
        self._saving = False

    def compose(self) -> ComposeResult:
        """A line a reason, with its key."""
        glyph = glyphs_of("ascii" if cast("HepApp", self.app).settings.ascii else "unicode").excused
        rows = [
            Row(
                reason.value,
                RowKind.ITEM,
                words,
                f"{glyph} does not count against you" if reason in EXCUSING else "",
                key,
            )
            for key, reason, words in REASONS
        ]
        with VerticalScroll(classes="sheet", can_focus=False):
            yield PlainStatic(f"Leave out {self._state.item.prescription.name}: why?", classes="head")
            yield ItemList(rows, id="reasons")
            yield PlainStatic("a letter, or ↑ ↓ and enter · esc leave", classes="keys")

    def on_mount(self) -> None:
        """The keys work at once."""
        self.query_one(ItemList).focus()

    def on_item_list_selected(self, event: ItemList.Selected) -> None:
        """Enter, or a click."""
        self.action_skip(event.key)

    def action_leave(self) -> None:
        """Closes without saving."""
        self.dismiss(None)

    @work
    async def action_skip(self, reason: str) -> None:
        """Saves the skip with its reason."""
        if self._saving:
            return
        draft = skip(self._state.item.prescription, self._day, self._state.item.slot, Reason(reason))
        self._saving = True
        saved = await log_flow.write(cast("HepApp", self.app), draft)
        self._saving = False
        if saved:
            self.dismiss(draft)
