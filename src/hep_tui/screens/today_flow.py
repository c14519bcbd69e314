"""What Today begins: a session, a short day, a small start after some days without work; and when the patient means to.

What waits for the patient runs in a worker of the screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from hep_care.credit import ItemState
from hep_care.due import DayPlan
from hep_care.short_day import starter_set
from hep_tui.diary.seen import WELCOME_BACK, note_shown, shown_on
from hep_tui.routines import routine_for
from hep_tui.screens import log_flow
from hep_tui.screens.today_items import slot_named
from hep_tui.screens.today_words import LOOK_BACK, after_gap

if TYPE_CHECKING:
    from hep_tui.screens.today_view import TodayView
    from hep_tui.settings import Settings


def habit(settings: Settings, slot: str, exercise: str = "") -> str:
    """When the patient means to do an exercise or a session, in their own words; empty without a plan."""
    return (routine_for(settings, slot, exercise) or "") if settings.routines else ""


def habits(settings: Settings, plan: DayPlan) -> Mapping[int, str]:
    """The patient's own plans for the sessions of a day, by their number."""
    found = {slot.number: habit(settings, slot_named(plan, slot.number)) for slot in plan.slots}
    return {number: words for number, words in found.items() if words}


async def begin(screen: TodayView, states: Sequence[ItemState]) -> None:
    """Start a session of some items, once the warning signs were read."""
    if screen.tally is None or not await log_flow.read_the_flags(screen.hep):
        return
    from hep_tui.screens.session import SessionScreen

    session = SessionScreen(screen.tally.plan.day, states)
    await screen.hep.push_screen(session)
    if screen.typed_ahead:
        session.action_start()


async def short_day(screen: TodayView) -> None:
    """Ask how many minutes there are, and start what fits; nothing is noted about the rest."""
    from hep_tui.screens.short_day import ShortDayDialog

    program = screen.diary.program()
    if program is None or screen.tally is None:
        return
    chosen = await screen.hep.push_screen_wait(ShortDayDialog(screen.tally.states, program.timings))
    if chosen:
        await begin(screen, chosen)


def offer_a_small_start(screen: TodayView) -> None:
    """After three due days or more without work: a welcome and a short set. Once a day, and never a count of days."""
    diary, program, today = screen.diary, screen.diary.program(), screen.diary.today
    # Years that came in at once are still being counted; a welcome can wait until tomorrow.
    if program is None or screen.tally is None or diary.look_only or diary.days_behind > LOOK_BACK:
        return
    begun = diary.counts(today - timedelta(days=LOOK_BACK), today)
    start = starter_set(screen.tally.states, program.timings)
    if not start.chosen or not after_gap(begun, today) or not diary.score().days_shown_up:
        return
    if not shown_on(diary, WELCOME_BACK, today):
        screen.run_worker(_welcome_back(screen, start.chosen, start.seconds), group="welcome", exclusive=True)


async def _welcome_back(screen: TodayView, chosen: Sequence[ItemState], seconds: int) -> None:
    from hep_tui.diary.errors import StoreError
    from hep_tui.screens.welcome_back import WelcomeBack

    day = screen.diary.today
    try:
        await screen.hep.write(lambda diary: note_shown(diary, WELCOME_BACK, day))
    except StoreError:
        # It is only a greeting; it comes once more rather than not at all.
        pass
    if await screen.hep.push_screen_wait(WelcomeBack(chosen, seconds)):
        await begin(screen, chosen)
