"""Who looked at what, and who was turned away: rows that are only ever added, each holding the digest of the one before.

A row that is edited, removed or put between others breaks the chain. Rows cut off at the end leave the count of
rows ever written, which the database keeps by itself, ahead of the newest row.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass

from hep_clinic.fhir import tables
from hep_clinic.fhir.archive import Caller

_COLUMNS = "n, at, actor, action, what, patient, status, previous, hash"
NOBODY = "nobody"
"""An actor who showed no token that holds."""


@dataclass(frozen=True, slots=True)
class Row:
    """One access or denial."""

    n: int
    at: int
    """Microseconds since 1970."""
    actor: str
    """Role and name: `patient/<device family>`, `therapist/<email>`, `clinic/<command>`."""
    action: str
    what: str
    """A type, a type and an id, or an endpoint; never a value of a search."""
    patient: str
    status: int
    """The HTTP status that was answered; 0 for a command on the server itself."""
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found."""

    rows: int
    broken: int | None
    """Number of the first row that does not hold; None where all do."""
    head: str
    """Digest of the newest row: written down elsewhere, it proves later that nothing before it was changed."""

    @property
    def ok(self) -> bool:
        """Whether every row that was ever written is there as it was written."""
        return self.broken is None


def note(
    db: sqlite3.Connection, caller: Caller | None, action: str, what: str, status: int, *,
    patient: str = "", now: int | None = None,
) -> None:  # fmt: skip
    """Write down one access or denial, in the transaction that it is part of.

    `what` is a type or `Type/id`. Whom it is about follows from the caller or from the resource where it is not said.
    """
    last = db.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    n, previous = _next_number(db), last[1] if last else ""
    about = patient or (caller.patient if caller else "") or _about(db, what)
    actor = f"{caller.role}/{caller.name}" if caller else NOBODY
    values = (n, tables.now() if now is None else now, actor, action, what, about, status, previous)
    db.execute(f"INSERT INTO audit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, _hash(values)))


def newest(db: sqlite3.Connection, most: int) -> list[Row]:
    """The newest rows, oldest first."""
    found = db.execute(f"SELECT {_COLUMNS} FROM audit ORDER BY n DESC LIMIT ?", (most,)).fetchall()
    return [Row(*row) for row in reversed(found)]


def verify(db: sqlite3.Connection) -> Verdict:
    """Walk along the whole chain."""
    count, expected, previous = 0, 1, ""
    broken: int | None = None
    for row in db.execute(f"SELECT {_COLUMNS} FROM audit ORDER BY n"):
        count += 1
        holds = row[0] == expected and row[7] == previous and row[8] == _hash(row[:8])
        if not holds and broken is None:
            broken = expected
        expected, previous = row[0] + 1, row[8]
    if broken is None and _next_number(db) != expected:
        broken = expected
    return Verdict(count, broken, previous)


def _next_number(db: sqlite3.Connection) -> int:
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").fetchone()
    return int(row[0]) + 1 if row else 1


def _about(db: sqlite3.Connection, what: str) -> str:
    kind, _, id = what.partition("/")
    if not id:
        return ""
    sql = "SELECT patient FROM version WHERE type = ? AND id = ? AND newest = 1"
    row = db.execute(sql, (kind, id)).fetchone()
    return str(row[0]) if row else ""


def _hash(values: tuple[object, ...]) -> str:
    return hashlib.sha256(json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
