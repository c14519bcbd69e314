"""Reads what can still be read of a file, damaged or not, and trusts only what is still sealed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hep_tui.store import ledger, quarantine, resources
from hep_tui.store.connection import Connection
from hep_tui.store.errors import StoreError
from hep_tui.store.rows import NAMES, BadRow, Row, verified

_PROBES = 100_000
"""Most row numbers tried one by one where the pages around them cannot be read."""


@dataclass(slots=True)
class Remains:
    """What could be read."""

    entries: list[Row] = field(default_factory=list)
    resources: list[resources.Resource] = field(default_factory=list)
    quarantine: tuple[quarantine.Quarantined, ...] = ()
    tables: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    """Rows of the other tables whose rows are worth keeping, by name."""
    meta: dict[str, str] = field(default_factory=dict)
    last_seq: dict[str, int] = field(default_factory=dict)
    """Highest number that was used, by device."""


KEPT_TABLES = {
    "active_program": "program, since, set_at",
    "session": "id, started_at, plan, closed_at",
    "session_event": "session, n, at, kind, payload",
    "acknowledged": "program, version, at",
}
"""Tables that are carried over, with their columns."""


def remains(path: Path) -> Remains:
    """What can still be read of a file; nothing where nothing can. The file is not changed."""
    left = Remains()
    if not path.exists():
        return left
    try:
        with Connection(path, damaged=True) as connection:
            _gather(connection, left)
    except StoreError:
        pass
    return left


def _gather(connection: Connection, left: Remains) -> None:
    left.last_seq = {device: tally.last_seq for device, tally in _tried(lambda: ledger.read(connection), {}).items()}
    left.entries = _entries(connection)
    left.resources = _tried(lambda: resources.read(connection)[0], [])
    left.quarantine = _tried(lambda: quarantine.waiting(connection), ())
    left.meta = dict(_tried(lambda: connection.rows("SELECT key, value FROM meta"), []))
    for table, columns in KEPT_TABLES.items():
        sql = f"SELECT {columns} FROM {table}"
        left.tables[table] = _tried(lambda: connection.rows(sql), [])  # noqa: B023  called at once


def _tried(read: Callable[[], Any], otherwise: Any) -> Any:
    """What was read; the damaged part of a file may hold anything, so any wrong value counts as unreadable."""
    try:
        return read()
    except (StoreError, sqlite3.Error, ValueError, TypeError):
        return otherwise


def _entries(connection: Connection) -> list[Row]:
    """Sealed rows: forward to the first page that cannot be read, backward likewise, then between, one by one."""
    found: dict[int, Row] = {}
    low = _walk(connection, found, 0, forward=True)
    high = None if low is None else _walk(connection, found, 2**62, forward=False)
    if low is not None and high is not None:
        for number in range(low + 1, min(high, low + _PROBES)):
            sql = f"SELECT seq, {NAMES} FROM entry WHERE seq = ?"
            _take(found, _tried(lambda: connection.rows(sql, (number,)), []))  # noqa: B023  called at once
    return [found[number] for number in sorted(found)]


def _walk(connection: Connection, found: dict[int, Row], at: int, *, forward: bool) -> int | None:
    """Read rows in order from a number on; None at the end, else the number past which nothing could be read."""
    order = "> ? ORDER BY seq" if forward else "< ? ORDER BY seq DESC"
    many = 50
    while True:
        sql = f"SELECT seq, {NAMES} FROM entry WHERE seq {order} LIMIT {many}"
        rows = _tried(lambda: connection.rows(sql, (at,)), None)  # noqa: B023  called at once
        if rows is None and many > 1:
            many = 1
        elif rows is None:
            return at
        elif not rows or (not forward and rows[0][0] in found):
            return None
        else:
            _take(found, rows)
            # In a damaged file the order itself may be wrong, and must not lead round in a circle.
            if (rows[-1][0] <= at) is forward:
                return at
            at = rows[-1][0]


def _take(found: dict[int, Row], rows: list[tuple[Any, ...]]) -> None:
    for number, *values in rows:
        with suppress(BadRow):
            found[number] = verified(tuple(values))
