"""What sync could not settle by itself, one by one: what it is, why it waits, and what comes of it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll

from hep_tui.diary.waiting import Kind, Waiting, waiting
from hep_tui.screens.base import HepScreen
from hep_tui.screens.day_detail import DayDetailScreen
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic, content

HEADS = {
    Kind.REFUSED: "Not taken by the clinic",
    Kind.NOT_UNDERSTOOD: "Came and was not understood",
    Kind.TWICE: "Corrected on two computers",
}
_WHAT_NOW = {
    Kind.REFUSED: "It is kept here and counts here. It is sent again when you correct it. Tell your clinic where it matters.",
    Kind.NOT_UNDERSTOOD: "It is kept as it came and changes nothing. Where it is about your plan, ask your clinic.",
    Kind.TWICE: "",
}


class WaitingScreen(HepScreen):
    """A list under headings, and beside it all about the selected one."""

    CSS_PATH = "waiting.tcss"
    CAN_LEAVE = False
    HELP = (
        "What the clinic's server would not take, what came from there and could not be understood, and what was "
        "corrected on two computers. Nothing of it is lost, and none of it stops the rest."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "its day", id="waiting.open", tooltip="Open its day, to put it right", priority=True),
        Binding("escape", "leave", "back", id="waiting.leave", tooltip="Back to where you were"),
        Binding("exclamation_mark", "app.when_to_call", "call", key_display="!", id="waiting.call", tooltip="When to call"),
        Binding("question_mark", "app.help", "Help", key_display="?", id="waiting.help", tooltip="What the keys do"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__(name="waiting")
        self._found: dict[str, Waiting] = {}

    def compose(self) -> ComposeResult:
        """The list, and all about the selected line."""
        yield PlainStatic("What waits to be looked at", id="title")
        yield PlainStatic(id="said")
        with Container(id="body"):
            yield ItemList(glyphs=self.glyph_set, id="items")
            with VerticalScroll(id="about", can_focus=False):
                yield PlainStatic(id="told")
        yield KeyLine(glyphs=self.glyph_set)

    def on_mount(self) -> None:
        """The arrows move over the list at once."""
        self.query_one(ItemList).focus()

    def diary_changed(self) -> None:
        """Reads what waits again and draws it."""
        found = waiting(self.diary)
        self._found = {one.key: one for one in found}
        rows: list[Row] = []
        for kind, head in HEADS.items():
            mine = [one for one in found if one.kind is kind]
            if mine:
                rows += [Row("", RowKind.NOTE, "")] if rows else []
                rows += [Row("", RowKind.HEADING, head), *(Row(o.key, RowKind.ITEM, o.name, o.when) for o in mine)]
        self.query_one(ItemList).show(rows)
        self.query_one("#said", PlainStatic).say("" if found else "Nothing waits: everything was taken and understood.")
        self.query_one("#said").display = not found
        self.query_one("#body").display = bool(found)
        self._draw_told()

    def on_item_list_highlighted(self) -> None:
        """Another line under the cursor."""
        self._draw_told()

    def _draw_told(self) -> None:
        one = self._selected()
        self.refresh_bindings()
        told = self.query_one("#told", PlainStatic)
        if one is None:
            told.say("")
            return
        came = [("\n\nAs it came\n", "$muted"), (one.raw, "$muted")] if one.raw else []
        told.say(content((one.name, "bold"), f"\n\n{one.why}\n\n{_WHAT_NOW[one.kind]}".rstrip(), *came))

    def _selected(self) -> Waiting | None:
        return self._found.get(self.query_one(ItemList).highlighted or "") if self.is_mounted else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is a record of a day has a day to open."""
        if action == "open":
            one = self._selected()
            return one is not None and one.day is not None
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """Goes to the day of the selected record, where it can be corrected."""
        one = self._selected()
        if one is not None and one.day is not None:
            self.dismiss(None)
            self.app.call_later(self.app.switch_screen, DayDetailScreen(one.day))

    def on_item_list_selected(self) -> None:
        """A second click, as Enter."""
        self.action_open()

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)
