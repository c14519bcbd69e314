"""A session that was cut off: go on with it, save what was done, or leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hep_tui import clock
from hep_tui.diary.running import Claim, claim_session
from hep_tui.player import SnapshotMismatch
from hep_tui.screens.choice import Choice, ChoiceDialog
from hep_tui.session_keeper import state_of
from hep_tui.session_plan import PlanLostError
from hep_tui.session_run import OLD, Session, cut_off_at, reopened

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.store.sessions import SessionJournal


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
        session = reopened(app.diary, journal, claim, app.write)
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

    last = cut_off_at(journal)
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
