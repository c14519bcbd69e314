"""A dose as a timer runs it: lead-in, work, hold, rest and switch blocks, one after the other.

What nobody wrote is filled in from the program's `Timings`. Ranges compile at their upper end; full
credit is earned at the lower one (`set_dose(…, least=True)`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from math import ceil

from hep_care.dose import Dose, Kind, Load, RepsCounted, RepsMode, Side, SideStyle
from hep_care.frozen import frozen
from hep_care.program import Timings

FATIGUE_REPS = 10
"""Repetitions assumed, for the estimate only, of a set that ends when the patient is tired."""
OPEN_S = 60
"""Seconds assumed, for the estimate only, of something that is just done."""
DISTANCE_S = 30
"""Least estimate of a distance, which otherwise takes a second a metre."""
CHANGE_LEGS = "change legs"


class BlockKind(StrEnum):
    """What the patient does during a block."""

    LEAD_IN = "lead-in"
    WORK = "work"
    """A repetition, or a whole set where it is timed or open."""
    HOLD = "hold"
    REST = "rest"
    SWITCH = "switch"


@frozen
class Block:
    """One stretch of a timer: a repetition, a hold, a timed set, a rest, a change of sides or the lead-in."""

    kind: BlockKind
    seconds: int
    """Length; an estimate where `open`."""
    side: Side
    """The side that works, has just worked (rest) or works next (switch, lead-in)."""
    set: int | None
    """Number of the set on its side, from 1: the one just done in a rest, the next one in a switch."""
    rep: int | None
    """Number of the repetition in its set, the one just done in a rest inside a set; None between sets."""
    label: str = ""
    open: bool = False
    """Counts up until the patient says it is done."""
    tempo: tuple[int, ...] = ()
    """Seconds of each phase of the repetition."""

    @property
    def works(self) -> bool:
        """Whether the patient works during it."""
        return self.kind in (BlockKind.WORK, BlockKind.HOLD)

    @property
    def between_sets(self) -> bool:
        """Whether it lies outside the sets: a lead-in, a rest between sets, a switch between sets."""
        return not self.works and self.rep is None


@frozen
class Compiled:
    """The blocks of one session of one exercise, and their sums."""

    blocks: tuple[Block, ...]
    work_blocks: int
    """Sets, each side counted on its own."""
    work_seconds: int
    """From each set's first repetition to its last, rests between repetitions included, changes of sides not."""
    total_seconds: int
    """All blocks together."""


@frozen
class SetDose:
    """What one set on one side is meant to be."""

    reps: int | None
    """None where repetitions are not counted."""
    hold_s: int | None
    duration_s: int | None
    distance_m: Decimal | None
    load: Load | None


def set_dose(dose: Dose, side: Side, n: int, *, least: bool = False) -> SetDose:
    """The dose of set `n` (from 1) on one side; at the lower end of its ranges with `least`."""
    own = dose.of_side(side)
    hold_s, duration_s, load = dose.hold_s, dose.duration_s, dose.load
    if own is not None:
        hold_s = hold_s if own.hold_s is None else own.hold_s
        duration_s = duration_s if own.duration_s is None else own.duration_s
        load = own.load or load
    reps = own.reps if own is not None and own.reps is not None else _reps(dose, side, n, least=least)
    return SetDose(reps, hold_s, duration_s, dose.distance_m, load)


def _reps(dose: Dose, side: Side, n: int, *, least: bool) -> int | None:
    if dose.reps_per_set:
        reps: int | None = dose.reps_per_set[min(n, len(dose.reps_per_set)) - 1]
    else:
        low, high = dose.reps, dose.reps_max
        reps = (low if least else high) or low or high
    if reps is not None and dose.side is Side.EACH and dose.reps_counted is RepsCounted.TOTAL:
        # The odd repetition goes to the side that begins.
        return (reps + 1) // 2 if side == dose.sides()[0] else reps // 2
    return reps


@lru_cache(maxsize=256)
def compile_dose(dose: Dose, timings: Timings = Timings()) -> Compiled:
    """The blocks of a dose, in order; their seconds add up to `total_seconds`.

    Sets of two sides take turns (first side, switch, second side, rest) unless `dose.style` says
    otherwise. No rest comes last, and none of zero seconds is kept. Open blocks carry an estimate: a
    second a metre but at least 30 s; 60 s for what is just done; the repetitions asked for, or ten, for
    a set to fatigue.
    """
    pace = _pace(dose, timings)
    sets = [(side, n) for side, n in set_order(dose) if _work(dose, side, n, pace)]
    if not sets:
        return Compiled((), 0, 0, 0)
    blocks = [Block(BlockKind.LEAD_IN, pace.lead_in_s, sets[0][0], None, None)] if pace.lead_in_s else []
    groups = list(_groups(dose, sets))
    for number, group in enumerate(groups):
        if number:
            blocks += _between(dose, groups[number - 1][-1], group[0], pace)
        blocks += _group(dose, group, pace)
    work_seconds = sum(_work_seconds(_work(dose, side, n, pace), pace) for side, n in sets)
    return Compiled(tuple(blocks), len(sets), work_seconds, sum(block.seconds for block in blocks))


def _pace(dose: Dose, timings: Timings) -> Timings:
    def first(value: int | None, default: int) -> int:
        return default if value is None else value

    return Timings(
        rep_s=sum(dose.tempo) or dose.rep_s or timings.rep_s,
        switch_s=first(dose.switch_s, timings.switch_s),
        lead_in_s=first(dose.lead_in_s, timings.lead_in_s),
        rest_s=first(dose.rest_s, timings.rest_s),
        rep_rest_s=first(dose.rep_rest_s, timings.rep_rest_s),
    )


def set_order(dose: Dose) -> list[tuple[Side, int]]:
    """The sets as (side, number), in the order they are done."""
    sides = dose.sides()
    if dose.style is SideStyle.BLOCKS:
        return [(side, n) for side in sides for n in range(1, dose.most_sets(side) + 1)]
    rounds = max(dose.most_sets(side) for side in sides)
    return [(side, n) for n in range(1, rounds + 1) for side in sides if n <= dose.most_sets(side)]


def _groups(dose: Dose, sets: list[tuple[Side, int]]) -> Iterator[list[tuple[Side, int]]]:
    """Sets that run into one another: both sides of a round where repetitions alternate, else each alone."""
    group: list[tuple[Side, int]] = []
    for side, n in sets:
        if group and not (dose.style is SideStyle.ALTERNATE_REPS and group[-1][1] == n):
            yield group
            group = []
        group.append((side, n))
    yield group


def _work(dose: Dose, side: Side, n: int, pace: Timings) -> list[Block]:
    """The repetitions, holds or the one stretch of a set, without what lies between them."""
    meant = set_dose(dose, side, n)
    rep_s = (meant.hold_s or pace.rep_s) if dose.kind is Kind.HOLD else pace.rep_s
    reps = 1 if meant.reps is None and dose.kind is Kind.HOLD else meant.reps
    counted = dose.kind in (Kind.REPS, Kind.HOLD) and dose.reps_mode is RepsMode.COUNTED and reps is not None
    if counted and reps is not None:
        kind = BlockKind.HOLD if dose.kind is Kind.HOLD else BlockKind.WORK
        tempo = dose.tempo if kind is BlockKind.WORK and any(dose.tempo) else ()
        blocks = [Block(kind, rep_s, side, n, rep, tempo=tempo) for rep in range(1, reps + 1)]
    elif dose.kind is Kind.DURATION and meant.duration_s:
        blocks = [Block(BlockKind.WORK, meant.duration_s, side, n, None)]
    else:
        blocks = [Block(BlockKind.WORK, _estimate(dose, meant, rep_s), side, n, None, open=True)]
    if blocks:
        blocks[0] = replace(blocks[0], label=_label(dose, n))
    return blocks


def _estimate(dose: Dose, meant: SetDose, rep_s: int) -> int:
    if dose.kind is Kind.DISTANCE:
        return max(DISTANCE_S, ceil(meant.distance_m or 0))
    if dose.kind in (Kind.REPS, Kind.HOLD):
        return (meant.reps or FATIGUE_REPS) * rep_s
    return OPEN_S


def _label(dose: Dose, n: int) -> str:
    own = dose.set_labels[n - 1] if n <= len(dose.set_labels) else ""
    swaps = n > 1 and dose.style is SideStyle.SWAP_EACH_SET
    return ", ".join(part for part in (own, CHANGE_LEGS if swaps else "") if part)


def _between(dose: Dose, done: tuple[Side, int], coming: tuple[Side, int], pace: Timings) -> list[Block]:
    """The switch or the rest between two sets; nothing where the rest is of zero seconds."""
    (side, n), (next_side, next_n) = done, coming
    crosses_rounds = dose.style in (SideStyle.BLOCKS, SideStyle.OTHER_SIDE_WORKS)
    if side != next_side and (n == next_n or crosses_rounds):
        return [Block(BlockKind.SWITCH, pace.switch_s, next_side, next_n, None)]
    return [Block(BlockKind.REST, pace.rest_s, side, n, None)] if pace.rest_s else []


def _group(dose: Dose, sets: list[tuple[Side, int]], pace: Timings) -> Iterator[Block]:
    """The work of sets that run into one another, with the rests and switches inside them.

    Where repetitions alternate between sides, a switch that leads to a side's second or later repetition
    also holds the rest that side would have had.
    """
    each = [_work(dose, side, n, pace) for side, n in sets]
    work = [blocks[turn] for turn in range(max(map(len, each))) for blocks in each if turn < len(blocks)]
    yield work[0]
    for done, coming in pairwise(work):
        if done.side != coming.side:
            rest_s = pace.rep_rest_s if (coming.rep or 1) > 1 else 0
            yield Block(BlockKind.SWITCH, pace.switch_s + rest_s, coming.side, coming.set, coming.rep)
        elif pace.rep_rest_s:
            yield Block(BlockKind.REST, pace.rep_rest_s, done.side, done.set, done.rep)
        yield coming


def _work_seconds(work: list[Block], pace: Timings) -> int:
    return sum(block.seconds for block in work) + (len(work) - 1) * pace.rep_rest_s
