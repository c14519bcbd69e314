"""Tables of the patient's file, and how a file is known to be ours."""

from __future__ import annotations

import hashlib

from hep_tui.store.connection import Connection
from hep_tui.store.errors import ChangedSchema, NewerFile, NotOurs

APPLICATION_ID = 0x48455031
"""“HEP1”, in the header of every file of ours."""

LATEST = 2

FIRST = (
    """CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    refers_to TEXT,
    prescription TEXT,
    date TEXT NOT NULL,
    slot INTEGER,
    device TEXT NOT NULL,
    device_seq INTEGER NOT NULL,
    logged_at TEXT NOT NULL,
    payload TEXT NOT NULL,
    private_note TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('here', 'import')),
    seal TEXT NOT NULL
) STRICT""",
    "CREATE INDEX entry_by_date ON entry (date)",
    "CREATE INDEX entry_by_reference ON entry (refers_to) WHERE refers_to IS NOT NULL",
    "CREATE INDEX entry_by_device ON entry (device, device_seq)",
    "CREATE UNIQUE INDEX entry_numbers_of_ours ON entry (device, device_seq) WHERE origin = 'here'",
    """CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'what was done is a fact'); END""",
    # A damaged row leaves the table only once it is kept, as it was found, in the quarantine.
    """CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
WHEN NOT EXISTS (SELECT 1 FROM quarantine WHERE what = 'entry-row' AND ref = CAST(OLD.seq AS TEXT))
BEGIN SELECT RAISE(ABORT, 'what was done is a fact'); END""",
    """CREATE TABLE ledger (
    device TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    digest TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    last_logged_at TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE resource (
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    effective_from TEXT,
    raw TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    seal TEXT NOT NULL,
    n INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (type, id, version)
) STRICT""",
    """CREATE TRIGGER resource_is_never_changed BEFORE UPDATE ON resource
BEGIN SELECT RAISE(ABORT, 'what the clinic wrote is kept as it came'); END""",
    """CREATE TRIGGER resource_is_never_deleted BEFORE DELETE ON resource
WHEN NOT EXISTS (SELECT 1 FROM quarantine WHERE what = 'resource-row' AND ref = CAST(OLD.n AS TEXT))
BEGIN SELECT RAISE(ABORT, 'what the clinic wrote is kept as it came'); END""",
    """CREATE TABLE active_program (
    n INTEGER PRIMARY KEY,
    program TEXT,
    since TEXT NOT NULL,
    set_at TEXT NOT NULL,
    UNIQUE (program, since, set_at)
) STRICT""",
    """CREATE TABLE day_total (
    date TEXT PRIMARY KEY,
    due INTEGER NOT NULL,
    done INTEGER NOT NULL,
    units TEXT NOT NULL,
    excused INTEGER NOT NULL,
    shown_up INTEGER NOT NULL,
    seal TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE derived_state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    generation INTEGER NOT NULL,
    valid_through TEXT,
    dirty_from TEXT
) STRICT""",
    "INSERT INTO derived_state VALUES (1, 0, NULL, NULL)",
    """CREATE TABLE session (
    id TEXT PRIMARY KEY,
    started_at TEXT NOT NULL,
    plan TEXT NOT NULL,
    closed_at TEXT
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE session_event (
    session TEXT NOT NULL REFERENCES session (id),
    n INTEGER NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (session, n)
) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER session_event_is_never_changed BEFORE UPDATE ON session_event
BEGIN SELECT RAISE(ABORT, 'a journal is only added to'); END""",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE quarantine (
    n INTEGER PRIMARY KEY,
    what TEXT NOT NULL,
    ref TEXT NOT NULL,
    why TEXT NOT NULL,
    raw TEXT NOT NULL,
    at TEXT NOT NULL,
    settled_at TEXT
) STRICT""",
    "CREATE INDEX quarantine_by_ref ON quarantine (what, ref)",
    """CREATE TABLE acknowledged (
    program TEXT NOT NULL,
    version TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (program, version)
) STRICT, WITHOUT ROWID""",
    "CREATE TABLE migration (n INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT",
)
"""Statements of the first schema, in order; those of the second are `wire.TABLES`."""

DIGESTS = {
    1: "24eabd3648e452dd35b9f948d52f93b47dc7d89692ff31957c7a1d965b1d57ff",
    2: "4e318902b57d2459bc1a6fdd010b5bc0950095f9f2b67a6a04806c1874c9065a",
}
"""By version, what `schema_digest` says of an untouched file."""


def schema_digest(connection: Connection) -> str:
    """sha256 over everything that a file defines: tables, indexes, triggers, views."""
    rows = connection.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def version_of(connection: Connection) -> int:
    """Schema version of a file of ours, 0 for a new one.

    Raises `NotOurs`, `NewerFile` or `ChangedSchema`; nothing is written.
    """
    owner = connection.scalar("PRAGMA application_id")
    version: int = connection.scalar("PRAGMA user_version")
    if owner == version == 0 and connection.scalar("SELECT count(*) FROM sqlite_schema") == 0:
        return 0
    if owner != APPLICATION_ID:
        raise NotOurs
    if version > LATEST:
        raise NewerFile
    if DIGESTS.get(version) != schema_digest(connection):
        raise ChangedSchema
    return version
