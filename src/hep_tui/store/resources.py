"""What the clinic wrote, kept as it came, and which program is the active one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from hep_care.frozen import frozen
from hep_tui.store.connection import Connection
from hep_tui.store.quarantine import Quarantined, set_aside
from hep_tui.store.rows import seal

_COLUMNS = "type, id, version, first_seen_at, effective_from, raw, sha256"


@frozen
class Resource:
    """One version of one FHIR resource."""

    type: str
    id: str
    version: str
    """The server's version id; "1" where it gives none."""
    raw: str
    """JSON text, byte for byte as it came."""
    first_seen_at: datetime
    effective_from: date | None = None
    """Local date from which it is in force, where that is known."""

    @property
    def sha256(self) -> str:
        """Of the raw text, in hexadecimal."""
        return hashlib.sha256(self.raw.encode()).hexdigest()


@frozen
class Added:
    """What became of things that were handed over."""

    new: int = 0
    known: int = 0
    clashes: tuple[str, ...] = ()
    """Ids that stand for something else here already; what came is in the quarantine, what was here stays."""


@frozen
class ActiveProgram:
    """A program, and the local dates on which it is or was the active one."""

    program: str
    """Id of its CarePlan."""
    since: date
    until: date | None = None
    """Last date, inclusive; None while it is active."""


def add(connection: Connection, resources: Iterable[Resource]) -> Added:
    """Keep resources, in the open transaction; a version that is here already is left as it is."""
    new = known = 0
    clashes: list[str] = []
    number = connection.scalar("SELECT coalesce(max(n), 0) FROM resource")
    for resource in resources:
        key = (resource.type, resource.id, resource.version)
        here = connection.scalar("SELECT sha256 FROM resource WHERE type = ? AND id = ? AND version = ?", key)
        if here == resource.sha256:
            known += 1
        elif here is not None:
            name = "/".join(key)
            clashes.append(name)
            why = "another content under the same version"
            set_aside(connection, Quarantined("resource", name, why, resource.raw, resource.first_seen_at))
        else:
            new, number = new + 1, number + 1
            values = (*key, *_rest(resource))
            marks = ", ".join("?" * (len(values) + 2))
            sql = f"INSERT INTO resource ({_COLUMNS}, seal, n) VALUES ({marks})"
            connection.execute(sql, (*values, seal(values), number))
    return Added(new, known, tuple(clashes))


def _rest(resource: Resource) -> tuple[object, ...]:
    since = resource.effective_from.isoformat() if resource.effective_from else None
    return resource.first_seen_at.isoformat(), since, resource.raw, resource.sha256


def read(connection: Connection, type: str | None = None) -> tuple[list[Resource], list[int]]:
    """The resources in the order they were first seen, and the numbers of rows that are not what was written."""
    where, values = ("WHERE type = ?", (type,)) if type is not None else ("", ())
    good, bad = [], []
    for row in connection.rows(f"SELECT {_COLUMNS}, seal, n FROM resource {where} ORDER BY n", values):
        resource = _resource(row)
        if resource is None:
            bad.append(int(row[-1]))
        else:
            good.append(resource)
    return good, bad


def _resource(row: tuple[object, ...]) -> Resource | None:
    *values, sealed, _ = row
    try:
        if seal(tuple(values)) != sealed:
            return None
    except (TypeError, UnicodeError):
        return None
    type, id, version, seen, since, raw, _ = (str(value) for value in values)
    effective = date.fromisoformat(since) if values[4] is not None else None
    return Resource(type, id, version, raw, datetime.fromisoformat(seen), effective)


def set_active(connection: Connection, program: str | None, since: date, at: datetime) -> None:
    """Make a program the active one from a local date on; None ends the present one the day before."""
    rows = connection.rows("SELECT program FROM active_program ORDER BY set_at DESC, n DESC LIMIT 1")
    if rows != [(program,)]:
        connection.execute(
            "INSERT OR IGNORE INTO active_program (program, since, set_at) VALUES (?, ?, ?)",
            (program, since.isoformat(), at.isoformat()),
        )


def programs(connection: Connection) -> tuple[ActiveProgram, ...]:
    """Every program that was ever active, in the order they were made so."""
    rows = connection.rows("SELECT program, since FROM active_program ORDER BY set_at, n")
    starts = [date.fromisoformat(since) for _, since in rows]
    ends: list[date | None] = [start - timedelta(days=1) for start in starts[1:]]
    return tuple(
        ActiveProgram(program, start, end)
        for (program, _), start, end in zip(rows, starts, [*ends, None], strict=False)
        if program is not None
    )
