"""How much of a prescribed dose was done, and what that makes of each item of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from hep_care.blocks import SetDose, set_dose
from hep_care.dose import Dose, Kind, RepsMode, Side, Unit
from hep_care.due import DayPlan, Item
from hep_care.entry import EXCUSING, Entry, EntryKind, Outcome, PerformedSet, Record
from hep_care.frozen import frozen
from hep_care.program import Program

NOTHING = Fraction(0)
ALL = Fraction(1)


@lru_cache(maxsize=256)
def prescribed_amount(dose: Dose) -> Fraction:
    """What full credit asks for: repetitions, repetition-seconds held, seconds or metres; lower ends of ranges."""
    return sum((_side_amount(dose, side) for side in dose.sides()), NOTHING)


def _side_amount(dose: Dose, side: Side) -> Fraction:
    sets = (set_dose(dose, side, n, least=True) for n in range(1, dose.least_sets(side) + 1))
    return sum((_wanted(dose.kind, one) for one in sets), NOTHING)


def _wanted(kind: Kind, one: SetDose) -> Fraction:
    if kind is Kind.DISTANCE:
        return Fraction(one.distance_m or 0)
    if kind is Kind.DURATION:
        return Fraction(one.duration_s or 0)
    return Fraction((one.reps or 1) * (one.hold_s or 1 if kind is Kind.HOLD else 1))


def done_amount(dose: Dose, sets: Iterable[PerformedSet]) -> Fraction:
    """What was done, in the unit of `prescribed_amount`."""
    return Fraction(sum(_set_amount(dose, one) for one in sets))


def _set_amount(dose: Dose, one: PerformedSet) -> Fraction | int:
    if dose.kind is Kind.DISTANCE:
        return Fraction(one.metres or 0)
    if dose.kind is Kind.DURATION:
        return one.seconds or 0
    if dose.kind is Kind.HOLD:
        held = one.seconds if one.seconds is not None else (dose.hold_s or 1)
        # A set logged only by its seconds is one hold of that length.
        return (one.reps if one.reps is not None else 1) * held
    return one.reps or 0


def _floor_amount(dose: Dose, sets: Iterable[PerformedSet]) -> Fraction:
    assert dose.floor is not None
    if dose.floor.unit is Unit.REPS:
        return Fraction(sum(one.reps or 0 for one in sets))
    if dose.floor.unit is Unit.METRES:
        return sum((Fraction(one.metres or 0) for one in sets), NOTHING)
    return Fraction(sum((1 if one.reps is None else one.reps) * (one.seconds or 0) for one in sets))


def share_done(entry: Entry, dose: Dose | None = None) -> Fraction:
    """The share of a dose that one entry did, from 0 to 1; more than prescribed counts as all of it.

    The dose is the entry's own snapshot where it has one. "As tolerated" is measured against its floor; as many
    as possible, to fatigue and just-do-it count as done with any work at all.
    """
    dose = entry.dose or dose
    if entry.kind is not EntryKind.COMPLETION or entry.status is Outcome.SKIPPED:
        return NOTHING
    if not entry.sets or dose is None:
        return ALL if entry.status is Outcome.COMPLETE else Fraction(1, 2)
    return share_of_sets(dose, entry.sets)


def share_of_sets(dose: Dose, sets: Sequence[PerformedSet]) -> Fraction:
    """The share of a dose that some sets make up, from 0 to 1."""
    if dose.floor is not None and dose.floor.value > 0:
        return min(ALL, _floor_amount(dose, sets) / dose.floor.value)
    if dose.kind is Kind.COMPLETION or dose.reps_mode is not RepsMode.COUNTED:
        return ALL if any(one.reps or one.seconds or one.metres for one in sets) else NOTHING
    wanted, done = prescribed_amount(dose), done_amount(dose, sets)
    return ALL if done >= wanted else done / wanted


class ItemStatus(StrEnum):
    """How an item of a day stands."""

    TODO = "todo"
    PARTIAL = "partial"
    DONE = "done"
    SKIPPED = "skipped"
    EXCUSED = "excused"
    UNKNOWN = "unknown"
    """Due after the last contact: the clinic cannot know."""


MARKS = {
    ItemStatus.TODO: "○",
    ItemStatus.PARTIAL: "◐",
    ItemStatus.DONE: "✓",
    ItemStatus.SKIPPED: "–",
    ItemStatus.EXCUSED: "×",
    ItemStatus.UNKNOWN: "?",
}
"""One character for each state, where a word has no room; never without the word for who cannot see it."""


@frozen
class ItemState:
    """An item with what was done about it."""

    item: Item
    status: ItemStatus
    share: Fraction
    excused: bool
    """Left out of the count: ill, told to rest, or stopped for pain."""
    records: tuple[Record, ...]
    """Everything logged for it, best first."""


def line_of(entry: Entry, program: Program) -> str | None:
    """The lineage an entry belongs to, also where it answered an earlier revision."""
    if entry.prescription is not None:
        found = program.prescription(entry.prescription)
        if found is not None:
            return found.line
    same = [p.line for p in program.prescriptions if entry.exercise and p.exercise == entry.exercise]
    return same[-1] if same and len(set(same)) == 1 else None


def item_state(item: Item, records: Sequence[Record], program: Program) -> ItemState:
    """How one item stands, given the records of its day. Several records for one slot: the best counts."""
    return _state(item, _by_line(records, program))


def _by_line(records: Sequence[Record], program: Program) -> dict[str | None, list[Record]]:
    """What may answer an item, by the lineage it belongs to."""
    lines: dict[str | None, list[Record]] = {}
    for record in records:
        if not record.retracted and record.entry.kind in (EntryKind.COMPLETION, EntryKind.SKIP):
            lines.setdefault(line_of(record.entry, program), []).append(record)
    return lines


def _state(item: Item, lines: dict[str | None, list[Record]]) -> ItemState:
    mine = [r for r in lines.get(item.prescription.line, ()) if item.slot is None or r.entry.slot == item.slot]
    ranked = sorted(mine, key=lambda r: (-share_done(r.entry, item.prescription.dose), r.entry.logged_at))
    work = [r for r in ranked if r.entry.kind is EntryKind.COMPLETION]
    share = share_done(work[0].entry, item.prescription.dose) if work else NOTHING
    excused = share < ALL and any(r.entry.reason in EXCUSING for r in ranked)
    return ItemState(item, _status(ranked, share, excused), share, excused, tuple(ranked))


def _status(ranked: Sequence[Record], share: Fraction, excused: bool) -> ItemStatus:
    if share == ALL:
        return ItemStatus.DONE
    if share > 0:
        return ItemStatus.PARTIAL
    if excused:
        return ItemStatus.EXCUSED
    return ItemStatus.SKIPPED if ranked else ItemStatus.TODO


def day_states(plan: DayPlan, records: Sequence[Record], program: Program) -> tuple[ItemState, ...]:
    """Every item of a day with its state: sessions first, then what may be done at any time."""
    lines = _by_line(records, program)
    return tuple(_state(item, lines) for item in (*plan.items, *plan.anytime))


def counted(states: Iterable[ItemState]) -> frozenset[tuple[str, int | None]]:
    """The (lineage, slot) pairs of a day that count.

    Of "3 to 4 times a day" the best three do, done ones first; the fourth is a bonus, and what is excused leaves.
    """
    by_line: dict[str, list[ItemState]] = {}
    for state in states:
        if state.item.slot is not None and state.item.prescription.schedule.countable:
            by_line.setdefault(state.item.prescription.line, []).append(state)
    kept: set[tuple[str, int | None]] = set()
    for line, mine in by_line.items():
        least = mine[0].item.prescription.schedule.least_sessions
        free = sorted((s for s in mine if not s.excused), key=lambda s: (-s.share, s.item.slot or 0))
        kept.update((line, state.item.slot) for state in free[:least])
    return frozenset(kept)
