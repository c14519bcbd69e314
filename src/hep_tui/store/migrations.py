"""Brings a file to the present schema: numbered steps that are only ever added, each one whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from hep_tui.store.connection import Connection
from hep_tui.store.errors import ChangedSchema
from hep_tui.store.schema import APPLICATION_ID, DIGESTS, FIRST, LATEST, schema_digest, version_of
from hep_tui.store.wire import TABLES

if TYPE_CHECKING:
    from sqlite_utils import Database


def first_tables(db: Database) -> None:
    """Everything a new file has."""
    for statement in FIRST:
        db.execute(statement)


def what_the_clinic_holds(db: Database) -> None:
    """What is known of the clinic's copy."""
    for statement in TABLES:
        db.execute(statement)


STEPS: tuple[Callable[[Database], None], ...] = (first_tables, what_the_clinic_holds)
"""The step at index n makes version n + 1; a released one never changes."""


def bring_up_to_date(connection: Connection, now: datetime, keep_copy: Callable[[int], object]) -> None:
    """Check that the file is ours and apply the steps it lacks, all in one transaction.

    `keep_copy` makes a verified copy first; it is told the version of the file, which is not empty then.
    Raises an `OpeningProblem` for a file that must not be touched.
    """
    version = version_of(connection)
    if version == LATEST:
        return
    if version > 0:
        keep_copy(version)
    with connection.transaction():
        # Of several processes that open a new file at once the first one does it; the others waited.
        version = version_of(connection)
        if version == LATEST:
            return
        _apply(connection, version, now)
        if schema_digest(connection) != DIGESTS[LATEST]:
            raise ChangedSchema("after migration")


def _apply(connection: Connection, version: int, now: datetime) -> None:
    # Imported here: only a file that is new or old needs it, and it is slow to import. Plug-ins of the patient's
    # Python have no business in the file.
    from sqlite_utils import Database

    db = Database(connection.raw, recursive_triggers=False, execute_plugins=False)
    for number, step in enumerate(STEPS[version:], version + 1):
        step(db)
        db.table("migration").insert({"n": number, "name": step.__name__, "applied_at": now.isoformat()})
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={LATEST}")
