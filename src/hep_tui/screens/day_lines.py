"""One day's exercises in a line each, whatever the number of their sessions, for the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hep_care.counts import Tally
from hep_care.credit import ItemState, ItemStatus
from hep_care.dose_text import dose_short
from hep_care.entry import Entry, EntryKind, Reason, Record, Source
from hep_care.frozen import frozen
from hep_tui.diary.ceilings import scale_word
from hep_tui.widgets.glyphs import Glyphs

TONES = {
    ItemStatus.TODO: "due",
    ItemStatus.PARTIAL: "partial",
    ItemStatus.DONE: "done",
    ItemStatus.SKIPPED: "skipped",
    ItemStatus.EXCUSED: "excused",
    ItemStatus.UNKNOWN: "muted",
}
"""The colour that repeats what a glyph says."""
REASON_WORDS = {
    Reason.PAIN: "pain",
    Reason.ILL: "ill",
    Reason.NO_TIME: "no time",
    Reason.NO_EQUIPMENT: "no equipment",
    Reason.UNSURE_HOW: "unsure how",
    Reason.TRAVELLING: "travelling",
    Reason.TOLD_TO_REST: "told to rest",
    Reason.OTHER: "another reason",
}


@frozen
class Line:
    """One exercise of a day."""

    status: ItemStatus
    name: str
    dose: str
    said: str
    """Pain, reason, sessions done, and how it came to be known."""


def day_lines(tally: Tally, records: Sequence[Record], names: dict[str, str]) -> list[Line]:
    """The exercises that were due or worked on, then extra work and symptoms.

    `names` are the names of what records outside the day's items belong to, by the id of the record.
    """
    lines = [_line(states) for states in _by_line(tally)]
    return lines + [_extra(record, names) for record in outside(tally, records) if not record.retracted]


def outside(tally: Tally, records: Iterable[Record]) -> list[Record]:
    """The records of a day that answer none of its items: extra work, symptoms, and what was withdrawn."""
    inside = {record.id for state in tally.states for record in state.records}
    return [record for record in records if record.id not in inside]


def _by_line(tally: Tally) -> list[list[ItemState]]:
    groups: dict[str, list[ItemState]] = {}
    for state in tally.states:
        # What may be done at any time is told only where it was.
        if state.item.slot is not None or state.records:
            groups.setdefault(state.item.prescription.line, []).append(state)
    return list(groups.values())


def _line(states: Sequence[ItemState]) -> Line:
    p = states[0].item.prescription
    entries = [record.entry for state in states for record in state.records]
    done = sum(state.status is ItemStatus.DONE for state in states)
    sessions = f"{done} of {len(states)} sessions" if len(states) > 1 and 0 < done < len(states) else ""
    amended = any(record.amended for state in states for record in state.records)
    return Line(_joint(states), p.name, dose_short(p.dose), _said(entries, amended, sessions))


def _joint(states: Sequence[ItemState]) -> ItemStatus:
    """What all sessions of an exercise have in common, or that it was done in part."""
    found = {state.status for state in states}
    if len(found) == 1:
        return found.pop()
    if found & {ItemStatus.DONE, ItemStatus.PARTIAL}:
        return ItemStatus.PARTIAL
    return ItemStatus.TODO if ItemStatus.TODO in found else ItemStatus.SKIPPED


def _extra(record: Record, names: dict[str, str]) -> Line:
    entry = record.entry
    if entry.kind is EntryKind.SYMPTOM:
        said = ", ".join(symptom_words(entry))
        return Line(ItemStatus.UNKNOWN, names.get(record.id) or "Symptom", "", said)
    dose = dose_short(entry.dose) if entry.dose else ""
    said = ", ".join(filter(None, ("extra", _said([entry], record.amended))))
    status = ItemStatus.SKIPPED if entry.kind is EntryKind.SKIP else ItemStatus.DONE
    return Line(status, names.get(record.id) or entry.exercise or "", dose, said)


def _said(entries: Sequence[Entry], amended: bool, sessions: str = "") -> str:
    pains = [entry.pain for entry in entries if entry.pain is not None]
    reasons = dict.fromkeys(REASON_WORDS[entry.reason] for entry in entries if entry.reason is not None)
    late = any(entry.source is Source.BACK_FILLED for entry in entries)
    words = (
        sessions,
        f"pain {max(pains)}" if pains else "",
        *reasons,
        "added later" if late else "",
        "as corrected" if amended else "",
    )
    return ", ".join(word for word in words if word)


def symptom_words(entry: Entry) -> list[str]:
    """Readings in words: "pain 4 after, knee"."""
    return [
        f"{scale_word(s.scale)} {s.value} {s.when.value.replace('-', ' ')}{f', {s.area}' if s.area else ''}"
        for s in entry.symptoms
    ]


def glyph_of(status: ItemStatus, glyphs: Glyphs) -> str:
    """The glyph of a state."""
    return {
        ItemStatus.TODO: glyphs.todo,
        ItemStatus.PARTIAL: glyphs.partial,
        ItemStatus.DONE: glyphs.done,
        ItemStatus.SKIPPED: glyphs.skipped,
        ItemStatus.EXCUSED: glyphs.excused,
        ItemStatus.UNKNOWN: glyphs.dot,
    }[status]
