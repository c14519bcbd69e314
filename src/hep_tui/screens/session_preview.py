"""What a session is going to be: its exercises in their order, to be put in another one or left out for once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical

from hep_care.blocks import compile_dose
from hep_care.credit import ItemState
from hep_care.dose_text import dose_text, minutes_text
from hep_care.program import Program, Timings
from hep_care.short_day import session_seconds
from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.screens.session import SessionScreen


class SessionPreview(Vertical):
    """The exercises to come, each with its dose and minutes, and what to have at hand."""

    def __init__(self, states: Sequence[ItemState], *, id: str) -> None:
        super().__init__(id=id)
        self._states = list(states)
        self._left_out: set[int] = set()
        """Places in the session as it was planned."""
        self._order = list(range(len(self._states)))

    @property
    def chosen(self) -> list[ItemState]:
        """What the session goes through, in its order."""
        return [self._states[place] for place in self._order if place not in self._left_out]

    @property
    def _glyphs(self) -> GlyphSet:
        return cast("SessionScreen", self.screen).look.glyphs

    def compose(self) -> ComposeResult:
        """How much it is, what it takes, the exercises, and how to begin."""
        yield PlainStatic(id="how-much")
        yield PlainStatic(id="at-hand")
        yield ItemList(glyphs=self._glyphs, id="exercises")
        yield PlainStatic("Press Enter when you are in place; the timer leads from there.", id="ready")

    def on_mount(self) -> None:
        """Show them."""
        self._show()
        self.query_one(ItemList).focus()

    def leave_out(self) -> None:
        """Leave the exercise under the cursor out, or put it back."""
        key = self.query_one(ItemList).highlighted
        if key is not None:
            self._left_out ^= {int(key)}
            self._show()

    def move(self, steps: int) -> None:
        """Move the exercise under the cursor in the order."""
        key = self.query_one(ItemList).highlighted
        if key is None:
            return
        at = self._order.index(int(key))
        to = max(0, min(len(self._order) - 1, at + steps))
        self._order.insert(to, self._order.pop(at))
        self._show()

    def _show(self) -> None:
        screen = cast("SessionScreen", self.screen)
        program: Program | None = screen.diary.program()
        timings = program.timings if program else Timings()
        chosen = [state.item.prescription for state in self.chosen]
        number = "1 exercise" if len(chosen) == 1 else f"{len(chosen)} exercises"
        dot = glyphs_of(self._glyphs).dot
        length = minutes_text(session_seconds([p.dose for p in chosen], timings))
        self.query_one("#how-much", PlainStatic).say(f"{number} {dot} {length}" if chosen else "Everything is left out")
        things = list(dict.fromkeys(thing for p in chosen for thing in p.equipment))
        at_hand = self.query_one("#at-hand", PlainStatic)
        at_hand.say(f"Have at hand: {', '.join(things)}" if things else "")
        at_hand.display = bool(things)
        self.query_one(ItemList).show([row for place in self._order for row in self._rows(place, timings)])

    def _rows(self, place: int, timings: Timings) -> list[Row]:
        prescription, out = self._states[place].item.prescription, place in self._left_out
        length = "not now" if out else minutes_text(compile_dose(prescription.dose, timings).total_seconds)
        glyphs, key = glyphs_of(self._glyphs), str(place)
        units = cast("SessionScreen", self.screen).hep.settings.units
        return [
            Row(
                key, RowKind.ITEM, prescription.name, length,
                glyphs.skipped if out else glyphs.todo, "skipped" if out else "due",
            ),
            Row(f"{key}-dose", RowKind.NOTE, dose_text(prescription.dose, units)),
        ]  # fmt: skip
