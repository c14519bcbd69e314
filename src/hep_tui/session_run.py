"""A session that runs: what was planned, what runs it, and what writes it down; begun anew, or as its journal left it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from hep_care.credit import ItemState
from hep_care.frozen import frozen
from hep_care.program import Prescription, Timings
from hep_tui import clock
from hep_tui.diary.running import Claim
from hep_tui.player import PlannedExercise, Player
from hep_tui.session_keeper import SessionKeeper, Write, state_of
from hep_tui.session_plan import SessionPlan, plan_from_json, plan_session

if TYPE_CHECKING:
    from hep_tui.diary import Diary
    from hep_tui.store.sessions import SessionJournal

OLD = timedelta(hours=12)
"""After so long nobody goes on where they were; what was done is saved."""


@frozen
class Session:
    """A session: what was planned, what runs it, and what writes it down."""

    plan: SessionPlan
    exercises: tuple[PlannedExercise, ...]
    player: Player
    keeper: SessionKeeper


def new_session(diary: Diary, day: date, states: Iterable[ItemState], write: Write) -> Session:
    """A session of some items of a day; nothing of it is written before it begins."""
    program = diary.program(day) or diary.program()
    plan = plan_session(day, states, program.timings if program else Timings(), diary.settings)
    exercises = plan.exercises()
    return Session(plan, exercises, Player(exercises), SessionKeeper(plan, write, diary.clock.now))


def reopened(diary: Diary, journal: SessionJournal, claim: Claim, write: Write) -> Session:
    """The session that a journal tells of. Raises `PlanLostError` or `SnapshotMismatch`."""

    def find(id: str, version: str) -> Prescription | None:
        found = (course.program.prescription(id, version) for course in reversed(diary.courses()))
        return next((prescription for prescription in found if prescription is not None), None)

    plan = plan_from_json(journal.plan, find)
    exercises = plan.exercises()
    state = state_of(event.payload for event in journal.events)
    player = Player.resume(exercises, state, clock.monotonic())
    records = [
        record
        for record in diary.records(plan.day, plan.day).get(plan.day, ())
        if record.entry.logged_at >= journal.started_at
    ]
    keeper = SessionKeeper.reopen(
        plan, write, diary.clock.now, journal=(journal.id, claim), state=state, records=records
    )
    return Session(plan, exercises, player, keeper)


def cut_off_at(journal: SessionJournal) -> datetime:
    """When a session was last heard of."""
    return journal.events[-1].at if journal.events else journal.started_at
