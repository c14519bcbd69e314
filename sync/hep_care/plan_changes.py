"""What changed between two versions of a plan, in plain words with the therapist's reason."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from hep_care.dose_text import dose_text
from hep_care.frozen import frozen
from hep_care.program import Prescription, Program, Status
from hep_care.schedule_text import schedule_text


class ChangeKind(StrEnum):
    """What became of an exercise."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@frozen
class Change:
    """One exercise that is not as it was."""

    kind: ChangeKind
    name: str
    words: str
    """One sentence."""
    reason: str = ""
    """The therapist's own words, where there are any."""
    prescription: str = ""
    """Id of the prescription as it is now."""
    version: str = ""


def plan_changes(before: Program | None, after: Program | None, day: date) -> tuple[Change, ...]:
    """What is new, other or gone from a local date on: what comes first in the new plan first, what is gone last."""
    old = lines_asked(before, day)
    new = lines_asked(after, day)
    made = [_new(p) for line, p in new.items() if line not in old]
    changed = [change for line, p in new.items() if line in old and (change := _changed(old[line], p)) is not None]
    gone = [_gone(p, after) for line, p in old.items() if line not in new]
    return (*made, *changed, *gone)


def change_line(change: Change) -> str:
    """A change as one line, with the reason in the therapist's words."""
    return f"{change.words} “{change.reason}”" if change.reason else change.words


def lines_asked(program: Program | None, day: date) -> dict[str, Prescription]:
    """What a program asks for on a local date, or on its first where it has not begun, by lineage."""
    if program is None:
        return {}
    at = max(day, program.start or day)
    return {p.line: p for p in program.in_force(at) if p.status is Status.ACTIVE}


def _new(p: Prescription) -> Change:
    words = f"New: {p.name}, {dose_text(p.dose)}, {schedule_text(p.schedule)}."
    return Change(ChangeKind.NEW, p.name, words, p.reason, p.id, p.version)


def _changed(old: Prescription, new: Prescription) -> Change | None:
    said = [
        f"{what} (was: {before})" if before else what
        for what, before in (
            (dose_text(new.dose), dose_text(old.dose)),
            (schedule_text(new.schedule), schedule_text(old.schedule)),
            (new.gate, old.gate),
        )
        if what != before and what
    ]
    if old.symptom_rule != new.symptom_rule:
        said.append("another limit for symptoms")
    if [c.text for c in old.cues] != [c.text for c in new.cues] or old.instruction != new.instruction:
        said.append("other words on how to do it")
    if new.precautions != old.precautions:
        said.append("other precautions")
    if not said:
        return None
    return Change(ChangeKind.CHANGED, new.name, f"{new.name}: {', '.join(said)}.", new.reason, new.id, new.version)


def _gone(p: Prescription, after: Program | None) -> Change:
    ended = after.prescription(p.id) if after is not None else None
    words = "On hold for now" if ended is not None and ended.status is Status.ON_HOLD else "No longer"
    now = ended or p
    return Change(
        ChangeKind.GONE, p.name, f"{words}: {p.name}.", ended.reason if ended is not None else "", now.id, now.version
    )
