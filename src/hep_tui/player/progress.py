"""How far a session has come, and what was really done: counted from the blocks that ran."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from hep_care.blocks import Block, set_dose
from hep_care.dose import Kind, RepsMode, Unit
from hep_care.entry import Outcome, PerformedSet, Reason, Source, Symptom
from hep_care.frozen import frozen
from hep_tui.player.plan import SetKey, Track

_EXACT = 1e-6
"""Seconds below which two moments are the same: sums of a float clock are not exact."""


@frozen
class Stretch:
    """What was really done of one block of work."""

    held: float
    """Seconds."""
    whole: bool
    """Whether it was done to its end; for an open block, whether the patient said "done"."""


@dataclass(slots=True)
class ExerciseLog:
    """What was done of one exercise so far."""

    sets: dict[SetKey, PerformedSet] = field(default_factory=dict)
    symptoms: list[Symptom] = field(default_factory=list)
    outcome: Outcome | None = None
    """None until the exercise has ended."""
    reason: Reason | None = None


@dataclass(slots=True)
class Progress:
    """Where the session stands; everything that a crash must not lose."""

    logs: list[ExerciseLog]
    exercise: int = 0
    block: int = 0
    stretches: dict[int, Stretch] = field(default_factory=dict)
    """By block of the current exercise."""
    counts: dict[SetKey, int] = field(default_factory=dict)
    """What the patient added to or took from the count of a set of the current exercise."""
    live: set[SetKey] = field(default_factory=set)
    """Sets of the current exercise during which the patient pressed a key that speaks for them."""

    @property
    def log(self) -> ExerciseLog:
        """What was done of the current exercise."""
        return self.logs[self.exercise]

    def forget_from(self, track: Track, block: int) -> None:
        """Take back what ran from a block on. Sets that were done stay until they are done again."""
        self.stretches = {number: done for number, done in self.stretches.items() if number < block}
        again = {key for key, blocks in track.work.items() if blocks[0] >= block}
        self.counts = {key: count for key, count in self.counts.items() if key not in again}
        self.live -= again

    def finish_set(self, track: Track, key: SetKey, new_id: Callable[[], str]) -> PerformedSet | None:
        """Keep a set as it was done, under the id it had if it is done again; None where nothing was done of it."""
        done = performed(track, key, self.stretches, self.counts.get(key, 0))
        if done is None:
            return None
        before = self.log.sets.get(key)
        source = Source.LIVE if key in self.live else Source.TIMED
        done = replace(done, id=before.id if before else new_id(), source=source)
        self.log.sets[key] = done
        return done

    def recount(self, key: SetKey, by: int) -> PerformedSet:
        """Put right the repetitions of a set that was done."""
        done = self.log.sets[key]
        reps = max(0, (done.reps or 0) + by)
        # A set that nobody had counted was kept as seconds; one amount is all that a set has.
        seconds = done.seconds if done.reps is not None else None
        done = replace(done, reps=reps, seconds=seconds, source=Source.LIVE)
        self.log.sets[key] = done
        return done

    def next_exercise(self) -> None:
        """Go to the start of the next exercise."""
        self.exercise += 1
        self.block = 0
        self.stretches, self.counts, self.live = {}, {}, set()


def performed(track: Track, key: SetKey, stretches: dict[int, Stretch], count: int) -> PerformedSet | None:
    """A set as far as it was done, or None where nothing was done of it.

    Of repetitions and holds the whole ones count. Where every hold broke early, they count with the
    seconds they were held on average; a timed set counts the seconds it was held.
    """
    dose = track.planned.dose
    side, n = key
    meant = set_dose(dose, side, n)
    done = [(track.blocks[number], stretches[number]) for number in track.work[key] if number in stretches]
    base = PerformedSet("", n, side, load=meant.load, planned=_planned(track, key))
    first = track.blocks[track.work[key][0]]
    if first.open:
        return _open_set(track, base, done[0][1], count, meant.distance_m) if done else None
    if dose.kind is Kind.DURATION:
        seconds = int(sum(stretch.held for _, stretch in done) + _EXACT)
        return replace(base, seconds=seconds) if seconds else None
    reps = sum(stretch.whole for _, stretch in done) + count
    if reps > 0:
        return replace(base, reps=reps, seconds=first.seconds if dose.kind is Kind.HOLD else None)
    broken = [held for _, stretch in done if (held := int(stretch.held + _EXACT))]
    if dose.kind is Kind.HOLD and broken and not count:
        return replace(base, reps=len(broken), seconds=sum(broken) // len(broken))
    return None


def _open_set(
    track: Track, base: PerformedSet, stretch: Stretch, count: int, distance_m: Decimal | None
) -> PerformedSet | None:
    kind = track.planned.dose.kind
    if kind is Kind.COMPLETION:
        return replace(base, reps=1) if stretch.whole else None
    if kind is Kind.DISTANCE and distance_m is not None and (stretch.whole or count):
        return replace(base, metres=max(Decimal(0), distance_m + count))
    if kind in (Kind.REPS, Kind.HOLD) and count > 0:
        return replace(base, reps=count)
    # Nobody counted: how long it took is all that is known.
    seconds = max(int(stretch.held + _EXACT), int(stretch.whole))
    return replace(base, seconds=seconds) if seconds else None


def _planned(track: Track, key: SetKey) -> int | None:
    dose, blocks = track.planned.dose, track.work[key]
    first: Block = track.blocks[blocks[0]]
    if dose.kind is Kind.DISTANCE:
        return None if dose.distance_m is None else int(dose.distance_m)
    if first.open:
        return None
    return first.seconds if dose.kind is Kind.DURATION else len(blocks)


def outcome(track: Track, log: ExerciseLog, reason: Reason | None) -> Outcome:
    """Complete where every side did its sets at the lower end of the dose, or where the floor was met."""
    if not log.sets:
        return Outcome.SKIPPED
    if reason is Reason.PAIN:
        return Outcome.PARTIAL
    dose = track.planned.dose
    if dose.floor is not None and _total(log, dose.floor.unit) >= dose.floor.value:
        return Outcome.COMPLETE
    for side in dose.sides():
        # A total of one repetition leaves nothing for the second side to do.
        wanted = min(dose.least_sets(side), track.sets_on(side))
        if sum(_enough(track, key, log.sets[key]) for key in log.sets if key[0] is side) < wanted:
            return Outcome.PARTIAL
    return Outcome.COMPLETE


def _total(log: ExerciseLog, unit: Unit) -> Decimal:
    return sum((_amount(done, unit) for done in log.sets.values()), Decimal(0))


def _amount(done: PerformedSet, unit: Unit) -> Decimal:
    if unit is Unit.METRES:
        return done.metres or Decimal(0)
    if unit is Unit.REPS:
        return Decimal(done.reps or 0)
    return Decimal((done.seconds or 0) * (1 if done.reps is None else done.reps))


def _enough(track: Track, key: SetKey, done: PerformedSet) -> bool:
    dose = track.planned.dose
    least = set_dose(dose, *key, least=True)
    if dose.kind is Kind.DURATION:
        return (done.seconds or 0) >= (least.duration_s or 0)
    if dose.kind is Kind.DISTANCE:
        return (done.metres or 0) >= (least.distance_m or 0)
    if dose.kind is Kind.COMPLETION or dose.reps_mode is not RepsMode.COUNTED:
        return True
    held = dose.kind is not Kind.HOLD or (done.seconds or 0) >= (least.hold_s or 0)
    # Where no number was written the patient's own is enough; one hold is the least of an uncounted hold.
    return held and (least.reps is None or (done.reps or 0) >= least.reps)
