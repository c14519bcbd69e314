"""What could not be used: kept as it was found, counted and reported, never used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hep_care.frozen import frozen
from hep_tui.store.connection import Connection


@frozen
class Quarantined:
    """One thing that could not be used."""

    what: str
    """`entry-row` and `resource-row`: a damaged row, `ref` its number; `lost`: rows that are gone, `ref` the
    device; `entry`, `resource` and whatever else an import or a sync names: content that came from outside."""
    ref: str
    why: str
    raw: str
    """As it was found; JSON where it was structured."""
    at: datetime


def set_aside(connection: Connection, thing: Quarantined) -> None:
    """Keep one thing, in the open transaction; the same thing is kept once."""
    sql = "SELECT 1 FROM quarantine WHERE what = ? AND ref = ? AND raw = ? AND settled_at IS NULL"
    if connection.rows(sql, (thing.what, thing.ref, thing.raw)):
        return
    connection.execute(
        "INSERT INTO quarantine (what, ref, why, raw, at) VALUES (?, ?, ?, ?, ?)",
        (thing.what, thing.ref, thing.why, thing.raw, thing.at.isoformat()),
    )


def waiting(connection: Connection) -> tuple[Quarantined, ...]:
    """What is in quarantine and not settled, oldest first."""
    rows = connection.rows("SELECT what, ref, why, raw, at FROM quarantine WHERE settled_at IS NULL ORDER BY n")
    return tuple(Quarantined(what, ref, why, raw, datetime.fromisoformat(at)) for what, ref, why, raw, at in rows)


def count(connection: Connection) -> int:
    """How many things are in quarantine and not settled."""
    return int(connection.scalar("SELECT count(*) FROM quarantine WHERE settled_at IS NULL"))


def settle(connection: Connection, what: str, refs: Iterable[str], now: datetime) -> None:
    """Note, in the open transaction, that things are whole again; they stay readable."""
    sql = "UPDATE quarantine SET settled_at = ? WHERE what = ? AND ref = ? AND settled_at IS NULL"
    connection.execute_many(sql, [(now.isoformat(), what, ref) for ref in refs])
