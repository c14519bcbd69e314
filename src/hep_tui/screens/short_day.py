"""A day with little time: how many minutes there are, and what fits into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll

from hep_care.credit import ItemState
from hep_care.dose_text import minutes_text
from hep_care.program import Timings
from hep_care.schedule_text import join_words
from hep_care.short_day import ShortDay, short_day
from hep_tui.screens.base import HepDialog
from hep_tui.screens.today_rows import dose_lines
from hep_tui.widgets.plain import PlainStatic, content

OFFERED = (5, 10, 15)
_MOST = 240
_MOST_NAMED = 3


class ShortDayDialog(HepDialog[tuple[ItemState, ...]]):
    """Ends with what shall be done now; with nothing where it was left."""

    CSS_PATH = "short_day.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", "start", id="short.start", tooltip="Start with these"),
        Binding("left,down", "turn(-1)", "less", show=False, id="short.less", tooltip="Fewer minutes"),
        Binding("right,up", "turn(1)", "more", show=False, id="short.more", tooltip="More minutes"),
        *(Binding(str(n), f"digit({n})", str(n), show=False, id=f"short.{n}") for n in range(10)),
        Binding("backspace", "rub_out", "take a digit back", show=False, id="short.rub-out"),
        Binding("escape", "leave", "leave", id="short.leave", tooltip="Back to the whole day"),
    ]

    def __init__(self, states: Sequence[ItemState], timings: Timings) -> None:
        super().__init__()
        self._states = states
        self._timings = timings
        self._minutes = OFFERED[1]
        self._typed = ""

    def compose(self) -> ComposeResult:
        """The question, the numbers, and what the chosen one makes of the day."""
        with VerticalScroll(classes="sheet", can_focus=False):
            yield PlainStatic("How many minutes do you have?", classes="head")
            with Horizontal(id="numbers"):
                for n in OFFERED:
                    yield PlainStatic(f"{n}", id=f"offer-{n}", classes="number")
                yield PlainStatic(id="own", classes="number")
            yield PlainStatic(id="fits")
            yield PlainStatic(id="later", classes="muted")
            yield PlainStatic("enter start · ← → or type a number · esc leave", classes="keys")

    def on_mount(self) -> None:
        """Ten minutes, until another number is chosen."""
        self._draw()

    @property
    def plan(self) -> ShortDay:
        """What fits into the minutes that stand there."""
        return short_day(self._states, max(1, self._minutes), self._timings)

    def action_digit(self, digit: int) -> None:
        """Types a digit of an own number; one that would be too large begins it anew."""
        typed = f"{self._typed}{digit}".lstrip("0")
        self._typed = typed if typed and int(typed) <= _MOST else str(digit).strip("0")
        self._minutes = int(self._typed or OFFERED[1])
        self._draw()

    def action_rub_out(self) -> None:
        """Takes a typed digit back."""
        self._typed = self._typed[:-1]
        self._minutes = int(self._typed or OFFERED[1])
        self._draw()

    def action_turn(self, steps: int) -> None:
        """Goes to the next number on offer."""
        onward = [n for n in OFFERED if n > self._minutes] if steps > 0 else [n for n in OFFERED if n < self._minutes]
        if onward:
            self._choose(min(onward) if steps > 0 else max(onward))

    def action_start(self) -> None:
        """Takes what fits."""
        self.dismiss(self.plan.chosen)

    def action_leave(self) -> None:
        """Closes; the day stays as it is."""
        self.dismiss(())

    def on_click(self, event: events.Click) -> None:
        """A click chooses a number, a second one starts."""
        for n in OFFERED:
            if event.widget is not None and event.widget.id == f"offer-{n}":
                if self._minutes == n and not self._typed:
                    self.action_start()
                else:
                    self._choose(n)

    def _choose(self, minutes: int) -> None:
        self._minutes, self._typed = minutes, ""
        self._draw()

    def _draw(self) -> None:
        for n in OFFERED:
            self.query_one(f"#offer-{n}").set_class(n == self._minutes and not self._typed, "-chosen")
        own = self.query_one("#own", PlainStatic)
        own.set_class(bool(self._typed), "-chosen")
        own.say(self._typed or "…")
        plan = self.plan
        lines = "\n".join(dose_lines(plan.chosen))
        over = plan.seconds > 60 * self._minutes
        much = f"{minutes_text(plan.seconds).capitalize()}{', the shortest there is' if over else ''}:"
        self.query_one("#fits", PlainStatic).say(content((much, "bold"), f"\n{lines}"))
        self.query_one("#later", PlainStatic).say(later_words(plan))


def later_words(plan: ShortDay) -> str:
    """What is left for another time; nothing is noted about it."""
    if not plan.later:
        return "That is everything of this session."
    names = [state.item.prescription.name for state in plan.later]
    shown = names if len(names) <= _MOST_NAMED else [*names[: _MOST_NAMED - 1], f"{len(names) - _MOST_NAMED + 1} more"]
    return f"{join_words(shown)} {'waits' if len(names) == 1 else 'wait'} for another time. What you do counts."
