"""The end of a session: what only the timer saw is looked at, one symptom is asked for, and Today comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.screen import ModalScreen

from hep_care.entry import PAIN, EntryKind, Source, Symptom, When
from hep_tui.diary.ceilings import scale_of, scale_word
from hep_tui.screens import session_asks
from hep_tui.screens.review import ReviewRow, ReviewScreen
from hep_tui.screens.symptom_question import SymptomQuestion

if TYPE_CHECKING:
    from hep_tui.screens.session import SessionScreen

QUIET_S = 0.5


async def finish(on: SessionScreen) -> None:
    """Save, ask, save, and leave the screen; nothing closes before it is on the disk."""
    await on.until_saved()
    await _review(on)
    await _symptom(on)
    await on.until_saved()
    await _close(on)
    app = on.hep
    app.say(summary(on))
    app.call_later(app.push_screen, QuietScreen())
    on.dismiss(None)


async def _review(on: SessionScreen) -> None:
    keeper = on.session.keeper
    rows = [
        ReviewRow(number, on.prescription(number).name, on.prescription(number).dose, entry.sets)
        for number, entry in sorted(keeper.entries.items())
        if any(one.source is Source.TIMED for one in entry.sets)
    ]
    if rows:
        for answer in await on.app.push_screen_wait(ReviewScreen(rows)):
            keeper.confirm(answer.exercise, answer.sets, answer.why)


async def _symptom(on: SessionScreen) -> None:
    entries = on.session.keeper.entries
    done = [number for number, entry in sorted(entries.items()) if entry.kind is EntryKind.COMPLETION]
    if on.symptom_said or not done:
        return
    scales = {scale_of(on.prescription(number)) for number in done}
    scale = scales.pop() if len(scales) == 1 else PAIN
    question = SymptomQuestion(f"How much {scale_word(scale)} now, after it all?", scale, enter_skips=True)
    value = await on.app.push_screen_wait(question)
    if value is not None:
        about = done[0] if len(done) == 1 else None
        await session_asks.take_after(on, about, Symptom(value, scale, When.AFTER))


async def _close(on: SessionScreen) -> None:
    from hep_tui.diary.errors import StoreError

    try:
        await on.session.keeper.close()
    except StoreError as error:
        # Everything is saved; only the journal stays open, and the next start closes it.
        on.session.keeper.leave()
        on.hep.say(str(error), warn=True)


def summary(on: SessionScreen) -> str:
    """What was done, in one line."""
    entries = on.session.keeper.entries.values()
    done = sum(entry.kind is EntryKind.COMPLETION for entry in entries)
    if not entries:
        return "Nothing was done yet, so nothing was logged; it is all still there."
    return f"You did {done} of {len(on.session.exercises)} {'exercise' if len(on.session.exercises) == 1 else 'exercises'}. Saved."


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
