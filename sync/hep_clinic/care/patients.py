"""The clinic's patients: adding one, finding one by name, and what is known of each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hep_care.plain_text import plain_text
from hep_clinic.access.tokens import devices, last_contact
from hep_clinic.errors import Refused
from hep_clinic.fhir.archive import Archive
from hep_clinic.fhir.tables import now

_OLDEST = 1900
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient, in short."""

    id: str
    name: str
    born: str
    """The year; empty where it is not known."""
    devices: int
    contact: int | None
    """When a device of theirs was heard of last, in microseconds since 1970."""


def add_patient(archive: Archive, name: str, born: int) -> str:
    """Keep a new patient; returns their id. Raises `Refused`."""
    said = " ".join(plain_text(name, limit=_LONGEST_NAME).split())
    this_year = datetime.fromtimestamp(now() / 1_000_000, UTC).year
    if not said:
        raise Refused("A patient needs a name.")
    if not _OLDEST <= born <= this_year:
        raise Refused(f"The year of birth is from {_OLDEST} to {this_year}.")
    resource = {"resourceType": "Patient", "active": True, "name": [{"text": said}], "birthDate": str(born)}
    return archive.create(resource)[0].id


def patients(db: sqlite3.Connection) -> list[Patient]:
    """Every patient, by name."""
    moment = now()
    found = [
        Patient(id, name, born, len(devices(db, id, moment)), last_contact(db, id)) for id, name, born in _known(db)
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def find_patient(db: sqlite3.Connection, text: str) -> tuple[str, str]:
    """Id and name of the patient that `text` means: the id, or enough of the name to be the only one. Raises `Refused`."""
    wanted = text.casefold().strip()
    known = list(_known(db))
    exact = [(id, name) for id, name, _ in known if id == text.strip()]
    named = [(id, name) for id, name, _ in known if wanted and wanted in name.casefold()]
    whole = [(id, name) for id, name in named if name.casefold() == wanted]
    begun = [(id, name) for id, name in named if f" {wanted}" in f" {name.casefold()}"]
    found = exact or whole or begun or named
    shown = plain_text(text, limit=60)
    if not found:
        raise Refused(f"No patient here is {shown!r}; `hep-clinic patient list` lists them.")
    if len(found) > 1:
        several = ", ".join(f"{name} ({id})" for id, name in found[:5])
        raise Refused(f"{shown!r} may be {several}; give the id.")
    return found[0]


def _known(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    for id, body in db.execute("SELECT id, body FROM version WHERE type = 'Patient' AND newest = 1"):
        resource = json.loads(body)
        born = resource.get("birthDate")
        yield id, _name(resource) or id, born[:4] if isinstance(born, str) else ""


def _name(resource: dict[str, Any]) -> str:
    """The name as it is said; of several the first."""
    for name in resource.get("name", []):
        parts = name.get("text") or " ".join((*name.get("given", []), name.get("family", "")))
        if said := plain_text(str(parts), limit=_LONGEST_NAME).strip():
            return said
    return ""
