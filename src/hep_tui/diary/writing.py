"""How an entry is made from what a patient says."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from hep_care.day import resolve_wall, zone_named
from hep_care.entry import (
    Clock,
    Entry,
    EntryKind,
    Outcome,
    PerformedSet,
    Reason,
    Source,
    Symptom,
)
from hep_care.frozen import frozen
from hep_care.planned import outcome_of
from hep_care.program import Prescription
from hep_tui.clock import Clock as WallClock

_TICK = timedelta(milliseconds=1)
_SAME_MOMENT = timedelta(seconds=1)


@frozen
class Draft:
    """What the patient says, before it is saved."""

    kind: EntryKind
    day: date
    prescription: Prescription | None = None
    slot: int | None = None
    sets: tuple[PerformedSet, ...] = ()
    status: Outcome | None = None
    """Worked out from the sets where it is None."""
    symptoms: tuple[Symptom, ...] = ()
    effort: int | None = None
    reason: Reason | None = None
    reason_text: str = ""
    note: str = ""
    private_note: str = ""
    source: Source = Source.TYPED
    at: datetime | None = None
    ended: datetime | None = None
    refers_to: str | None = None
    why: str = ""


def new_id() -> str:
    """A fresh UUIDv4, as text."""
    return str(uuid.uuid4())


def moment_after(now: datetime, last: datetime | None) -> datetime:
    """The moment to write down for a new entry, so that the entries of one device stay in order.

    Several entries of one instant (or of a pinned clock) are a millisecond apart; a clock that was set back is
    believed as it is.
    """
    if last is not None and last >= now and last - now < _SAME_MOMENT:
        return (last + _TICK).astimezone(now.tzinfo)
    return now


def entry_of(draft: Draft, *, seq: int, device: str, now: datetime, today: date, clock: WallClock) -> Entry:
    """The entry that a draft becomes. `now` is the moment of saving."""
    late = draft.kind in (EntryKind.COMPLETION, EntryKind.SKIP, EntryKind.SYMPTOM) and draft.source is Source.TYPED
    back_filled = late and draft.day < today
    prescription = draft.prescription
    return Entry(
        id=new_id(),
        kind=draft.kind,
        date=draft.day,
        zone=clock.zone,
        at=draft.at or (_noon(draft.day, clock.zone) if back_filled else now),
        logged_at=now,
        device=device,
        device_seq=seq,
        refers_to=draft.refers_to,
        prescription=prescription.id if prescription else None,
        prescription_version=prescription.version if prescription else None,
        exercise=prescription.exercise if prescription else None,
        dose=prescription.dose if prescription and draft.kind is not EntryKind.SYMPTOM else None,
        slot=draft.slot,
        status=draft.status,
        ended=draft.ended,
        sets=draft.sets,
        symptoms=draft.symptoms,
        effort=draft.effort,
        reason=draft.reason,
        reason_text=draft.reason_text,
        note=draft.note,
        private_note=draft.private_note,
        source=Source.BACK_FILLED if back_filled else draft.source,
        clock=Clock.PINNED if clock.pinned else Clock.REAL,
        why=draft.why,
    )


def status_of(prescription: Prescription, sets: tuple[PerformedSet, ...], planned: bool) -> Outcome:
    """Complete or partial; `planned` where nothing was counted because the dose has nothing to count."""
    if not sets:
        return Outcome.COMPLETE if planned else Outcome.PARTIAL
    return outcome_of(prescription.dose, sets)


def _noon(day: date, zone: str) -> datetime:
    """Work added later has no time of its own: noon of its day stands for it."""
    return resolve_wall(datetime.combine(day, time(12)), zone_named(zone))
