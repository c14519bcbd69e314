"""Beginning a session in line mode, and taking one up again that was cut off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import TYPE_CHECKING

from hep_care.credit import ItemState
from hep_care.frozen import frozen
from hep_tui import clock
from hep_tui.diary.running import Claim, claim_session
from hep_tui.plain.calls import say_when_to_call
from hep_tui.plain.choose import Asker, Choice
from hep_tui.plain.cue_lines import length
from hep_tui.plain.ear import amount
from hep_tui.plain.session import LineSession
from hep_tui.plain.talk import Interrupted, Talk
from hep_tui.player import PlayState, SnapshotMismatch
from hep_tui.session_keeper import Write, state_of
from hep_tui.session_plan import PlanLostError
from hep_tui.session_run import OLD, Session, cut_off_at, new_session, reopened

if TYPE_CHECKING:
    from hep_tui.diary import Diary
    from hep_tui.store.sessions import SessionJournal


@frozen
class Sessions:
    """Runs sessions of one diary."""

    talk: Talk
    diary: Diary
    write: Write
    awake: Callable[[], AbstractContextManager[object]] = nullcontext
    """What keeps the computer from falling asleep while a session runs."""

    @property
    def _asker(self) -> Asker:
        return Asker(self.talk, self.diary.program())

    async def begin(self, day: date, states: Sequence[ItemState]) -> None:
        """The plan's warning signs where they were not read yet, what is to come, and then the session itself."""
        if self.diary.look_only:
            self.talk.say("hep-tui is open in another window, so no session can be begun here.")
            return
        try:
            if not await self._read_the_flags():
                return
            session = new_session(self.diary, day, states, self.write)
            if session.player.state is PlayState.DONE:
                self.talk.say("There is nothing to time here. Type done and its number to log it.")
                return
            many = amount(len(session.exercises), "exercise")
            self.talk.say(f"Now: {many}, {length(session.exercises)}.")
            for number, p in enumerate(session.plan.prescriptions, 1):
                self.talk.say(f"{number}. {p.name}.")
            said = await self._asker.text("Press Enter when you are in place; no and Enter goes back.")
        except Interrupted:
            said = "no"
        if said.lower() in ("no", "n", "q", "quit", "back"):
            self.talk.say("Nothing was begun.")
            return
        await self._run(session)

    async def _run(self, session: Session) -> None:
        with self.awake():
            await LineSession(self.talk, self.diary, self.write, session).run()

    async def _read_the_flags(self) -> bool:
        from hep_tui.diary.errors import StoreError

        if self.diary.flags_seen():
            return True
        say_when_to_call(self.talk, self.diary.program(), "Please hear this once before you begin.")
        await self._asker.text("Press Enter to go on.")
        try:
            await self.write(lambda diary: diary.note_flags_seen())
        except StoreError as error:
            self.talk.say(str(error))
            return False
        return True

    async def offer_resume(self) -> None:
        """Offer to go on with a session that was cut off; nothing where there is none, or another window runs it."""
        from hep_tui.diary.errors import StoreError

        journal = None if self.diary.look_only else self.diary.unfinished_session()
        claim = claim_session(self.diary.places, journal.id) if journal else None
        if journal is None or claim is None:
            return
        state = state_of(event.payload for event in journal.events)
        try:
            if not state or state.get("over"):
                await self.write(lambda diary: diary.close_session(journal.id))
                claim.release()
            else:
                await self._decide(journal, claim)
        except (PlanLostError, SnapshotMismatch):
            await self.write(lambda diary: diary.close_session(journal.id))
            self.talk.say("A session that was cut off cannot be taken up again. What it had logged is in your history.")
        except StoreError as error:
            claim.release()
            self.talk.say(str(error))

    async def _decide(self, journal: SessionJournal, claim: Claim) -> None:
        session = reopened(self.diary, journal, claim, self.write)
        last = cut_off_at(journal)
        if self.diary.clock.now() - last >= OLD:
            await _save(session, confirmed=False)
            self.talk.say(f"A session of {last:%a} {last.day} {last:%b} was cut off. What you did in it is saved.")
            return
        here = session.player.view(clock.monotonic())
        self.talk.say(f"A session was cut off at {here.name}, exercise {here.exercise} of {here.exercises}.")
        choices = [
            Choice("", "resume", "go on from there"),
            Choice("s", "save", "save what I did"),
            Choice("d", "discard", "discard the rest; finished exercises stay logged"),
            Choice("l", "later", "ask again later"),
        ]
        answer = await self._asker.choose("Every set you finished is kept. What now?", choices)
        if answer == "resume":
            await self._run(session)
        elif answer == "save":
            await _save(session, confirmed=True)
            self.talk.say("Saved: what you did.")
        elif answer == "discard":
            await session.keeper.close()
            self.talk.say("Let go. Exercises that were finished stay logged.")
        else:
            session.keeper.leave()


async def _save(session: Session, *, confirmed: bool) -> None:
    events = session.player.stop_session(clock.monotonic(), confirmed=confirmed)
    session.keeper.take(events, session.player)
    await session.keeper.close()
