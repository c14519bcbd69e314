"""What was logged, in a line that a person reads."""

from __future__ import annotations

from hep_care.dose import Side
from hep_care.dose_text import load_text, number_text, seconds_text, side_word
from hep_care.entry import Entry, EntryKind, PerformedSet, Source
from hep_care.program import Prescription

EARLIER_PLAN = "done on an earlier plan"
BEFORE_CLINIC = "before your clinic"


def on_earlier_plan(entry: Entry, answered: Prescription | None) -> bool:
    """Whether work answered a revision whose last day was over, as where a change was not known here in time.

    `answered` is the revision that the entry names. The work counts all the same.
    """
    if answered is None or entry.kind is not EntryKind.COMPLETION:
        return False
    known = answered.version == entry.prescription_version
    return known and answered.valid_to is not None and entry.date > answered.valid_to


def entry_line(entry: Entry, answered: Prescription | None) -> str:
    """One entry: "Quad set: complete, session 1, pain 2 during"; `answered` is the revision it names, where known."""
    name = answered.name if answered else entry.exercise or "Symptom"
    what = {EntryKind.SKIP: "left out", EntryKind.SYMPTOM: "symptom"}.get(entry.kind, entry.status or "")
    parts = [f"{name}: {what}"]
    if entry.slot:
        parts.append(f"session {entry.slot}")
    parts += [
        f"{s.scale.split('_')[0]} {s.value} {s.when.value}{f' ({s.area})' if s.area else ''}" for s in entry.symptoms
    ]
    if entry.effort is not None:
        parts.append(f"effort {entry.effort}")
    if entry.reason:
        parts.append(entry.reason.value)
    if entry.source is Source.BACK_FILLED:
        parts.append("added later")
    if on_earlier_plan(entry, answered):
        parts.append(EARLIER_PLAN)
    if entry.note:
        parts.append(f"“{entry.note}”")
    return ", ".join(parts)


def sets_line(entry: Entry) -> str:
    """The sets of an entry: "left 10, 10, 8 reps of 5 s; right 10, 10, 10 reps of 5 s"; empty without sets."""
    sides = dict.fromkeys(one.side for one in entry.sets)
    return "; ".join(_side_line(side, [one for one in entry.sets if one.side is side]) for side in sides)


def _side_line(side: Side, sets: list[PerformedSet]) -> str:
    first = sets[0]
    loads = list(dict.fromkeys(load_text(one.load) for one in sets if one.load is not None))
    if first.reps is not None:
        amounts = ", ".join(str(one.reps) for one in sets) + " reps"
        holds = list(dict.fromkeys(one.seconds for one in sets if one.seconds is not None))
        amounts += f" of {', '.join(seconds_text(hold) for hold in holds)}" if holds else ""
    elif first.seconds is not None:
        amounts = ", ".join(seconds_text(one.seconds or 0) for one in sets)
    else:
        amounts = ", ".join(number_text(one.metres or 0) for one in sets) + " m"
    with_load = f" with {', '.join(loads)}" if loads else ""
    return f"{'' if side is Side.NONE else side_word(side) + ' '}{amounts}{with_load}"
