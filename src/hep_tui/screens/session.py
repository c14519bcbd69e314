"""The running session: timers that carry the patient through every hold, rep and rest, one key each to steer them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.timer import Timer

from hep_care.credit import ItemState
from hep_care.entry import Reason
from hep_care.program import Prescription, Timings
from hep_tui import clock
from hep_tui.player import (
    AtBlock,
    Away,
    Cue,
    Event,
    ExerciseDone,
    OverCeiling,
    PlannedExercise,
    Player,
    PlayState,
    SessionDone,
    SetDone,
    StillThere,
    SymptomNoted,
)
from hep_tui.screens import session_asks, session_end
from hep_tui.screens import session_words as words
from hep_tui.screens.base import HepScreen
from hep_tui.screens.session_keys import BINDINGS, HELP
from hep_tui.screens.session_signals import signal
from hep_tui.screens.session_stage import SessionStage
from hep_tui.session_keeper import SessionKeeper
from hep_tui.session_plan import SessionPlan, plan_session
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic

_AFTER_S = 0.003
"""A timer that wakes a moment early would show the second before."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session: what was planned, what runs it, and what writes it down."""

    plan: SessionPlan
    exercises: tuple[PlannedExercise, ...]
    player: Player
    keeper: SessionKeeper


class SessionScreen(HepScreen):
    """One session of some exercises of a day."""

    CAN_LEAVE = False
    CSS_PATH = "session.tcss"
    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = list(BINDINGS)

    def __init__(self, day: date, states: Sequence[ItemState] = (), *, session: Session | None = None) -> None:
        super().__init__(name="session")
        self._day = day
        self._states = states
        self._given = session
        self._resumed = session is not None
        self._timer: Timer | None = None
        self._saved = ""
        self._done_since = False
        self._wrong = ""
        self._waits_for_save = False
        self._saving = False
        self.asking = asyncio.Lock()
        """One dialog at a time."""
        self.save_pressed = asyncio.Event()
        self.symptom_said = False
        """Whether the patient has given a symptom in this session."""

    # --- made and drawn

    @property
    def session(self) -> Session:
        """The session of this screen."""
        if self._given is None:
            program = self.diary.program(self._day) or self.diary.program()
            timings = program.timings if program else Timings()
            plan = plan_session(self._day, self._states, timings, self.diary.settings)
            exercises = plan.exercises()
            keeper = SessionKeeper(plan, self.hep.write, self.diary.clock.now)
            self._given = Session(plan, exercises, Player(exercises), keeper)
        return self._given

    @property
    def player(self) -> Player:
        """What runs the session."""
        return self.session.player

    def prescription(self, exercise: int) -> Prescription:
        """What was prescribed, by the place of the exercise from 0."""
        return self.session.plan.prescriptions[exercise]

    def compose(self) -> ComposeResult:
        """What is to come, and the stage."""
        pairs = list(zip(self.session.plan.prescriptions, self.session.exercises, strict=True))
        glyphs = "ascii" if self.hep.settings.ascii else "unicode"
        with VerticalScroll(id="preview", can_focus=False):
            yield PlainStatic(f"Now: {words.session_minutes(self.session.exercises)}", classes="head")
            for name, dose in words.preview_rows(pairs):
                yield PlainStatic(name, classes="exercise")
                yield PlainStatic(dose, classes="dose")
            yield PlainStatic("Press Enter when you are in place; the timer leads from there.", classes="start")
        yield SessionStage(glyphs="ascii" if glyphs == "ascii" else "unicode")
        yield KeyLine(glyphs="ascii" if glyphs == "ascii" else "unicode")

    def on_mount(self) -> None:
        """Show what is to come or, of a session that was cut off, where it stands."""
        self.add_class("-playing" if self._resumed else "-preview")
        if self._resumed:
            self.draw()

    def draw(self) -> None:
        """Show this moment."""
        player = self.player
        if player.state is PlayState.READY:
            return
        stage = self.query_one(SessionStage)
        if player.state is not PlayState.DONE:
            exercise = player.exercise
            stage.show(player.view(clock.monotonic()), self.session.exercises[exercise], self.prescription(exercise))
        if self._wrong:
            stage.note(f"{self._wrong} Ctrl+S tries again.", warn=True)
        elif player.state is PlayState.PAUSED:
            stage.note("Paused. Press space to go on.")
        else:
            stage.note(self._saved)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before the start there is nothing to steer."""
        if action in ("start", "back"):
            return self.player.state is PlayState.READY
        if action == "save_again":
            return bool(self._wrong)
        if action in ("pause", "play", "symptom", "stop"):
            return self.player.state in (PlayState.RUNNING, PlayState.PAUSED)
        return super().check_action(action, parameters)

    # --- time passes

    def beat(self) -> None:
        """Let time pass until now."""
        if self._waits_for_save and self._between_sets():
            self._waits_for_save = False
            self.tell(self.player.pause(clock.monotonic()))
        self.tell(self.player.tick(clock.monotonic(), clock.boottime()))

    def _between_sets(self) -> bool:
        view = self.player.view(clock.monotonic())
        return self.player.state is PlayState.RUNNING and view.rep is None and view.kind in words.BETWEEN

    def tell(self, events: Iterable[Event]) -> None:
        """Take in what the player says: write it down, sound it, draw it, and wait for the next moment."""
        told = tuple(events)
        self.session.keeper.take(told, self.player)
        if any(isinstance(event, SetDone | ExerciseDone | SymptomNoted) for event in told):
            self._saved, self._done_since = "", True
        signal(self, [event.kind for event in told if isinstance(event, Cue)])
        for event in told:
            self._answer(event, told)
        self.draw()
        self._wait()
        if any(not isinstance(event, Cue) for event in told):
            self.refresh_bindings()
        if self.session.keeper.unsaved:
            self._save()

    def _answer(self, event: Event, told: tuple[Event, ...]) -> None:
        if isinstance(event, SymptomNoted):
            self.symptom_said = True
        elif isinstance(event, OverCeiling):
            late = any(isinstance(one, SymptomNoted) and one.late for one in told)
            self._ask(lambda: session_asks.over(self, event, late=late))
        elif isinstance(event, Away):
            self._ask(lambda: session_asks.away(self, event.seconds))
        elif isinstance(event, StillThere):
            self._ask(lambda: session_asks.still_there(self))
        elif isinstance(event, ExerciseDone):
            rule = self.prescription(event.exercise).symptom_rule
            if rule is not None and rule.asks and event.sets:
                self._ask(lambda: session_asks.after_exercise(self, event.exercise))
        elif isinstance(event, SessionDone):
            self._ask(lambda: session_end.finish(self))
        elif isinstance(event, AtBlock):
            self.remove_class("-preview")
            self.add_class("-playing")

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        left = self.player.until_next(clock.monotonic())
        self._timer = None if left is None else self.set_timer(left + _AFTER_S, self.beat)

    # --- saving

    def _save(self) -> None:
        if not self._saving:
            self._saving = True
            self.run_worker(self.flush(), group="saving")

    async def flush(self) -> bool:
        """Write what waits; whether nothing waits any more. What went wrong stands on the screen until it is right."""
        from hep_tui.diary.errors import StoreError

        try:
            await self.session.keeper.flush()
            if self._done_since:
                self._saved, self._done_since = "Saved", False
            self._wrong, self._waits_for_save = "", False
        except StoreError as error:
            self._wrong = str(error)
            self._waits_for_save = True
        finally:
            self._saving = False
        self.draw()
        self.refresh_bindings()
        return not self._wrong

    async def until_saved(self) -> None:
        """Write what waits, however often the patient has to try again."""
        while not await self.flush():
            self.save_pressed.clear()
            await self.save_pressed.wait()

    def action_save_again(self) -> None:
        """Tries once more to save."""
        self.save_pressed.set()
        self._save()

    # --- keys

    @work
    async def action_start(self) -> None:
        """Begins, after the plan's warning signs where they were not yet read."""
        from hep_tui.screens.log_flow import read_the_flags

        if self.asking.locked():
            return
        async with self.asking:
            ready = await read_the_flags(self.hep)
        if ready and self.player.state is PlayState.READY:
            self.tell(self.player.start(clock.monotonic(), clock.boottime()))
        elif self.player.state is PlayState.DONE:
            self.hep.say("There is nothing to time here.")
            self.dismiss(None)

    def action_back(self) -> None:
        """Back to Today, with nothing begun."""
        self.dismiss(None)

    def action_pause(self) -> None:
        """Stops the clock, or lets it go on."""
        paused = self.player.state is PlayState.PAUSED
        self.tell((self.player.go_on if paused else self.player.pause)(clock.monotonic()))

    def action_play(self, name: str) -> None:
        """A key of the player's own: next, back, redo, more, less."""
        self.tell(getattr(self.player, name)(clock.monotonic()))

    def action_symptom(self) -> None:
        """Asks for a symptom, on the scale of the exercise."""
        self._ask(lambda: session_asks.symptom_now(self))

    def action_stop(self) -> None:
        """Asks what to stop."""
        self._ask(lambda: session_asks.stop(self))

    def stop_exercise(self, reason: Reason) -> None:
        """Ends this exercise where it stands."""
        self.tell(self.player.stop_exercise(clock.monotonic(), reason))

    def ask_to_leave(self) -> None:
        """Quitting asks while a timer runs."""
        if self.player.state is PlayState.READY:
            self.app.exit(return_code=0)
        else:
            self._ask(lambda: session_asks.leave(self))

    def _ask(self, ask: Callable[[], object]) -> None:
        """Run a dialog that waits for the patient; those that come together wait for one another."""
        self.run_worker(self._in_turn(ask), group="asking")

    async def _in_turn(self, ask: Callable[[], object]) -> None:
        async with self.asking:
            await ask()  # type: ignore[misc]

    def on_screen_suspend(self) -> None:
        """Whatever covers the session stops its clock."""
        if self.player.state is PlayState.RUNNING:
            self.tell(self.player.pause(clock.monotonic()))
