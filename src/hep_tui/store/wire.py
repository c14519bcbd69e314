"""What is known of the clinic's copy: which entries it holds and where, what is under way, how far each type was pulled.

All of it can be thrown away and found out anew by comparing every row with the server; nothing of the patient's is in it.
Every function works in the open transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from hep_care.frozen import frozen
from hep_tui.store.connection import Connection

TABLES = (
    # Where a record is on the server. `raw` is only kept where the server has something in it that we do not know.
    """CREATE TABLE placed (
    uid TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    server_id TEXT NOT NULL,
    version TEXT NOT NULL,
    raw TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX placed_by_server_id ON placed (type, server_id)",
    # What is not in here is unsent: there is no second list that could disagree.
    """CREATE TABLE held (
    entry TEXT PRIMARY KEY,
    uid TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX held_by_record ON held (uid)",
    """CREATE TABLE under_way (
    uid TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    tried_at TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE parked (
    uid TEXT PRIMARY KEY,
    entries INTEGER NOT NULL,
    why TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE pulled (
    type TEXT PRIMARY KEY,
    upto TEXT NOT NULL,
    newest TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    # Pulled and not yet in force: a plan changes whole or not at all.
    """CREATE TABLE staged (
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    raw TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (type, id, version)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE seen (
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (type, id)
) STRICT, WITHOUT ROWID""",
)

# The record an entry belongs to, by walking from a correction to what it corrects.
_ROOT = """WITH RECURSIVE up (entry, root, refers_to, kind, depth) AS (
    SELECT id, id, refers_to, kind, 0 FROM entry WHERE {where}
    UNION ALL
    SELECT up.entry, e.id, e.refers_to, e.kind, up.depth + 1 FROM up JOIN entry e ON e.id = up.refers_to
    WHERE up.kind IN ('amendment', 'retraction') AND up.depth < 100
) SELECT entry, root FROM up WHERE kind NOT IN ('amendment', 'retraction')"""


@frozen
class Unsent:
    """What is needed of a record to tell whether one of its entries is for the clinic."""

    kind: str
    prescription: str | None
    date: str
    clock: str


@frozen
class Place:
    """Where a record is on the server."""

    uid: str
    type: str
    server_id: str
    version: str
    raw: str


def unsent(connection: Connection) -> list[tuple[str, str]]:
    """Ids of entries the server is not known to hold, each with the id of its record, in the order they were added."""
    where = "NOT EXISTS (SELECT 1 FROM held WHERE held.entry = entry.id)"
    return [(str(entry), str(root)) for entry, root in connection.rows(_ROOT.format(where=where))]


def unsent_roots(connection: Connection) -> list[Unsent]:
    """For each entry the server is not known to hold, what its record is; without reading a record whole."""
    where = "NOT EXISTS (SELECT 1 FROM held WHERE held.entry = entry.id)"
    sql = (
        "SELECT e.kind, e.prescription, e.date, coalesce(json_extract(e.payload, '$.clock'), 'real') "
        f"FROM ({_ROOT.format(where=where)}) AS waiting JOIN entry e ON e.id = waiting.root"
    )
    return [
        Unsent(str(kind), prescription, str(day), str(clock)) for kind, prescription, day, clock in connection.rows(sql)
    ]


def all_held(connection: Connection) -> frozenset[str]:
    """Every entry that the server is known to hold."""
    return frozenset(str(entry) for (entry,) in connection.rows("SELECT entry FROM held"))


def place(connection: Connection, uid: str) -> Place | None:
    """Where a record is; None where the server is not known to have it."""
    rows = connection.rows("SELECT uid, type, server_id, version, raw FROM placed WHERE uid = ?", (uid,))
    return Place(*rows[0]) if rows else None


def places(connection: Connection) -> list[Place]:
    """Where every record is."""
    return [Place(*row) for row in connection.rows("SELECT uid, type, server_id, version, '' FROM placed")]


def held(connection: Connection, uid: str) -> frozenset[str]:
    """Entries of a record that the server is known to hold."""
    return frozenset(str(entry) for (entry,) in connection.rows("SELECT entry FROM held WHERE uid = ?", (uid,)))


def put(connection: Connection, where: Place, holds: Iterable[str]) -> None:
    """Note where a record is and which entries the server holds of it; its first body is no longer under way."""
    sql = "INSERT OR REPLACE INTO placed (uid, type, server_id, version, raw) VALUES (?, ?, ?, ?, ?)"
    connection.execute(sql, (where.uid, where.type, where.server_id, where.version, where.raw))
    connection.execute("DELETE FROM held WHERE uid = ?", (where.uid,))
    rows = [(entry, where.uid) for entry in sorted(set(holds))]
    connection.execute_many("INSERT OR REPLACE INTO held (entry, uid) VALUES (?, ?)", rows)
    connection.execute("DELETE FROM under_way WHERE uid = ?", (where.uid,))
    connection.execute("DELETE FROM parked WHERE uid = ?", (where.uid,))


def unbind(connection: Connection, uids: Iterable[str]) -> None:
    """Forget that the server has these."""
    for uid in uids:
        for table in ("placed", "held", "under_way"):
            connection.execute(f"DELETE FROM {table} WHERE uid = ?", (uid,))


def freeze(connection: Connection, bodies: Mapping[str, str], at: datetime) -> None:
    """Keep the bodies of first attempts; one that is there stays."""
    rows = [(uid, body, at.isoformat()) for uid, body in bodies.items()]
    connection.execute_many("INSERT OR IGNORE INTO under_way (uid, body, tried_at) VALUES (?, ?, ?)", rows)


def under_way(connection: Connection, uid: str) -> tuple[str, datetime] | None:
    """The body of the first attempt and when it was made."""
    rows = connection.rows("SELECT body, tried_at FROM under_way WHERE uid = ?", (uid,))
    return (str(rows[0][0]), datetime.fromisoformat(rows[0][1])) if rows else None


def park(connection: Connection, uid: str, entries: int, why: str, at: datetime) -> None:
    """Set a record aside as it is now; a correction makes it worth another try."""
    sql = "INSERT OR REPLACE INTO parked (uid, entries, why, at) VALUES (?, ?, ?, ?)"
    connection.execute(sql, (uid, entries, why, at.isoformat()))


def parked(connection: Connection) -> dict[str, tuple[int, str]]:
    """By record, how many entries it had when the server refused it, and why."""
    return {str(uid): (int(n), str(why)) for uid, n, why in connection.rows("SELECT uid, entries, why FROM parked")}


def mark(connection: Connection, type: str) -> tuple[str, str] | None:
    """The newest `lastUpdated` that was pulled of a type, and the id of that row."""
    rows = connection.rows("SELECT upto, newest FROM pulled WHERE type = ?", (type,))
    return (str(rows[0][0]), str(rows[0][1])) if rows else None


def set_mark(connection: Connection, type: str, upto: str, newest: str) -> None:
    """Note how far a type was pulled."""
    connection.execute("INSERT OR REPLACE INTO pulled (type, upto, newest) VALUES (?, ?, ?)", (type, upto, newest))


def seen(connection: Connection, type: str, id: str) -> str | None:
    """The version of a row that was pulled or written last."""
    version: str | None = connection.scalar("SELECT version FROM seen WHERE type = ? AND id = ?", (type, id))
    return version


def see(connection: Connection, rows: Sequence[tuple[str, str, str]]) -> None:
    """Note type, id and version of rows."""
    connection.execute_many("INSERT OR REPLACE INTO seen (type, id, version) VALUES (?, ?, ?)", rows)


def stage(connection: Connection, type: str, id: str, version: str, raw: str, at: datetime) -> None:
    """Keep a resource of a plan until all of the plan is here."""
    sql = "INSERT OR REPLACE INTO staged (type, id, version, raw, at) VALUES (?, ?, ?, ?, ?)"
    connection.execute(sql, (type, id, version, raw, at.isoformat()))


def staged(connection: Connection) -> list[tuple[str, str, str, str]]:
    """Type, id, version and text of what is staged, in the order it was pulled."""
    sql = "SELECT type, id, version, raw FROM staged ORDER BY at, type, id, version"
    return [(str(type), str(id), str(version), str(raw)) for type, id, version, raw in connection.rows(sql)]


def unstage(connection: Connection) -> None:
    """What was staged is in force."""
    connection.execute("DELETE FROM staged")


def forget(connection: Connection) -> None:
    """Forget everything that is known of a server, as after being paired with another one."""
    for table in ("placed", "held", "under_way", "parked", "pulled", "staged", "seen"):
        connection.execute(f"DELETE FROM {table}")
