"""A dozen patients whose pasts look like people's, for demonstrations: nobody of them was ever born."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from hep_care.blocks import compile_dose
from hep_care.counts import Tally
from hep_care.courses import by_date, tally_days
from hep_care.credit import ALL, ItemState, share_of_sets
from hep_care.day import resolve_wall, zone_named
from hep_care.entry import Clock, Entry, EntryKind, Outcome, Record
from hep_care.made_past import SESSION_TIMES, Mood, is_wanted, moods, sets_of, source_of, symptoms_of
from hep_clinic.access.tokens import open_family
from hep_clinic.care.assigning import assign
from hep_clinic.care.patients import add_patient
from hep_clinic.care.program_files import program_resources
from hep_clinic.care.record import PatientRecord, read_record
from hep_clinic.fhir import tables
from hep_clinic.fhir.archive import Archive, Caller
from hep_clinic.fhir.terms import micros
from hep_clinic.settings import ClinicSettings
from hep_sync.fhir.observation_write import record_to_observation

_DAY = timedelta(days=1)
_SEED = 11


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up patient."""

    name: str
    born: int
    sample: str
    days: int
    """Since the program began."""
    share: float = 1.0
    """How much of a usual day's share they do."""
    silent: int = 0
    """Days since the last contact."""
    stopped: int = 0
    """Days since they last did anything."""
    sore: int = 0
    """Points of pain above the usual."""


PEOPLE = (
    Person("Ana Duarte", 1961, "acl-early", 33),
    Person("Björn Lindqvist", 1978, "achilles-alfredson", 30, 0.95),
    Person("Chidi Okafor", 1990, "ankle-balance", 12),
    Person("Dolores Vega", 1949, "tkr-week1", 6, 0.9, sore=2),
    Person("Emre Yıldız", 1985, "lbp-big3", 28, 0.6),
    Person("Fatima Haddad", 1972, "rotator-cuff", 26, 0.85, silent=1),
    Person("Grace O’Neill", 1958, "frozen-shoulder", 31, 0.9, silent=9),
    Person("Hiroshi Tanaka", 1966, "patellar-iso", 21, 0.8, stopped=8),
    Person("Ines Moreau", 2001, "neck-pain", 20, 0.5),
    Person("Jakub Nowak", 1994, "ankle-balance", 2),
    Person("Kavita Rao", 1983, "vestibular-gaze", 18, 0.95, sore=3),
)
INVITED = Person("Liam Byrne", 1976, "acl-early", 0)
"""The twelfth has a program and no device yet."""


def make_people(db: sqlite3.Connection, caller: Caller, settings: ClinicSettings) -> str:
    """Fill an empty clinic, in the transaction that is open; the id of the patient who waits for an invitation."""
    random = Random(_SEED)  # noqa: S311 - nothing secret is drawn from it
    for person in PEOPLE:
        _make(db, caller, settings, person, random)
    return _with_program(db, caller, settings, INVITED).patient


def _with_program(db: sqlite3.Connection, caller: Caller, settings: ClinicSettings, person: Person) -> PatientRecord:
    id = add_patient(Archive(db, caller), person.name, person.born)
    now = tables.now()
    record = read_record(db, id, settings)
    today = record.today(now)
    resources, _ = program_resources(person.sample, id, today - person.days * _DAY, today)
    assign(db, caller, record, resources, settings, now)
    return read_record(db, id, settings)


def _make(db: sqlite3.Connection, caller: Caller, settings: ClinicSettings, person: Person, random: Random) -> None:
    record = _with_program(db, caller, settings, person)
    archive, today = Archive(db, caller), record.today(tables.now())
    past = _Past(record, random)
    first = today - person.days * _DAY
    last = today - max(person.silent, person.stopped, 1) * _DAY
    for n, mood in enumerate(moods(first, person.days, random)):
        if first + n * _DAY <= last:
            share = mood.share * person.share if not mood.skipped else mood.share
            past.live(first + n * _DAY, replace(mood, share=share, pain=mood.pain + person.sore))
    for entry in past.entries:
        archive.create(record_to_observation(Record(entry, (entry,)), patient=record.patient))
    heard = datetime.combine(today - person.silent * _DAY, time(6, 50), UTC)
    open_family(db, record.patient, "demo", f"{person.name.split()[0]}’s laptop", min(micros(heard), tables.now()))


class _Past:
    """The days of one person, one after the other."""

    def __init__(self, record: PatientRecord, random: Random) -> None:
        self._record = record
        self._random = random
        self.entries: list[Entry] = []

    def live(self, day: date, mood: Mood) -> None:
        """Do, or leave, what a day asks for."""
        for tally in self._tallies(day):
            for number in sorted({state.item.slot or 1 for state in tally.states}):
                here = [s for s in tally.states if (s.item.slot or 1) == number and is_wanted(s, day)]
                if here and self._random.random() < mood.share:
                    self._session(here, day, mood, SESSION_TIMES[min(number, len(SESSION_TIMES)) - 1])

    def _tallies(self, day: date) -> list[Tally]:
        records = by_date(Record(entry, (entry,)) for entry in self.entries)
        return tally_days(self._record.courses, day, day, day, self._record.rules, lambda first, last: records)

    def _session(self, here: list[ItemState], day: date, mood: Mood, begin: time) -> None:
        wall = datetime.combine(day, begin) + timedelta(minutes=self._random.randrange(-15, 40))
        at = resolve_wall(wall, zone_named(self._record.rules.zone))
        for n, state in enumerate(here, 1):
            note = mood.note if n == len(here) and state.item.slot in (1, None) else ""
            at = self._one(state, day, mood, at, note)

    def _one(self, state: ItemState, day: date, mood: Mood, at: datetime, note: str) -> datetime:
        """One exercise; when it was over."""
        p = state.item.prescription
        ended = at + timedelta(seconds=compile_dose(p.dose).total_seconds)
        entry = Entry(
            id=self._uuid(),
            kind=EntryKind.COMPLETION,
            date=day,
            zone=self._record.rules.zone,
            at=at,
            logged_at=ended,
            device="demo",
            device_seq=len(self.entries) + 1,
            prescription=p.id,
            prescription_version=p.version,
            exercise=p.exercise,
            dose=p.dose,
            slot=state.item.slot,
            status=Outcome.COMPLETE,
            ended=ended,
            note=note,
            source=source_of(mood),
            clock=Clock.PINNED,
        )
        if mood.skipped is not None:
            self.entries.append(
                replace(
                    entry, kind=EntryKind.SKIP, status=Outcome.SKIPPED, reason=mood.skipped, logged_at=at, ended=None
                )
            )
            return at
        sets = sets_of(p, mood, self._random, self._uuid)
        whole = not sets or share_of_sets(p.dose, sets) == ALL
        self.entries.append(
            replace(
                entry,
                status=Outcome.COMPLETE if whole else Outcome.PARTIAL,
                sets=sets,
                symptoms=symptoms_of(p, mood, self._random),
                effort=self._random.choice((3, 4, 4, 5)),
            )
        )
        return ended + timedelta(seconds=15)

    def _uuid(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))
