"""The clinic's file: its tables, how durable a commit is, and its own moments, which never repeat."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

APPLICATION_ID = 0x48455043
"""“HEPC”."""
VERSION = 1
_WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)
"""Before, two connections that write at once can damage a file that has a write-ahead log."""

TABLES = (
    """CREATE TABLE version (
    seq INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    patient TEXT NOT NULL,
    updated INTEGER NOT NULL UNIQUE,
    body TEXT NOT NULL,
    newest INTEGER NOT NULL CHECK (newest IN (0, 1)),
    UNIQUE (type, id, number)
) STRICT""",
    "CREATE INDEX version_to_pull ON version (type, patient, updated) WHERE newest = 1",
    "CREATE INDEX version_by_time ON version (type, updated) WHERE newest = 1",
    """CREATE TABLE term (
    seq INTEGER NOT NULL REFERENCES version (seq),
    type TEXT NOT NULL,
    parameter TEXT NOT NULL,
    system TEXT NOT NULL,
    value TEXT NOT NULL,
    low INTEGER,
    high INTEGER
) STRICT""",
    "CREATE INDEX term_by_value ON term (type, parameter, value, system, seq)",
    "CREATE INDEX term_by_version ON term (seq)",
    """CREATE TABLE bytes (
    id TEXT PRIMARY KEY,
    content BLOB NOT NULL
) STRICT, WITHOUT ROWID""",
    "CREATE TABLE single (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE account (
    email TEXT PRIMARY KEY,
    secret TEXT NOT NULL,
    active INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE bearer (
    hash TEXT PRIMARY KEY,
    email TEXT NOT NULL REFERENCES account (email),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE invitation (
    head TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    patient TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    tries_left INTEGER NOT NULL,
    used INTEGER,
    family TEXT
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE family (
    id TEXT PRIMARY KEY,
    patient TEXT NOT NULL,
    device TEXT NOT NULL,
    name TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    revoked INTEGER,
    last_used INTEGER NOT NULL
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX family_by_patient ON family (patient)",
    """CREATE TABLE token (
    hash TEXT PRIMARY KEY,
    family TEXT NOT NULL REFERENCES family (id),
    kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
    expires INTEGER NOT NULL,
    came_of TEXT,
    used INTEGER,
    salt TEXT
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX token_by_family ON token (family)",
    "CREATE INDEX token_by_origin ON token (came_of)",
    """CREATE TABLE attempt (
    who TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT""",
    "CREATE INDEX attempt_by_who ON attempt (who, at)",
    """CREATE TABLE audit (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    what TEXT NOT NULL,
    patient TEXT NOT NULL,
    status INTEGER NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT""",
    """CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'who looked is a fact'); END""",
    """CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'who looked is a fact'); END""",
)


class NotOurs(Exception):
    """A file that is not the clinic's, or of a newer program; it is not touched."""


def open_file(path: Path) -> sqlite3.Connection:
    """The clinic's file, made where there is none; for the thread that opens it. Raises `NotOurs`."""
    new = not path.exists()
    if new:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False, cached_statements=256)
    db.execute(f"PRAGMA journal_mode={'WAL' if _WAL_IS_SAFE else 'DELETE'}")
    db.execute(f"PRAGMA synchronous={'FULL' if _WAL_IS_SAFE else 'EXTRA'}")
    for pragma in ("foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "cache_size=-64000"):
        db.execute(f"PRAGMA {pragma}")
    with transaction(db):
        owner = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if (owner, version) == (0, 0) and not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            _make(db)
        elif (owner, version) != (APPLICATION_ID, VERSION):
            raise NotOurs(f"{path.name} is not a clinic's file of this version of hep-clinic; it was not touched.")
    return db


def _make(db: sqlite3.Connection) -> None:
    for statement in TABLES:
        db.execute(statement)
    set_single(db, "epoch", str(uuid4()))
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute(f"PRAGMA user_version={VERSION}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Everything written in the block is kept, or none of it; inside another one it is a part of that."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


@contextmanager
def attempt(db: sqlite3.Connection) -> Iterator[None]:
    """Within an open transaction: what is written in the block is undone where it raises."""
    db.execute("SAVEPOINT attempt")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK TO attempt")
        db.execute("RELEASE attempt")
        raise
    db.execute("RELEASE attempt")


def single(db: sqlite3.Connection, key: str) -> str | None:
    """A single value by its key."""
    row = db.execute("SELECT value FROM single WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def set_single(db: sqlite3.Connection, key: str, value: str) -> None:
    """Set a single value."""
    db.execute("INSERT OR REPLACE INTO single (key, value) VALUES (?, ?)", (key, value))


def next_moment(db: sqlite3.Connection) -> int:
    """The stamp of the next write, in the open transaction: now, and later than every stamp before, whatever the clock does."""
    last = db.execute("SELECT max(updated) FROM version").fetchone()[0] or 0
    return max(now(), int(last) + 1)


def now() -> int:
    """Microseconds since 1970, by this machine's clock."""
    return time.time_ns() // 1000


def epoch(db: sqlite3.Connection) -> tuple[str, int]:
    """What changes when the server is restored, and the number of the newest change."""
    sequence = db.execute("SELECT max(seq) FROM version").fetchone()[0] or 0
    return single(db, "epoch") or "", int(sequence)
