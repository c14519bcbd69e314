"""The part of the player that runs: blocks pass as time does, sets and exercises end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil, floor

from hep_care.blocks import Block, BlockKind
from hep_care.dose import Kind
from hep_care.entry import Outcome, Reason
from hep_tui.player import cues
from hep_tui.player.clock import BlockClock
from hep_tui.player.events import AtBlock, Cue, CueKind, Event, ExerciseDone, SessionDone, SetDone, StillThere
from hep_tui.player.plan import SetKey, Track, counts_up, key_of
from hep_tui.player.progress import ExerciseLog, Progress, Stretch, outcome
from hep_tui.player.view import PlayState

STILL_THERE_S = 600
"""Seconds without a key after which the player asks whether anybody is there."""
READY_S = 5
"""Most of a rest that is left when a set is begun again: time to get back into position."""
STEP_S = 5
"""Seconds that one press adds to a rest or a timed block, or takes from it."""
RESTART_S = 3.0
"""After so many seconds of a set's first block, `back` begins that set again instead of the one before."""
_EXACT = 1e-6


class Run:
    """A session under way: where it stands, and the events that nobody has been told yet."""

    def __init__(self, tracks: tuple[Track, ...], new_id: Callable[[], str]) -> None:
        self.tracks = tracks
        self.progress = Progress([ExerciseLog() for _ in tracks])
        self.state = PlayState.READY if any(track.blocks for track in tracks) else PlayState.DONE
        self.clock = BlockClock()
        self.pressed = 0.0
        """When a key was last pressed."""
        self.events: list[Event] = []
        self._new_id = new_id
        self._extra = 0
        self._heard = -1.0
        self._cues: tuple[tuple[float, Cue], ...] = ()

    @property
    def track(self) -> Track:
        """The current exercise."""
        return self.tracks[self.progress.exercise]

    @property
    def block(self) -> Block:
        """The current block."""
        return self.track.blocks[self.progress.block]

    @property
    def length(self) -> int:
        """Seconds of the current block, as the patient has changed them."""
        return self.block.seconds + self._extra

    @property
    def sets(self) -> tuple[SetKey, ...]:
        """The sets that run; none between sets."""
        start = self.track.starts[self.progress.block]
        return () if start is None else self.track.sets_of(start)

    def enter(self) -> None:
        """Begin the current block."""
        self._extra, self._heard = 0, -1.0
        self._cues = cues.schedule(self.track, self.progress.block, self.length)
        self.events.append(AtBlock(self.progress.exercise, self.progress.block))

    def stretch_to(self, seconds: int) -> None:
        """Make the current block last so many seconds."""
        self._extra = seconds - self.block.seconds
        self._cues = cues.schedule(self.track, self.progress.block, seconds)

    def advance(self, now: float) -> None:
        """Pass through as many blocks as the time until now holds."""
        while self.state is PlayState.RUNNING:
            elapsed = self.clock.elapsed(now)
            if self._nobody_there(elapsed):
                return
            length = self.length
            if self.block.open or elapsed < length:
                self._sound(elapsed)
                return
            self._sound(length)
            self.finish_block(length, self.clock.began + length)
            self.clock.pass_by(length)
            self.step(self.clock.began)

    def until_next(self, now: float) -> float:
        """Seconds from now, not yet told, until the next whole second, cue or end of this block."""
        elapsed = max(0.0, self.clock.elapsed(now))
        second = floor(elapsed + _EXACT) + 1.0
        moments = [into for into, _ in self._cues if into > elapsed + _EXACT]
        return max(0.0, min([second, *moments, *([] if self.block.open else [float(self.length)])]) - elapsed)

    def _sound(self, upto: float) -> None:
        for into, cue in self._cues:
            if self._heard < into <= upto:
                self.events.append(replace(cue, at=self.clock.began + into))
        self._heard = max(self._heard, upto)

    def _nobody_there(self, elapsed: float) -> bool:
        """Stop between two sets, or where the next one would begin, once nobody has pressed a key for too long."""
        quiet = max(0.0, self.pressed + STILL_THERE_S - self.clock.began)
        begins_set = self.track.starts[self.progress.block] == self.progress.block and self._heard < 0
        if not (self.block.between_sets or begins_set) or quiet > (elapsed if self.block.between_sets else 0.0):
            return False
        if quiet >= self.length:
            return False
        if self.block.between_sets:
            self._sound(quiet)
        self.clock.stop_at(quiet)
        self.state = PlayState.STILL_THERE
        self.events.append(StillThere())
        return True

    def finish_block(self, held: float, at: float, *, said_done: bool = False) -> None:
        """Keep what was done of the current block, and its set if that ends with it."""
        block, number = self.block, self.progress.block
        if not block.works:
            return
        whole = said_done if block.open else held >= block.seconds - _EXACT
        self.progress.stretches[number] = Stretch(held, whole)
        key = key_of(block)
        if number == self.track.work[key][-1]:
            self._finish_set(key, at)

    def _finish_set(self, key: SetKey, at: float) -> None:
        done = self.progress.finish_set(self.track, key, self._new_id)
        if done is not None:
            self.events.append(SetDone(self.progress.exercise, done))
            self.events.append(replace(cues.set_done(self.track, self.track.work[key][-1]), at=at))

    def break_off(self, held: float, at: float, *, confirmed: bool = True) -> None:
        """Keep what was done of the sets that run, as far as they came."""
        running = [key for key in self.sets if self.track.work[key][-1] not in self.progress.stretches]
        if confirmed:
            self.progress.live.update(running)
        if self.block.works:
            self.progress.stretches[self.progress.block] = Stretch(held, whole=False)
        for key in running:
            self._finish_set(key, at)

    def step(self, at: float) -> None:
        """Go to the next block, or end the exercise."""
        if self.progress.block + 1 < len(self.track.blocks):
            self.progress.block += 1
            self.enter()
        else:
            self.close_exercise(None, at)
            self.next_exercise(at)

    def close_exercise(self, reason: Reason | None, at: float) -> None:
        """Tell how the current exercise ended."""
        log = self.progress.log
        log.outcome, log.reason = outcome(self.track, log, reason), reason
        sets = tuple(log.sets[key] for key in self.track.work if key in log.sets)
        self.events.append(ExerciseDone(self.progress.exercise, log.outcome, sets, reason, tuple(log.symptoms)))
        end = "left out" if log.outcome is Outcome.SKIPPED else "done"
        self.events.append(Cue(CueKind.EXERCISE_DONE, f"{self.track.planned.name} {end}.", at))

    def next_exercise(self, at: float) -> None:
        """Go to the next exercise, or end the session."""
        if self.progress.exercise + 1 == len(self.tracks):
            self.end(at)
            return
        self.progress.next_exercise()
        self.skip_empty(at)
        if self.state is not PlayState.DONE:
            self.enter()

    def skip_empty(self, at: float) -> None:
        """Pass over exercises that have nothing to do in them."""
        while not self.track.blocks:
            self.close_exercise(None, at)
            if self.progress.exercise + 1 == len(self.tracks):
                self.end(at)
                return
            self.progress.next_exercise()

    def end(self, at: float) -> None:
        """End the session."""
        self.state = PlayState.DONE
        self.clock.stop_at(0.0)
        self.events.append(SessionDone())
        self.events.append(Cue(CueKind.SESSION_DONE, "Session done.", at))

    def go_to(self, number: int, now: float, into: float = 0.0) -> None:
        """Begin a block of this exercise, `into` seconds old; what ran from it on is taken back."""
        self.progress.forget_from(self.track, number)
        self.progress.block = number
        self.clock.restart(now, into)
        self.enter()
        if into:
            self._heard = into

    def begin_set(self, start: int, now: float) -> None:
        """Begin a set with the lead-in or switch before it, or with the end of the rest before it."""
        before = self.track.blocks[start - 1] if start else None
        if before is None or not before.between_sets:
            self.go_to(start, now)
        else:
            rested = before.seconds - READY_S if before.kind is BlockKind.REST else 0
            self.go_to(start - 1, now, max(0, rested))

    def redo(self, now: float) -> None:
        """Begin the current set again; between sets, the one just done."""
        number = self.progress.block
        start = self.track.starts[number]
        if start is None:
            start = self.track.start_before(number)
        if start is None:
            self.go_to(number, now)
        else:
            self.begin_set(start, now)

    def back(self, now: float) -> None:
        """Go to the block before; from the start of a set, or between sets, to the set before."""
        number = self.progress.block
        start = self.track.starts[number]
        before = self.track.start_before(number)
        if start is not None and number > start:
            self.go_to(number - 1, now)
        elif start is not None and (before is None or self.clock.elapsed(now) > RESTART_S):
            self.begin_set(start, now)
        elif before is not None:
            self.begin_set(before, now)
        else:
            self.go_to(number, now)

    def nudge(self, by: int, now: float) -> None:
        """Change the count of repetitions or metres by one, or the length of the block by a step."""
        block, dose = self.block, self.track.planned.dose
        last = self.track.start_before(self.progress.block)
        uncounted = block.between_sets and last is not None and counts_up(self.track.blocks[last], dose)
        if uncounted or (self.sets and (dose.kind is Kind.REPS or block.open)):
            self.count(by)
        else:
            self.progress.live.update(self.sets)
            # A block never ends before now: the next one would begin in the past.
            self.stretch_to(max(self.length + STEP_S * by, ceil(self.clock.elapsed(now))))

    def count(self, by: int) -> None:
        """Change the count of the set that runs; between sets, of the one just done."""
        if self.sets:
            key = key_of(self.block)
            self.progress.counts[key] = self.progress.counts.get(key, 0) + by
            self.progress.live.add(key)
            return
        last = self.track.start_before(self.progress.block)
        done = [key for key in self.track.sets_of(last) if key in self.progress.log.sets] if last is not None else []
        if done:
            self.events.append(SetDone(self.progress.exercise, self.progress.recount(done[-1], by)))
