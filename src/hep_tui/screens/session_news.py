"""A plan that changes while a session runs: only what was withdrawn with a reason is told before the session ends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hep_care.entry import Reason
from hep_care.program import Status
from hep_tui.diary.plan_news import withdrawn
from hep_tui.player import PlayState
from hep_tui.screens.choice import ANY, Choice, ChoiceDialog
from hep_tui.screens.session_words import sentence

if TYPE_CHECKING:
    from hep_tui.screens.session import SessionScreen

EVERY_S = 30.0
"""How often the plan is looked at, between two sets and never in one."""
CHANGED = "Your plan was changed while you were exercising. This session was done on the plan it began with."

URGENT = "Your clinic marked this as urgent."


class ProgramNews:
    """What has become of the exercises of a session since it began. `now` is a moment of the timers' clock."""

    def __init__(self, now: float) -> None:
        self.withdrawn: set[int] = set()
        """Exercises, by their place in the session, that must not be done any more."""
        self._looked = now

    def is_time(self, now: float) -> bool:
        """Whether to look again; it then counts as looked at."""
        if now - self._looked < EVERY_S:
            return False
        self._looked = now
        return True

    def look(self, on: SessionScreen) -> list[int]:
        """The exercises still to come, or under way, that were withdrawn since the last look."""
        on.diary.refresh()
        program, here = on.diary.program(), on.player.exercise
        exercises = on.session.plan.prescriptions
        gone = [
            number
            for number in range(here, len(exercises))
            if number not in self.withdrawn
            and program is not None
            and withdrawn(on.diary, program, exercises[number].id) is not None
        ]
        self.withdrawn.update(gone)
        return gone

    def soon(self) -> None:
        """Look at the next chance: something came from the clinic."""
        self._looked = -math.inf


def has_changed(on: SessionScreen) -> bool:
    """Whether the plan of today is another one than that of the session."""
    on.diary.refresh()
    program = on.diary.program()
    if program is None:
        return True
    now = {(one.id, one.version) for one in program.prescriptions if one.status is Status.ACTIVE}
    return any((one.id, one.version) not in now for one in on.session.plan.prescriptions)


async def tell_withdrawn(on: SessionScreen, exercise: int) -> None:
    """Stop the clock, say what was withdrawn and why, and go on without it."""
    prescription, program = on.prescription(exercise), on.diary.program()
    why = (withdrawn(on.diary, program, prescription.id) if program is not None else "") or URGENT
    now = program.prescription(prescription.id) if program is not None else None
    ran = on.player.state is PlayState.RUNNING
    if ran:
        on.action_pause()
    lines = (sentence(why), "What you did of it is kept. The session goes on without it.")
    what = "is on hold for now" if now is not None and now.status is Status.ON_HOLD else "was taken out of your plan"
    head = f"{prescription.name} {what}"
    await on.app.push_screen_wait(ChoiceDialog(head, lines, [Choice(ANY, "on", "go on")]))
    if on.player.exercise == exercise and on.player.state is not PlayState.DONE:
        on.stop_exercise(Reason.TOLD_TO_REST if on.player.has_done else None)
    if ran and on.player.state is PlayState.PAUSED:
        on.action_pause()
