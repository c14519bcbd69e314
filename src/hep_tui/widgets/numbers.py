"""A number from 0 to 10 for pain and effort: press it, or move to it, then Enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_tui.widgets.plain import fit

_HIGHEST = 10
_NUMBERS_ROW = 1


@frozen
class Anchors:
    """A question answered with a number, and what its two ends mean."""

    question: str
    low: str
    high: str


PAIN = Anchors("How much did it hurt?", "no pain", "the worst I can imagine")
EFFORT = Anchors("How hard was it?", "no effort", "all I had")


class NumberScale(Widget, can_focus=True):
    """The numbers 0 to 10 on one row; nothing is chosen until the patient chooses."""

    COMPONENT_CLASSES = {"number-scale--number", "number-scale--chosen", "number-scale--anchor"}
    DEFAULT_CSS = """
    NumberScale {
        width: 48;
        height: 3;
        & > .number-scale--number { color: $foreground; }
        & > .number-scale--chosen { color: $background; background: $accent; text-style: bold; }
        & > .number-scale--anchor { color: $muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"choose({n})", str(n), show=False, id=f"scale.{n}") for n in range(_HIGHEST)),
        Binding("t", "choose(10)", "ten", id="scale.10", tooltip="Ten"),
        Binding("left", "move(-1)", "less", show=False, id="scale.less"),
        Binding("right", "move(1)", "more", show=False, id="scale.more"),
        Binding("home", "choose(0)", "none", show=False, id="scale.lowest"),
        Binding("end", "choose(10)", "ten", show=False, id="scale.highest"),
        Binding("enter", "confirm", "take it", id="scale.confirm", tooltip="Take this number"),
        Binding("escape", "skip", "skip", id="scale.skip", tooltip="Go on without a number"),
    ]

    value: reactive[int | None] = reactive(None, repaint=False)
    """The number under the cursor, 0 to 10."""

    @dataclass
    class Chosen(Message):
        """The patient took a number, or went on without one."""

        value: int | None

    def __init__(
        self,
        anchors: Anchors = PAIN,
        *,
        value: int | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        # A scale may be called anything by a plan.
        self._anchors = Anchors(plain_text(anchors.question), plain_text(anchors.low), plain_text(anchors.high))
        self.set_reactive(NumberScale.value, value)

    def validate_value(self, value: int | None) -> int | None:
        """Keeps the number on the scale."""
        return None if value is None else max(0, min(_HIGHEST, value))

    def watch_value(self, old: int | None, new: int | None) -> None:
        """Repaints the number that was left and the one that was reached."""
        regions = [Region(n * self._step, _NUMBERS_ROW, self._step, 1) for n in (old, new) if n is not None]
        self.refresh(*regions)

    def action_choose(self, value: int) -> None:
        """Takes the cursor to a number."""
        self.value = value

    def action_move(self, steps: int) -> None:
        """Moves the cursor; the first step goes to 0."""
        self.value = 0 if self.value is None else self.value + steps

    def action_confirm(self) -> None:
        """Takes the number under the cursor; without one nothing happens, as only Esc skips."""
        if self.value is not None:
            self.post_message(self.Chosen(self.value))

    def action_skip(self) -> None:
        """Goes on without a number."""
        self.post_message(self.Chosen(None))

    def on_click(self, event: events.Click) -> None:
        """A click chooses a number, a second one takes it."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y != _NUMBERS_ROW or offset.x // self._step > _HIGHEST:
            return
        event.stop()
        self.value = offset.x // self._step
        if event.chain == 2:
            self.action_confirm()

    def on_resize(self) -> None:
        """Spaces the numbers anew."""
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The question, the numbers and the meaning of their ends."""
        return 3

    def render_line(self, y: int) -> Strip:
        """The question, the numbers or their ends."""
        width, base = self.size.width, self.rich_style
        if y == 0:
            segments = [Segment(fit(self._anchors.question, width), base)]
        elif y == _NUMBERS_ROW:
            segments = [Segment(f"{n:^{self._step}}", self._style(n)) for n in range(_HIGHEST + 1)]
        elif y == 2:
            segments = [Segment(self._ends(), self.get_component_rich_style("number-scale--anchor"))]
        else:
            segments = []
        return Strip(segments).adjust_cell_length(width, base)

    @property
    def _step(self) -> int:
        """Cells from one number to the next, 2 to 4."""
        return max(2, min(4, self.size.width // (_HIGHEST + 1)))

    def _style(self, number: int) -> Style:
        return self.get_component_rich_style("number-scale--chosen" if number == self.value else "number-scale--number")

    def _ends(self) -> str:
        """The meaning of 0 under 0, and that of 10 ending under 10, or as much of it as there is room for."""
        width = min(self.size.width, self._step * (_HIGHEST + 1))
        low, high = f"0 {self._anchors.low}", f"10 {self._anchors.high}"
        room = max(width - cell_len(low) - 2, 0)
        return f"{low}  {high:>{room}}" if cell_len(high) <= room else f"{low}  {fit(high, room)}"
