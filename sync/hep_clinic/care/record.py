"""One patient's programs and entries out of the resources that are kept, as the patient's own app reads them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hep_care.courses import Course, by_date
from hep_care.day import DayRules, local_date
from hep_care.entry import Entry, Record, fold
from hep_care.program import Status
from hep_clinic.access.tokens import last_contact
from hep_clinic.fhir.terms import micros
from hep_clinic.settings import ClinicSettings
from hep_sync import exact_json
from hep_sync.errors import NotUnderstood, Quarantined
from hep_sync.fhir.element import Json
from hep_sync.fhir.observation import observation_to_entries
from hep_sync.fhir.program import ResourceVersion, name_of, read_program

_DAY = timedelta(days=1)
_NEVER_A_PROGRAM = (Status.DRAFT, Status.ENTERED_IN_ERROR)


def moment_of(microseconds: int) -> datetime:
    """Microseconds since 1970 as an aware moment."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """Everything about one patient, read at one moment."""

    patient: str
    rules: DayRules
    """With the zone the patient was in last."""
    records: Mapping[date, Sequence[Record]]
    courses: tuple[Course, ...]
    contact: int | None
    """When something of the patient reached the clinic last, in microseconds since 1970."""
    quarantined: tuple[Quarantined, ...]

    def read(self, first: date, last: date) -> Mapping[date, Sequence[Record]]:
        """The records of these local dates, both inclusive."""
        return {day: here for day, here in self.records.items() if first <= day <= last}

    def today(self, now: int) -> date:
        """The patient's local date."""
        return local_date(moment_of(now), self.rules)


def read_record(db: sqlite3.Connection, patient: str, settings: ClinicSettings) -> PatientRecord:
    """Read a patient's resources; what cannot be read is told beside it."""
    entries, arrived, quarantined = _entries(db, patient, settings)
    newest = max(entries, key=lambda entry: entry.logged_at, default=None)
    rules = DayRules(newest.zone if newest else usual_zone(settings))
    contacts = [moment for moment in (last_contact(db, patient), arrived) if moment is not None]
    return PatientRecord(
        patient,
        rules,
        by_date(fold(entries)),
        courses_of(plan_versions(db, patient, rules), patient, rules.zone),
        max(contacts, default=None),
        tuple(quarantined),
    )


def usual_zone(settings: ClinicSettings) -> str:
    """The zone of patients who have logged nothing yet."""
    if settings.zone:
        return settings.zone
    from tzlocal import get_localzone_name

    return get_localzone_name() or "UTC"


def _entries(
    db: sqlite3.Connection, patient: str, settings: ClinicSettings
) -> tuple[list[Entry], int | None, list[Quarantined]]:
    """The entries, when the newest of them was logged, and what could not be read."""
    entries: list[Entry] = []
    quarantined: list[Quarantined] = []
    newest: int | None = None
    zone = usual_zone(settings)
    sql = """SELECT body, updated FROM version
             WHERE type = 'Observation' AND patient = ? AND newest = 1 ORDER BY updated"""
    for body, updated in db.execute(sql, (patient,)):
        resource = exact_json.loads(body)
        try:
            found = observation_to_entries(resource, zone=zone)
        except NotUnderstood as error:
            quarantined.append(Quarantined(name_of(resource), str(error)))
            continue
        entries += found
        # A clock that runs ahead does not put a contact into the future.
        logged = [min(micros(entry.logged_at.astimezone(UTC)), updated) for entry in found]
        newest = max([*logged, *([newest] if newest is not None else [])], default=None)
    return entries, newest, quarantined


def plan_versions(db: sqlite3.Connection, patient: str, rules: DayRules) -> list[ResourceVersion]:
    """Every version of a patient's plans and orders, oldest first, from the local date it was written."""
    sql = """SELECT body, number, updated FROM version
             WHERE type IN ('CarePlan', 'ServiceRequest') AND patient = ? ORDER BY updated"""
    return [
        ResourceVersion(exact_json.loads(body), str(number), local_date(moment_of(updated), rules))
        for body, number, updated in db.execute(sql, (patient,))
    ]


def courses_of(versions: Sequence[ResourceVersion], patient: str, zone: str) -> tuple[Course, ...]:
    """Every program of a patient in the order they were assigned, each until the day before the next one begins."""
    first: dict[str, date] = {}
    for one in versions:
        if _is_root(one.resource):
            first.setdefault(str(one.resource["id"]), one.effective_from)
    programs = []
    for id, seen in first.items():
        program = read_program(versions, zone=zone, patient=patient, plan=id).program
        if program is not None and program.status not in _NEVER_A_PROGRAM:
            programs.append((program.start or seen, program))
    ends = [start - _DAY for start, _ in programs[1:]]
    found: list[Course] = []
    begin = date.min
    for (start, program), end in zip(programs, [*ends, None], strict=False):
        # One that was replaced before it began was never in force.
        if end is None or max(start, begin) <= end:
            found.append(Course(program, max(start, begin), end))
        begin = begin if end is None else end + _DAY
    return tuple(found)


def _is_root(resource: Json) -> bool:
    return resource["resourceType"] == "CarePlan" and not resource.get("partOf")
