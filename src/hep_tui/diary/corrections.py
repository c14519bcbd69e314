"""Corrections: what a patient changes about a record, or withdraws, as a new entry beside the old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hep_care.dose import Side
from hep_care.entry import Entry, EntryKind, Outcome, PerformedSet, Record, Source, Symptom, fold
from hep_care.frozen import frozen
from hep_care.planned import WrongSetsError, as_planned, outcome_of, with_amounts
from hep_tui.diary.drafts import checked_note, pain_symptoms
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.writing import Draft, new_id

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary


@frozen
class Change:
    """What is to be different; None stays as it is."""

    reps: Sequence[int] | None = None
    """Repetitions set by set, in the order a session does them."""
    seconds: Sequence[int] | None = None
    side: Side | None = None
    """Only the sets of this side."""
    sets: tuple[PerformedSet, ...] | None = None
    """Whole sets, in place of numbers for them."""
    slot: int | None = None
    symptoms: tuple[Symptom, ...] | None = None
    """In place of those of the same scale."""
    effort: int | None = None
    note: str | None = None
    private_note: str | None = None

    @property
    def of_sets(self) -> bool:
        """Whether it says how much was done."""
        return any(given is not None for given in (self.reps, self.seconds, self.side, self.sets))


def pain_change(pain: int | None) -> tuple[Symptom, ...] | None:
    """The symptoms of a change that names pain alone."""
    return None if pain is None else pain_symptoms(pain)


def amendment(diary: Diary, record: Record, change: Change, why: str) -> Draft:
    """The entry that corrects a record; raises `RefusedError` for numbers or words that cannot be kept."""
    now, reason = record.entry, checked_note(why, "reason")
    sets, status = now.sets, now.status
    if change.of_sets:
        sets = _sets(now, change)
        status = outcome_of(now.dose, sets) if now.dose else now.status
    return replace(
        _as_it_stands(diary, record),
        slot=now.slot if change.slot is None else change.slot,
        sets=sets,
        status=Outcome.PARTIAL if status is Outcome.SKIPPED and sets else status,
        symptoms=now.symptoms if change.symptoms is None else _symptoms(now, change.symptoms),
        effort=now.effort if change.effort is None else change.effort,
        note=now.note if change.note is None else checked_note(change.note),
        private_note=now.private_note
        if change.private_note is None
        else checked_note(change.private_note, "private note"),
        # Whoever corrects a set that only the timer saw has confirmed it.
        source=Source.TYPED if now.source is Source.TIMED else now.source,
        why=reason,
    )


def withdrawal(record: Record, why: str) -> Draft:
    """The entry that withdraws a record, which stays readable and counts no more."""
    return Draft(EntryKind.RETRACTION, record.entry.date, refers_to=record.id, why=checked_note(why, "reason"))


def before_last(diary: Diary, record: Record, why: str) -> Draft:
    """The entry that puts a record back to what it said before its newest correction."""
    (earlier,) = fold(record.log[:-1])
    return replace(_as_it_stands(diary, earlier), why=why)


def _as_it_stands(diary: Diary, record: Record) -> Draft:
    """A correction that changes nothing yet."""
    now = record.entry
    return Draft(
        EntryKind.AMENDMENT,
        now.date,
        diary.prescription_of(now),
        now.slot,
        now.sets,
        now.status,
        now.symptoms,
        now.effort,
        now.reason,
        now.reason_text,
        now.note,
        now.private_note,
        source=now.source,
        ended=now.ended,
        refers_to=record.id,
    )


def _symptoms(now: Entry, given: tuple[Symptom, ...]) -> tuple[Symptom, ...]:
    scales = {symptom.scale for symptom in given}
    return (*given, *(symptom for symptom in now.symptoms if symptom.scale not in scales))


def sets_to_correct(now: Entry, side: Side | None = None) -> tuple[PerformedSet, ...]:
    """Every set its dose asks for; one that was done keeps its id, so that a correction never doubles it.

    Raises `RefusedError` for an entry without a dose.
    """
    if now.dose is None:
        raise RefusedError("That entry has no sets to correct.")
    old = {(one.n, one.side): one for one in now.sets}
    planned = as_planned(now.dose, new_id, Source.TYPED, side, open=True)
    return tuple(
        replace(one, id=old[one.n, one.side].id, load=old[one.n, one.side].load) if (one.n, one.side) in old else one
        for one in planned
    )


def _sets(now: Entry, change: Change) -> tuple[PerformedSet, ...]:
    if change.sets is not None:
        return change.sets
    kept = sets_to_correct(now, change.side)
    if change.reps is None and change.seconds is None:
        return tuple(one for one in now.sets if one.side is change.side)
    try:
        return with_amounts(kept, now.dose, change.reps, change.seconds) if now.dose else ()
    except WrongSetsError as error:
        raise RefusedError(str(error)) from error
