"""The end of a session: what only the timer saw is looked at, one symptom is asked for, and Today comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from hep_care.dose_text import minutes_text
from hep_care.entry import PAIN, EntryKind, Source, When
from hep_care.program import Timings
from hep_tui import clock
from hep_tui.diary.ceilings import scale_of, scale_word
from hep_tui.screens import session_asks, session_news
from hep_tui.screens.review import ReviewRow, ReviewScreen
from hep_tui.screens.session_done import DoneScreen, QuietScreen, day_words, done_lines
from hep_tui.screens.symptom_question import SymptomQuestion

if TYPE_CHECKING:
    from hep_tui.screens.session import SessionScreen


async def finish(on: SessionScreen) -> None:
    """Save, ask, save, and leave the screen; nothing closes before it is on the disk."""
    await on.until_saved()
    await _review(on)
    await _symptom(on)
    await on.until_saved()
    await _close(on)
    app, page = on.hep, _page(on)
    if page is None:
        app.say("Nothing was done yet, so nothing was logged; it is all still there.")
    app.call_later(app.push_screen, page or QuietScreen())
    app.sync_soon()
    on.dismiss(None)


def _page(on: SessionScreen) -> Screen[None] | None:
    """What was done and what it did to the day; nothing where nothing was."""
    entries, plan = on.session.keeper.entries, on.session.plan
    lines = done_lines(entries, plan.prescriptions, on.look.glyphs)
    if not lines:
        return None
    changed = session_news.has_changed(on)
    program = on.diary.program(plan.day) or on.diary.program()
    mine = [plan.slots[number] for number in entries]
    day = day_words(on.diary.tally(plan.day), mine, program.timings if program else Timings())
    how_long = "" if on.began is None else minutes_text(round(clock.monotonic() - on.began))
    return DoneScreen(lines, how_long, day, session_news.CHANGED if changed else "")


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
    felt = await on.app.push_screen_wait(question)
    if felt is not None:
        about = done[0] if len(done) == 1 else None
        await session_asks.take_after(on, about, felt.symptom(scale, When.AFTER))


async def _close(on: SessionScreen) -> None:
    from hep_tui.diary.errors import StoreError

    try:
        await on.session.keeper.close()
    except StoreError as error:
        # Everything is saved; only the journal stays open, and the next start closes it.
        on.session.keeper.leave()
        on.hep.say(str(error), warn=True)
