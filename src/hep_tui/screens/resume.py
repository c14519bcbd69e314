"""A session that was cut off: go on with it, save what was done, or leave it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hep_care.program import Prescription
from hep_tui import clock
from hep_tui.diary.running import Claim, claim_session
from hep_tui.player import Player, SnapshotMismatch
from hep_tui.screens.choice import Choice, ChoiceDialog
from hep_tui.session_keeper import SessionKeeper, state_of
from hep_tui.session_plan import PlanLostError, plan_from_json

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.diary import Diary
    from hep_tui.screens.session import Session
    from hep_tui.store.sessions import SessionJournal

OLD = timedelta(hours=12)
"""After so long nobody goes on where they were; what was done is saved."""


def offer_resume(app: HepApp) -> None:
    """Offer to go on with a session that was cut off; nothing where there is none, or another window runs it."""
    journal = app.diary.unfinished_session()
    claim = claim_session(app.diary.places, journal.id) if journal else None
    if journal is not None and claim is not None:
        app.run_worker(_offer(app, journal, claim), group="resume", exclusive=True)


async def _offer(app: HepApp, journal: SessionJournal, claim: Claim) -> None:
    from hep_tui.diary.errors import StoreError

    state = state_of(event.payload for event in journal.events)
    try:
        if not state or state.get("over"):
            await app.write(lambda diary: diary.close_session(journal.id))
            claim.release()
            return
        session = _rebuild(app, journal, claim)
        await _decide(app, journal, session)
    except (PlanLostError, SnapshotMismatch):
        await app.write(lambda diary: diary.close_session(journal.id))
        claim.release()
        app.say(
            "A session that was cut off cannot be taken up again. What it had logged is in your history.", warn=True
        )
    except StoreError as error:
        claim.release()
        app.say(str(error), warn=True)


async def _decide(app: HepApp, journal: SessionJournal, session: Session) -> None:
    from hep_tui.screens.session import SessionScreen

    last = journal.events[-1].at if journal.events else journal.started_at
    if app.diary.clock.now() - last >= OLD:
        await _save(session, confirmed=False)
        app.say(f"A session of {last:%a} {last.day} {last:%b} had been cut off. What you did in it is saved.")
        return
    names = [prescription.name for prescription in session.plan.prescriptions]
    here = session.player.view(clock.monotonic())
    lines = (f"You were at {here.name}, exercise {here.exercise} of {len(names)}.", "Every set you finished is kept.")
    choices = [
        Choice("r,enter", "resume", "go on from there"),
        Choice("s", "save", "save what I did"),
        Choice("d", "discard", "discard the rest; finished exercises stay logged"),
        Choice("escape", "later", "ask again later"),
    ]
    answer = await app.push_screen_wait(ChoiceDialog("A session was cut off", lines, choices))
    if answer == "resume":
        app.push_screen(SessionScreen(session.plan.day, session=session))
    elif answer == "save":
        await _save(session, confirmed=True)
        app.say("Saved: what you did.")
        app.tell_changed()
    elif answer == "discard":
        await session.keeper.close()
        app.say("Let go. Exercises that were finished stay logged.")
    else:
        session.keeper.leave()


async def _save(session: Session, *, confirmed: bool) -> None:
    events = session.player.stop_session(clock.monotonic(), confirmed=confirmed)
    session.keeper.take(events, session.player)
    await session.keeper.close()


def _rebuild(app: HepApp, journal: SessionJournal, claim: Claim) -> Session:
    """The session as its journal tells it. Raises `PlanLostError` or `SnapshotMismatch`."""
    from hep_tui.screens.session import Session

    diary: Diary = app.diary

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
        plan, app.write, diary.clock.now, journal=(journal.id, claim), state=state, records=records
    )
    return Session(plan, exercises, player, keeper)
