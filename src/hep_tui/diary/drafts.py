"""Drafts from what a patient says about one exercise: the commands and the app's dialogs make them alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hep_care.dose import Side
from hep_care.entry import PAIN, EntryKind, Outcome, PerformedSet, Reason, Source, Symptom, When
from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_care.planned import WrongSetsError, as_planned, with_amounts
from hep_care.program import Prescription
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.writing import Draft, new_id, status_of

NOT_DUE = "not due that day"
"""What is noted with work on a day that did not ask for it."""
LONGEST_NOTE = 4000


@frozen
class Said:
    """How it went, beyond the numbers of the sets."""

    symptoms: tuple[Symptom, ...] = ()
    effort: int | None = None
    note: str = ""
    private_note: str = ""


def pain_symptoms(pain: int | None) -> tuple[Symptom, ...]:
    """The shorthand for pain while doing it."""
    return () if pain is None else (Symptom(pain, PAIN, When.DURING),)


def checked_note(text: str | None, name: str = "note") -> str:
    """A note as it may be kept: plain, and no longer than is sensible."""
    if not text:
        return ""
    if "\0" in text:
        raise RefusedError(f"The {name} holds a NUL character; leave it out.")
    if len(text) > LONGEST_NOTE:
        raise RefusedError(f"The {name} has {len(text)} characters; {LONGEST_NOTE} is the most.")
    return plain_text(text, limit=LONGEST_NOTE, lines=True)


def done_sets(
    p: Prescription, reps: Sequence[int] | None = None, seconds: Sequence[int] | None = None, side: Side | None = None
) -> tuple[PerformedSet, ...]:
    """The sets of a dose as planned, or with the patient's numbers in the order a session does them.

    Raises `RefusedError` for a side the exercise does not have, or numbers that do not fit the dose.
    """
    if side is not None and side not in p.dose.sides():
        raise RefusedError(f"{p.name} is not done on the {side.value} side.")
    try:
        counted = reps is not None or seconds is not None
        return with_amounts(as_planned(p.dose, new_id, Source.TYPED, side, open=counted), p.dose, reps, seconds)
    except WrongSetsError as error:
        raise RefusedError(f"{p.name}: {error}") from error


def completion(
    p: Prescription,
    day: date,
    slot: int | None,
    sets: tuple[PerformedSet, ...] | None = None,
    said: Said = Said(),
    side: Side | None = None,
    remark: str = "",
) -> Draft:
    """Work on an exercise: the given sets, or everything as planned where they are None.

    `remark` is our own word beside the patient's note. No sets at all stand for all of a dose that has nothing to count, and for some of any other. Raises
    `RefusedError` for a note that cannot be kept.
    """
    planned = as_planned(p.dose, new_id, Source.TYPED, side)
    done = planned if sets is None else sets
    return Draft(
        EntryKind.COMPLETION,
        day,
        p,
        slot,
        done,
        status_of(p, done, planned=not planned),
        said.symptoms,
        said.effort,
        note="; ".join(part for part in (checked_note(said.note), remark) if part),
        private_note=checked_note(said.private_note, "private note"),
    )


def skip(p: Prescription, day: date, slot: int | None, reason: Reason, note: str | None = "") -> Draft:
    """An exercise that was left out, with the reason."""
    return Draft(EntryKind.SKIP, day, p, slot, status=Outcome.SKIPPED, reason=reason, note=checked_note(note))
