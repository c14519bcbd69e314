"""Which exercise the calendar shows: all that were ever prescribed, narrowed by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from hep_care.frozen import frozen
from hep_tui.diary.one_exercise import Exercise
from hep_tui.screens.base import HepDialog
from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.plain import PlainStatic

_ALL = "all"


@frozen
class Picked:
    """What was chosen; without an exercise all of them."""

    exercise: Exercise | None


class ExerciseFilter(HepDialog[Picked | None]):
    """Asks for one exercise; leaving it changes nothing."""

    CSS_PATH = "calendar.tcss"
    HELP = "Type a part of the name, move with the arrows, Enter shows only that exercise in the calendar."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "in_turn('pick')", "show", id="filter.pick", tooltip="Show this one", priority=True),
        Binding("escape", "in_turn('leave')", "leave", id="filter.leave", tooltip="Leave it as it is", priority=True),
        Binding("down", "step(1)", "next", show=False, id="filter.down", priority=True),
        Binding("up", "step(-1)", "before", show=False, id="filter.up", priority=True),
    ]

    def __init__(self, exercises: Sequence[Exercise], now: Exercise | None, glyphs: GlyphSet = "unicode") -> None:
        super().__init__()
        self._exercises = {f"exercise-{n}": one for n, one in enumerate(exercises)}
        self._now = now
        self._glyph_set = glyphs

    def compose(self) -> ComposeResult:
        """The line to type in above the list."""
        dot = glyphs_of(self._glyph_set).dot
        with Vertical(classes="sheet", id="filter"):
            yield PlainStatic("Show one exercise", classes="head")
            yield Input(placeholder="a part of its name", id="part", compact=True, max_length=60)
            yield ItemList(self._rows(""), glyphs=self._glyph_set, id="exercises")
            yield PlainStatic("No exercise is called like that.", id="none", classes="muted")
            yield PlainStatic(f"enter show {dot} up and down move {dot} esc leave", classes="keys")

    def on_mount(self) -> None:
        """Typing narrows at once; the bar stands on what is shown now."""
        self.query_one(Input).focus()
        self.query_one("#none").display = False
        now = next((key for key, one in self._exercises.items() if one == self._now), None)
        if now is not None:
            self.query_one(ItemList).highlight(now)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Only what has every typed word in its name."""
        rows = self._rows(event.value)
        self.query_one(ItemList).show(rows)
        self.query_one("#none").display = not rows

    def on_item_list_selected(self, event: ItemList.Selected) -> None:
        """A click on the line under the bar."""
        self.action_pick()

    def action_step(self, steps: int) -> None:
        """Moves the bar while the typing goes on."""
        self.query_one(ItemList).action_step(steps)

    def action_pick(self) -> None:
        """Shows the one under the bar."""
        key = self.query_one(ItemList).highlighted
        if key is not None:
            self.dismiss(Picked(self._exercises.get(key)))

    def action_leave(self) -> None:
        """Closes without a choice."""
        self.dismiss(None)

    def _rows(self, typed: str) -> list[Row]:
        wanted = typed.casefold().split()
        found = {key: one for key, one in self._exercises.items() if all(w in one.name.casefold() for w in wanted)}
        rows = [Row(_ALL, RowKind.ITEM, "All exercises")] if self._now is not None and not wanted else []
        rows += [Row(key, RowKind.ITEM, one.name) for key, one in found.items() if one.present]
        former = [Row(key, RowKind.ITEM, one.name) for key, one in found.items() if not one.present]
        return [*rows, *([Row("head", RowKind.HEADING, "Earlier programs"), *former] if former else [])]
