"""Small makers of prescriptions, programs and entries, so that a test says only what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from itertools import count
from typing import Any

from hep_care.adherence import Score, score
from hep_care.counts import Counter, DayCount
from hep_care.dose import Dose, Kind, Side
from hep_care.entry import Entry, EntryKind, Outcome, PerformedSet, Reason, Record, fold
from hep_care.phases import Span
from hep_care.program import Prescription, Program
from hep_care.schedule import Schedule, ScheduleKind, Slot

START = date(2026, 3, 2)
"""A Monday; the first day of every program made here."""
REPS = Dose(Kind.REPS, sets=3, reps=10)
ONCE = Schedule()
TWICE = Schedule(slots=(Slot("morning"), Slot("evening")))

_serial = count(1)


def on(n: int) -> date:
    """The n-th day of the program, from 0."""
    return START + timedelta(days=n)


def noon(day: date) -> datetime:
    """12:00 UTC of a date."""
    return datetime.combine(day, time(12), timezone.utc)  # noqa: UP017


def quota(k: int, most: int | None = None) -> Schedule:
    """Any k days of seven."""
    return Schedule(ScheduleKind.QUOTA, slots=(), quota=k, quota_max=most)


def exercise(id: str = "slr", schedule: Schedule = ONCE, dose: Dose = REPS, **more: Any) -> Prescription:
    """One prescription, active from the program's start."""
    return Prescription(**{"id": id, "version": "1", "exercise": id, "name": id, "dose": dose, "schedule": schedule}
                        | more)  # fmt: skip


def program(*prescriptions: Prescription, **more: Any) -> Program:
    """A program that starts on `START`."""
    return Program(**{"id": "knee", "title": "Knee", "start": START, "prescriptions": prescriptions} | more)


def sets_of(*amounts: int, side: Side = Side.NONE) -> tuple[PerformedSet, ...]:
    """Sets of so many repetitions on one side."""
    return tuple(PerformedSet(f"{side}-{n}", n, side, reps=reps) for n, reps in enumerate(amounts, start=1))


def entry(kind: EntryKind, day: date, **more: Any) -> Entry:
    """One entry, logged at noon of its day; ids grow in the order of making."""
    serial = next(_serial)
    given = {
        "id": f"{serial:08}", "kind": kind, "date": day, "zone": "UTC", "at": noon(day), "logged_at": noon(day),
        "device": "laptop", "device_seq": serial,
    }  # fmt: skip
    return Entry(**given | more)


def done(p: Prescription, day: date, slot: int | None = 1, reps: Sequence[int] | None = None, **more: Any) -> Entry:
    """A completion of a prescription: as planned, or with the given repetitions set by set."""
    sets = () if reps is None else sets_of(*reps)
    given = {
        "prescription": p.id, "prescription_version": p.version, "exercise": p.exercise, "dose": p.dose,
        "slot": slot, "status": Outcome.COMPLETE, "sets": sets,
    }  # fmt: skip
    return entry(EntryKind.COMPLETION, day, **given | more)


def skipped(p: Prescription, day: date, reason: Reason, slot: int | None = 1, **more: Any) -> Entry:
    """A skip with its reason."""
    return entry(
        EntryKind.SKIP, day, prescription=p.id, prescription_version=p.version, exercise=p.exercise, dose=p.dose,
        slot=slot, status=Outcome.SKIPPED, reason=reason, **more,
    )  # fmt: skip


def amended(old: Entry, minutes: int = 1, **changed: Any) -> Entry:
    """A correction with the whole content of what it corrects, logged some minutes later."""
    serial = next(_serial)
    fresh = {
        "id": f"{serial:08}", "kind": EntryKind.AMENDMENT, "refers_to": old.id, "device_seq": serial,
        "logged_at": old.logged_at + timedelta(minutes=minutes), "why": "typed wrong",
    }  # fmt: skip
    return replace(old, **fresh | changed)


def retracted(old: Entry, minutes: int = 1, **changed: Any) -> Entry:
    """A withdrawal of an entry, logged some minutes later."""
    more = {"refers_to": old.id, "logged_at": old.logged_at + timedelta(minutes=minutes), "why": "not mine"}
    return entry(EntryKind.RETRACTION, old.date, **more | changed)


def by_day(entries: Iterable[Entry]) -> dict[date, list[Record]]:
    """What is true now, by the local date it counts for."""
    days: dict[date, list[Record]] = {}
    for record in fold(entries):
        days.setdefault(record.entry.date, []).append(record)
    return days


def counter(program: Program, entries: Iterable[Entry], today: date, spans: tuple[Span, ...] = ()) -> Counter:
    """Counts the days of a program by what was logged."""
    return Counter(program, spans, by_day(entries), today)


def days_of(program: Program, entries: Iterable[Entry], today: date, spans: tuple[Span, ...] = ()) -> list[DayCount]:
    """Every counted day from the program's start to today."""
    return counter(program, entries, today, spans).counts(START, today)


def score_of(program: Program, entries: Iterable[Entry], today: date) -> Score:
    """The score of a program on one of its days."""
    return score(days_of(program, entries, today), today)
