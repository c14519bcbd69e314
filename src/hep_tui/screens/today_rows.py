"""The lines of Today's list: the day's sessions with the minutes they still take, and what may be done any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType

from rich.cells import cell_len

from hep_care.counts import Tally
from hep_care.credit import ItemState, ItemStatus
from hep_care.dose_text import dose_short, side_letter
from hep_care.program import Timings
from hep_care.schedule_text import schedule_text
from hep_tui.screens.today_items import OPEN, is_extra, is_free, key_of, slot_name, slot_state
from hep_tui.widgets.glyphs import Glyphs
from hep_tui.widgets.item_list import Row, RowKind
from hep_tui.widgets.plain import fit

_TONES = {
    ItemStatus.TODO: "due",
    ItemStatus.PARTIAL: "partial",
    ItemStatus.DONE: "done",
    ItemStatus.SKIPPED: "skipped",
    ItemStatus.EXCUSED: "excused",
    ItemStatus.UNKNOWN: "muted",
}
_LONGEST_RIGHT = 16
_NAME_CELLS = 32
NO_HABITS: Mapping[int, str] = MappingProxyType({})


class Air(Enum):
    """How much room lies between the lines."""

    NONE = "none"
    """For a low window."""
    SESSIONS = "sessions"
    """A free line before each session of the day."""
    LINES = "lines"
    """And one after each exercise, for large text."""


def today_rows(
    tally: Tally,
    timings: Timings,
    glyphs: Glyphs,
    *,
    air: Air = Air.SESSIONS,
    extra: Sequence[ItemState] = (),
    habits: Mapping[int, str] = NO_HABITS,
) -> list[Row]:
    """The rows of one day; `extra` is what was not due, `habits` when the patient means to do a session."""
    rows: list[Row] = []
    roomy = air is not Air.NONE
    every = (*tally.states, *extra)
    doses = [dose_short(state.item.prescription.dose) for state in every]
    width = min(_LONGEST_RIGHT, max((cell_len(dose) for dose in doses), default=0))
    sides = max((len(side_letter(state.item.prescription.dose.side)) for state in every), default=0)
    for slot in tally.plan.slots:
        mine = [state for state in tally.states if state.item.slot == slot.number]
        _heading(rows, slot_name(slot, len(tally.plan.slots)), slot_state(mine, timings), roomy)
        if habits.get(slot.number) and any(state.status in OPEN for state in mine):
            rows.append(Row(f"habit-{slot.number}", RowKind.NOTE, habits[slot.number]))
        rows += [_row(state, width, sides, glyphs) for state in mine]
    free = [state for state in tally.states if state.item.slot is None and is_free(state)]
    chosen = [state for state in tally.states if state.item.slot is None and not is_free(state)]
    rules = {schedule_text(state.item.prescription.schedule) for state in chosen}
    for title, rule, mine in (
        ("On days you choose", rules.pop() if len(rules) == 1 else "", chosen),
        ("Any time", "", free),
    ):
        if mine:
            _heading(rows, title, rule, roomy)
            rows += [_row(state, width, sides, glyphs, ruled=bool(rule)) for state in mine]
    if extra:
        _heading(rows, "Not due that day", "kept as extra", roomy)
        rows += [_row(state, width, sides, glyphs) for state in extra]
    return _spread(rows) if air is Air.LINES else rows


def _spread(rows: Sequence[Row]) -> list[Row]:
    """A free line after each exercise but the last."""
    spread: list[Row] = []
    for row, following in zip(rows, (*rows[1:], None), strict=True):
        spread.append(row)
        if row.kind is RowKind.ITEM and following is not None and following.kind is RowKind.ITEM:
            spread.append(Row(f"after-{row.key}", RowKind.NOTE, ""))
    return spread


def _heading(rows: list[Row], left: str, right: str, roomy: bool) -> None:
    if rows and roomy:
        rows.append(Row(f"gap-{left}", RowKind.NOTE, ""))
    rows.append(Row(f"head-{left}", RowKind.HEADING, left, right))


def _row(state: ItemState, width: int, sides: int, glyphs: Glyphs, *, ruled: bool = False) -> Row:
    """One exercise; `ruled` where the heading says already how often it is done."""
    p = state.item.prescription
    dose = dose_short(p.dose)
    side = side_letter(p.dose.side)
    right = f"{dose}{' ' * max(0, width - cell_len(dose))}  {side:<{sides}}"
    glyph = _glyph(state.status, glyphs)
    left = p.name
    if state.item.slot is None:
        times = sum(1 for record in state.records if record.entry.sets or record.entry.status)
        said = f"{times} today" if times and is_free(state) else ""
        if not is_free(state) and not is_extra(state) and not ruled:
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


def dose_lines(states: Sequence[ItemState]) -> list[str]:
    """A line an exercise with its dose, the doses one under the other."""
    names = [state.item.prescription.name for state in states]
    width = min(_NAME_CELLS, max(map(cell_len, names), default=0))
    doses = [dose_short(state.item.prescription.dose) for state in states]
    return [f"  {fit(name, width)}  {dose}" for name, dose in zip(names, doses, strict=True)]
