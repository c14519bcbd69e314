"""What is said when something is logged or left out."""

from __future__ import annotations

from datetime import date

from hep_care.entry import EntryKind, Outcome, Reason
from hep_tui.diary.writing import Draft

REASONS = (
    ("n", Reason.NO_TIME, "no time"),
    ("p", Reason.PAIN, "pain"),
    ("i", Reason.ILL, "ill"),
    ("r", Reason.TOLD_TO_REST, "told to rest"),
    ("e", Reason.NO_EQUIPMENT, "no equipment here"),
    ("w", Reason.UNSURE_HOW, "unsure how to do it"),
    ("t", Reason.TRAVELLING, "travelling"),
    ("o", Reason.OTHER, "something else"),
)


def again_words(name: str) -> str:
    """The question before something is logged a second time in one session of the day."""
    return f"{name} is logged here already. Log it once more? Both stay; the best one counts."


def saved_words(draft: Draft, today: date) -> str:
    """What was saved: "Saved, in part, added later: Quad set." """
    name = draft.prescription.name if draft.prescription else ""
    left, part = draft.kind is EntryKind.SKIP, draft.status is Outcome.PARTIAL
    word = "Left out" if left else "Saved, in part" if part else "Saved"
    later = ", added later" if draft.day < today else ""
    return f"{word}{later}: {name}."
