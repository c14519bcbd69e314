"""What is kept, seen by one caller: every reading and writing of resources passes through here, with the caller's compartment.

A patient sees what is about them and what the clinic shares with all; anything else is answered as if it did not exist.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4

from hep_clinic.fhir import tables
from hep_clinic.fhir.outcome import Json, conflict, forbidden, invalid, missing
from hep_clinic.fhir.parameters import (
    PARAMETERS,
    PATIENT_CHANGES,
    PATIENT_READS,
    PATIENT_WRITES,
    SHARED,
    Kind,
    compartment,
    patients_in,
)
from hep_clinic.fhir.query import Choice, Clause, Query, read_query
from hep_clinic.fhir.terms import instant, terms_of
from hep_sync import exact_json


class Role(StrEnum):
    """Who asks."""

    PATIENT = "patient"
    THERAPIST = "therapist"
    CLINIC = "clinic"
    """The server's own commands."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and what they may see."""

    role: Role
    name: str
    """Of the account or the device, for the audit."""
    patient: str = ""
    """The patient that a patient's device is for."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of one resource."""

    type: str
    id: str
    version: int
    updated: int
    body: str
    """The resource as JSON text."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search."""

    rows: tuple[Stored, ...]
    total: int
    after: int | None
    """The stamp to go on from; None on the last page."""


_COLUMNS = "type, id, number, updated, body"


class Archive:
    """The resources as one caller may see and change them; inside an open transaction where it writes."""

    def __init__(self, db: sqlite3.Connection, caller: Caller) -> None:
        self._db = db
        self.caller = caller

    # --- the one place where it is decided what a caller sees

    def _within(self, type: str) -> tuple[str, list[str]]:
        """The condition that keeps a caller inside their compartment."""
        if self.caller.role is not Role.PATIENT or type in SHARED:
            return "1", []
        if type not in PATIENT_READS:
            return "0", []
        return "patient = ?", [self.caller.patient]

    def _may_write(self, resource: Json, *, new: bool) -> None:
        if self.caller.role is not Role.PATIENT:
            return
        type = resource["resourceType"]
        if type not in PATIENT_WRITES and (new or type not in PATIENT_CHANGES):
            raise forbidden(f"A patient's device does not write {type}.")
        if compartment(resource) != self.caller.patient or patients_in(resource) - {self.caller.patient}:
            raise forbidden("A patient's device writes only what is about this patient.")

    # --- reading

    def read(self, type: str, id: str, version: int | None = None) -> Stored:
        """One resource as it stands, or one of its versions. Raises `Wrong` 404."""
        where, values = self._within(_known(type))
        which = "newest = 1" if version is None else "number = ?"
        more = [] if version is None else [version]
        sql = f"SELECT {_COLUMNS} FROM version WHERE type = ? AND id = ? AND {which} AND {where}"
        row = self._db.execute(sql, [type, id, *more, *values]).fetchone()
        if row is None:
            raise missing()
        return Stored(*row)

    def history(self, type: str, id: str) -> list[Stored]:
        """Every version, newest first. Raises `Wrong` 404."""
        self.read(type, id)
        where, values = self._within(type)
        sql = f"SELECT {_COLUMNS} FROM version WHERE type = ? AND id = ? AND {where} ORDER BY number DESC"
        return [Stored(*row) for row in self._db.execute(sql, [type, id, *values])]

    def with_identifier(self, type: str, system: str, value: str, patient: str) -> Stored | None:
        """The resource about a patient that has an identifier; None where there is none."""
        query = read_query(type, [("identifier", f"{system}|{value}"), ("patient", patient), ("_count", "1")])
        return next(iter(self.search(query).rows), None)

    def search(self, query: Query, *, after: int | None = None) -> Found:
        """One page of what matches and may be seen, by the time of the last change."""
        where, values = self._where(query)
        total = self._db.execute(f"SELECT count(*) FROM version v WHERE {where}", values).fetchone()[0]
        if query.only_count:
            return Found((), total, None)
        sign, order = ("<", "DESC") if query.newest_first else (">", "ASC")
        if after is not None:
            where, values = f"{where} AND updated {sign} ?", [*values, after]
        sql = f"SELECT {_COLUMNS} FROM version v WHERE {where} ORDER BY updated {order} LIMIT ?"
        rows = [Stored(*row) for row in self._db.execute(sql, [*values, query.count + 1])]
        page = tuple(rows[: query.count])
        return Found(page, total, page[-1].updated if len(rows) > query.count else None)

    def _where(self, query: Query) -> tuple[str, list[object]]:
        where, inside = self._within(_known(query.type))
        parts, values = ["v.type = ?", "newest = 1", where], [query.type, *inside]
        made: list[object] = list(values)
        if query.ids is not None:
            parts.append(f"id IN ({', '.join('?' * len(query.ids))})")
            made += query.ids
        for clause in query.clauses:
            text, more = _condition(query.type, clause)
            parts.append(text)
            made += more
        return " AND ".join(parts), made

    # --- writing

    def create(self, resource: Json, *, if_none_exist: Sequence[tuple[str, str]] | None = None) -> tuple[Stored, bool]:
        """Keep a new resource under an id of our own; the one that matches already, where one does. Whether it is new.

        Raises `Wrong`: 412 where several match.
        """
        type = _known(str(resource.get("resourceType")))
        self._may_write(resource, new=True)
        if if_none_exist is not None:
            found = self.search(read_query(type, if_none_exist))
            if found.total > 1:
                raise conflict("Several resources match already.")
            if found.rows:
                return found.rows[0], False
        return self._put({**resource, "id": str(uuid4())}, 1), True

    def update(self, resource: Json, *, if_match: str | None = None) -> tuple[Stored, bool]:
        """Keep a new version; with `if_match` only where it is still the one that was read. Whether the id is new."""
        type, id = _known(str(resource.get("resourceType"))), str(resource["id"])
        row = self._db.execute(
            "SELECT number, patient FROM version WHERE type = ? AND id = ? AND newest = 1", (type, id)
        ).fetchone()
        if row is not None:
            self.read(type, id)
        self._may_write(resource, new=row is None)
        if if_match is not None and (row is None or str(row[0]) != if_match):
            raise conflict("It was changed meanwhile.")
        if row is not None and row[1] and compartment(resource) != row[1]:
            raise forbidden("What is about one patient does not become another's.")
        return self._put(resource, (row[0] if row else 0) + 1), row is None

    def _put(self, resource: Json, number: int) -> Stored:
        type, id = str(resource["resourceType"]), str(resource["id"])
        patient = compartment(resource)
        if patient and type != "Patient":
            self._must_exist(patient)
        updated = tables.next_moment(self._db)
        meta = resource.get("meta") if isinstance(resource.get("meta"), dict) else {}
        meta = {**(meta or {}), "versionId": str(number), "lastUpdated": instant(updated)}
        body = exact_json.dumps({**resource, "meta": meta})
        if number > 1:
            sql = "SELECT seq FROM version WHERE type = ? AND id = ? AND newest = 1"
            old = self._db.execute(sql, (type, id)).fetchone()[0]
            self._db.execute("UPDATE version SET newest = 0 WHERE seq = ?", (old,))
            self._db.execute("DELETE FROM term WHERE seq = ?", (old,))
        values = (type, id, number, patient, updated, body)
        sql = "INSERT INTO version (type, id, number, patient, updated, body, newest) VALUES (?, ?, ?, ?, ?, ?, 1)"
        seq = self._db.execute(sql, values).lastrowid
        self._db.executemany(
            "INSERT INTO term (seq, type, parameter, system, value, low, high) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(seq, type, t.parameter, t.system, t.value, t.low, t.high) for t in terms_of(resource)],
        )
        return Stored(type, id, number, updated, body)

    def _must_exist(self, patient: str) -> None:
        sql = "SELECT 1 FROM version WHERE type = 'Patient' AND id = ? AND newest = 1"
        if self._db.execute(sql, (patient,)).fetchone() is None:
            raise invalid("It is about a patient this clinic does not have.")

    # --- the whole

    def epoch(self) -> tuple[str, int]:
        """What changes when the server is restored, and the number of the newest change."""
        return tables.epoch(self._db)


def _known(type: str) -> str:
    if type not in PARAMETERS:
        raise missing()
    return type


def _condition(type: str, clause: Clause) -> tuple[str, list[object]]:
    if clause.parameter == "_lastUpdated":
        parts, values = [], []
        for choice in clause.choices:
            text, more = _compare(choice, "updated", "updated + 1")
            parts.append(text)
            values += more
        return f"({' OR '.join(parts)})", values
    parts, made = [], []
    for choice in clause.choices:
        text, more = _matches(clause.kind, choice)
        parts.append(text)
        made += more
    inner = " OR ".join(parts)
    return (
        f"EXISTS (SELECT 1 FROM term t WHERE t.seq = v.seq AND t.type = ? AND t.parameter = ? AND ({inner}))",
        [type, clause.parameter, *made],
    )


def _matches(kind: Kind, choice: Choice) -> tuple[str, list[object]]:
    if kind is Kind.DATE:
        return _compare(choice, "t.low", "t.high")
    if kind is Kind.STRING:
        pattern = str(choice.value).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return "t.value LIKE ? ESCAPE '\\'", [f"%{pattern}%" if choice.prefix else f"{pattern}%"]
    parts, values = [], []
    if choice.value is not None:
        parts.append("t.value = ?")
        values.append(choice.value)
    if choice.system is not None:
        parts.append("t.system = ?")
        values.append(choice.system)
    return f"({' AND '.join(parts) or '1'})", list(values)


def _compare(choice: Choice, low: str, high: str) -> tuple[str, list[object]]:
    """FHIR's prefixes over a span from `low` to before `high`."""
    if choice.prefix == "ge":
        return f"{high} > ?", [choice.low]
    if choice.prefix == "le":
        return f"{low} < ?", [choice.high]
    if choice.prefix == "gt":
        return f"{high} > ?", [choice.high]
    if choice.prefix == "lt":
        return f"{low} < ?", [choice.low]
    if choice.prefix == "sa":
        return f"{low} >= ?", [choice.high]
    if choice.prefix == "eb":
        return f"{high} <= ?", [choice.low]
    return f"({low} >= ? AND {high} <= ?)", [choice.low, choice.high]
