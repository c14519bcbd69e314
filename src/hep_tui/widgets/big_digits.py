"""Digits that can be read from the floor at three metres, as large as the place for them allows."""

from __future__ import annotations

from typing import Literal

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from hep_tui.widgets.digit_shapes import DIGITS, rows_that_fit, text_rows
from hep_tui.widgets.glyphs import GlyphSet
from hep_tui.widgets.plain import fit

Phase = Literal["", "lead-in", "hold", "rest", "switch"]


class BigDigits(Widget):
    """A number or a time ("7", "0:45") in the largest digits that fit, in the middle of the widget.

    What is not digits and colons, or has less than three rows, is shown as text. The colour is the
    widget's own `color`; `phase` sets it to that of a phase.
    """

    DEFAULT_CSS = """
    BigDigits {
        width: 1fr;
        height: 1fr;
        color: $foreground;
        &.-lead-in { color: $lead-in; }
        &.-hold { color: $hold; }
        &.-rest { color: $rest; }
        &.-switch { color: $switch; }
    }
    """

    value: reactive[str] = reactive("", repaint=False)
    """What is shown."""
    phase: reactive[Phase] = reactive("", repaint=False)
    """Which phase's colour the digits have; the word for it stands elsewhere on the screen."""

    def __init__(
        self, value: str = "", *, glyphs: GlyphSet = "unicode", id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._ascii_only = glyphs == "ascii"
        self._lines: list[str] = []
        self.set_reactive(BigDigits.value, value)

    def watch_value(self) -> None:
        """Repaints only what differs from the value before, line by line."""
        before, self._lines = self._lines, self._draw()
        if len(before) != len(self._lines):
            self.refresh()
            return
        changed = [
            _difference(y, old, new) for y, (old, new) in enumerate(zip(before, self._lines, strict=True)) if old != new
        ]
        if changed:
            self.refresh(*changed)

    def watch_phase(self, old: Phase, new: Phase) -> None:
        """Takes on the colour of the phase."""
        self.set_class(False, f"-{old}") if old else None
        self.set_class(True, f"-{new}") if new else None

    def on_resize(self) -> None:
        """Chooses the size again."""
        self._lines = self._draw()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the digits."""
        style = self.rich_style
        if y >= len(self._lines):
            return Strip.blank(self.size.width, style)
        return Strip([Segment(self._lines[y], style)], self.size.width)

    def _draw(self) -> list[str]:
        """Every row of the widget as text, exactly as wide as the widget."""
        width, height = self.size
        value = self.value
        if width <= 0 or height <= 0:
            return []
        plain = self._ascii_only
        rows = rows_that_fit(value, width, height, ascii_only=plain) if value and set(value) <= set(DIGITS) else 0
        drawn = text_rows(value, rows, ascii_only=plain) if rows else (value,)
        left = max(0, (width - max(cell_len(line) for line in drawn)) // 2)
        lines = [""] * ((height - len(drawn)) // 2) + [" " * left + line for line in drawn]
        lines += [""] * (height - len(lines))
        return [fit(line, width) for line in lines]


def _difference(y: int, old: str, new: str) -> Region:
    """The part of a row that differs; the whole row where cells and characters are not the same."""
    if not (len(old) == len(new) == cell_len(old) == cell_len(new)):
        return Region(0, y, max(cell_len(old), cell_len(new)), 1)
    places = [x for x, (before, after) in enumerate(zip(old, new, strict=True)) if before != after]
    return Region(places[0], y, places[-1] - places[0] + 1, 1)
