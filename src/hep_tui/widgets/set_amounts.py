"""The sets of one exercise with a number each: typed over, or moved up and down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from hep_care.frozen import frozen
from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.plain import fit

MOST = 36_000
_LABEL_CELLS = 16


@frozen
class Amount:
    """One line: what it is, its number as planned (None is open-ended), and what the number counts."""

    label: str
    number: int | None
    unit: str
    step: int = 1
    """How much `+` and `-` change it."""


class SetAmounts(Widget, can_focus=True):
    """One line a set; digits replace its number, 0 says that it was not done."""

    COMPONENT_CLASSES = {"set-amounts--cursor", "set-amounts--number", "set-amounts--changed", "set-amounts--quiet"}
    DEFAULT_CSS = """
    SetAmounts {
        height: auto;
        & > .set-amounts--cursor { color: $muted; }
        &:focus > .set-amounts--cursor { color: $accent; }
        & > .set-amounts--number { text-style: bold; }
        & > .set-amounts--changed { color: $accent; text-style: bold; }
        & > .set-amounts--quiet { color: $muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "set before", show=False, id="sets.up"),
        Binding("down", "step(1)", "next set", show=False, id="sets.down"),
        *(Binding(str(n), f"digit({n})", str(n), show=False, id=f"sets.{n}") for n in range(10)),
        Binding("backspace", "rub_out", "rub out", show=False, id="sets.rub-out"),
        Binding("plus,right", "more(1)", "more", show=False, id="sets.more"),
        Binding("minus,left", "more(-1)", "less", show=False, id="sets.less"),
    ]

    cursor: reactive[int] = reactive(0)

    def __init__(self, amounts: Sequence[Amount], *, glyphs: GlyphSet = "unicode", id: str | None = None) -> None:
        super().__init__(id=id)
        self._amounts = tuple(amounts)
        self._numbers = [amount.number for amount in amounts]
        self._glyphs = glyphs_of(glyphs)
        self._typing = False
        """Whether the next digit is added to the number instead of replacing it."""

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """The numbers as they stand, one a line; None is one that nobody gave."""
        return tuple(self._numbers)

    def validate_cursor(self, at: int) -> int:
        """Keeps the cursor on a line."""
        return max(0, min(at, len(self._amounts) - 1))

    def watch_cursor(self) -> None:
        """The next digit replaces the number of the new line."""
        self._typing = False

    def action_step(self, steps: int) -> None:
        """Moves to another line; past either end goes on to what stands there."""
        if 0 <= self.cursor + steps < len(self._amounts):
            self.cursor += steps
        elif steps > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_digit(self, digit: int) -> None:
        """Replaces the number, or goes on typing it."""
        before = (self._numbers[self.cursor] or 0) if self._typing else 0
        self._set(before * 10 + digit)
        self._typing = True

    def action_rub_out(self) -> None:
        """Takes the last digit away."""
        number = self._numbers[self.cursor]
        if number is not None:
            self._set(number // 10 if number >= 10 else None if self._amounts[self.cursor].number is None else 0)
            self._typing = True

    def action_more(self, times: int) -> None:
        """One more, or one less."""
        self._set((self._numbers[self.cursor] or 0) + times * self._amounts[self.cursor].step)
        self._typing = False

    def _set(self, number: int | None) -> None:
        self._numbers[self.cursor] = None if number is None else max(0, min(number, MOST))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Moves to the line that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self.cursor = offset.y
            event.stop()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A row a line."""
        return len(self._amounts)

    def render_line(self, y: int) -> Strip:
        """Cursor, label, number and unit."""
        if y >= len(self._amounts):
            return Strip.blank(self.size.width, self.rich_style)
        amount, number = self._amounts[y], self._numbers[y]
        changed = "changed" if number != amount.number else "number"
        shown = "any" if number is None else "not done" if number == 0 else f"{number} {amount.unit}"
        segments = [
            Segment(self._glyphs.cursor if y == self.cursor else " ", self._style("cursor")),
            Segment(f" {fit(amount.label, _LABEL_CELLS)} ", self._style("quiet")),
            Segment(fit(shown, max(0, self.size.width - _LABEL_CELLS - 3)), self._style(changed)),
        ]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"set-amounts--{name}")
