"""The shared tracker: the numbers of a patient's own app, as of the last time something of theirs arrived here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hep_care.adherence import Score, score
from hep_care.counts import Tally
from hep_care.courses import count_days, tally_days
from hep_care.credit import ItemState, ItemStatus
from hep_care.entry import Record
from hep_clinic.care.record import PatientRecord, moment_of
from hep_sync.shapes import moment_text, set_shape, symptom_shape

USUAL_DAYS = 28


@dataclass(frozen=True, slots=True)
class Tracker:
    """Some local dates of a patient, and how steadily the program was kept."""

    as_of: date | None
    """The patient's local date of the last contact: later days are not known. None without any contact."""
    contact: int | None
    tallies: tuple[Tally, ...]
    score: Score


def track(record: PatientRecord, first: date | None, last: date | None, now: int) -> Tracker:
    """The days from `first` to `last`, by default the last 28 to today."""
    today = record.today(now)
    until = last or today
    begin = first or until - timedelta(days=USUAL_DAYS - 1)
    as_of = None if record.contact is None else min(today, record.today(record.contact))
    courses = record.courses
    began = courses[0].since if courses else today
    # Before any contact no day is over for the clinic: nothing is missed and nothing is known.
    closing = as_of or began
    days = count_days(courses, began, as_of, closing, record.rules, record.read) if as_of and courses else []
    tallies = tally_days(courses, begin, until, closing, record.rules, record.read)
    return Tracker(as_of, record.contact, tuple(tallies), score(days, closing))


def tracker_shape(record: PatientRecord, tracker: Tracker) -> dict[str, Any]:
    """The tracker as JSON values."""
    value = tracker.score.value
    return {
        "as_of": tracker.as_of.isoformat() if tracker.as_of else None,
        "last_contact": None if tracker.contact is None else moment_text(moment_of(tracker.contact)),
        "days": [_day(record, tracker, tally) for tally in tracker.tallies],
        "score": None if value is None else float(value),
        "state": tracker.score.state.value,
        "quarantined": [{"what": one.what, "why": one.why} for one in record.quarantined],
    }


def is_known(tracker: Tracker, day: date) -> bool:
    """Whether the clinic can know what was done on a local date."""
    return tracker.as_of is not None and day <= tracker.as_of


def _day(record: PatientRecord, tracker: Tracker, tally: Tally) -> dict[str, Any]:
    day, known = tally.plan.day, is_known(tracker, tally.plan.day)
    credit = tally.count.credit if known else None
    here = record.records.get(day, ())
    answered = {one.id for state in tally.states for one in state.records}
    extra = [one for one in here if not one.retracted and one.id not in answered]
    return {
        "date": day.isoformat(),
        "due": tally.count.due,
        "done": tally.count.done,
        "credit": None if credit is None else round(float(credit), 4),
        "excused": tally.count.excused,
        "items": [_item(state, known) for state in tally.states],
        "extra": [{"kind": one.entry.kind.value, **_what(one), **_said(one)} for one in extra],
    }


def _item(state: ItemState, known: bool) -> dict[str, Any]:
    p = state.item.prescription
    status = state.status if known or state.status is not ItemStatus.TODO else ItemStatus.UNKNOWN
    best = state.records[0] if state.records else None
    return {
        "prescription": p.id,
        "exercise": p.exercise,
        "name": p.name,
        "slot": state.item.slot,
        "status": status.value,
        "side": p.dose.side.value,
        **_said(best),
    }


def _what(record: Record) -> dict[str, Any]:
    entry = record.entry
    status = entry.status.value if entry.status else None
    return {"prescription": entry.prescription, "exercise": entry.exercise, "slot": entry.slot, "status": status}


def _said(record: Record | None) -> dict[str, Any]:
    """What the patient told of it; empty where nothing was."""
    entry = record.entry if record else None
    return {
        "sets": [set_shape(one) for one in entry.sets] if entry else [],
        "symptoms": [symptom_shape(one) for one in entry.symptoms] if entry else [],
        "pain": entry.pain if entry else None,
        "effort": entry.effort if entry else None,
        "reason": entry.reason.value if entry and entry.reason else None,
        "note": (entry.note or None) if entry else None,
        "source": entry.source.value if entry else None,
        "logged_at": moment_text(entry.logged_at) if entry else None,
        "amended": record.amended if record else False,
    }
