"""What Today and the line mode know of a day's items: which are open, in what order, and how long they take."""

from __future__ import annotations

from collections.abc import Sequence

from hep_care.credit import ItemState, ItemStatus
from hep_care.dose_text import minutes_text
from hep_care.due import DayPlan, SlotPlan
from hep_care.program import Timings
from hep_care.schedule import ScheduleKind
from hep_care.short_day import session_seconds
from hep_tui.diary.drafts import NOT_DUE

OPEN = (ItemStatus.TODO, ItemStatus.PARTIAL)
"""What there is still something to do about."""
_FREE = (ScheduleKind.AS_NEEDED, ScheduleKind.HOURLY, ScheduleKind.UNSUPPORTED)


def key_of(state: ItemState) -> str:
    """What names an item in the list."""
    return f"{state.item.prescription.id}/{state.item.slot or ''}"


def is_free(state: ItemState) -> bool:
    """Whether it is done as often as the patient likes: never due, and never too much to log again."""
    return state.item.prescription.schedule.kind in _FREE


def is_extra(state: ItemState) -> bool:
    """Whether it has sessions, and none of them on that day: work on it is kept as extra."""
    return state.item.slot is None and state.item.prescription.schedule.sessions > 0


def remark_of(state: ItemState) -> str:
    """What is noted with work that was not asked for."""
    return NOT_DUE if is_extra(state) else ""


def slot_name(slot: SlotPlan, of: int) -> str:
    """A session of the day: its name and its time where it has them."""
    name = slot.name or ("Today" if of == 1 else f"Session {slot.number}")
    at = f" {slot.at:%H:%M}" if slot.at else ""
    return f"{name[:1].upper()}{name[1:]}{at}"


def slot_named(plan: DayPlan, number: int | None) -> str:
    """The name under which the patient's own plans know a session; empty for what has none."""
    slot = next((slot for slot in plan.slots if slot.number == number), None)
    return (slot.name or f"Session {slot.number}") if slot else ""


def slot_state(states: Sequence[ItemState], timings: Timings) -> str:
    """ "2 to do · 8 min"; once nothing is open "done", "1 of 2 done" or "left out"."""
    left = [state for state in states if state.status in OPEN]
    if not left:
        done = sum(state.status is ItemStatus.DONE for state in states)
        return "left out" if not done else "done" if done == len(states) else f"{done} of {len(states)} done"
    return f"{len(left)} to do · {minutes(left, timings)}"


def minutes(states: Sequence[ItemState], timings: Timings) -> str:
    """How long these items take one after the other, as a session of them does: "8 min"."""
    return minutes_text(session_seconds([s.item.prescription.dose for s in states], timings))


def next_open(states: Sequence[ItemState], after: str | None = None) -> str | None:
    """The key of the first item still to do after another one, or else of the first one at all; sessions come first."""
    keys = [key_of(state) for state in states]
    at = keys.index(after) + 1 if after in keys else 0
    ordered = [*states[at:], *states[:at]]
    due = [s for s in ordered if s.status in OPEN and s.item.slot is not None]
    quota = [s for s in ordered if s.status in OPEN and s.item.slot is None and not is_free(s)]
    return next((key_of(state) for state in (*due, *quota)), None)


def session_of(states: Sequence[ItemState], at: ItemState) -> list[ItemState]:
    """What a session begun on an item goes through: that one, and what is still to do of its slot after it."""
    if at.item.slot is None:
        return [at]
    mine = [state for state in states if state.item.slot == at.item.slot]
    rest = [state for state in mine[mine.index(at) + 1 :] if state.status in OPEN]
    return [at, *rest] if at.status in OPEN else [at]
