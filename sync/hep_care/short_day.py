"""A day with little time: which exercises fit into a few minutes, and what a first day back begins with."""

from __future__ import annotations

from collections.abc import Sequence

from hep_care.blocks import compile_dose
from hep_care.credit import ItemState, ItemStatus
from hep_care.dose import Dose
from hep_care.frozen import frozen
from hep_care.program import Priority, Timings

STARTER = 3
"""Exercises of a starter set, where the plan calls nothing more important than the rest."""
_OPEN = (ItemStatus.TODO, ItemStatus.PARTIAL)


@frozen
class ShortDay:
    """What is done today, and what waits; both in the order of the program."""

    chosen: tuple[ItemState, ...]
    later: tuple[ItemState, ...]
    """Still to do, and left for another time: nothing is noted about it."""
    seconds: int
    """Of `chosen`, lead-ins, rests and changes of sides included."""


def session_seconds(doses: Sequence[Dose], timings: Timings) -> int:
    """How long some doses take one after the other, with the rests between the exercises."""
    between = (timings.between_s if dose.between_s is None else dose.between_s for dose in doses[:-1])
    return sum(compile_dose(dose, timings).total_seconds for dose in doses) + sum(between)


def short_day(states: Sequence[ItemState], minutes: int, timings: Timings) -> ShortDay:
    """The exercises for `minutes` minutes, out of the sessions of a day that are still to do.

    What is core is taken first, each in the program's order, and whatever still fits is taken. An exercise that
    comes in several sessions of the day is done once, for the earliest of them: a missed session is never doubled
    up. Where not even one exercise fits, the shortest core one is chosen all the same.
    """
    todo = _once(states)
    ranked = [s for s in todo if _core(s)] + [s for s in todo if not _core(s)]
    chosen: list[ItemState] = []
    for state in ranked:
        if _seconds([s for s in todo if s in chosen or s is state], timings) <= 60 * minutes:
            chosen.append(state)
    if not chosen and ranked:
        among = [s for s in todo if _core(s)] or todo
        chosen = [min(among, key=lambda s: _seconds([s], timings))]
    return _split(states, [s for s in todo if s in chosen], timings)


def starter_set(states: Sequence[ItemState], timings: Timings) -> ShortDay:
    """What to begin with after days without work: the clinic's core list, each exercise once and no dose changed.

    Where the plan makes no difference, because all of it is core or nothing is, it is the first three.
    """
    todo = _once(states)
    core = [s for s in todo if _core(s)]
    return _split(states, core if 0 < len(core) < len(todo) else todo[:STARTER], timings)


def _once(states: Sequence[ItemState]) -> list[ItemState]:
    """What is still to do in sessions, each lineage in its earliest open one."""
    first: dict[str, ItemState] = {}
    for state in states:
        if state.item.slot is not None and state.status in _OPEN:
            first.setdefault(state.item.prescription.line, state)
    if not first:
        # A program of "any 5 days of 7" has no sessions: what counts there is what the day may be used for.
        for state in states:
            if state.item.prescription.schedule.countable and state.status in _OPEN:
                first.setdefault(state.item.prescription.line, state)
    return list(first.values())


def _split(states: Sequence[ItemState], chosen: Sequence[ItemState], timings: Timings) -> ShortDay:
    lines = {s.item.prescription.line for s in chosen}
    later = tuple(s for s in _once(states) if s.item.prescription.line not in lines)
    return ShortDay(tuple(chosen), later, _seconds(chosen, timings))


def _seconds(states: Sequence[ItemState], timings: Timings) -> int:
    return session_seconds([s.item.prescription.dose for s in states], timings)


def _core(state: ItemState) -> bool:
    return state.item.prescription.priority is Priority.CORE
