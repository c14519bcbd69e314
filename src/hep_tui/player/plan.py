"""What a session is made of: the exercises of a slot and, block by block, where their sets begin and end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from hep_care.blocks import Block, BlockKind, Compiled, compile_dose
from hep_care.dose import Dose, Kind, Side, SideStyle
from hep_care.entry import PAIN
from hep_care.frozen import frozen
from hep_care.program import Prescription, SymptomRule, Timings

SetKey = tuple[Side, int]
"""A set: its side, and its number on that side from 1."""

_SIDES = {Side.LEFT: "left side", Side.RIGHT: "right side", Side.BOTH: "both sides"}
_LEAD_FOOT = {Side.LEFT: "left foot in front", Side.RIGHT: "right foot in front"}


@frozen
class PlannedExercise:
    """One exercise of a session, as it was prescribed when the session began."""

    prescription: str
    version: str
    exercise: str
    name: str
    slot: int | None
    dose: Dose
    compiled: Compiled
    side_words: Mapping[Side, str] = field(default_factory=lambda: MappingProxyType({}))
    """Longer words for the sides, where there are any: "left side (the treated one)"."""
    symptom_rule: SymptomRule | None = None
    between_s: int = 0
    """Rest after it, before the next exercise."""

    @classmethod
    def of(cls, prescription: Prescription, slot: int | None, timings: Timings = Timings()) -> PlannedExercise:
        """The exercise of one prescription, with what it leaves out taken from the program's timings."""
        dose = prescription.dose
        words: dict[Side, str] = {}
        if prescription.affected in (Side.LEFT, Side.RIGHT):
            words = {prescription.affected: f"{side_words(dose, prescription.affected)} (the treated one)"}
        return cls(
            prescription.id,
            prescription.version,
            prescription.exercise,
            prescription.name,
            slot,
            dose,
            compile_dose(dose, timings),
            MappingProxyType(words),
            prescription.symptom_rule,
            timings.between_s if dose.between_s is None else dose.between_s,
        )

    def ceiling(self, scale: str) -> int | None:
        """The lower of the symptom rule's ceiling and, for pain, the dose's own."""
        ceilings = (
            self.symptom_rule.ceiling if self.symptom_rule else None,
            self.dose.pain_max if scale == PAIN else None,
        )
        return min((ceiling for ceiling in ceilings if ceiling is not None), default=None)


def side_words(dose: Dose, side: Side) -> str:
    """What a side is called aloud; empty where the exercise has none."""
    return (_LEAD_FOOT if dose.style is SideStyle.LEAD_FOOT else _SIDES).get(side, _SIDES.get(side, ""))


@frozen
class Track:
    """An exercise as the player runs it: its blocks, the rest before it included, and where each set lies."""

    planned: PlannedExercise
    blocks: tuple[Block, ...]
    starts: tuple[int | None, ...]
    """By block: the block that begins its set (or round of alternating repetitions); None between sets."""
    work: Mapping[SetKey, tuple[int, ...]]
    """The blocks of work of each set, in the order the sets begin."""

    @classmethod
    def of(cls, planned: PlannedExercise, rest_before_s: int) -> Track:
        """The track of an exercise that follows a rest of some seconds; none follows a rest of 0 s."""
        blocks = planned.compiled.blocks
        if rest_before_s and blocks:
            rest = Block(BlockKind.REST, rest_before_s, Side.NONE, None, None, label=planned.name)
            blocks = (rest, *blocks)
        work: dict[SetKey, tuple[int, ...]] = {}
        for number, block in enumerate(blocks):
            if block.works:
                key = key_of(block)
                work[key] = (*work.get(key, ()), number)
        return cls(planned, blocks, _starts(blocks, planned.dose), MappingProxyType(work))

    def sets_of(self, start: int) -> tuple[SetKey, ...]:
        """The sets that run in the stretch which begins at a block: two where repetitions alternate, else one."""
        return tuple(key for key, blocks in self.work.items() if self.starts[blocks[0]] == start)

    def start_before(self, block: int) -> int | None:
        """The block that begins the last set to begin before this block."""
        return max((start for start in self.starts[:block] if start is not None and start < block), default=None)

    def start_after(self, block: int) -> int | None:
        """The block that begins the next set after the one this block is in, or after this block."""
        here = self.starts[block]
        return min((s for s in self.starts[block:] if s is not None and s != here), default=None)

    def sets_on(self, side: Side) -> int:
        """How many sets this side has."""
        return sum(key[0] is side for key in self.work)

    @property
    def rests_before(self) -> bool:
        """Whether its first block is the rest after the exercise before it."""
        return bool(self.blocks) and self.blocks[0].kind is BlockKind.REST


def tracks_of(exercises: tuple[PlannedExercise, ...]) -> tuple[Track, ...]:
    """The tracks of a session; each but the first begins with the rest that follows the exercise before it."""
    rests = (0, *(exercise.between_s for exercise in exercises))
    return tuple(Track.of(exercise, rest) for exercise, rest in zip(exercises, rests, strict=False))


def key_of(block: Block) -> SetKey:
    """The set a block of work belongs to."""
    return block.side, block.set or 1


def counts_up(block: Block, dose: Dose) -> bool:
    """Whether a block is one that only the patient can count: as many repetitions as they manage."""
    return block.open and dose.kind in (Kind.REPS, Kind.HOLD)


def _starts(blocks: tuple[Block, ...], dose: Dose) -> tuple[int | None, ...]:
    starts: list[int | None] = []
    start, current = 0, None
    for number, block in enumerate(blocks):
        if block.between_sets:
            current = None
            starts.append(None)
            continue
        stretch = (block.set,) if dose.style is SideStyle.ALTERNATE_REPS else (block.set, block.side)
        if stretch != current:
            start, current = number, stretch
        starts.append(start)
    return tuple(starts)
