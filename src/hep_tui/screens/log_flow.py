"""What happens when an exercise is logged from a screen: the questions, the writing, and what the plan says then.

Everything here waits for the patient, so it runs in a worker of the screen. Each returns whether something was saved.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hep_care.credit import ItemState
from hep_care.entry import EntryKind, Reason
from hep_tui.diary.ceilings import above_words
from hep_tui.diary.drafts import completion
from hep_tui.diary.writing import Draft
from hep_tui.screens.log_words import again_words, saved_words
from hep_tui.screens.today_items import is_extra, is_free, remark_of

if TYPE_CHECKING:
    from hep_tui.app import HepApp


async def write(hep: HepApp, draft: Draft) -> bool:
    """Save a draft; "Saved" is said only after it is on the disk, and what went wrong otherwise."""
    from hep_tui.diary.errors import StoreError

    try:
        await hep.write(lambda diary: diary.log(draft))
    except StoreError as error:
        hep.say(str(error), warn=True)
        return False
    _say_saved(hep, saved_words(draft, hep.diary.today))
    return True


def _say_saved(hep: HepApp, line: str) -> None:
    """Say it in place of what was said before; a row of notices would hide what is next. Warnings stay."""
    if not hep.screen.query("Toast.-warning, Toast.-error"):
        hep.clear_notifications()
    hep.say(line)


async def may_log_again(hep: HepApp, state: ItemState) -> bool:
    """Ask before something is logged a second time in one session of the day."""
    if is_free(state) or not any(record.entry.kind is EntryKind.COMPLETION for record in state.records):
        return True
    from hep_tui.screens.confirm import ConfirmDialog

    question = again_words(state.item.prescription.name)
    return await hep.push_screen_wait(ConfirmDialog(question, "log it again", "leave it"))


async def done_as_planned(hep: HepApp, day: date, state: ItemState) -> bool:
    """Log an exercise exactly as it was prescribed."""
    if not await may_log_again(hep, state):
        return False
    return await write(hep, completion(state.item.prescription, day, state.item.slot, remark=remark_of(state)))


async def with_details(hep: HepApp, day: date, state: ItemState) -> bool:
    """Log an exercise with the patient's own numbers; above the ceiling the plan's own words follow."""
    from hep_tui.screens.log_dialog import LogDialog

    if not await may_log_again(hep, state):
        return False
    draft = await hep.push_screen_wait(LogDialog(state, day))
    if draft is None:
        return False
    above = above_words(state.item.prescription, draft.symptoms)
    if above:
        _when_to_call(hep, above)
    return True


async def leave_out(hep: HepApp, day: date, state: ItemState) -> bool:
    """Leave an exercise out, with the reason; after pain the plan's warning signs follow."""
    from hep_tui.screens.skip_dialog import SkipDialog

    if is_extra(state):
        hep.say(f"{state.item.prescription.name} was not due that day, so there is nothing to leave out.")
        return False
    draft = await hep.push_screen_wait(SkipDialog(state, day))
    if draft is None:
        return False
    if draft.reason is Reason.PAIN:
        _when_to_call(hep, f"You left {state.item.prescription.name} out because of pain.")
    return True


async def read_the_flags(hep: HepApp) -> bool:
    """Show the plan's warning signs once before the first session of each version of the program."""
    from hep_tui.diary.errors import StoreError
    from hep_tui.screens.when_to_call import WhenToCallScreen

    if hep.diary.flags_seen():
        return True
    await hep.push_screen_wait(WhenToCallScreen(hep.diary.program(), lead="Please read this once before you begin."))
    try:
        await hep.write(lambda diary: diary.note_flags_seen())
    except StoreError as error:
        hep.say(str(error), warn=True)
        return False
    return True


def _when_to_call(hep: HepApp, lead: str) -> None:
    from hep_tui.screens.when_to_call import WhenToCallScreen

    hep.push_screen(WhenToCallScreen(hep.diary.program(), lead=lead))
