"""Single values of the file, by key."""

from __future__ import annotations

from hep_tui.store.connection import Connection

DEVICE = "device"
"""Id under which entries made here are numbered."""
INSTALL = "install"
"""Also kept in the state folder; where the two differ, the file is a copy."""
HOME = "home"
"""Mark of the computer and the file; a copy has another one."""
EPOCH = "epoch"
"""Changes whenever the content does not follow from what was here before: a restore."""
BINDING = "binding"
"""The issuer and the patient this file is paired with."""


def get(connection: Connection, key: str) -> str | None:
    """The value of a key; None where it has none."""
    value: str | None = connection.scalar("SELECT value FROM meta WHERE key = ?", (key,))
    return value


def put(connection: Connection, key: str, value: str | None) -> None:
    """Set the value of a key, in the open transaction; None removes it."""
    if value is None:
        connection.execute("DELETE FROM meta WHERE key = ?", (key,))
    else:
        sql = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        connection.execute(sql, (key, value))


PATIENT = "patient"
"""The patient whose record was imported."""
TOTALS = "day_totals"
"""What the kept day totals were counted by: zone, rollover and the dates of the programs."""
