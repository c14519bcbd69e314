"""How many entries of each device there are, and what they add up to, so that a lost row is noticed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hep_tui.store.connection import Connection
from hep_tui.store.errors import DamagedFile
from hep_tui.store.rows import COLUMNS, Row

_DEVICE, _NUMBER, _LOGGED, _SHA = (COLUMNS.index(name) for name in ("device", "device_seq", "logged_at", "sha256"))
_MODULUS = 2**256


@dataclass(slots=True)
class Tally:
    """What the entries of one device come to."""

    count: int = 0
    digest: int = 0
    """Sum of the digests of the payloads, modulo 2^256: the same in any order."""
    last_seq: int = 0
    last_logged_at: str = ""

    def add(self, row: Row) -> None:
        """One more entry."""
        self.count += 1
        self.digest = (self.digest + int(row[_SHA], 16)) % _MODULUS
        self.last_seq = max(self.last_seq, row[_NUMBER])
        self.last_logged_at = row[_LOGGED]


def tallied(rows: Iterable[Row]) -> dict[str, Tally]:
    """What these rows come to, by device."""
    tallies: dict[str, Tally] = {}
    for row in rows:
        tallies.setdefault(row[_DEVICE], Tally()).add(row)
    return tallies


def read(connection: Connection) -> dict[str, Tally]:
    """What the file says it holds, by device."""
    rows = connection.rows("SELECT device, count, digest, last_seq, last_logged_at FROM ledger")
    return {row[0]: _tally(row[1:]) for row in rows}


def _tally(row: tuple[Any, ...]) -> Tally:
    """One row; a page that was mixed up may hold anything, and strictness of a table is checked only on writing."""
    count, digest, last, logged = row
    try:
        if logged:
            datetime.fromisoformat(logged)
        return Tally(int(count), int(digest, 16), int(last), logged)
    except (TypeError, ValueError) as error:
        raise DamagedFile("ledger") from error


def add(connection: Connection, rows: Iterable[Row]) -> None:
    """Count new rows in; in the transaction that inserts them."""
    for device, new in tallied(rows).items():
        old = read_one(connection, device)
        together = Tally(
            old.count + new.count,
            (old.digest + new.digest) % _MODULUS,
            max(old.last_seq, new.last_seq),
            new.last_logged_at,
        )
        write(connection, device, together)


def read_one(connection: Connection, device: str) -> Tally:
    """What the file says it holds of one device."""
    rows = connection.rows("SELECT count, digest, last_seq, last_logged_at FROM ledger WHERE device = ?", (device,))
    return _tally(rows[0]) if rows else Tally()


def write(connection: Connection, device: str, tally: Tally) -> None:
    """Replace what the file says of one device."""
    connection.execute(
        "INSERT INTO ledger VALUES (?, ?, ?, ?, ?) ON CONFLICT (device) DO UPDATE SET count = excluded.count, "
        "digest = excluded.digest, last_seq = excluded.last_seq, last_logged_at = excluded.last_logged_at",
        (device, tally.count, f"{tally.digest:064x}", tally.last_seq, tally.last_logged_at),
    )
