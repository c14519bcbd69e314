"""A session as a state machine: moments and keys in, events out. It reads no clock, draws nothing, saves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import uuid4

from hep_care.blocks import Block
from hep_care.dose import Kind
from hep_care.entry import PAIN, Reason, Symptom, When
from hep_tui.player.clock import AWAY_AFTER_S, Watch
from hep_tui.player.events import Away, Event, OverCeiling, SymptomNoted
from hep_tui.player.plan import PlannedExercise, tracks_of
from hep_tui.player.run import Run
from hep_tui.player.snapshot import dump, load
from hep_tui.player.view import PlayState, View, view_of

_UNDER_WAY = (PlayState.RUNNING, PlayState.PAUSED)
_WAITING = (PlayState.AWAY, PlayState.STILL_THERE)

Events = tuple[Event, ...]


def _uuid() -> str:
    return str(uuid4())


class Player:
    """One session of some exercises, hands-free.

    Every method that takes `now`, seconds of a monotonic clock, first lets the time pass until then, and
    returns what happened, oldest first. A key that makes no sense in the current state does nothing.
    """

    def __init__(
        self,
        exercises: Iterable[PlannedExercise],
        new_id: Callable[[], str] = _uuid,
        away_after_s: float = AWAY_AFTER_S,
    ) -> None:
        self._run = Run(tracks_of(tuple(exercises)), new_id)
        self._watch = Watch(away_after_s)
        if self.state is PlayState.READY:
            # What is passed over here is told with the events of `start`.
            self._run.skip_empty(0.0)

    @classmethod
    def resume(
        cls,
        exercises: Iterable[PlannedExercise],
        snapshot: Mapping[str, object],
        now: float,
        new_id: Callable[[], str] = _uuid,
        away_after_s: float = AWAY_AFTER_S,
    ) -> Player:
        """The session of a snapshot, paused at the start of the block it was in.

        Raises `SnapshotMismatch` where the snapshot is damaged, of other exercises, or of a session that is over.
        """
        player = cls(exercises, new_id, away_after_s)
        run = player._run
        run.progress = load(snapshot, run.tracks)
        run.state = PlayState.PAUSED
        run.pressed = player._watch.last = now
        run.enter()
        run.events.clear()
        return player

    @property
    def state(self) -> PlayState:
        """What the player is doing."""
        return self._run.state

    @property
    def exercise(self) -> int:
        """Place of the current exercise, from 0."""
        return self._run.progress.exercise

    def blocks(self, exercise: int) -> tuple[Block, ...]:
        """What an exercise is made of, by its place from 0; the rest before it is its first block."""
        return self._run.tracks[exercise].blocks

    @property
    def has_done(self) -> bool:
        """Whether a set of the current exercise is done."""
        return bool(self._run.progress.log.sets)

    @property
    def symptom_about(self) -> int:
        """Place of the exercise that a symptom noted now belongs to: in the rest after one, that one."""
        run, here = self._run, self.exercise
        rests = self.state is not PlayState.READY and run.track.rests_before and run.progress.block == 0
        return here - 1 if here > 0 and rests else here

    def view(self, now: float) -> View:
        """The session at this moment; no time passes by looking."""
        run = self._run
        if self.state is PlayState.DONE:
            return view_of(run.tracks, run.progress, self.state, 0.0, 0)
        # A block that has ended without a tick since is drawn at its end.
        elapsed = run.clock.elapsed(max(now, self._watch.last))
        length = run.length
        return view_of(
            run.tracks, run.progress, self.state, elapsed if run.block.open else min(elapsed, length), length
        )

    def until_next(self, now: float) -> float | None:
        """Seconds until what is drawn or heard changes by itself; None while no time passes."""
        return self._run.until_next(now) if self.state is PlayState.RUNNING else None

    def snapshot(self) -> dict[str, object]:
        """Everything needed to go on after a crash, as plain JSON values; save it at each `AtBlock` and `SetDone`."""
        return dump(self._run.progress, self._run.tracks)

    def tick(self, now: float, boot: float | None = None) -> Events:
        """Let time pass. `boot` is a clock that also counts suspend, where the system has one."""
        self._hear(now, boot)
        return self._tell()

    def start(self, now: float, boot: float | None = None) -> Events:
        """Begin: the lead-in of the first exercise."""
        if self.state is PlayState.READY:
            self._watch.see(now, boot)
            self._run.state = PlayState.RUNNING
            self._run.pressed = now
            self._run.clock.run(now)
            self._run.enter()
        return self._tell(now)

    def pause(self, now: float) -> Events:
        """Stand still until `go_on`, for ever if need be."""
        self._press(now)
        self._halt(now)
        return self._tell()

    def go_on(self, now: float) -> Events:
        """End a pause."""
        self._press(now)
        self._leave(PlayState.PAUSED, now)
        return self._tell(now)

    def came_back(self, now: float, *, redo: bool = False) -> Events:
        """Answer `Away`: go on from where the timer stopped, or do this set again."""
        self._press(now)
        if self._leave(PlayState.AWAY, now) and redo:
            self._run.redo(now)
        return self._tell(now)

    def still_here(self, now: float) -> Events:
        """Answer `StillThere`; at any other time it says that the patient is there."""
        self._press(now)
        self._leave(PlayState.STILL_THERE, now)
        return self._tell(now)

    def next(self, now: float) -> Events:
        """Leave out what is left of this block; in an open block, "done"."""
        self._press(now)
        if self.state in _UNDER_WAY:
            run = self._run
            run.progress.live.update(run.sets)
            run.finish_block(run.clock.elapsed(now), now, said_done=True)
            run.clock.restart(now)
            run.step(now)
        return self._tell(now)

    def back(self, now: float) -> Events:
        """Go to the block before; from the start of a set, or between sets, to the set before in this exercise."""
        self._press(now)
        if self.state in _UNDER_WAY:
            self._run.back(now)
        return self._tell(now)

    def redo(self, now: float) -> Events:
        """Do this set again from its start; between sets, the one just done."""
        self._press(now)
        if self.state in _UNDER_WAY:
            self._run.redo(now)
        return self._tell(now)

    def more(self, now: float) -> Events:
        """One more repetition, or five more seconds, whichever the block counts."""
        return self._nudge(now, 1)

    def less(self, now: float) -> Events:
        """One repetition fewer, or five seconds less, whichever the block counts."""
        return self._nudge(now, -1)

    def adjust_reps(self, now: float, by: int) -> Events:
        """Put right the count of the set that runs or, between sets, of the set just done."""
        self._press(now)
        if self.state in _UNDER_WAY and self._run.track.planned.dose.kind in (Kind.REPS, Kind.HOLD):
            self._run.count(by)
        return self._tell(now)

    def symptom(self, now: float, value: int, when: When = When.DURING, area: str = "") -> Events:
        """Note a symptom on the exercise's own scale; above its ceiling the player pauses and says so.

        In the rest after an exercise it belongs to that exercise, which has ended, and is told as late.
        """
        self._press(now)
        if self.state is not PlayState.DONE:
            run, exercise = self._run, self.symptom_about
            late = exercise != self.exercise
            about = run.tracks[exercise]
            rule = about.planned.symptom_rule
            noted = Symptom(value, rule.scale if rule else PAIN, when, area)
            if not late:
                run.progress.log.symptoms.append(noted)
            run.events.append(SymptomNoted(exercise, noted, late))
            ceiling = about.planned.ceiling(noted.scale)
            if ceiling is not None and value > ceiling:
                self._halt(now)
                run.events.append(OverCeiling(exercise, value, ceiling))
        return self._tell()

    def stop_exercise(self, now: float, reason: Reason | None = Reason.OTHER) -> Events:
        """End this exercise where it stands and go to the next one; a player that waits stays paused there."""
        self._press(now)
        if self.state in (*_UNDER_WAY, *_WAITING):
            run = self._run
            if self.state in _WAITING:
                run.state = PlayState.PAUSED
            run.break_off(run.clock.elapsed(now), now)
            run.close_exercise(reason, now)
            run.clock.restart(now)
            run.next_exercise(now)
        return self._tell(now)

    def stop_session(self, now: float, reason: Reason | None = None, *, confirmed: bool = True) -> Events:
        """End the session where it stands. Exercises of which nothing was done stay to be done.

        The set that ran is the patient's word; not `confirmed` where nobody is there to give it.
        """
        self._press(now)
        run = self._run
        if self.state is PlayState.DONE:
            return self._tell()
        if self.state is not PlayState.READY:
            run.break_off(run.clock.elapsed(now), now, confirmed=confirmed)
        log = run.progress.log
        if log.sets or reason:
            run.close_exercise(reason, now)
        else:
            run.events += [SymptomNoted(self.exercise, symptom, late=True) for symptom in log.symptoms]
        run.end(now)
        return self._tell()

    def _hear(self, now: float, boot: float | None = None) -> None:
        seen = self._watch.last
        gone = self._watch.see(now, boot)
        if self.state is not PlayState.RUNNING:
            return
        if gone:
            self._run.clock.stop_at(self._run.clock.elapsed(seen))
            self._run.state = PlayState.AWAY
            self._run.events.append(Away(int(gone)))
        else:
            self._run.advance(now)

    def _press(self, now: float) -> None:
        self._hear(now)
        self._run.pressed = now

    def _tell(self, now: float | None = None) -> Events:
        """The events since the last telling; with `now`, also what begins at this moment."""
        if now is not None:
            self._run.advance(now)
        events = tuple(self._run.events)
        self._run.events.clear()
        return events

    def _halt(self, now: float) -> None:
        if self.state is PlayState.RUNNING:
            self._run.clock.stop_at(self._run.clock.elapsed(now))
            self._run.state = PlayState.PAUSED

    def _leave(self, state: PlayState, now: float) -> bool:
        if self.state is not state:
            return False
        self._run.state = PlayState.RUNNING
        self._run.clock.run(now)
        return True

    def _nudge(self, now: float, by: int) -> Events:
        self._press(now)
        if self.state in _UNDER_WAY:
            self._run.nudge(by, now)
        return self._tell(now)
