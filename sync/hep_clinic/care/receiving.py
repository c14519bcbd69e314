"""Records that reach the clinic by hand: what a patient exported, where there is no network at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hep_care.entry import Clock, Entry, fold
from hep_clinic.errors import Refused
from hep_clinic.fhir.archive import Archive, Caller
from hep_sync import exact_json
from hep_sync.errors import NotUnderstood, Quarantined
from hep_sync.fhir import codes
from hep_sync.fhir.bundle import entries_of
from hep_sync.fhir.care_plan import LOCAL_PATIENT
from hep_sync.fhir.element import Json
from hep_sync.fhir.observation import observation_patient, observation_to_entries, uid_of
from hep_sync.fhir.observation_write import record_to_observation
from hep_sync.fhir.program import name_of
from hep_sync.overlay import overlay


@dataclass(slots=True)
class Received:
    """What a file brought, counted in entries."""

    new: int = 0
    known: int = 0
    elsewhere: int = 0
    """Of programs this clinic did not write, or under a pinned clock; they stay with the patient."""
    quarantined: list[Quarantined] = field(default_factory=list)


def receive(
    db: sqlite3.Connection, caller: Caller, patient: str, chunks: Iterable[str], *, pinned: bool = False
) -> Received:
    """Keep the records of a patient's export, in the transaction that is open; what is here already adds nothing.

    `pinned` takes entries of a pinned clock too. Raises `FileRefused` for a file that is no Bundle, and `Refused`
    for one of another patient.
    """
    archive, received = Archive(db, caller), Received()
    ours = {
        row[0]
        for row in db.execute(
            "SELECT DISTINCT id FROM version WHERE type = 'ServiceRequest' AND patient = ?", (patient,)
        )
    }
    for piece in entries_of(chunks):
        if piece.resource.get("resourceType") != "Observation":
            continue
        try:
            entries = observation_to_entries(piece.resource)
            uid = uid_of(piece.resource)
        except NotUnderstood as error:
            received.quarantined.append(Quarantined(name_of(piece.resource), str(error)))
            continue
        if observation_patient(piece.resource) not in (patient, LOCAL_PATIENT):
            raise Refused("This file is about another patient, so nothing of it was taken in.")
        if entries and _is_for_us(entries[0], ours, pinned):
            _keep(archive, patient, uid, entries, received)
        else:
            received.elsewhere += len(entries)
    return received


def _is_for_us(entry: Entry, ours: set[str], pinned: bool) -> bool:
    if entry.clock is Clock.PINNED and not pinned:
        return False
    return bool(ours) if entry.prescription is None else entry.prescription in ours


def _keep(archive: Archive, patient: str, uid: str, arrived: Sequence[Entry], received: Received) -> None:
    here = archive.with_identifier("Observation", codes.URI, f"urn:uuid:{uid}", patient)
    base: Json | None = exact_json.loads(here.body) if here else None
    known = observation_to_entries(base) if base else ()
    fresh = {entry.id for entry in arrived} - {entry.id for entry in known}
    received.new += len(fresh)
    received.known += len(arrived) - len(fresh)
    record = next((one for one in fold((*known, *arrived)) if one.id == uid), None)
    if not fresh or record is None:
        return
    content = record_to_observation(record, patient=patient)
    if base is None:
        archive.create(content)
    else:
        archive.update(overlay(content, base))
