"""How much of an exercise: sets, repetitions, holds, rests, sides and load, as a therapist writes them.

A dose keeps what was prescribed and nothing else: a rest that nobody wrote is `None` here, and
becomes seconds only when `hep_care.blocks` compiles it with the program's `Timings`.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from hep_care.frozen import frozen


class Kind(StrEnum):
    """What one set consists of."""

    REPS = "reps"
    HOLD = "hold"
    """Repetitions, each held for `Dose.hold_s` seconds."""
    DURATION = "duration"
    """A stretch of time: `Dose.duration_s` seconds a set."""
    DISTANCE = "distance"
    COMPLETION = "completion"
    """Just do it: there is nothing to count."""


class Side(StrEnum):
    """Which side of the body works."""

    NONE = "none"
    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    """Both sides together, in one movement."""
    EACH = "each"
    """One side, then the other: every set is done on both."""

    @property
    def other(self) -> Side:
        """Right for left and left for right; every other value is itself."""
        return {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(self, self)


class SideStyle(StrEnum):
    """The order in which two sides take turns; meaningful with `Side.EACH` (and `SWAP_EACH_SET` with `BOTH`)."""

    ALTERNATE_SETS = "alternate-sets"
    BLOCKS = "blocks"
    """All sets of one side, then all of the other."""
    ALTERNATE_REPS = "alternate-reps"
    LEAD_FOOT = "lead-foot"
    """Sides name the foot in front; sets alternate."""
    OTHER_SIDE_WORKS = "other-side-works"
    """One side rests while the other works: no rest blocks, switches only."""
    SWAP_EACH_SET = "swap-each-set"
    """Both sides work, and the patient changes legs between sets: a cue that costs no time."""


class RepsCounted(StrEnum):
    """Whether a number of repetitions is meant for each side or for both together."""

    PER_SIDE = "per-side"
    TOTAL = "total"


class RepsMode(StrEnum):
    """How repetitions end."""

    COUNTED = "counted"
    AMRAP = "amrap"
    """As many as possible."""
    TO_FATIGUE = "to-fatigue"


class LoadKind(StrEnum):
    """What makes the movement heavier."""

    BODY_WEIGHT = "body-weight"
    KG = "kg"
    LB = "lb"
    BAND = "band"
    PERCENT = "percent"
    """Per cent of the patient's greatest effort."""
    TEXT = "text"
    """Anything else a machine or a therapist calls it: "level 2"."""


@frozen
class Load:
    """A load in the unit it was prescribed in; it is converted for display only, and never stored converted."""

    kind: LoadKind
    value: Decimal | None = None
    """Kilograms, pounds or per cent, by `kind`."""
    colour: str = ""
    """Colour of a band. Its strength depends on the maker, so colours of two makers are not compared."""
    maker: str = ""
    text: str = ""
    """What the load is, in words: "ankle weight", "level 2"."""


class Unit(StrEnum):
    """What a floor or a performed amount counts."""

    REPS = "reps"
    SECONDS = "s"
    METRES = "m"


@frozen
class Floor:
    """The least that counts as all of it, for an exercise prescribed "as tolerated"."""

    value: int
    unit: Unit


@frozen
class SideDose:
    """What differs on one side; `None` means the same as the dose it belongs to."""

    side: Side
    sets: int | None = None
    reps: int | None = None
    hold_s: int | None = None
    duration_s: int | None = None
    load: Load | None = None


@frozen
class Dose:
    """One session's worth of one exercise. Times are whole seconds, distances metres.

    Ranges keep both ends: the lower one earns full credit, the upper one is what the timer runs.
    """

    kind: Kind
    sets: int = 1
    """Sets of a session; with `Side.EACH` on each side. The lower end of a range."""
    sets_max: int | None = None
    reps: int | None = None
    """Repetitions of a set; the lower end of a range."""
    reps_max: int | None = None
    reps_per_set: tuple[int, ...] = ()
    """Repetitions set by set where they differ (6-4-2); its length is then the number of sets."""
    reps_counted: RepsCounted = RepsCounted.PER_SIDE
    reps_mode: RepsMode = RepsMode.COUNTED
    hold_s: int | None = None
    duration_s: int | None = None
    distance_m: Decimal | None = None
    tempo: tuple[int, ...] = ()
    """Seconds of each phase of a repetition, in the order written: lower, pause, lift (3-0-3)."""
    rep_s: int | None = None
    """Seconds of one repetition where no tempo is given."""
    rep_rest_s: int | None = None
    """Rest inside a set, between two repetitions."""
    rest_s: int | None = None
    """Rest between two sets."""
    between_s: int | None = None
    """Rest after this exercise, before the next one."""
    switch_s: int | None = None
    """Time to change sides."""
    lead_in_s: int | None = None
    """Time to get into position before the first repetition."""
    side: Side = Side.NONE
    style: SideStyle | None = None
    start_side: Side | None = None
    side_doses: tuple[SideDose, ...] = ()
    load: Load | None = None
    floor: Floor | None = None
    effort_target: int | None = None
    """Wanted effort, 0 to 10."""
    effort_max: int | None = None
    pain_max: int | None = None
    """Stop above this much pain, 0 to 10."""
    bpm: int | None = None
    """Beats a minute of the metronome."""
    set_labels: tuple[str, ...] = ()
    """A name for each set: forward-back, side-side, circles."""

    def most_sets(self, side: Side = Side.NONE) -> int:
        """Sets that the timer runs on `side`: the upper end of a range, or that side's own number."""
        own = self.of_side(side)
        if own is not None and own.sets is not None:
            return own.sets
        return len(self.reps_per_set) or self.sets_max or self.sets

    def least_sets(self, side: Side = Side.NONE) -> int:
        """Sets that earn full credit on `side`: the lower end of a range."""
        own = self.of_side(side)
        if own is not None and own.sets is not None:
            return own.sets
        return len(self.reps_per_set) or self.sets

    def of_side(self, side: Side) -> SideDose | None:
        """What differs on `side`, if anything does."""
        return next((own for own in self.side_doses if own.side == side), None)

    def sides(self) -> tuple[Side, ...]:
        """The sides that take turns, first one first; a single one where they do not."""
        if self.side is not Side.EACH:
            return (self.side,)
        first = self.start_side if self.start_side in (Side.LEFT, Side.RIGHT) else Side.LEFT
        return (first, first.other)
