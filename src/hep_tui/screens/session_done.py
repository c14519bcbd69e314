"""The end of a session: what was done, how long it took, and what it did to the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from hep_care.counts import Tally
from hep_care.entry import Entry, EntryKind, Outcome
from hep_care.program import Prescription, Timings
from hep_tui import clock
from hep_tui.screens.base import HepScreen
from hep_tui.screens.entry_words import sets_words
from hep_tui.screens.today_items import OPEN, minutes, slot_name
from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.letter_shapes import word_rows
from hep_tui.widgets.plain import PlainStatic, content

QUIET_S = 0.5
"""How long keys do nothing: whoever still presses `n` means the session."""


@dataclass(frozen=True, slots=True)
class DoneLine:
    """One exercise of the session."""

    glyph: str
    tone: str
    name: str
    did: str


def done_lines(
    entries: Mapping[int, Entry], prescriptions: Sequence[Prescription], glyph_set: GlyphSet
) -> list[DoneLine]:
    """What became of each exercise of the session, in its order; those that were never begun are not among them."""
    glyphs = glyphs_of(glyph_set)
    lines = []
    for number, entry in sorted(entries.items()):
        prescription = prescriptions[number]
        did = sets_words(prescription.dose, entry.sets) or "done"
        if entry.kind is not EntryKind.COMPLETION or entry.status is Outcome.SKIPPED:
            lines.append(DoneLine(glyphs.skipped, "skipped", prescription.name, "left out"))
        elif entry.status is Outcome.COMPLETE:
            lines.append(DoneLine(glyphs.done, "done", prescription.name, did))
        else:
            lines.append(DoneLine(glyphs.partial, "partial", prescription.name, did))
    return lines


def day_words(tally: Tally, slots: Iterable[int | None], timings: Timings) -> str:
    """What it did to the day: "Morning done. Midday: 2 exercises, 8 min." """
    if not any(state.status in OPEN for state in tally.states if state.item.slot is not None):
        return "Everything for today is done." if tally.plan.slots else ""
    mine, said, coming = set(slots), [], []
    for slot in tally.plan.slots:
        left = [state for state in tally.states if state.item.slot == slot.number and state.status in OPEN]
        name = slot_name(slot, len(tally.plan.slots))
        if slot.number in mine and not left:
            said.append(f"{name} done.")
        elif left:
            number = "1 exercise" if len(left) == 1 else f"{len(left)} exercises"
            coming.append(f"{name}: {number}, {minutes(left, timings)}.")
    # One thing that comes next is enough.
    return " ".join((*said, *coming[:1]))


class DoneScreen(HepScreen):
    """A quiet page between the session and Today; any key goes on."""

    CAN_LEAVE = False
    CSS_PATH = "session_done.tcss"
    HELP = "What you did in this session is saved. Any key goes back to Today."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave", "to Today", id="done.leave", tooltip="Back to Today."),
    ]

    def __init__(self, lines: Sequence[DoneLine], how_long: str, day: str, note: str = "") -> None:
        super().__init__(name="done")
        self._lines, self._how_long, self._day, self._note = lines, how_long, day, note
        self._since = clock.monotonic()

    def compose(self) -> ComposeResult:
        """The word, what was done, and the day."""
        glyph_set: GlyphSet = "ascii" if self.hep.settings.ascii else "unicode"
        done = sum(line.tone != "skipped" for line in self._lines)
        number = "1 exercise" if done == 1 else f"{done} exercises"
        scale = 2 if self.app.size.height >= 34 and self.app.size.width >= 80 else 1
        with Vertical(id="page"):
            yield PlainStatic("\n".join(word_rows("DONE", scale, glyph_set == "ascii")), id="word")
            dot = glyphs_of(glyph_set).dot
            yield PlainStatic(f" {dot} ".join(filter(None, (number, self._how_long))), id="how-much")
            with VerticalScroll(id="lines", can_focus=False):
                widest = max((len(line.name) for line in self._lines), default=0)
                for line in self._lines:
                    yield PlainStatic(
                        content((line.glyph, f"${line.tone}"), f"  {line.name:<{widest}}  ", (line.did, "$muted"))
                    )
            yield PlainStatic(self._day, id="day")
            yield PlainStatic(self._note, id="note")
        yield KeyLine(glyphs=glyph_set)

    def on_mount(self) -> None:
        """Take no more room than there is to say."""
        self.query_one("#note").display = bool(self._note)

    def on_key(self, event: events.Key) -> None:
        """Any key goes on, once the keys of the session are over."""
        if event.key not in ("question_mark", "exclamation_mark"):
            event.stop()
            event.prevent_default()
            self.action_leave()

    def on_click(self) -> None:
        """So does a click."""
        self.action_leave()

    def action_leave(self) -> None:
        """Back to Today."""
        if clock.monotonic() - self._since >= QUIET_S:
            self.app.call_later(self.app.push_screen, QuietScreen())
            self.dismiss(None)


class QuietScreen(ModalScreen[None]):
    """For half a second keys do nothing: whoever still presses `n` or `d` means the session."""

    DEFAULT_CSS = "QuietScreen { background: transparent; }"
    BINDINGS: ClassVar[list[BindingType]] = []

    def on_mount(self) -> None:
        """Go away again."""
        self.set_timer(QUIET_S, self._leave)

    def _leave(self) -> None:
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Swallows the key."""
        event.stop()
