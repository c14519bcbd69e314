"""What is wrong with a file before it is opened, as a value."""

from __future__ import annotations

import stat
from pathlib import Path

from hep_tui.locations import Places
from hep_tui.store import identity
from hep_tui.store.connection import Connection
from hep_tui.store.errors import (
    CannotOpen,
    ForeignCompanion,
    LooksEmptied,
    NoFileYet,
    NotAFile,
    OpeningProblem,
    StoreError,
)
from hep_tui.store.schema import version_of


def looked_at(places: Places) -> OpeningProblem | None:
    """What can be seen without opening the file; a missing file of a new profile is `NoFileYet`."""
    try:
        about = places.database.stat()
    except FileNotFoundError:
        return LooksEmptied() if had_data(places) else NoFileYet()
    except OSError as error:
        return CannotOpen(error.strerror or "")
    # Opening a pipe would wait for a writer for ever.
    if not stat.S_ISREG(about.st_mode):
        return NotAFile()
    if about.st_size == 0 and had_data(places):
        return LooksEmptied()
    # With such a log in place SQLite would use it, whatever file it belongs to.
    if companion(places.database, "-wal").exists():
        return ForeignCompanion()
    return None


def had_data(places: Places) -> bool:
    """Whether there was a file here before: the state folder remembers one, or there are copies of one."""
    if identity.recall(places.memory) is not None:
        return True
    return places.backups.is_dir() and any(places.backups.glob("*.db"))


def companion(database: Path, ending: str) -> Path:
    """The file that SQLite keeps beside a database: its rollback journal or its log."""
    return database.with_name(database.name + ending)


def diagnosis(places: Places) -> StoreError | None:
    """What keeps the file of these places from being opened; None where nothing does. Nothing is changed."""
    problem = looked_at(places)
    if problem is not None:
        return problem
    try:
        with Connection(places.database, readonly=True) as connection:
            version_of(connection)
    except StoreError as error:
        return error
    return None
