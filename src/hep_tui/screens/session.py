"""The running session: timers that carry the patient through every hold, rep and rest, one key each to steer them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer

from hep_care.blocks import Block
from hep_care.credit import ItemState
from hep_care.entry import When
from hep_care.program import Prescription
from hep_tui import clock
from hep_tui.player import (
    AtBlock,
    Away,
    Cue,
    Event,
    ExerciseDone,
    OverCeiling,
    PlayState,
    SessionDone,
    SetDone,
    StillThere,
    SymptomNoted,
)
from hep_tui.screens import session_asks, session_end
from hep_tui.screens import session_words as words
from hep_tui.screens.session_keys import BINDINGS, HELP
from hep_tui.screens.session_news import ProgramNews, tell_withdrawn
from hep_tui.screens.session_preview import SessionPreview
from hep_tui.screens.session_scene import scene_of
from hep_tui.screens.session_signals import hush, signal
from hep_tui.screens.session_stage import SessionStage
from hep_tui.screens.session_steering import Steering
from hep_tui.session_run import Session, new_session
from hep_tui.widgets.key_line import KeyLine

_AFTER_S = 0.003
"""A timer that wakes a moment early would show the second before."""
_UNDER_WAY = (PlayState.RUNNING, PlayState.PAUSED)


class SessionScreen(Steering):
    """One session of some exercises of a day."""

    CAN_LEAVE = False
    CSS_PATH = "session.tcss"
    AUTO_FOCUS = ""
    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = list(BINDINGS)

    def __init__(self, day: date, states: Sequence[ItemState] = (), *, session: Session | None = None) -> None:
        super().__init__(name="session")
        # From the first moment on: a key can arrive before the screen is mounted.
        self.add_class("-playing" if session else "-preview")
        self._day = day
        self._given = session
        self._resumed = session is not None
        self._timer: Timer | None = None
        self._tone = ""
        self._steered: PlayState | None = None
        self.preview = SessionPreview(states, id="preview")
        self.news = ProgramNews(clock.monotonic())
        self.began: float | None = None
        """When it began, on the timers' clock; None of one that was cut off before."""
        self.felt_before: dict[str, int | None] = {}
        """By scale: what was felt before the first exercise that compares with it; None where no answer was given."""

    # --- made and drawn

    @property
    def session(self) -> Session:
        """The session of this screen; before it starts, as the patient has put it together."""
        if self._given is None:
            self._given = new_session(self.diary, self._day, self.preview.chosen, self.hep.write)
        return self._given

    def prescription(self, exercise: int) -> Prescription:
        """What was prescribed, by the place of the exercise from 0."""
        return self.session.plan.prescriptions[exercise]

    def blocks(self, exercise: int) -> tuple[Block, ...]:
        """The blocks of an exercise, the rest before it included."""
        return self.player.blocks(exercise)

    def compose(self) -> ComposeResult:
        """What is to come, or the stage of a session that was cut off."""
        if not self._resumed:
            yield self.preview
        yield SessionStage(self.look)
        yield KeyLine(glyphs=self.look.glyphs)

    def on_mount(self) -> None:
        """Of a session that was cut off, show where it stands."""
        if self._resumed:
            self.stay_awake()
            self.draw()

    def draw(self) -> None:
        """Show this moment."""
        player, stage = self.player, self.query_one(SessionStage)
        if player.state is PlayState.READY:
            return
        note = "Paused. Press space to go on." if player.state is PlayState.PAUSED else self.saved_note
        note = f"{self.wrong} Ctrl+S tries again." if self.wrong else note
        if player.state is PlayState.DONE:
            stage.note(note, warn=bool(self.wrong))
            return
        exercise = player.exercise
        view = player.view(clock.monotonic())
        prescription, planned = self.prescription(exercise), self.session.exercises[exercise]
        scene = scene_of(view, planned, prescription, self.hep.settings.units)
        stage.show(replace(scene, note=note, warn=bool(self.wrong)), self.look)
        if scene.tone != self._tone:
            # The whole screen changes its shade, so that a phase is felt from the corner of an eye.
            self.remove_class(f"-{self._tone}")
            self._tone = scene.tone
            self.set_class(bool(scene.tone), f"-{scene.tone}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before the start there is nothing to steer, and after it nothing to put in order."""
        if action in ("start", "back", "leave_out", "move"):
            return self.has_class("-preview")
        if action == "in_turn":
            return self.check_action(str(parameters[0]), ())
        if action == "save_again":
            return bool(self.wrong)
        if action in ("pause", "play", "symptom", "stop"):
            return self.player.state in _UNDER_WAY
        return super().check_action(action, parameters)

    # --- time passes

    def beat(self) -> None:
        """Let time pass until now."""
        if self.waits_for_save and self.between_sets:
            self.waits_for_save = False
            self.tell(self.player.pause(clock.monotonic()))
        self.tell(self.player.tick(clock.monotonic(), clock.boottime()))
        if self.between_sets and self.news.is_time(clock.monotonic()):
            # After this second was drawn: reading a changed plan takes longer than a tick may.
            self.call_later(self._hear_news)

    @property
    def between_sets(self) -> bool:
        """Whether the clock runs and nobody works."""
        view = self.player.view(clock.monotonic())
        return self.player.state is PlayState.RUNNING and view.rep is None and view.kind in words.BETWEEN

    def tell(self, events: Iterable[Event]) -> None:
        """Take in what the player says: write it down, sound it, draw it, and wait for the next moment."""
        told = tuple(events)
        self.session.keeper.take(told, self.player)
        if any(isinstance(event, SetDone | ExerciseDone | SymptomNoted) for event in told):
            self.saved_note, self.done_since = "", True
        signal(self, [event for event in told if isinstance(event, Cue)])
        for event in told:
            self._answer(event, told)
        self.draw()
        self._wait()
        if self._steered is not self.player.state:
            self._steered = self.player.state
            # The last words of a session belong to its end.
            if self._steered not in (PlayState.RUNNING, PlayState.DONE):
                hush(self)
            self.refresh_bindings()
        if self.session.keeper.unsaved:
            self.save()

    def _answer(self, event: Event, told: tuple[Event, ...]) -> None:
        if isinstance(event, SymptomNoted):
            self.symptom_said |= event.symptom.when is not When.BEFORE
        elif isinstance(event, OverCeiling):
            late = any(isinstance(one, SymptomNoted) and one.late for one in told)
            self.ask(lambda: session_asks.over(self, event, late=late))
        elif isinstance(event, Away):
            self.ask(lambda: session_asks.away(self, event.seconds))
        elif isinstance(event, StillThere):
            self.ask(lambda: session_asks.still_there(self))
        elif isinstance(event, ExerciseDone):
            rule = self.prescription(event.exercise).symptom_rule
            if rule is not None and rule.asks and event.sets:
                self.ask(lambda: session_asks.after_exercise(self, event.exercise))
        elif isinstance(event, SessionDone):
            self.ask(lambda: session_end.finish(self))
        elif isinstance(event, AtBlock):
            self._at_block(event)

    def _at_block(self, event: AtBlock) -> None:
        if event.exercise in self.news.withdrawn and event.exercise == self.player.exercise:
            self.stop_exercise(None)
        elif session_asks.wants_baseline(self, event):
            self.ask(lambda: session_asks.baseline(self, event.exercise))

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        left = self.player.until_next(clock.monotonic())
        self._timer = None if left is None else self.set_timer(left + _AFTER_S, self.beat)

    def diary_changed(self) -> None:
        """Hear of what was withdrawn between two sets, or now where the clock stands anyway."""
        self.news.soon()
        if self.player.state is PlayState.PAUSED and not self.asking.locked():
            self.call_later(self._hear_news)

    def _hear_news(self) -> None:
        for exercise in self.news.look(self):
            self.ask(lambda exercise=exercise: tell_withdrawn(self, exercise))  # type: ignore[misc]

    # --- keys before the start

    @work
    async def action_start(self) -> None:
        """Begins, after the plan's warning signs where they were not yet read."""
        from hep_tui.screens.log_flow import read_the_flags

        if self.asking.locked():
            return
        if not self.preview.chosen and not self._resumed:
            self.hep.say("Everything is left out; s puts an exercise back.")
            return
        async with self.asking:
            ready = await read_the_flags(self.hep)
        if ready and self.player.state is PlayState.READY:
            self.remove_class("-preview")
            self.add_class("-playing")
            self.preview.remove()
            self.stay_awake()
            self.began = clock.monotonic()
            self.tell(self.player.start(clock.monotonic(), clock.boottime()))
        elif self.player.state is PlayState.DONE:
            self.hep.say("There is nothing to time here.")
            self.dismiss(None)

    def action_back(self) -> None:
        """Back to Today, with nothing begun."""
        self.dismiss(None)

    def action_leave_out(self) -> None:
        """Leaves an exercise out of this session, or puts it back; nothing is logged, and Today still shows it."""
        self.preview.leave_out()
        self._given = None

    def action_move(self, steps: int) -> None:
        """Does an exercise sooner or later."""
        self.preview.move(steps)
        self._given = None
