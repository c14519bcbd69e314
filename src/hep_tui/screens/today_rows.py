"""The lines of Today's list: the day's sessions with the minutes they still take, and what may be done any time."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from rich.cells import cell_len

from hep_care.blocks import compile_dose
from hep_care.counts import Tally
from hep_care.credit import ItemState, ItemStatus
from hep_care.dose_text import dose_short, side_letter
from hep_care.due import SlotPlan
from hep_care.program import Timings
from hep_care.schedule import ScheduleKind
from hep_care.schedule_text import schedule_text
from hep_tui.diary.drafts import NOT_DUE
from hep_tui.widgets.glyphs import Glyphs
from hep_tui.widgets.item_list import Row, RowKind

OPEN = (ItemStatus.TODO, ItemStatus.PARTIAL)
"""What there is still something to do about."""
_FREE = (ScheduleKind.AS_NEEDED, ScheduleKind.HOURLY, ScheduleKind.UNSUPPORTED)
_TONES = {
    ItemStatus.TODO: "due",
    ItemStatus.PARTIAL: "partial",
    ItemStatus.DONE: "done",
    ItemStatus.SKIPPED: "skipped",
    ItemStatus.EXCUSED: "excused",
    ItemStatus.UNKNOWN: "muted",
}
_LONGEST_RIGHT = 16


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


def today_rows(
    tally: Tally, timings: Timings, glyphs: Glyphs, *, roomy: bool = True, extra: Sequence[ItemState] = ()
) -> list[Row]:
    """The rows of one day; `roomy` leaves a line free before each heading, `extra` is what was not due."""
    rows: list[Row] = []
    every = (*tally.states, *extra)
    doses = [dose_short(state.item.prescription.dose) for state in every]
    width = min(_LONGEST_RIGHT, max((cell_len(dose) for dose in doses), default=0))
    sides = max((len(side_letter(state.item.prescription.dose.side)) for state in every), default=0)
    for slot in tally.plan.slots:
        mine = [state for state in tally.states if state.item.slot == slot.number]
        _heading(rows, _slot_name(slot, len(tally.plan.slots)), _slot_state(mine, timings), roomy)
        rows += [_row(state, width, sides, glyphs) for state in mine]
    anytime = [state for state in tally.states if state.item.slot is None]
    if anytime:
        _heading(rows, "Any time", "", roomy)
        rows += [_row(state, width, sides, glyphs) for state in anytime]
    if extra:
        _heading(rows, "Not due that day", "kept as extra", roomy)
        rows += [_row(state, width, sides, glyphs) for state in extra]
    return rows


def _heading(rows: list[Row], left: str, right: str, roomy: bool) -> None:
    if rows and roomy:
        rows.append(Row(f"gap-{left}", RowKind.NOTE, ""))
    rows.append(Row(f"head-{left}", RowKind.HEADING, left, right))


def _slot_name(slot: SlotPlan, of: int) -> str:
    name = slot.name or ("Today" if of == 1 else f"Session {slot.number}")
    at = f" {slot.at:%H:%M}" if slot.at else ""
    return f"{name[:1].upper()}{name[1:]}{at}"


def _slot_state(states: Sequence[ItemState], timings: Timings) -> str:
    """ "done", or "2 to do · 8 min"."""
    left = [state for state in states if state.status in OPEN]
    if not left:
        return "done" if any(state.status is ItemStatus.DONE for state in states) else "left out"
    return f"{len(left)} to do · {minutes(left, timings)} min"


def minutes(states: Sequence[ItemState], timings: Timings) -> int:
    """Whole minutes, rounded up, that these items take in a row."""
    return ceil(sum(compile_dose(s.item.prescription.dose, timings).total_seconds for s in states) / 60)


def _row(state: ItemState, width: int, sides: int, glyphs: Glyphs) -> Row:
    p = state.item.prescription
    dose = dose_short(p.dose)
    side = side_letter(p.dose.side)
    right = f"{dose}{' ' * max(0, width - cell_len(dose))}  {side:<{sides}}"
    glyph = _glyph(state.status, glyphs)
    left = p.name
    if state.item.slot is None:
        times = sum(1 for record in state.records if record.entry.sets or record.entry.status)
        said = f"{times} today" if times and is_free(state) else ""
        if not is_free(state) and not is_extra(state):
            said = schedule_text(p.schedule)
        left = f"{p.name}, {said}" if said else p.name
    return Row(key_of(state), RowKind.ITEM, left, right, glyph, _TONES[state.status])


def _glyph(status: ItemStatus, glyphs: Glyphs) -> str:
    return {
        ItemStatus.TODO: glyphs.todo,
        ItemStatus.PARTIAL: glyphs.partial,
        ItemStatus.DONE: glyphs.done,
        ItemStatus.SKIPPED: glyphs.skipped,
        ItemStatus.EXCUSED: glyphs.excused,
        ItemStatus.UNKNOWN: glyphs.unknown,
    }[status]


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
