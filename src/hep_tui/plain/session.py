"""The session in line mode: the same timers, told in lines; a typed letter and Enter steer them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from hep_tui import clock
from hep_tui.plain import cue_lines, session_asks
from hep_tui.plain.choose import Asker
from hep_tui.plain.session_end import finish
from hep_tui.plain.steering import steer
from hep_tui.plain.talk import Ended, Interrupted, Talk
from hep_tui.player import (
    AtBlock,
    Away,
    Cue,
    CueKind,
    Event,
    ExerciseDone,
    OverCeiling,
    Player,
    PlayState,
    SessionDone,
    StillThere,
    SymptomNoted,
)
from hep_tui.screens.session_words import BETWEEN
from hep_tui.session_keeper import Write
from hep_tui.session_run import Session

if TYPE_CHECKING:
    from hep_tui.diary import Diary

_SAVED_WITHIN_S = 0.5
_AFTER_S = 0.003
"""A timer that wakes a moment early would say the second before."""


class LineSession:
    """One session, from its first lead-in to its last question."""

    def __init__(self, talk: Talk, diary: Diary, write: Write, session: Session) -> None:
        self.talk, self.diary, self.write, self.session = talk, diary, write, session
        self.asker = Asker(talk, diary.program())
        self.symptom_said = False
        """Whether the patient has given a symptom in this session."""
        self._saving: asyncio.Task[None] | None = None
        self._wrong = ""
        self._ended_here: list[str] = []
        self._waits_for_save = False
        self._asks: list[Callable[[], Awaitable[None]]] = []
        self._opened: set[int] = set()
        self._held_back: list[str] | None = None
        """Lines that wait until the exercise before them is saved; None where none has just ended."""
        self._over = False

    @property
    def player(self) -> Player:
        """What runs the session."""
        return self.session.player

    async def run(self) -> None:
        """Run it to its end; what was done is kept however it ends."""
        self.talk.say("Type help and Enter for what you can type. Enter alone goes to the next thing.")
        try:
            if self.player.state is PlayState.READY:
                self.tell(self.player.start(clock.monotonic(), clock.boottime()))
            else:
                self.say_where()
                self.talk.say("Paused. Type p and Enter to go on.")
            while not self._over:
                await self._moment()
        except (Ended, asyncio.CancelledError):
            await self._keep_all()
            raise
        finally:
            self.session.keeper.leave()

    async def _moment(self) -> None:
        """Wait for the next thing to say or the next line that is typed, and deal with it."""
        try:
            if self._held_back is not None:
                await self._say_after_saving()
            if self._asks:
                await self._asks[0]()
                self._asks.pop(0)
                return
            left = self.player.until_next(clock.monotonic())
            said = await self.talk.hear(None if left is None else left + _AFTER_S)
            if said is not None:
                await steer(self, said)
            else:
                self._beat()
        except Interrupted:
            self._asks.insert(0, lambda: session_asks.leave(self))

    def _beat(self) -> None:
        if self._waits_for_save and self.player.view(clock.monotonic()).kind in BETWEEN:
            self._waits_for_save = False
            self.tell(self.player.pause(clock.monotonic()))
            self.talk.say("Paused, as your sets could not be saved. Type save to try again, or p to go on.")
        self.tell(self.player.tick(clock.monotonic(), clock.boottime()))
        if line := cue_lines.middle(self.player.view(clock.monotonic())):
            self.talk.say(line)

    # --- what the player says

    def tell(self, events: Iterable[Event]) -> None:
        """Take in what the player says: write it down and say it; questions wait for their turn."""
        told = tuple(events)
        self.session.keeper.take(told, self.player)
        cues = [event for event in told if isinstance(event, Cue)]
        for _ in range(cue_lines.bells(cues)):
            self.talk.bell()
        for event in told:
            self._answer(event, told)
        if self.session.keeper.unsaved and self._saving is None:
            self._saving = asyncio.create_task(self._save())

    def _answer(self, event: Event, told: tuple[Event, ...]) -> None:
        if isinstance(event, Cue):
            self._say(event)
        elif isinstance(event, AtBlock):
            self._opening(event)
        elif isinstance(event, SymptomNoted):
            self.symptom_said = True
        elif isinstance(event, OverCeiling):
            late = any(isinstance(one, SymptomNoted) and one.late for one in told)
            self._asks.append(lambda: session_asks.over(self, event, late=late))
        elif isinstance(event, Away):
            self._asks.append(lambda: session_asks.away(self, event.seconds))
        elif isinstance(event, StillThere):
            self._asks.append(lambda: session_asks.still_there(self))
        elif isinstance(event, ExerciseDone):
            self._ended_here.append(self.session.plan.prescriptions[event.exercise].name if event.sets else "")
            rule = self.session.plan.prescriptions[event.exercise].symptom_rule
            if rule is not None and rule.asks and event.sets:
                self._asks.append(lambda: session_asks.after_exercise(self, event.exercise))
        elif isinstance(event, SessionDone):
            self._asks.append(self._finish)

    def _say(self, cue: Cue) -> None:
        if self.player.state is PlayState.DONE:
            line = cue.text if cue.kind in (CueKind.EXERCISE_DONE, CueKind.SESSION_DONE) else ""
        else:
            here = self.player.exercise
            planned, prescription = self.session.exercises[here], self.session.plan.prescriptions[here]
            line = cue_lines.cue_line(cue, self.player.view(clock.monotonic()), planned, prescription)
        if line:
            self._line(line)
        if cue.kind is CueKind.EXERCISE_DONE:
            self._held_back = []

    def _line(self, line: str) -> None:
        if self._held_back is None:
            self.talk.say(line)
        else:
            self._held_back.append(line)

    async def _say_after_saving(self) -> None:
        """What comes after an exercise is told after it is saved, or a moment later where saving takes its time."""
        if self._saving is not None:
            await asyncio.wait({self._saving}, timeout=_SAVED_WITHIN_S)
        lines, self._held_back = self._held_back or [], None
        for line in lines:
            self.talk.say(line)

    def _opening(self, event: AtBlock) -> None:
        """Before the rest or the lead-in that an exercise begins with, what it is; going back says it no second time."""
        if event.exercise in self._opened or self.player.state is PlayState.DONE:
            return
        self._opened.add(event.exercise)
        p = self.session.plan.prescriptions[event.exercise]
        for line in cue_lines.opening(p, event.exercise + 1, len(self.session.exercises)):
            self._line(line)

    def say_where(self) -> None:
        """The whole moment in one line."""
        self.talk.say(cue_lines.where(self.player.view(clock.monotonic())))

    async def _finish(self) -> None:
        await finish(self)
        self._over = True

    # --- saving

    async def _save(self) -> None:
        from hep_tui.diary.errors import StoreError

        try:
            await self.session.keeper.flush()
            for name in filter(None, self._ended_here):
                self.talk.say(f"Saved: {name}.")
            self._ended_here.clear()
            self._wrong, self._waits_for_save = "", False
        except StoreError as error:
            if str(error) != self._wrong:
                self.talk.say(str(error))
                self.talk.say("Type save and Enter to try again.")
            self._wrong, self._waits_for_save = str(error), True
        finally:
            self._saving = None

    async def flush(self) -> bool:
        """Write what waits; whether nothing waits any more."""
        if self._saving is not None:
            await self._saving
        if self.session.keeper.unsaved:
            await self._save()
        return not self._wrong

    async def until_saved(self) -> None:
        """Write what waits, however often the patient has to try again."""
        while not await self.flush():
            await self.asker.text("Not everything is saved yet. Enter tries again.")
            self._wrong = ""

    async def _keep_all(self) -> None:
        """Nobody is there any more: every set so far reaches the journal, and the next start offers to go on."""
        if await self.flush() and self.player.state is not PlayState.READY:
            self._last_word("Every set so far is kept. The next start offers to go on from here.")

    def _last_word(self, line: str) -> None:
        try:
            self.talk.say(line)
        except Ended:
            return
